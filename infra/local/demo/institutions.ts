import type { CountyCode } from "../../../shared/region/region.ts";

export const HOSPITAL_LEVELS = ["township", "county", "prefecture", "province"] as const;
export type HospitalLevel = (typeof HOSPITAL_LEVELS)[number];

export interface DemoInstitution {
  readonly code: string;
  readonly name: string;
  readonly level: HospitalLevel;
  /** Where it stands; its patients may come from elsewhere. */
  readonly county: CountyCode;
}

/** A county's hospital and the townships whose health centres stand in it. */
const LOCAL: readonly (readonly [county: CountyCode, hospital: string, ...townships: string[]])[] = [
  ["532801", "景洪市人民医院", "勐龙镇", "嘎洒镇", "勐罕镇", "普文镇"],
  ["532822", "勐海县人民医院", "勐遮镇", "勐混镇", "打洛镇", "布朗山乡"],
  ["532823", "勐腊县人民医院", "勐捧镇", "勐仑镇", "尚勇镇", "易武镇"],
  ["530521", "施甸县人民医院", "由旺镇", "姚关镇"],
  ["530523", "龙陵县人民医院", "镇安镇", "腊勐镇", "龙新乡"],
  ["530622", "巧家县人民医院", "药山镇", "马树镇", "大寨镇"],
  ["530627", "镇雄县人民医院", "泼机镇", "赤水源镇", "牛场镇"],
  ["532624", "麻栗坡县人民医院", "天保镇", "董干镇", "铁厂乡"],
  ["532628", "富宁县人民医院", "剥隘镇", "里达镇", "者桑乡"],
];

/** Hospitals that patients are referred to. */
const REFERRED: readonly DemoInstitution[] = [
  { code: "H53280100101", name: "西双版纳傣族自治州人民医院", level: "prefecture", county: "532801" },
  { code: "H53280100102", name: "西双版纳傣族自治州傣医医院", level: "prefecture", county: "532801" },
  { code: "H53050200101", name: "保山市人民医院", level: "prefecture", county: "530502" },
  { code: "H53060200101", name: "昭通市第一人民医院", level: "prefecture", county: "530602" },
  { code: "H53260100101", name: "文山壮族苗族自治州人民医院", level: "prefecture", county: "532601" },
  { code: "H53010200201", name: "昆明医科大学第一附属医院", level: "province", county: "530102" },
  { code: "H53011200201", name: "云南省第一人民医院", level: "province", county: "530112" },
];

/** Real places, made-up codes: H, the county, five digits. */
export const DEMO_INSTITUTIONS: readonly DemoInstitution[] = [
  ...LOCAL.flatMap(([county, hospital, ...townships]) => [
    { code: `H${county}00001`, name: hospital, level: "county" as const, county },
    ...townships.map((township, index) => ({ code: `H${county}000${11 + index}`, name: centreOf(township), level: "township" as const, county })),
  ]),
  ...REFERRED,
];

function centreOf(township: string): string {
  return `${township}${township.endsWith("镇") ? "中心卫生院" : "卫生院"}`;
}

const served = new Map<string, readonly DemoInstitution[]>();

/** Institutions of the level that a county's patients go to: its own, its prefecture's, its province's. */
export function institutionsFor(county: CountyCode, level: HospitalLevel): readonly DemoInstitution[] {
  const key = `${county} ${level}`;
  const digits = { township: 6, county: 6, prefecture: 4, province: 2 }[level];
  const known = served.get(key) ?? DEMO_INSTITUTIONS.filter((one) => one.level === level && one.county.startsWith(county.slice(0, digits)));
  served.set(key, known);
  return known;
}
