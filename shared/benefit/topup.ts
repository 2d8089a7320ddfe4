import { formatBounds, payAlso, scopeLeft, type ShareRule } from "./base.ts";
import { limitTo, NO_PAYMENT, upTo, type Bounds } from "./bounds.ts";
import { above, exact, formatExact, NOTHING } from "./exact.ts";
import { formatShares, payShare, sharesOf } from "./share.ts";
import type { Sheet } from "./sheet.ts";
import { visitKindOf } from "./visit.ts";

/** 政策范围内住院费用报销比例提高5个百分点, borne by the province beside what basic insurance pays. */
export function allowTopup(sheet: Sheet): Bounds {
  const rule = sheet.rules["topup-inpatient"];
  const left = scopeLeft(sheet, "topup");
  if (rule === undefined) {
    sheet.lacksRule("topup-inpatient");
    return upTo(left);
  }
  switch (visitKindOf(sheet.facts.medType)) {
    case "outpatient":
      sheet.step(() => "只补助住院", rule);
      return NO_PAYMENT;
    case undefined:
      sheet.lacks("med_type");
      return upTo(left);
    case "inpatient":
      return limitTo(left, rule.value.deductible === undefined ? payEitherWay(sheet, rule) : payAlso(sheet, rule, "topup"));
  }
}

/** The text does not say whether the points are of the cost before the deductible or after it: any amount between the two is right. */
function payEitherWay(sheet: Sheet, rule: ShareRule): Bounds {
  const { scope, deductible } = sheet.facts;
  const shares = sharesOf(sheet, rule.value.ratio, sheet.facts.level);
  const whole = exact(scope);
  if (deductible === undefined) sheet.lacks("act_pay_dedc");
  const afterwards = deductible === undefined ? NOTHING : above(whole, exact(deductible));
  const range = payShare(shares, { low: afterwards, high: whole });
  sheet.step(() => {
    const known = deductible === undefined ? "缺实际支付起付线" : `减起付线${formatExact(exact(deductible))}元为${formatExact(afterwards)}元`;
    return `政策范围内费用${formatExact(whole)}元，${known}，两者之间×${formatShares(shares)}＝${formatBounds(range)}元`;
  }, rule);
  return range;
}
