import { payByShare, payToTarget, paidBefore, scopeLeft, formatBounds } from "./base.ts";
import { exactly, limitTo, NO_PAYMENT, upTo, type Bounds } from "./bounds.ts";
import { limitToCap } from "./cap.ts";
import { conditionOf, whether } from "./condition.ts";
import { above, exact, formatExact, NOTHING } from "./exact.ts";
import { formatShares, payShare, sharesOf } from "./share.ts";
import type { Sheet } from "./sheet.ts";
import { visitKindOf } from "./visit.ts";

/** 医疗救助: what the policy allows it to pay. */
export function allowAssistance(sheet: Sheet): Bounds {
  const left = scopeLeft(sheet, "assistance");
  switch (visitKindOf(sheet.facts.medType)) {
    case "inpatient":
      return limitToCap(sheet, sheet.rules["assistance-cap"], "maf_pay_cum", overYear(sheet, limitTo(left, allowStay(sheet))));
    case "outpatient":
      if (sheet.facts.paid.assistance === 0) return NO_PAYMENT;
      sheet.lacks("rule:assistance-outpatient");
      sheet.step(() => "政策没有规定门诊医疗救助");
      return upTo(left);
    case undefined:
      sheet.lacks("med_type");
      return upTo(left);
  }
}

function allowStay(sheet: Sheet): Bounds {
  const { "assistance-inpatient-target": target, "assistance-inpatient-share": share } = sheet.rules;
  const rule = target ?? share;
  if (rule === undefined) {
    sheet.lacksRule("assistance-inpatient-target");
    return upTo(scopeLeft(sheet, "assistance"));
  }
  noteDeductible(sheet);
  const condition = conditionOf(sheet, rule.value);
  return whether(
    sheet,
    condition,
    (one) =>
      target !== undefined
        ? joinBackstop(one, payToTarget(one, target, "assistance"))
        : share === undefined
          ? NO_PAYMENT
          : payByShare(one, share, "assistance"),
    (one) => payAsOthers(one, condition.text),
  );
}

/** 取消…医疗救助起付线; one that is not abolished has no local figure here to go by. */
function noteDeductible(sheet: Sheet): void {
  const rule = sheet.rules["assistance-deductible"];
  if (rule === undefined) return;
  if (rule.value.deductible === "none") sheet.remark(() => "不设起付线", rule);
  else sheet.lacks("rule:assistance-deductible");
}

/** A stay the policy gives no better terms: the local share of what it left. */
function payAsOthers(sheet: Sheet, why: string): Bounds {
  const left = scopeLeft(sheet, "assistance");
  sheet.step(
    () =>
      `${why}：按当地医疗救助规定，自付${formatExact(exact(sheet.facts.scope))}－${formatExact(paidBefore(sheet, "assistance"))}＝${formatExact(left)}元`,
  );
  const shares = sharesOf(sheet, { parameter: "assistanceRatio" });
  const range = payShare(shares, exactly(left));
  sheet.step(() => `×${formatShares(shares)}＝${formatBounds(range)}元`);
  return range;
}

/** 县级政府可通过整合医疗救助和兜底保障实现: what the backstop paid of it need not be paid by assistance too. */
function joinBackstop(sheet: Sheet, range: Bounds): Bounds {
  const rule = sheet.rules["assistance-backstop-joined"];
  const backstop = exact(sheet.facts.paid.backstop);
  if (rule === undefined || backstop === NOTHING || range.low === NOTHING) return range;
  const low = above(range.low, backstop);
  sheet.step(() => `兜底保障实付${formatExact(backstop)}元可一并计入：医疗救助最少${formatExact(low)}元`, rule);
  return { low, high: range.high };
}

/** No message says what a person paid of the year's scope cost after critical insurance, so that a year's excess can't be worked out. */
function overYear(sheet: Sheet, range: Bounds): Bounds {
  const rule = sheet.rules["assistance-annual-over"];
  if (rule === undefined) return range;
  sheet.lacks("rule:assistance-annual-over");
  sheet.step(() => "年累计自付超过部分无法计算：报文没有大病保险后的年累计自付", rule);
  return { low: range.low, high: scopeLeft(sheet, "assistance") };
}
