import type { BenefitKey } from "./benefit-rules.ts";
import type { Base, Place } from "./benefit-values.ts";
import { FUNDS, type Fund } from "./funds.ts";

/** What a rule is called, and the funds it speaks of. */
export interface BenefitTitle {
  readonly title: string;
  readonly funds: readonly Fund[];
}

const of = (title: string, ...funds: Fund[]): BenefitTitle => ({ title, funds });

export const BENEFIT_TITLES: Readonly<Record<BenefitKey, BenefitTitle>> = {
  "basic-inpatient-township": of("住院：乡镇卫生院", "basic"),
  "basic-inpatient-county": of("住院：县级医疗机构", "basic"),
  "basic-inpatient-prefecture": of("住院：州市级医疗机构", "basic"),
  "basic-inpatient-province": of("住院：省级医疗机构", "basic"),
  "basic-inpatient-referred": of("住院：转诊到县域外", "basic"),
  "basic-inpatient-area": of("住院：县域内实际报销比例", "basic"),
  "basic-inpatient-cap": of("住院：年度最高支付限额", "basic"),
  "basic-outpatient-listed": of("门诊：所列病种", "basic"),
  "basic-outpatient-severe": of("门诊：重性精神病和终末期肾病", "basic"),
  "basic-outpatient-chronic": of("门诊：慢特病", "basic"),
  "basic-outpatient-ordinary": of("门诊：普通门诊", "basic"),
  "basic-outpatient-ordinary-cap": of("门诊：普通门诊年度最高报销限额", "basic"),
  "basic-outpatient-consultation": of("门诊：一般诊疗费个人自付部分全额报销", "basic"),
  "basic-inpatient-uplift": of("住院：所有城乡居民提高报销比例", "basic"),
  "critical-deductible": of("起付线", "critical"),
  "critical-ratio": of("报销比例", "critical"),
  "critical-cap": of("年度报销限额", "critical"),
  "critical-outpatient": of("门诊保障范围", "critical"),
  "assistance-deductible": of("起付线", "assistance"),
  "assistance-inpatient-target": of("住院补足", "assistance"),
  "assistance-inpatient-share": of("住院救助比例", "assistance"),
  "assistance-cap": of("年度累计封顶线", "assistance"),
  "assistance-annual-over": of("年度自付超过部分", "assistance"),
  "assistance-backstop-joined": of("医疗救助和兜底保障可以整合", "assistance", "backstop"),
  "backstop-inpatient-target": of("住院补足", "backstop"),
  "backstop-inpatient-target-near": of("住院补足：就近就医", "backstop"),
  "backstop-annual-over": of("年度自付超过部分", "backstop"),
  "major-disease-target": of("大病专项救治：按病种付费", "basic", "critical"),
  "major-disease-severe-target": of("大病专项救治：重性精神病和终末期肾病", "basic", "critical"),
  "cataract-target": of("光明扶贫工程：白内障", "basic", "critical", "assistance", "backstop"),
  "topup-inpatient": of("住院报销比例提高部分", "topup"),
  "diseases-outpatient": of("门诊病种", "basic"),
  "diseases-critical-outpatient": of("大病保险门诊病种", "critical"),
  "diseases-major": of("大病专项救治病种", "basic", "critical"),
  "diseases-severe": of("重性精神病和终末期肾病", "basic", "critical"),
  "diseases-cataract": of("白内障", ...FUNDS.filter((fund) => fund !== "topup")),
};

export const BASE_NAMES: Readonly<Record<Base, string>> = {
  scope: "政策范围内费用",
  total: "医疗费总额",
  "scope-left": "前项报销后剩余的政策范围内费用",
};

export const PLACE_NAMES: Readonly<Record<Place, string>> = {
  "inside-county": "县域内",
  "outside-county": "县域外",
  "inside-prefecture": "州市内",
};
