import { FUND_FIELDS } from "../policy/funds.ts";

/** The amounts both sides may state of a settlement, in the order of every list of amounts: first those that are added up, as 3201 does. */
export const AMOUNTS = [
  "medfee_sumamt",
  "fund_pay_sumamt",
  ...FUND_FIELDS,
  "inscp_scp_amt",
  "act_pay_dedc",
  "hosp_part_amt",
  "psn_part_amt",
] as const;
export type AmountField = (typeof AMOUNTS)[number];

/** The amounts of 3201 (对总账) and each fund's, which are added up. */
export const SUMMED = ["medfee_sumamt", "fund_pay_sumamt", ...FUND_FIELDS] as const;
export type SummedField = (typeof SUMMED)[number];

/** What else a posted advance keeps and a hospital's list may state. */
export const TEXTS = ["insu_admdvs", "poverty_status", "setl_time", "med_type", "hosp_lv", "dise_codg", "dise_name", "refl_flag"] as const;
export type TextField = (typeof TEXTS)[number];

export type ComparedField = AmountField | TextField | "psn_no";

export const FIELD_TITLES: Readonly<Record<ComparedField, string>> = {
  medfee_sumamt: "医疗费总额",
  fund_pay_sumamt: "基金支付总额",
  hifp_pay: "基本医保统筹基金支出",
  hifmi_pay: "大病保险支出",
  maf_pay: "医疗救助支出",
  oth_pay: "其他支出",
  inscp_scp_amt: "政策范围内费用",
  act_pay_dedc: "起付线",
  hosp_part_amt: "医院负担金额",
  psn_part_amt: "个人负担金额",
  insu_admdvs: "参保地",
  poverty_status: "脱贫状态",
  setl_time: "结算时间",
  med_type: "医疗类别",
  hosp_lv: "医院等级",
  dise_codg: "病种编码",
  dise_name: "病种名称",
  refl_flag: "转诊标志",
  psn_no: "人员编号",
};
