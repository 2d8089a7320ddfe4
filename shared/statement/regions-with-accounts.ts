import { memberOf, type RegionPrefix } from "../region/region.ts";

/** The region, and under it every prefecture and county that has an account, in code order: a region before its members. */
export function regionsWithAccounts(region: RegionPrefix, counties: readonly string[]): RegionPrefix[] {
  const regions = new Set<RegionPrefix>([region]);
  for (const county of counties) {
    for (let one = region; one.length < 6;) {
      one = memberOf(one, county);
      regions.add(one);
    }
  }
  return [...regions].sort();
}
