import type { Day } from "../calendar/day.ts";
import { FIRST_POLICY_MONTH } from "../policy/book.ts";
import type { RegionPrefix } from "../region/region.ts";
import type { DueDays } from "../watch/due.ts";
import type { RegionWatch } from "../watch/region-watch.ts";
import { watchRegions } from "../watch/watch-regions.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { readRegion } from "./read-accounts.ts";

/** Looks at a region and at every region in it that has accounts: those of the day's year, and of the year before, which may still be followed. */
export async function readWatch(store: LedgerStore, region: RegionPrefix, day: Day, dueDays: DueDays): Promise<RegionWatch[]> {
  const year = Number(day.slice(0, 4));
  const years = [year - 1, year].filter((one) => `${one}12` >= FIRST_POLICY_MONTH);
  const reads = await Promise.all(years.map((one) => readRegion(store, `${one}12`, region)));
  const accounts = reads.flatMap(({ within }) => within(region).yearAccounts);
  return watchRegions(region, accounts, day, dueDays);
}
