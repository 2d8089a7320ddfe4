import type { InstitutionLevel } from "../policy/parameter-keys.ts";
import { formatBounds, payAlso, payByShare, payToTarget, type ShareRule } from "./base.ts";
import { exactly, raiseTo, upTo, type Bounds } from "./bounds.ts";
import { limitToCap } from "./cap.ts";
import { byFirst, conditionOf, whether, type Condition } from "./condition.ts";
import { add, above, exact, exactYuan, formatExact, type Exact } from "./exact.ts";
import { byMajorDisease } from "./major-disease.ts";
import { nameOfMissing } from "./names.ts";
import { afterDeductible, formatShares, payShare, sharesOf } from "./share.ts";
import type { Sheet } from "./sheet.ts";
import { isChronicVisit, visitKindOf } from "./visit.ts";

/** 基本医保: what the policy allows it to pay. */
export function allowBasic(sheet: Sheet): Bounds {
  switch (visitKindOf(sheet.facts.medType)) {
    case "inpatient":
      return byMajorDisease(sheet, (one, rule) => upTo(payToTarget(one, rule, "basic").high), allowStay);
    case "outpatient":
      return allowVisit(sheet);
    case undefined:
      sheet.lacks("med_type");
      sheet.step(() => `医疗类别${sheet.facts.medType}看不出是住院还是门诊`);
      return upTo(exact(sheet.facts.scope));
  }
}

function allowStay(sheet: Sheet): Bounds {
  const { level } = sheet.facts;
  if (level === undefined) {
    sheet.lacks("hosp_lv");
    sheet.step(() => "缺医院等级");
    return upTo(exact(sheet.facts.scope));
  }
  const key = `basic-inpatient-${level}` as const;
  const rule = sheet.rules[key];
  if (rule === undefined) {
    sheet.lacksRule(key);
    return upTo(exact(sheet.facts.scope));
  }
  const condition = conditionOf(sheet, rule.value);
  const range = whether(
    sheet,
    condition,
    (one) => payByShare(one, rule, "basic"),
    (one) => payAsOthers(one, level, condition.text),
  );
  const whole = noteArea(sheet, raiseReferred(sheet, addUplift(sheet, range)));
  return limitToCap(sheet, sheet.rules["basic-inpatient-cap"], "hifp_pay_cum", whole);
}

/** 对所有城乡居民…统一提高…个百分点, where a policy has it in force: points beside the level's ratio. */
function addUplift(sheet: Sheet, range: Bounds): Bounds {
  const rule = sheet.rules["basic-inpatient-uplift"];
  if (rule === undefined) return range;
  const more = payAlso(sheet, rule, "basic");
  return { low: add(range.low, more.low), high: add(range.high, more.high) };
}

/** A stay the policy gives no better terms is paid like that of any other resident. */
function payAsOthers(sheet: Sheet, level: InstitutionLevel, why: string): Bounds {
  sheet.step(() => `${why}：不享受倾斜政策，按当地其他城乡居民计算`);
  const base = afterDeductible(sheet, exact(sheet.facts.scope), { parameter: "basicInpatientDeductible" });
  const shares = sharesOf(sheet, { parameter: "basicInpatientRatio" }, level);
  const range = payShare(shares, base);
  sheet.step(() => `${formatBounds(base)}×${formatShares(shares)}＝${formatBounds(range)}元`);
  return range;
}

/** 到县域外住院的，单人单次住院政策范围内报销比例不低于…: a floor under the range, which it lifts where it lies above. */
function raiseReferred(sheet: Sheet, range: Bounds): Bounds {
  const rule = sheet.rules["basic-inpatient-referred"];
  if (rule === undefined) return range;
  return whether(
    sheet,
    conditionOf(sheet, rule.value),
    (one) => raiseTo(payByShare(one, rule, "basic").low, range),
    () => range,
  );
}

/** A floor of a whole county's payments is written down beside the stay, and no stay is judged by it alone. */
function noteArea(sheet: Sheet, range: Bounds): Bounds {
  const rule = sheet.rules["basic-inpatient-area"];
  if (rule === undefined || conditionOf(sheet, rule.value).met !== true) return range;
  const { paid, total } = sheet.facts;
  sheet.remark(() => `本次实际报销${formatExact(exact(paid.basic))}元，总费用${formatExact(exact(total))}元；县域指标按全县汇总考核，不判单次`, rule);
  return range;
}

function allowVisit(sheet: Sheet): Bounds {
  const { "basic-outpatient-severe": severe, "basic-outpatient-listed": listed } = sheet.rules;
  const byList = (one: Sheet, rule: ShareRule, { text }: Condition): Bounds => {
    one.step(() => text);
    return payByShare(one, rule, "basic");
  };
  return byFirst(sheet, [severe, listed], byList, allowOtherVisit);
}

function allowOtherVisit(sheet: Sheet): Bounds {
  if (isChronicVisit(sheet.facts.medType)) {
    const rule = sheet.rules["basic-outpatient-chronic"];
    if (rule !== undefined) return payByShare(sheet, rule, "basic");
    sheet.step(() => "清单外的门诊慢特病，政策没有规定比例，按当地规定");
    return payShare(sharesOf(sheet, { parameter: "chronicOutpatientRatio" }), exactly(exact(sheet.facts.scope)));
  }
  const rule = sheet.rules["basic-outpatient-ordinary"];
  if (rule === undefined) {
    sheet.lacksRule("basic-outpatient-ordinary");
    return upTo(exact(sheet.facts.scope));
  }
  if (conditionOf(sheet, rule.value).met === false) {
    sheet.lacksRule("basic-outpatient-ordinary");
    return upTo(exact(sheet.facts.scope));
  }
  const range = addConsultation(sheet, payByShare(sheet, rule, "basic"), (scope) => payShare(sharesOf(sheet.branch(), rule.value.ratio), scope));
  return limitToCap(sheet, sheet.rules["basic-outpatient-ordinary-cap"], "otp_hifp_pay_cum", range);
}

/**
 * 一般诊疗费个人自付部分由基本医保全额报销: a visit may hold one such fee or none, which no field tells, so that the range reaches from the share of
 * everything to the whole of the fee and the share of the rest.
 */
function addConsultation(sheet: Sheet, range: Bounds, payOfScope: (scope: Bounds) => Bounds): Bounds {
  const rule = sheet.rules["basic-outpatient-consultation"];
  if (rule === undefined) return range;
  const scope = exact(sheet.facts.scope);
  const local = sheet.parameter("consultationFeeOwnShare");
  if (local === undefined) {
    if (range.high === scope) return range;
    sheet.lacks("consultationFeeOwnShare");
    sheet.step(() => `缺${nameOfMissing("consultationFeeOwnShare")}`, rule);
    return { low: range.low, high: scope };
  }
  const fee: Exact = exactYuan(local.value) < scope ? exactYuan(local.value) : scope;
  const rest = above(scope, fee);
  const high = add(fee, payOfScope(exactly(rest)).high);
  sheet.step(() => `含一般诊疗费个人自付部分${formatExact(fee)}元（${local.source}）的，全额报销：最多${formatExact(high)}元`, rule);
  return { low: range.low, high: high > range.high ? high : range.high };
}
