import { accountKeyText, keyOf, type Account, type Lane } from "../lane/account.ts";
import { indexEntriesOf } from "../lane/lane-view.ts";
import { decodePage } from "../lane/page.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** How much a rebuild read and wrote. */
export interface Rebuilt {
  readonly lanes: number;
  readonly pages: number;
  readonly indexEntries: number;
  readonly accounts: number;
}

/**
 * Writes index and accounts again as the journal says, where they were lost or restored to an earlier moment than the journal. What is there
 * already stays; nothing is removed, so that what the journal never said stays too, and verify finds it: a restore begins with empty tables.
 * May be run again. Nothing may be posted before it is done: an id whose entry is not there yet would be taken for new. Throws PageError,
 * FormatFault. `onPages` is told how many pages are done.
 */
export async function rebuild(store: LedgerStore, onPages: (pages: number) => void): Promise<Rebuilt> {
  const done = { lanes: 0, pages: 0, indexEntries: 0, accounts: 0 };
  let lane: Lane | undefined;
  const newest = new Map<string, Account>();
  // An account is written once for each lane, in the state its newest page left it in.
  const putAccounts = async (): Promise<void> => {
    for (const account of [...newest.values()].sort((a, b) => a.version - b.version)) await store.putAccount(account);
    done.accounts += newest.size;
    newest.clear();
  };
  for await (const stored of store.allPages()) {
    if (stored.lane !== lane) {
      await putAccounts();
      lane = stored.lane;
      done.lanes += 1;
    }
    const page = decodePage(stored);
    const entries = indexEntriesOf(page);
    await store.putIndex(page.lane, entries);
    for (const account of page.accounts) newest.set(accountKeyText(keyOf(account)), account);
    done.indexEntries += entries.length;
    done.pages += 1;
    onPages(done.pages);
  }
  await putAccounts();
  return done;
}
