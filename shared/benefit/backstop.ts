import { sumFen } from "../money/fen.ts";
import type { BenefitRule } from "../policy/benefit-rules.ts";
import type { BenefitInForce } from "../policy/merge-benefits.ts";
import { FUNDS } from "../policy/funds.ts";
import { formatBounds, paidBefore, payToTarget, type TargetRule } from "./base.ts";
import { exactly, limitTo, NO_PAYMENT, upTo, type Bounds } from "./bounds.ts";
import { conditionOf, whether } from "./condition.ts";
import { above, add, exact, exactYuan, formatExact, least, most, NOTHING, subtract, type Exact } from "./exact.ts";
import { nameOfMissing } from "./names.ts";
import { formatShares, payShare, sharesOf, type Shares } from "./share.ts";
import type { Sheet } from "./sheet.ts";
import { visitKindOf } from "./visit.ts";

/** 兜底保障: what the policy allows it to pay, never more than the others and the hospital left of the cost. */
export function allowBackstop(sheet: Sheet): Bounds {
  const { total, hospital } = sheet.facts;
  const left = above(above(exact(total), paidBefore(sheet, "backstop")), exact(hospital));
  switch (visitKindOf(sheet.facts.medType)) {
    case "inpatient":
      return freeCataract(sheet, left, isRuled(sheet) ? overYear(sheet, left, limitTo(left, allowStay(sheet))) : lackRule(sheet, left));
    case "outpatient":
      if (!isRuled(sheet)) return lackRule(sheet, left);
      sheet.step(() => "实际补偿比例只对住院");
      return overYear(sheet, left, NO_PAYMENT);
    case undefined:
      sheet.lacks("med_type");
      return upTo(left);
  }
}

/** Whether the policy says at all what the backstop pays, the free cataract operation apart. */
function isRuled({ rules }: Sheet): boolean {
  return (["backstop-inpatient-target", "backstop-inpatient-target-near", "backstop-annual-over"] as const).some((key) => rules[key] !== undefined);
}

function lackRule(sheet: Sheet, left: Exact): Bounds {
  sheet.lacksRule("backstop-inpatient-target");
  return upTo(left);
}

function allowStay(sheet: Sheet): Bounds {
  const { "backstop-inpatient-target-near": near, "backstop-inpatient-target": target } = sheet.rules;
  return byTarget(sheet, near, (one) => byTarget(one, target, () => NO_PAYMENT));
}

function byTarget(sheet: Sheet, rule: TargetRule | undefined, otherwise: (sheet: Sheet) => Bounds): Bounds {
  if (rule === undefined) return otherwise(sheet);
  const condition = conditionOf(sheet, rule.value);
  return whether(
    sheet,
    condition,
    (one) => payToTarget(one, rule, "backstop"),
    (one) => {
      one.step(() => (condition.met === undefined ? "不适用" : `不适用：${condition.text}`), rule);
      return otherwise(one);
    },
  );
}

/**
 * 个人年度支付…仍然超过当地农村居民人均可支配收入的部分: of what the patient would still pay after the range so far, the part by which the year's
 * payments pass the threshold. The more the range gives, the less is left to pass it, but never so much less that the sum falls.
 */
function overYear(sheet: Sheet, left: Exact, range: Bounds): Bounds {
  const rule = sheet.rules["backstop-annual-over"];
  if (rule === undefined || range.low === left) return range;
  return whether(
    sheet,
    conditionOf(sheet, rule.value),
    (one) => addOver(one, rule, left, range),
    () => range,
  );
}

type OverRule = BenefitInForce & { readonly value: BenefitRule<"backstop-annual-over"> };

function addOver(sheet: Sheet, rule: OverRule, left: Exact, range: Bounds): Bounds {
  const shares = sharesOf(sheet, rule.value.ratio);
  const threshold = thresholdOf(sheet, rule.value.over);
  const before = sheet.facts.cumulative.psn_part_cum;
  if (before === undefined) sheet.lacks("psn_part_cum");
  if (threshold === undefined || before === undefined) {
    const names = [...(threshold === undefined ? ["ruralDisposableIncome"] : []), ...(before === undefined ? ["psn_part_cum"] : [])];
    sheet.step(() => `年度个人负担是否超过限额无法确定：缺${names.map(nameOfMissing).join("、")}`, rule);
    const none = threshold === undefined ? NOTHING : overOf(threshold, NOTHING, subtract(left, range.low));
    return { low: add(range.low, payShare(shares, exactly(none)).low), high: withRest(shares, left, range.high) };
  }
  const over = {
    low: overOf(threshold, exact(before), subtract(left, range.low)),
    high: overOf(threshold, exact(before), subtract(left, range.high)),
  };
  const more = { low: payShare(shares, exactly(over.low)).low, high: payShare(shares, exactly(over.high)).high };
  const sum = { low: add(range.low, more.low), high: add(range.high, more.high) };
  sheet.step(
    () =>
      `本年此前个人负担${formatExact(exact(before))}元，本次补足后仍由个人负担${formatBounds({ low: subtract(left, range.high), high: subtract(left, range.low) })}元，` +
      `限额${formatExact(threshold)}元，超过部分×${formatShares(shares)}：合计${formatBounds(sum)}元`,
    rule,
  );
  return sum;
}

/** The part of this visit's self-pay by which the year's passes the threshold. */
function overOf(threshold: Exact, before: Exact, selfPay: Exact): Exact {
  return least(selfPay, above(add(before, selfPay), threshold));
}

function withRest(shares: Shares, left: Exact, high: Exact): Exact {
  const rest = subtract(left, high);
  return add(high, payShare(shares, exactly(rest)).high);
}

function thresholdOf(sheet: Sheet, over: OverRule["value"]["over"]): Exact | undefined {
  if ("amount" in over) return exactYuan(over.amount);
  const region = over.of === "prefecture" ? sheet.facts.county.slice(0, 4) : sheet.facts.county;
  const local = sheet.parameter(over.parameter, { region, yearsBefore: over.ofYear === "previous" ? 1 : 0 });
  if (local === undefined) {
    sheet.lacks(over.parameter);
    return undefined;
  }
  sheet.step(() => `${local.year}年${nameOfMissing(over.parameter)}${local.value}元（${local.source}）`);
  return exactYuan(local.value);
}

/**
 * 白内障患者免费救治: the backstop may pay all that is left, and must pay what would leave the patient with anything; what the hospital or others
 * bear (整合社会资金兜底) need not be paid.
 */
function freeCataract(sheet: Sheet, left: Exact, range: Bounds): Bounds {
  const rule = sheet.rules["cataract-target"];
  if (rule === undefined) return range;
  const condition = conditionOf(sheet, rule.value);
  return whether(
    sheet,
    condition,
    (one) => {
      const paid = exact(sumFen(FUNDS.filter((fund) => fund !== "backstop").map((fund) => sheet.facts.paid[fund])));
      const free = limitTo(left, payToTarget(one, rule, "backstop"));
      one.step(
        () =>
          `${condition.text}，免费救治：医院负担${formatExact(exact(sheet.facts.hospital))}元、其他基金已付${formatExact(paid)}元以外由兜底保障支付`,
        rule,
      );
      return { low: most(range.low, free.low), high: most(range.high, free.high) };
    },
    () => range,
  );
}
