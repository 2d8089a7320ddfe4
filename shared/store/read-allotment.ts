import type { Lane, MonthAccount } from "../lane/account.ts";
import { Batch } from "../lane/decide.ts";
import { indexKey, type AllotmentEntry } from "../lane/entry.ts";
import { LaneView } from "../lane/lane-view.ts";
import { decodePage } from "../lane/page.ts";
import { learnMissing } from "./learn-missing.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** An allotment as it stands in its lane's journal, with the account it counts in. */
export interface AllotmentRead {
  readonly entry: AllotmentEntry;
  readonly page: number;
  readonly account: MonthAccount;
}

/** Reads one allotment by its index entry, as readAdvance reads an advance. Undefined where the lane has posted none of that id. */
export async function readAllotment(store: LedgerStore, lane: Lane, id: string): Promise<AllotmentRead | undefined> {
  const newest = await store.newestPage(lane);
  const view = new LaneView(lane, newest === undefined ? undefined : decodePage(newest));
  for (;;) {
    const found = lookUp(new Batch(view), id);
    const missing = view.takeMissing();
    if (missing === undefined) return found;
    await learnMissing(store, view, missing);
  }
}

function lookUp(batch: Batch, id: string): AllotmentRead | undefined {
  const taken = batch.taken(indexKey("allotment", id));
  const entry = taken?.entry();
  if (taken === undefined || taken === null || entry === undefined) return undefined;
  if (entry.kind !== "allotment") throw new Error(`allotment ${id} stands in the journal as ${entry.kind}`);
  const account = batch.month(entry.month, entry.county);
  if (account === null) throw new Error(`allotment ${id} stands in month ${entry.month} of ${entry.county}, whose account does not exist`);
  return account === undefined ? undefined : { entry, page: taken.page, account };
}
