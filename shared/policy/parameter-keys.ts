/** The levels of institutions (hosp_lv) that rules and local parameters tell apart: 乡镇卫生院, 县级, 州市级, 省级. */
export const INSTITUTION_LEVELS = ["township", "county", "prefecture", "province"] as const;
export type InstitutionLevel = (typeof INSTITUTION_LEVELS)[number];

/**
 * What the documents leave to localities (统筹地区): the keys of local parameters. `unit` says how a value is written: yuan with two decimals
 * or a ratio from 0 to 1; `byLevel` that it is one value for each level of institution.
 */
export const PARAMETERS = {
  basicInpatientDeductible: { name: "基本医保住院起付线", unit: "yuan", byLevel: true },
  basicInpatientRatio: { name: "基本医保住院报销比例", unit: "ratio", byLevel: true },
  basicAnnualCap: { name: "基本医保年度最高支付限额", unit: "yuan", byLevel: false },
  outpatientRatio: { name: "普通门诊报销比例", unit: "ratio", byLevel: false },
  outpatientAnnualCap: { name: "普通门诊年度最高报销限额（其他城乡居民）", unit: "yuan", byLevel: false },
  chronicOutpatientRatio: { name: "门诊慢特病报销比例", unit: "ratio", byLevel: false },
  consultationFeeOwnShare: { name: "一般诊疗费个人自付部分（每次）", unit: "yuan", byLevel: false },
  criticalDeductible: { name: "大病保险起付线（其他城乡居民）", unit: "yuan", byLevel: false },
  criticalRatio: { name: "大病保险支付比例（其他城乡居民）", unit: "ratio", byLevel: false },
  criticalAnnualCap: { name: "大病保险年度报销限额（其他城乡居民）", unit: "yuan", byLevel: false },
  assistanceRatio: { name: "医疗救助比例", unit: "ratio", byLevel: false },
  assistanceAnnualCap: { name: "医疗救助年度封顶线", unit: "yuan", byLevel: false },
  ruralDisposableIncome: { name: "农村居民人均可支配收入", unit: "yuan", byLevel: false },
  premium: { name: "基本医保个人缴费标准", unit: "yuan", byLevel: false },
  premiumSubsidy: { name: "参保个人缴费资助标准", unit: "yuan", byLevel: false },
} as const;

export type ParameterKey = keyof typeof PARAMETERS;
export const PARAMETER_KEYS = Object.keys(PARAMETERS) as readonly ParameterKey[];

/** The keys whose values have one unit and shape, for the rules that name them. */
export const RATIO_PARAMETERS = ["basicInpatientRatio", "outpatientRatio", "chronicOutpatientRatio", "criticalRatio", "assistanceRatio"] as const;
export const DEDUCTIBLE_PARAMETERS = ["basicInpatientDeductible", "criticalDeductible"] as const;
export const CAP_PARAMETERS = ["basicAnnualCap", "outpatientAnnualCap", "criticalAnnualCap", "assistanceAnnualCap"] as const;
