import type { Month } from "../calendar/month.ts";
import type { Lane } from "../lane/account.ts";
import { indexKeysOf, reversedKey, type AdvanceEntry, type Entry } from "../lane/entry.ts";
import { decodePage } from "../lane/page.ts";
import type { RegionPrefix } from "../region/region.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { readRegion } from "./read-accounts.ts";
import { LANES_AT_ONCE, readLane } from "./read-lane.ts";

/** An advance with findings, as the journal holds it. */
export interface FoundAdvance {
  readonly lane: Lane;
  readonly institutionName: string | undefined;
  readonly advance: AdvanceEntry;
  /** Taken back by a reversal since, in whatever month. */
  readonly reversed: boolean;
}

/**
 * Every advance of a region's accounting month that has findings, by institution and in the order of its journal. Nothing lists a month's pages,
 * so that the journal of each lane with an account in the month and region is read, from its first page to the last that wrote such an account:
 * a listing's cost grows with the history of those lanes.
 */
export async function readFindings(store: LedgerStore, month: Month, region: RegionPrefix): Promise<FoundAdvance[]> {
  const { month: accounts } = await readRegion(store, month, region);
  const lanes = [...Map.groupBy(accounts, ({ institution }) => institution)].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = new Map<Lane, FoundAdvance[]>();
  await eachLimit(lanes, LANES_AT_ONCE, async ([lane, ofLane]) => {
    const last = Math.max(...ofLane.map(({ version }) => version));
    const institutionName = ofLane.find((account) => account.institutionName !== undefined)?.institutionName;
    const advances = await readLane(
      store,
      lane,
      last,
      (entry: Entry): entry is AdvanceEntry =>
        entry.kind === "advance" && entry.findings !== undefined && entry.month === month && entry.county.startsWith(region),
    );
    const reversed = await reversedOf(store, lane, advances);
    found.set(
      lane,
      advances.map((advance) => ({ lane, institutionName, advance, reversed: reversed.has(advance.id) })),
    );
  });
  return lanes.flatMap(([lane]) => found.get(lane) ?? []);
}

/** The ids of those that a reversal has taken back, also one on the newest page that nobody has applied yet. */
async function reversedOf(store: LedgerStore, lane: Lane, advances: readonly AdvanceEntry[]): Promise<ReadonlySet<string>> {
  if (advances.length === 0) return new Set();
  const newest = await store.newestPage(lane);
  const { index } = await store.load(lane, { index: advances.map(({ id }) => reversedKey(id)), accounts: [], calendars: [] });
  const unapplied = newest === undefined ? [] : decodePage(newest).entries.flatMap(indexKeysOf);
  const taken = new Set([...index.map(({ key }) => key), ...unapplied]);
  return new Set(advances.map(({ id }) => id).filter((id) => taken.has(reversedKey(id))));
}
