/** The funds (基金) that owe what a hospital advanced, in the order statements list them. */
export const FUNDS = ["basic", "critical", "assistance", "backstop", "topup"] as const;
export type Fund = (typeof FUNDS)[number];

export function isFund(text: string): text is Fund {
  return (FUNDS as readonly string[]).includes(text);
}

/** 医保基金 and 医疗救助资金: the funds whose disbursement the 85 % requirement counts (云政办发〔2017〕102号 clause 九). */
export const RATED_FUNDS: readonly Fund[] = ["basic", "critical", "assistance"];

export const FUND_NAMES: Readonly<Record<Fund, string>> = {
  basic: "基本医保统筹基金",
  critical: "大病保险",
  assistance: "医疗救助",
  backstop: "医疗费用兜底保障",
  topup: "提高报销比例补助",
};

/** The government tiers that share the cost, in the order of every split: 省, 州市, 县. */
export const TIERS = ["province", "prefecture", "county"] as const;
export type Tier = (typeof TIERS)[number];

/** 已脱贫 / 未脱贫, on which the split depends. */
export const POVERTY_STATUSES = ["lifted", "unlifted"] as const;
export type PovertyStatus = (typeof POVERTY_STATUSES)[number];

/** The message fields that hold one fund's payment. */
export const FUND_FIELDS = ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"] as const;
export type FundField = (typeof FUND_FIELDS)[number];
