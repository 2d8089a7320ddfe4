import type { BenefitKey } from "../policy/benefit-rules.ts";
import { PARAMETERS, type ParameterKey } from "../policy/parameter-keys.ts";

const FIELD_NAMES: Readonly<Record<string, string>> = {
  med_type: "医疗类别",
  hosp_lv: "医院等级",
  refl_flag: "转诊标志",
  dise_name: "病种名称",
  fixmedins_code: "就医地（从机构代码看不出）",
  act_pay_dedc: "实际支付起付线",
  inscp_scp_amt: "符合政策范围金额",
  hifp_pay_cum: "基本医保年度累计支出",
  otp_hifp_pay_cum: "普通门诊基本医保年度累计支出",
  hifmi_pay_cum: "大病保险年度累计支出",
  maf_pay_cum: "医疗救助年度累计支出",
  inscp_selfpay_cum: "政策范围内个人自付年度累计",
  psn_part_cum: "合规就医个人负担年度累计",
  unmapped_pay: "没有基金支付的金额",
  unmapped: "未归入基金的支付类型",
};

/** What a rule that no policy states would have said, in words. */
export const RULE_NAMES: Readonly<Partial<Record<BenefitKey, string>>> = {
  "basic-inpatient-township": "乡镇卫生院住院报销比例",
  "basic-inpatient-county": "县级医疗机构住院报销比例",
  "basic-inpatient-prefecture": "州市级医疗机构住院报销比例",
  "basic-inpatient-province": "省级医疗机构住院报销比例",
  "basic-outpatient-ordinary": "普通门诊报销",
  "critical-ratio": "大病保险报销比例",
  "critical-deductible": "大病保险起付线",
  "critical-outpatient": "大病保险门诊范围",
  "assistance-inpatient-target": "住院医疗救助",
  "backstop-inpatient-target": "兜底保障",
  "topup-inpatient": "提高报销比例补助",
};

/** Begins what a finding lacks where setldetail has kinds of payment that are no fund: "unmapped:999900=12.50". */
export const UNMAPPED = "unmapped:";

/** The Chinese name of something a finding lacks: a field of the message, a local parameter, or a rule. */
export function nameOfMissing(name: string): string {
  if (name in PARAMETERS) return PARAMETERS[name as ParameterKey].name;
  if (name.startsWith("rule:")) return `政策规定：${RULE_NAMES[name.slice(5) as BenefitKey] ?? name.slice(5)}`;
  if (name.startsWith(UNMAPPED)) return `结算明细支付类型的归属（${name.slice(UNMAPPED.length)}元）`;
  return FIELD_NAMES[name] ?? name;
}
