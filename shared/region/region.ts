import divisions from "./divisions.json" with { type: "json" };

/** A region as a code prefix: province "53", prefecture "5328", county "532822" (GB/T 2260). Its members are found by prefix. */
export type RegionPrefix = string;
export type CountyCode = string;
export type RegionLevel = "province" | "prefecture" | "county";

const provinces: Readonly<Record<string, string>> = divisions.provinces;
const prefectures: Readonly<Record<string, string>> = divisions.prefectures;
const renamed: Readonly<Record<string, { name: string; now: string; changed: string }>> = divisions.renamed;

/** A prefecture without counties doubles as its own county, e.g. 嘉峪关市 620200. */
const doubling = Object.entries(prefectures)
  .filter(([prefix]) => !Object.keys(divisions.counties).some((code) => code.startsWith(prefix)))
  .map(([prefix, name]) => [`${prefix}00`, name] as const);

/** Every county by code, with the codes that were in force before a rename: records keep the code they came with. */
const counties: ReadonlyMap<CountyCode, string> = new Map([
  ...Object.entries(divisions.counties),
  ...Object.entries(renamed).map(([code, old]) => [code, old.name] as const),
  ...doubling,
]);

export function isCounty(code: string): boolean {
  return counties.has(code);
}

/**
 * Reads a region code with or without its trailing zeros ("530000" and "53" are the same province). Undefined where no province,
 * prefecture or county of the division table has it.
 */
export function parseRegion(text: string): RegionPrefix | undefined {
  if (!/^(\d{2}|\d{4}|\d{6})$/.test(text)) return undefined;
  if (counties.has(text)) return text;
  const prefix = text.replace(/^(\d{2})0000$/, "$1").replace(/^(\d{4})00$/, "$1");
  return prefix in provinces || prefix in prefectures ? prefix : undefined;
}

export function regionLevel(prefix: RegionPrefix): RegionLevel {
  return prefix.length === 2 ? "province" : prefix.length === 4 ? "prefecture" : "county";
}

/** The region's Chinese name, as GB/T 2260 lists it. Throws for a prefix that parseRegion did not return. */
export function regionName(prefix: RegionPrefix): string {
  const name = provinces[prefix] ?? prefectures[prefix] ?? counties.get(prefix);
  if (name === undefined) throw new Error(`no region has the code prefix ${prefix}`);
  return name;
}

/** Every county under the prefix, former codes included, in code order. */
export function countiesOf(prefix: RegionPrefix): CountyCode[] {
  return [...counties.keys()].filter((code) => code.startsWith(prefix)).sort();
}

/** The prefix of the region's direct member that holds the county: a prefecture of a province, a county of a prefecture. */
export function memberOf(prefix: RegionPrefix, county: CountyCode): RegionPrefix {
  return county.slice(0, Math.min(prefix.length + 2, 6));
}

/** The two digits of the province: the part of every key that no region crosses. */
export function provinceOf(code: RegionPrefix): string {
  return code.slice(0, 2);
}

export const allProvinces: readonly string[] = Object.keys(provinces);
