import { lastDayOf, nextMonth, type Month } from "../calendar/month.ts";
import type { CloseRecord, Fold } from "../lane/record.ts";
import { LIMITS } from "../limits.ts";
import { FIRST_POLICY_MONTH, policyFor } from "../policy/book.ts";
import { countiesOf, type CountyCode, type RegionPrefix } from "../region/region.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Some lane has not closed its accounts yet; the command comes back and goes on where it stopped. */
export class CloseUnfinishedFault extends Error {
  override readonly name = "CloseUnfinishedFault";
  readonly code = "close_unfinished";
}

/** What a close works with besides the ledger. */
export interface CloseTools {
  /** Sends closes through their lanes. What can't be sent may be left out: the close sends it again. */
  readonly send: (folds: readonly Fold[]) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  /** The day of the close, from which the months it closes are due; without it they are due at once. */
  readonly on?: string;
  /** The policy in force, which says what is kept back; by default that of the documents. */
  readonly policyFor?: typeof policyFor;
}

/** Calendars moved at once. */
const CONCURRENCY = 16;
/** How long a round waits for the lanes before it sends their closes again: 20 ms, doubled up to a second, about 12 seconds in all. */
const WAITS_MS = [20, 40, 80, 160, 320, 640, ...Array.from({ length: 11 }, () => 1_000)];
const ROUNDS = 3;

/**
 * Closes a month (月结) for a region, with every earlier month still open, in order. When it returns, what stands in these months never
 * changes. Any number of closes may run at once, vanish and be repeated; closing again changes nothing.
 */
export async function closeThrough(store: LedgerStore, region: RegionPrefix, month: Month, tools: CloseTools): Promise<void> {
  const counties = countiesOf(region);
  const calendars = new Map((await store.calendars(counties)).map((calendar) => [calendar.county, calendar]));
  const standOf = (county: CountyCode, field: "firstOpen" | "settledThrough"): string => calendars.get(county)?.[field] ?? "";
  /** Calendars only move forward: one that is as far already need not be written. */
  const behind = (field: "firstOpen" | "settledThrough", to: Month): CountyCode[] => counties.filter((county) => standOf(county, field) < to);
  // The calendars move first, in every county: a record decided after this goes to the next month.
  await eachLimit(behind("firstOpen", nextMonth(month)), CONCURRENCY, (county) => store.advanceCalendar(county, { firstOpen: nextMonth(month) }));
  const settled = counties.map((county) => standOf(county, "settledThrough"));
  for (let one = firstUnsettled(settled); one <= month; one = nextMonth(one)) await closeMonth(store, region, one, tools);
  await eachLimit(behind("settledThrough", month), CONCURRENCY, (county) => store.advanceCalendar(county, { settledThrough: month }));
}

/** Sends every open account of the month a close through its lane, and lists again until none is open. */
async function closeMonth(store: LedgerStore, region: RegionPrefix, month: Month, tools: CloseTools): Promise<void> {
  const { send, sleep } = tools;
  for (let round = 0; round < ROUNDS; round += 1) {
    const open = await openAccounts(store, region, month, tools);
    if (open.length === 0) return;
    await send(foldCloses(open));
    for (const waitMs of WAITS_MS) {
      await sleep(waitMs);
      if ((await openAccounts(store, region, month, tools)).length === 0) return;
    }
  }
  const lagging = await openAccounts(store, region, month, tools);
  if (lagging.length === 0) return;
  throw new CloseUnfinishedFault(`${lagging.length} accounts of ${month} in region ${region} are still open, first ${lagging[0]?.lane}`);
}

interface OpenAccount {
  readonly lane: string;
  readonly record: CloseRecord;
}

async function openAccounts(store: LedgerStore, region: RegionPrefix, month: Month, tools: CloseTools): Promise<OpenAccount[]> {
  const accounts = await store.monthAccounts(month, region);
  return accounts
    .filter((account) => account.state === "open")
    .map(({ institution, county }) => ({ lane: institution, record: closeOf(county, month, tools) }));
}

/** The retention is that of the month's last day, whenever it is closed. */
function closeOf(county: CountyCode, month: Month, { on, policyFor: policyOf = policyFor }: CloseTools): CloseRecord {
  const retention = policyOf(county, lastDayOf(month))?.payment.retention;
  return {
    kind: "close",
    county,
    month,
    ...(on === undefined ? {} : { on }),
    ...(retention === undefined || retention.funds.length === 0 ? {} : { retention }),
  };
}

function foldCloses(open: readonly OpenAccount[]): Fold[] {
  return [...Map.groupBy(open, ({ lane }) => lane)].flatMap(([lane, items]) => {
    const records = items.map(({ record }) => record);
    return Array.from({ length: Math.ceil(records.length / LIMITS.foldRecords) }, (_, part) => ({
      lane,
      records: records.slice(part * LIMITS.foldRecords, (part + 1) * LIMITS.foldRecords),
    }));
  });
}

/** The first month in which some county may still have an open account, by what each is settled through. */
function firstUnsettled(settled: readonly string[]): Month {
  const first = settled.reduce((a, b) => (a < b ? a : b));
  return first === "" ? FIRST_POLICY_MONTH : nextMonth(first);
}
