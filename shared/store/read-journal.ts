import type { Lane } from "../lane/account.ts";
import { decodePage, type Page } from "../lane/page.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Pages asked for ahead of the one that is read. */
const PAGES_AHEAD = 8;

/**
 * One lane's journal from its first page to the one that is newest when the reading begins, in order; nothing of another lane is read. In the
 * memory of a few pages, however long the journal is.
 */
export async function* readJournal(store: LedgerStore, lane: Lane): AsyncGenerator<Page> {
  const newest = await store.newestPage(lane);
  if (newest === undefined) return;
  const last = newest.version;
  const read = async (version: number): Promise<Page> => {
    const page = version === last ? newest : await store.page(lane, version);
    if (page === undefined) throw new Error(`page ${version} of lane ${lane} does not exist, though page ${last} does`);
    return decodePage(page);
  };
  const ahead: Promise<Page>[] = [];
  for (let next = 1; next <= last || ahead.length > 0;) {
    while (next <= last && ahead.length < PAGES_AHEAD) {
      const page = read(next);
      // A fault is thrown where the page's turn comes; until then it must not count as unhandled.
      page.catch(() => undefined);
      ahead.push(page);
      next += 1;
    }
    const page = await ahead.shift();
    if (page !== undefined) yield page;
  }
}
