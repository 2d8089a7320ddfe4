import { MoneyDecimal } from "../money/decimal.ts";
import type { BenefitKey, BenefitRule } from "./benefit-rules.ts";
import { BENEFIT_TITLES, BASE_NAMES, PLACE_NAMES } from "./benefit-titles.ts";
import type { BenefitRatio, Cap, Deductible, Range, Threshold } from "./benefit-values.ts";
import type { DiseaseList } from "./diseases.ts";
import { FUND_NAMES } from "./funds.ts";
import { PARAMETERS } from "./parameter-keys.ts";

/** A rule's value in one Chinese line, e.g. "政策范围内费用的80%—85%，起付线为当地基本医保住院起付线". Empty where the rule's title says it all. */
export function describeBenefit(key: BenefitKey, rule: BenefitRule): string {
  if (key === "critical-outpatient" && !("diseases" in rule)) return "所有门诊慢特病";
  return [mainText(rule), ...conditionsOf(rule)].filter((part) => part !== "").join("，");
}

function mainText(rule: BenefitRule): string {
  if ("count" in rule) return describeList(rule);
  if ("over" in rule) return `${describeThreshold(rule.over)}的部分${byRatio(rule.ratio)}`;
  if ("upTo" in rule) {
    const counting = rule.counting.map((fund) => FUND_NAMES[fund]).join("、");
    return `${counting}合计补足到${BASE_NAMES[rule.of]}的${describeRange(rule.upTo)}`;
  }
  if ("ratio" in rule) return `${BASE_NAMES[rule.of]}${byRatio(rule.ratio)}`;
  if ("cap" in rule) return describeCap(rule.cap);
  return "";
}

function conditionsOf(rule: BenefitRule): string[] {
  return [
    "deductible" in rule && rule.deductible !== undefined ? describeDeductible(rule.deductible) : "",
    "diseases" in rule && typeof rule.diseases === "string" ? `病种：${listTitle(rule.diseases)}` : "",
    "where" in rule && rule.where !== undefined ? `医疗机构在${PLACE_NAMES[rule.where]}` : "",
    "referral" in rule && rule.referral !== undefined ? "须符合转诊转院规范" : "",
    "per" in rule && rule.per !== undefined ? "按全县汇总，不按单次" : "",
  ];
}

function listTitle(key: BenefitKey): string {
  return BENEFIT_TITLES[key].title;
}

/** "0.85" → "85%" */
function percent(share: string): string {
  return `${new MoneyDecimal(share).times(100).toString()}%`;
}

function describeRange({ low, high }: Range): string {
  if (Number(low) === Number(high)) return percent(low);
  if (Number(high) === 1) return `${percent(low)}以上`;
  return `${percent(low)}—${percent(high)}`;
}

function byRatio(ratio: BenefitRatio): string {
  return `${"low" in ratio ? "的" : "，按"}${describeRatio(ratio)}`;
}

function describeRatio(ratio: BenefitRatio): string {
  if ("low" in ratio) return describeRange(ratio);
  if ("tiers" in ratio) return ratio.tiers.map(({ over, range }) => `${over}元以上部分${describeRange(range)}`).join("、");
  const plus = ratio.plus === undefined ? "" : `加${new MoneyDecimal(ratio.plus).times(100).toString()}个百分点`;
  const least = ratio.atLeast === undefined ? "" : `（不低于${percent(ratio.atLeast)}）`;
  return `当地${PARAMETERS[ratio.parameter].name}${plus}${least}`;
}

function describeDeductible(deductible: Deductible): string {
  return deductible === "none" ? "不设起付线" : `起付线为当地${PARAMETERS[deductible.parameter].name}${times(deductible.times)}`;
}

function describeCap(cap: Cap): string {
  if (cap === "none") return "不设封顶线";
  const least = cap.atLeast === undefined ? "" : `，不低于${cap.atLeast}元`;
  return `当地${PARAMETERS[cap.parameter].name}${times(cap.times)}${least}`;
}

function times(factor: string | undefined): string {
  return factor === undefined ? "" : `的${percent(factor)}`;
}

function describeThreshold(threshold: Threshold): string {
  if ("amount" in threshold) return `个人年度自付超过${threshold.amount}元`;
  const year = threshold.ofYear === "previous" ? "上年度" : "当年";
  const place = threshold.of === "prefecture" ? "州市" : "当地";
  return `个人年度自付超过${year}${place}${PARAMETERS[threshold.parameter].name}`;
}

/** "15种：食管癌、胃癌、…"; a list that names fewer than it counts says so. */
function describeList({ count, diseases }: DiseaseList): string {
  if (diseases.length === 0) return `${count}种，文件未列病名`;
  return `${count}种：${diseases.map(({ name }) => name).join("、")}`;
}
