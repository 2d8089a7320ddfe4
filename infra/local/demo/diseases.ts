/** What a patient was treated for: ICD-10 code and its name. */
export interface DemoDisease {
  readonly code: string;
  readonly name: string;
}

/**
 * Common reasons of a stay. None of the 15 major diseases that are paid by disease (云政办发〔2017〕102号 clause 六) is among them: those
 * follow ratios of their own.
 */
export const STAY_DISEASES: readonly DemoDisease[] = [
  { code: "J18.900", name: "肺炎, 未特指" },
  { code: "J44.100", name: "慢性阻塞性肺病伴有急性加重" },
  { code: "J20.900", name: "急性支气管炎" },
  { code: "K35.800", name: "急性阑尾炎" },
  { code: "K80.200", name: "胆囊结石" },
  { code: "I63.900", name: "脑梗死" },
  { code: "I25.101", name: "冠状动脉粥样硬化性心脏病" },
  { code: "M51.200", name: "腰椎间盘突出" },
  { code: "S72.000", name: "股骨颈骨折" },
  { code: "N20.000", name: "肾结石" },
  { code: "A09.900", name: "胃肠炎" },
  { code: "K29.500", name: "慢性胃炎" },
];

/** Of the 28 diseases with an outpatient ratio of 80 %, or 90 % for the last two (clause 二). */
export const OUTPATIENT_DISEASES: readonly (DemoDisease & { readonly percent: 80 | 90 })[] = [
  { code: "I10.x03", name: "高血压Ⅱ期", percent: 80 },
  { code: "E11.900", name: "2型糖尿病", percent: 80 },
  { code: "G20.x00", name: "帕金森氏病", percent: 80 },
  { code: "F20.900", name: "精神分裂症", percent: 90 },
  { code: "N18.000", name: "终末期肾病", percent: 90 },
];
