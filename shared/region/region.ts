import divisions from "./divisions.json" with { type: "json" };
import { regionTable, type CountyCode, type Divisions, type RegionPrefix } from "./region-table.ts";

export type { CountyCode, RegionPrefix } from "./region-table.ts";
export type RegionLevel = "province" | "prefecture" | "county";

/** The provinces the product knows. */
export const BUILT_IN_DIVISIONS: Divisions = divisions;

/** Every county of them by code, with the codes that were in force before a rename. */
export const REGIONS = regionTable(BUILT_IN_DIVISIONS);
export const { isCounty, parseRegion, regionName, countiesOf } = REGIONS;

export function regionLevel(prefix: RegionPrefix): RegionLevel {
  return prefix.length === 2 ? "province" : prefix.length === 4 ? "prefecture" : "county";
}

/** The prefix of the region's direct member that holds the county: a prefecture of a province, a county of a prefecture. */
export function memberOf(prefix: RegionPrefix, county: CountyCode): RegionPrefix {
  return county.slice(0, Math.min(prefix.length + 2, 6));
}

/** The two digits of the province: the part of every key that no region crosses. */
export function provinceOf(code: RegionPrefix): string {
  return code.slice(0, 2);
}

export const allProvinces: readonly string[] = Object.keys(divisions.provinces);
