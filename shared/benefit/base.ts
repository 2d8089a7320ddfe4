import { sumFen } from "../money/fen.ts";
import type { BenefitRule } from "../policy/benefit-rules.ts";
import type { Base } from "../policy/benefit-values.ts";
import { FUND_NAMES, type Fund } from "../policy/funds.ts";
import type { BenefitInForce } from "../policy/merge-benefits.ts";
import { less, NO_PAYMENT, type Bounds } from "./bounds.ts";
import { conditionOf, whether } from "./condition.ts";
import { above, exact, factorOf, formatExact, formatPercent, times, type Exact } from "./exact.ts";
import { afterDeductible, formatShares, payShare, sharesOf } from "./share.ts";
import type { Sheet } from "./sheet.ts";

/** The order in which funds pay, each on what those before it left. */
export const PAYING_ORDER = ["basic", "topup", "critical", "assistance", "backstop"] as const satisfies readonly Fund[];

export type ShareRule = BenefitInForce & { readonly value: BenefitRule<"basic-inpatient-county"> };
export type TargetRule = BenefitInForce & { readonly value: BenefitRule<"backstop-inpatient-target"> };

/** What the funds before this one really paid. */
export function paidBefore(sheet: Sheet, fund: Fund): Exact {
  const before = PAYING_ORDER.slice(0, PAYING_ORDER.indexOf(fund));
  return exact(sumFen(before.map((one) => sheet.facts.paid[one])));
}

/** The policy-scope cost (政策范围内费用) that the funds before this one left. */
export function scopeLeft(sheet: Sheet, fund: Fund): Exact {
  return above(exact(sheet.facts.scope), paidBefore(sheet, fund));
}

/** What a rule's share is of, for a fund, written down. */
function baseOf(sheet: Sheet, of: Base, fund: Fund): Exact {
  const { scope, total } = sheet.facts;
  switch (of) {
    case "scope":
      sheet.step(() => `政策范围内费用${formatExact(exact(scope))}元`);
      return exact(scope);
    case "total":
      sheet.step(() => `医疗费总额${formatExact(exact(total))}元`);
      return exact(total);
    case "scope-left": {
      const left = scopeLeft(sheet, fund);
      sheet.step(() => `政策范围内费用${formatExact(exact(scope))}－前面各项实付${formatExact(paidBefore(sheet, fund))}＝${formatExact(left)}元`);
      return left;
    }
  }
}

/** The range a rule of shares gives a fund for one stay or visit. */
export function payByShare(sheet: Sheet, rule: ShareRule, fund: Fund): Bounds {
  const base = baseOf(sheet, rule.value.of, fund);
  const left = rule.value.deductible === undefined ? { low: base, high: base } : afterDeductible(sheet, base, rule.value.deductible);
  const shares = sharesOf(sheet, rule.value.ratio, sheet.facts.level);
  const range = payShare(shares, left);
  sheet.step(() => `${formatBounds(left)}×${formatShares(shares)}＝${formatBounds(range)}元`, rule);
  return range;
}

/** The same of a rule that adds to others: nothing where its conditions are not met. */
export function payAlso(sheet: Sheet, rule: ShareRule, fund: Fund): Bounds {
  return whether(
    sheet,
    conditionOf(sheet, rule.value),
    (one) => payByShare(one, rule, fund),
    () => NO_PAYMENT,
  );
}

/** The range a rule of a target gives a fund: the target share of the base, less what the funds it counts before this one really paid. */
export function payToTarget(sheet: Sheet, rule: TargetRule, fund: Fund): Bounds {
  const { value } = rule;
  const base = baseOf(sheet, value.of, fund);
  const [low, high] = [factorOf(value.upTo.low), factorOf(value.upTo.high)];
  const target = { low: times(base, low), high: times(base, high) };
  const before: readonly Fund[] = PAYING_ORDER.slice(0, PAYING_ORDER.indexOf(fund));
  const others = before.filter((one) => value.counting.includes(one));
  const paid = exact(sumFen(others.map((one) => sheet.facts.paid[one])));
  const range = less(paid, target);
  sheet.step(() => {
    const percent = low === high ? formatPercent(low) : `${formatPercent(low)}～${formatPercent(high)}`;
    const names = others.map((one) => FUND_NAMES[one]).join("、");
    return `补足到${percent}：${formatBounds(target)}－已付${formatExact(paid)}${names === "" ? "" : `（${names}）`}＝${formatBounds(range)}元`;
  }, rule);
  return range;
}

/** "4500.00～4750.00", or one amount. */
export function formatBounds({ low, high }: Bounds): string {
  return low === high ? formatExact(low) : `${formatExact(low)}～${formatExact(high)}`;
}
