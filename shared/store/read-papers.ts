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
 * `only` limits what is made to these. A county's records are read from the journals of the institutions it has accounts with, and forgotten
 * when its paper is made: the memory is that of the largest county's month. An institution's journal is read once for every county its
 * patients come from, up to the page that wrote the account, so that records and accounts are of the same moment.
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
  const sums = new Map<CountyCode, RecordSums>();
  // The longest codes first: a county's paper is made from its records, and then only their sums are kept.
  const regions = regionsWithAccounts(region, [...counties]).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const one of regions) {
    const accounts = accountsOf(one);
    const records = regionLevel(one) === "county" ? await countyRecords(store, accounts) : memberSums(one, sums);
    if (records.of === "county") sums.set(one, sumRecords(records.records));
    if (only(one)) yield settlementPaper(accounts, records, clauseOf);
  }
}

function memberSums(region: RegionPrefix, counties: ReadonlyMap<CountyCode, RecordSums>): PaperRecords {
  const own = [...counties].filter(([county]) => county.startsWith(region));
  const members = [...Map.groupBy(own, ([county]) => memberOf(region, county))].sort(([a], [b]) => (a < b ? -1 : 1));
  return { of: "members", sums: new Map(members.map(([member, ofMember]) => [member, addSums(ofMember.map(([, sums]) => sums))])) };
}

/** Every record of a county's month, by institution and in the order of its journal. */
async function countyRecords(store: LedgerStore, accounts: RegionAccounts): Promise<PaperRecords> {
  const nameOf = memberNames(accounts);
  const found = new Map<Lane, PaperRecord[]>();
  const lanes = accounts.monthAccounts.toSorted((a, b) => (a.institution < b.institution ? -1 : 1));
  await eachLimit(lanes, LANES_AT_ONCE, async ({ institution, version, month, county }) => {
    const name = nameOf(institution);
    const entries = await readLane(store, institution, version, recordsOf({ month, county }));
    found.set(
      institution,
      entries.map((entry) => ({ institution, institutionName: name === institution ? undefined : name, entry })),
    );
  });
  return { of: "county", records: lanes.flatMap(({ institution }) => found.get(institution) ?? []) };
}

function recordsOf({ month, county }: Pick<MonthAccount, "month" | "county">): (entry: Entry) => entry is RecordEntry {
  return (entry): entry is RecordEntry => "funds" in entry && entry.month === month && entry.county === county;
}
