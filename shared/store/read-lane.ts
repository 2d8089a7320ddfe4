import type { Lane } from "../lane/account.ts";
import type { Entry } from "../lane/entry.ts";
import { decodePage } from "../lane/page.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Pages read at once, over all lanes of a listing together with LANES_AT_ONCE. */
const PAGES_AT_ONCE = 4;
export const LANES_AT_ONCE = 4;

/** The entries wanted of a lane's journal in its order, from its first page to page `last`, which must exist. */
export async function readLane<E extends Entry>(
  store: LedgerStore,
  lane: Lane,
  last: number,
  wanted: (entry: Entry, version: number) => entry is E,
): Promise<E[]> {
  const pages: E[][] = [];
  const versions = Array.from({ length: last }, (_, place) => place + 1);
  await eachLimit(versions, PAGES_AT_ONCE, async (version) => {
    const page = await store.page(lane, version);
    if (page === undefined) throw new Error(`page ${version} of lane ${lane} does not exist, though page ${last} does`);
    pages[version] = decodePage(page).entries.filter((entry): entry is E => wanted(entry, version));
  });
  return pages.flat();
}
