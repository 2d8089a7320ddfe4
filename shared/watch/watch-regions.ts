import type { Day } from "../calendar/day.ts";
import type { MonthAccount } from "../lane/account.ts";
import { memberOf, type RegionPrefix } from "../region/region.ts";
import { hasFunds } from "../statement/rates.ts";
import type { DueDays } from "./due.ts";
import { watchRegion, type RegionWatch } from "./region-watch.ts";

/** Looks at a region, and at every prefecture and county in it that has accounts, by code. Empty where none has. */
export function watchRegions(top: RegionPrefix, accounts: readonly MonthAccount[], day: Day, dueDays: DueDays): RegionWatch[] {
  const byRegion = new Map<RegionPrefix, MonthAccount[]>();
  for (const account of accounts.filter(hasFunds)) {
    for (const region of regionsOf(top, account)) {
      const list = byRegion.get(region);
      if (list === undefined) byRegion.set(region, [account]);
      else list.push(account);
    }
  }
  return [...byRegion].sort(([a], [b]) => (a < b ? -1 : 1)).map(([region, own]) => watchRegion(region, own, day, dueDays));
}

/** The region, and those between it and the account's county, the county included. */
function regionsOf(top: RegionPrefix, { county }: MonthAccount): RegionPrefix[] {
  const regions = [top];
  for (let one = top; one.length < county.length;) {
    one = memberOf(one, county);
    regions.push(one);
  }
  return regions;
}
