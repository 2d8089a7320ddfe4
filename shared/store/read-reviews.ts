import type { Month } from "../calendar/month.ts";
import type { RegionPrefix } from "../region/region.ts";
import { institutionNames } from "../statement/members.ts";
import { isChange, type MonthChange } from "../statement/review-rows.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { readRegion } from "./read-accounts.ts";
import { LANES_AT_ONCE, readLane } from "./read-lane.ts";

/**
 * What was decided on the advances of a region's closed month, by institution and in the order of its journal; with an institution its own only. As
 * readFindings, it reads the journal of each lane listed up to the last page that wrote an account of the month.
 */
export async function readReviews(store: LedgerStore, month: Month, region: RegionPrefix, institution?: string): Promise<MonthChange[]> {
  const { month: accounts } = await readRegion(store, month, region);
  const nameOf = institutionNames(accounts);
  const own = accounts.filter((account) => (institution ?? account.institution) === account.institution);
  const lanes = [...Map.groupBy(own, (account) => account.institution)].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = new Map<string, MonthChange[]>();
  await eachLimit(lanes, LANES_AT_ONCE, async ([lane, ofLane]) => {
    const last = Math.max(...ofLane.map(({ version }) => version));
    const entries = await readLane(store, lane, last, isChange);
    const wanted = entries.filter((entry) => entry.month === month && entry.county.startsWith(region));
    found.set(
      lane,
      wanted.map((entry) => ({ institution: lane, institutionName: nameOf(lane), entry })),
    );
  });
  return lanes.flatMap(([lane]) => found.get(lane) ?? []);
}
