import { laterMonth, monthOf } from "../calendar/month.ts";
import type { Reason } from "../outcome/outcomes.ts";
import type { IndexEntry } from "./index-entry.ts";
import { emptyAccount, type Account, type AccountKey, type MonthAccount } from "./account.ts";
import {
  deductedKey,
  indexKey,
  indexKeysOf,
  reversedKey,
  type AdvanceEntry,
  type CloseEntry,
  type DeductionEntry,
  type Entry,
  type ReviewEntry,
} from "./entry.ts";
import { AccountBook, evolve } from "./evolve.ts";
import type { LaneView } from "./lane-view.ts";
import type { LaneRecord, MessageRecord } from "./record.ts";
import { addFundAmounts, negateFundAmounts, type FundAmounts } from "./shares.ts";

/** What becomes of one record. */
export type Decision =
  | { readonly outcome: "posted" | "already_applied" | "deferred"; readonly record: LaneRecord }
  | { readonly outcome: "rejected"; readonly record: MessageRecord; readonly reason: Reason };

/** The decisions on a batch of a lane's records, and what they post: nothing where entries is empty. */
export interface Decided {
  readonly decisions: readonly Decision[];
  readonly entries: readonly Entry[];
  readonly accounts: readonly Account[];
}

/** How one record ends: an entry to post, or an outcome without one. "unknown" where the view has still to learn something. */
export type Verdict = { readonly entry: Entry } | { readonly reason: Reason } | "already_applied" | "deferred" | "unknown";

/**
 * A batch being decided: what the view knows and what earlier records of the batch have already taken or moved. An id taken in the batch
 * counts like one taken in a page.
 */
export class Batch {
  readonly view: LaneView;
  readonly book: AccountBook;
  readonly entries: Entry[] = [];
  readonly #taken = new Map<string, Exclude<Entry, CloseEntry>>();

  constructor(view: LaneView) {
    this.view = view;
    this.book = new AccountBook((key) => this.#known(key));
  }

  /** The entry that took the key, null where none has, undefined where that is not known yet. `hash` is its content. */
  taken(key: string): { readonly hash: string; readonly page: number; readonly entry: () => Entry | undefined } | null | undefined {
    const own = this.#taken.get(key);
    if (own !== undefined) return { hash: own.hash, page: this.view.version + 1, entry: () => own };
    const at: IndexEntry | null | undefined = this.view.index(key);
    return at === null || at === undefined ? at : { hash: at.hash, page: at.page, entry: () => this.view.entry(at) };
  }

  /** A month account as the batch leaves it so far; null where there is none. */
  month(month: string, county: string): MonthAccount | null | undefined {
    const key = { period: month, county, institution: this.view.lane };
    const known = this.view.account(key);
    return known === undefined || known === null ? known : (this.book.get(key) as MonthAccount);
  }

  post(entry: Entry): void {
    evolve(this.book, this.view.lane, entry);
    this.entries.push(entry);
    // A close takes no id.
    if (!("hash" in entry)) return;
    for (const key of indexKeysOf(entry)) this.#taken.set(key, entry);
  }

  #known(key: AccountKey): Account {
    const account = this.view.account(key);
    if (account !== undefined && account !== null) return account;
    if (account === null && key.period === "prepaid") return emptyAccount(key);
    throw new Error(`account ${key.period} ${key.county} of lane ${key.institution} is posted to but was not loaded`);
  }
}

/** Decides a batch with a verdict per record. Pure: where the view lacks something, the result is void and the view says what is missing. */
export function decideBatch(view: LaneView, records: readonly LaneRecord[], judge: (batch: Batch, record: LaneRecord) => Verdict): Decided {
  const batch = new Batch(view);
  const decisions = records.map((record): Decision => {
    const verdict = judge(batch, record);
    if (verdict === "unknown" || verdict === "deferred") return { outcome: "deferred", record };
    if (verdict === "already_applied") return { outcome: "already_applied", record };
    if ("reason" in verdict) {
      if (record.kind === "close") throw new Error("a close can't be rejected");
      return { outcome: "rejected", record, reason: verdict.reason };
    }
    batch.post(verdict.entry);
    return { outcome: "posted", record };
  });
  return { decisions, entries: batch.entries, accounts: batch.book.touched(view.version + 1) };
}

/** The month a record is posted in: the later of its own and the first its county has open. Undefined where the calendar is not known. */
export function accountingMonth(batch: Batch, county: string, time: string, atLeast = ""): string | undefined {
  const calendar = batch.view.calendar(county);
  // Asked for before the calendar is known, so that most postings load everything at once.
  const own = laterMonth(monthOf(time), atLeast);
  if (calendar === undefined) {
    batch.view.account({ period: own, county, institution: batch.view.lane });
    return undefined;
  }
  return laterMonth(own, calendar?.firstOpen ?? "");
}

/** The advance a record refers to, with what happened to it since. */
export interface Original {
  readonly advance: AdvanceEntry;
  readonly reversed: boolean;
  /** Deductions and reviews, in the order they were posted. */
  readonly changes: readonly (DeductionEntry | ReviewEntry)[];
}

/** What is left of an advance after its deductions, by fund: nothing where it was refused. */
export function leftOf({ advance, changes }: Original): FundAmounts {
  const taken = changes.filter((one) => one.kind === "deduction" || one.decision === "refused");
  return taken.reduce((left, { funds }) => addFundAmounts(left, negateFundAmounts(funds)), advance.funds);
}

/** The review that deferred the advance, where none has decided it since. A deferred advance takes no deduction. */
export function deferralOf({ changes }: Original): ReviewEntry | undefined {
  const last = changes.at(-1);
  return last?.kind === "review" && last.decision === "deferred" ? last : undefined;
}

/** Finds the advance: null where the lane has none of that id, undefined where something is not known yet. */
export function findOriginal(batch: Batch, settlementId: string): Original | null | undefined {
  const reversed = batch.taken(reversedKey(settlementId));
  const first = batch.taken(deductedKey(settlementId, 0));
  const taken = batch.taken(indexKey("advance", settlementId));
  if (taken === null) return null;
  const advance = taken?.entry();
  if (advance === undefined || reversed === undefined) return undefined;
  if (advance.kind !== "advance") throw new Error(`${settlementId} stands in the journal as ${advance.kind}`);
  const changes: (DeductionEntry | ReviewEntry)[] = [];
  for (let at = first; at !== null; at = batch.taken(deductedKey(settlementId, changes.length))) {
    const change = at?.entry();
    if (change === undefined) return undefined;
    if (change.kind !== "deduction" && change.kind !== "review")
      throw new Error(`a deduction or review of ${settlementId} stands in the journal as ${change.kind}`);
    changes.push(change);
  }
  return { advance, reversed: reversed !== null, changes };
}
