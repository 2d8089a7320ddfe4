import { ZERO_FEN, type Fen } from "../money/fen.ts";
import { formatBounds, paidBefore, payToTarget, scopeLeft, type ShareRule } from "./base.ts";
import { exactly, NO_PAYMENT, upTo, type Bounds } from "./bounds.ts";
import { limitToCap } from "./cap.ts";
import { conditionOf, whether, type Condition } from "./condition.ts";
import { above, add, exact, exactYuan, factorOf, formatExact, NOTHING, subtract, times, type Exact } from "./exact.ts";
import { byMajorDisease } from "./major-disease.ts";
import { nameOfMissing } from "./names.ts";
import { formatShares, highestShare, payShare, sharesOf, type Shares } from "./share.ts";
import type { Sheet } from "./sheet.ts";
import { isChronicVisit, visitKindOf } from "./visit.ts";

/** 大病保险: what the policy allows it to pay. */
export function allowCritical(sheet: Sheet): Bounds {
  switch (visitKindOf(sheet.facts.medType)) {
    case "inpatient":
      return byMajorDisease(sheet, (one, rule) => payToTarget(one, rule, "critical"), allowCovered);
    case "outpatient":
      return allowVisit(sheet);
    case undefined:
      sheet.lacks("med_type");
      return upTo(scopeLeft(sheet, "critical"));
  }
}

function allowVisit(sheet: Sheet): Bounds {
  const rule = sheet.rules["critical-outpatient"];
  if (rule === undefined) {
    sheet.lacksRule("critical-outpatient");
    return upTo(scopeLeft(sheet, "critical"));
  }
  const diseases = rule.value.diseases;
  const condition: Condition =
    diseases === undefined ? { met: isChronicVisit(sheet.facts.medType), missing: [], text: "门诊慢特病" } : conditionOf(sheet, { diseases });
  sheet.step(() => `大病保险门诊范围：${condition.met === false && diseases === undefined ? "不是" : ""}${condition.text}`, rule);
  return whether(sheet, condition, allowCovered, (one) => {
    one.step(() => "不在大病保险门诊范围内");
    return NO_PAYMENT;
  });
}

function allowCovered(sheet: Sheet): Bounds {
  const left = scopeLeft(sheet, "critical");
  const { scope } = sheet.facts;
  sheet.step(() => `本次政策范围内自付：${formatExact(exact(scope))}－${formatExact(paidBefore(sheet, "critical"))}＝${formatExact(left)}元`);
  if (left === NOTHING) return NO_PAYMENT;
  const rule = sheet.rules["critical-ratio"];
  if (rule === undefined || conditionOf(sheet, rule.value).met === false) {
    sheet.lacksRule("critical-ratio");
    return upTo(left);
  }
  return whether(
    sheet,
    conditionOf(sheet, rule.value),
    (one) => payAboveDeductible(one, rule, left),
    () => upTo(left),
  );
}

/**
 * The share of what this stay adds to the year's self-pay (自付) above the year's deductible: the share of the year with it, less that of the
 * year without it, so that the tiers of a county go by the year.
 */
function payAboveDeductible(sheet: Sheet, rule: ShareRule, left: Exact): Bounds {
  const shares = sharesOf(sheet, rule.value.ratio);
  const deductible = deductibleOf(sheet);
  const yearMatters = deductible !== NOTHING || shares.length > 1;
  const before = sheet.facts.cumulative.inscp_selfpay_cum ?? (yearMatters ? undefined : ZERO_FEN);
  const range = rangeOfYear(sheet, shares, left, deductible, before);
  sheet.step(() => `按${formatShares(shares)}：${formatBounds(range)}元`, rule);
  return limitToCap(sheet, sheet.rules["critical-cap"], "hifmi_pay_cum", range);
}

function rangeOfYear(sheet: Sheet, shares: Shares, left: Exact, deductible: Exact | undefined, before: Fen | undefined): Bounds {
  const most = times(left, highestShare(shares));
  if (before === undefined) {
    sheet.lacks("inscp_selfpay_cum");
    sheet.step(() => `缺${nameOfMissing("inscp_selfpay_cum")}：最少按此前为零，最多按起付线已满`);
    return { low: deductible === undefined ? NOTHING : lowEnd(shares, above(left, deductible)), high: most };
  }
  if (deductible === undefined) return upTo(most);
  const [from, to] = [above(exact(before), deductible), above(add(exact(before), left), deductible)];
  sheet.step(
    () =>
      `本年此前自付${formatExact(exact(before))}元，加本次${formatExact(left)}元，超过起付线的部分由${formatExact(from)}元增至${formatExact(to)}元`,
  );
  return paySlice(shares, from, to);
}

function paySlice(shares: Shares, from: Exact, to: Exact): Bounds {
  const [of, less] = [payShare(shares, exactly(to)), payShare(shares, exactly(from))];
  return { low: subtract(of.low, less.low), high: subtract(of.high, less.high) };
}

/** The least a year that begins with this stay gives; tiers that fall would give later stays less. */
function lowEnd(shares: Shares, base: Exact): Exact {
  const rising = shares.every(({ low }, place) => place === 0 || low >= (shares[place - 1]?.low ?? 0n));
  return rising ? payShare(shares, exactly(base)).low : NOTHING;
}

/** The year's deductible for these patients; undefined where the local one is missing. */
function deductibleOf(sheet: Sheet): Exact | undefined {
  const inForce = sheet.rules["critical-deductible"];
  if (inForce === undefined) {
    sheet.lacksRule("critical-deductible");
    return undefined;
  }
  const { deductible } = inForce.value;
  if (deductible === "none") {
    sheet.step(() => "不设起付线", inForce);
    return NOTHING;
  }
  const local = sheet.parameter(deductible.parameter);
  if (local === undefined) {
    sheet.lacks(deductible.parameter);
    sheet.step(() => `缺${nameOfMissing(deductible.parameter)}`, inForce);
    return undefined;
  }
  const { times: factor = "1" } = deductible;
  const own = times(exactYuan(local.value), factorOf(factor));
  sheet.step(() => `起付线${local.value}元（${local.source}）×${factor}＝${formatExact(own)}元`, inForce);
  return own;
}
