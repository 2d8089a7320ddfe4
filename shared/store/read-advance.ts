import type { Calendar } from "../calendar/calendar.ts";
import type { Lane, MonthAccount } from "../lane/account.ts";
import { Batch, findOriginal, type Original } from "../lane/decide.ts";
import { indexKey, reversedKey, type ReversalEntry } from "../lane/entry.ts";
import { LaneView } from "../lane/lane-view.ts";
import { decodePage } from "../lane/page.ts";
import { learnMissing } from "./learn-missing.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** An advance as it stands in its lane's journal, with all that happened to it since. */
export interface AdvanceRead {
  readonly original: Original;
  readonly page: number;
  readonly reversal: ReversalEntry | undefined;
  readonly account: MonthAccount;
  /** The insured county's; undefined where no month of it was ever closed. */
  readonly calendar: Calendar | undefined;
}

/**
 * Reads one advance by its index entries: a few items, however long the journal is. What the newest page says counts even where nobody has
 * applied it yet. Undefined where the lane has posted no advance of that id. Changes nothing.
 */
export async function readAdvance(store: LedgerStore, lane: Lane, settlementId: string): Promise<AdvanceRead | undefined> {
  const newest = await store.newestPage(lane);
  const view = new LaneView(lane, newest === undefined ? undefined : decodePage(newest));
  const batch = new Batch(view);
  for (;;) {
    const found = lookUp(batch, settlementId);
    const missing = view.takeMissing();
    if (missing === undefined) return found;
    await learnMissing(store, view, missing);
  }
}

/** What is known so far; the view notes what it was asked for and did not know, and then the answer is void. */
function lookUp(batch: Batch, settlementId: string): AdvanceRead | undefined {
  const original = findOriginal(batch, settlementId);
  if (original === undefined || original === null) return undefined;
  const { county, month } = original.advance;
  const account = batch.month(month, county);
  const calendar = batch.view.calendar(county);
  const taken = batch.taken(reversedKey(settlementId));
  const reversal = taken?.entry();
  const page = batch.taken(indexKey("advance", settlementId))?.page;
  if (account === undefined || calendar === undefined || page === undefined) return undefined;
  if (account === null) throw new Error(`advance ${settlementId} stands in month ${month} of ${county}, whose account does not exist`);
  const reversed = reversal?.kind === "reversal" ? reversal : undefined;
  return { original, page, reversal: reversed, account, calendar: calendar ?? undefined };
}
