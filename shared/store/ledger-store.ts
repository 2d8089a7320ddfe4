import type { Account, AccountKey, Lane, MonthAccount, PrepaidAccount } from "../lane/account.ts";
import type { Calendar } from "../calendar/calendar.ts";
import type { IndexEntry } from "../lane/index-entry.ts";
import type { StoredPage } from "../lane/page.ts";
import type { CountyCode, RegionPrefix } from "../region/region.ts";
import type { Month } from "../calendar/month.ts";
import type { StoredRejection } from "../contract/rejection.ts";

/** What a posting asks of the store in one go. */
export interface Wanted {
  readonly index: readonly string[];
  readonly accounts: readonly AccountKey[];
  readonly calendars: readonly CountyCode[];
}

/** Told of a stored item that is not what the store writes, which is then passed over; without it the item's fault is thrown. */
export type OnDamaged = (why: string) => void;

/** What was found; what is absent from these lists does not exist. */
export interface Found {
  readonly index: readonly IndexEntry[];
  readonly accounts: readonly Account[];
  readonly calendars: readonly Calendar[];
}

/**
 * The ledger's tables. Every read is strongly consistent. Faults of the store are thrown, never returned; a method that threw may be called
 * again with the same arguments.
 */
export interface LedgerStore {
  /** The lane's page with the highest version; one query. */
  newestPage(lane: Lane): Promise<StoredPage | undefined>;
  page(lane: Lane, version: number): Promise<StoredPage | undefined>;
  /**
   * Reads index entries, accounts and calendars in as few batches as the engine allows. Not a snapshot: each item is as it was at some moment
   * of the call, so that one account may be read before a page was applied and another after. What the newest page says must be laid over it.
   */
  load(lane: Lane, wanted: Wanted): Promise<Found>;
  /** Stores an empty account where none exists; changes nothing where one does. */
  bear(account: MonthAccount): Promise<void>;
  /**
   * The only commit point: stores the page on condition that its version does not exist. False where it does; that may be our own page, where
   * the answer to an earlier try was lost, and then its records are found to be already applied.
   */
  append(page: StoredPage): Promise<boolean>;
  /** Stores index entries. Each is immutable, so that storing it twice is harmless. */
  putIndex(lane: Lane, entries: readonly IndexEntry[]): Promise<void>;
  /** Stores the account on condition that the stored version is older; changes nothing where it is not. */
  putAccount(account: Account): Promise<void>;
  /** The month's accounts under the region prefix, ordered by county and institution; one keyed query. */
  monthAccounts(month: Month, region: RegionPrefix): Promise<MonthAccount[]>;
  /** What is prepaid under the region prefix, ordered by county and institution; one keyed query. */
  prepaidAccounts(region: RegionPrefix): Promise<PrepaidAccount[]>;
  calendars(counties: readonly CountyCode[]): Promise<Calendar[]>;
  /** Moves the calendar's fields forward; a field that is already as far or further stays. */
  advanceCalendar(county: CountyCode, fields: { readonly firstOpen?: Month; readonly settledThrough?: Month }): Promise<void>;
  /** Stores rejections under their ids; storing one twice is harmless. */
  putRejections(rejections: readonly StoredRejection[]): Promise<void>;
  /** Rejections whose insu_admdvs begins with the region, or all of them, ordered by county, institution and id. */
  rejections(region?: RegionPrefix): Promise<StoredRejection[]>;
  /** The rejections that name the institution, in any region, in no order that means anything; costs a read of all rejections, in the memory of a few. */
  rejectionsOf(institution: Lane): AsyncIterable<StoredRejection>;
  /** Everything, for verify: each lane's pages together and ascending, lanes in no particular order; all index entries by lane, all accounts. */
  allPages(damaged?: OnDamaged): AsyncIterable<StoredPage>;
  allIndexEntries(damaged?: OnDamaged): AsyncIterable<IndexEntry & { readonly lane: Lane }>;
  allAccounts(damaged?: OnDamaged): AsyncIterable<Account>;
}
