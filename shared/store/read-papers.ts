import type { Month } from "../calendar/month.ts";
import type { Lane, MonthAccount } from "../lane/account.ts";
import type { Entry } from "../lane/entry.ts";
import type { Paper } from "../paper/paper.ts";
import { addSums, sumRecords, type PaperRecord, type RecordEntry, type RecordSums } from "../paper/record-sums.ts";
import { settlementPaper, type PaperRecords } from "../paper/settlement-paper.ts";
import { memberOf, regionLevel, type CountyCode, type RegionPrefix } from "../region/region.ts";
import type { ClauseOf } from "../statement/clause-of.ts";
import { memberNames } from "../statement/members.ts";
import type { RegionAccounts } from "../statement/region-accounts.ts";
import { regionsWithAccounts } from "../statement/regions-with-accounts.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { readRegion } from "./read-accounts.ts";
import { LANES_AT_ONCE, readLane } from "./read-lane.ts";

/**
 * The papers of every region under the prefix that has accounts in the month, each county before its prefecture and that before its province;
 * `only` limits what is made to these. A county's records are read from the journals of the institutions it has accounts with, up to the page
 * that wrote the account, so that records and accounts are of the same moment; they are forgotten when its paper is made. A journal is read
 * once, whatever counties its institution's patients come from: the memory is that of the month's records of those that serve several.
 */
export async function* readPapers(
  store: LedgerStore,
  month: Month,
  region: RegionPrefix,
  clauseOf: ClauseOf,
  only: (region: RegionPrefix) => boolean = () => true,
): AsyncGenerator<Paper> {
  const { month: monthAccounts, within } = await readRegion(store, month, region);
  const accountsOf = (one: RegionPrefix): RegionAccounts => ({ region: one, month, ...within(one) });
  const counties = new Set(monthAccounts.map(({ county }) => county));
  const records = new MonthRecords(store, month, monthAccounts);
  const sums = new Map<CountyCode, RecordSums>();
  // The longest codes first: a county's paper is made from its records, and then only their sums are kept.
  const regions = regionsWithAccounts(region, [...counties]).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const one of regions) {
    const accounts = accountsOf(one);
    const own = regionLevel(one) === "county" ? await countyRecords(records, accounts) : memberSums(one, sums);
    if (own.of === "county") sums.set(one, sumRecords(own.records));
    if (only(one)) yield settlementPaper(accounts, own, clauseOf);
  }
}

function memberSums(region: RegionPrefix, counties: ReadonlyMap<CountyCode, RecordSums>): PaperRecords {
  const own = [...counties].filter(([county]) => county.startsWith(region));
  const members = [...Map.groupBy(own, ([county]) => memberOf(region, county))].sort(([a], [b]) => (a < b ? -1 : 1));
  return { of: "members", sums: new Map(members.map(([member, ofMember]) => [member, addSums(ofMember.map(([, sums]) => sums))])) };
}

/** Every record of a county's month, by institution and in the order of its journal. */
async function countyRecords(records: MonthRecords, accounts: RegionAccounts): Promise<PaperRecords> {
  const nameOf = memberNames(accounts);
  const found = new Map<Lane, PaperRecord[]>();
  const lanes = accounts.monthAccounts.toSorted((a, b) => (a.institution < b.institution ? -1 : 1));
  await eachLimit(lanes, LANES_AT_ONCE, async ({ institution, county }) => {
    const name = nameOf(institution);
    const entries = await records.take(institution, county);
    found.set(
      institution,
      entries.map((entry) => ({ institution, institutionName: name === institution ? undefined : name, entry })),
    );
  });
  return { of: "county", records: lanes.flatMap(({ institution }) => found.get(institution) ?? []) };
}

/** The month's records of each institution, read from its journal when the first of its counties is asked for, and handed out county by county. */
class MonthRecords {
  readonly #store: LedgerStore;
  readonly #month: Month;
  readonly #accounts: ReadonlyMap<Lane, readonly MonthAccount[]>;
  readonly #read = new Map<Lane, Promise<Map<CountyCode, RecordEntry[]>>>();

  constructor(store: LedgerStore, month: Month, accounts: readonly MonthAccount[]) {
    this.#store = store;
    this.#month = month;
    this.#accounts = Map.groupBy(accounts, ({ institution }) => institution);
  }

  /** An institution's records of a county in the order of its journal; of each county once. */
  async take(lane: Lane, county: CountyCode): Promise<RecordEntry[]> {
    const reading = this.#read.get(lane) ?? this.#readLane(lane);
    this.#read.set(lane, reading);
    const left = await reading;
    const own = left.get(county) ?? [];
    left.delete(county);
    if (left.size === 0) this.#read.delete(lane);
    return own;
  }

  async #readLane(lane: Lane): Promise<Map<CountyCode, RecordEntry[]>> {
    const last = new Map((this.#accounts.get(lane) ?? []).map(({ county, version }) => [county, version]));
    const wanted = (entry: Entry, version: number): entry is RecordEntry =>
      "funds" in entry && entry.month === this.#month && version <= (last.get(entry.county) ?? 0);
    const found = Map.groupBy(await readLane(this.#store, lane, Math.max(0, ...last.values()), wanted), ({ county }) => county);
    // A county without a record is one to be taken too: the lane is forgotten when all are.
    return new Map([...last.keys()].map((county) => [county, found.get(county) ?? []]));
  }
}
