import type { LaneView, Missing } from "../lane/lane-view.ts";
import { decodePage } from "../lane/page.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Loads what a view was asked for and did not know, for those who only read: nothing is born and no page is applied. */
export async function learnMissing(store: LedgerStore, view: LaneView, { index, accounts, calendars, pages }: Missing): Promise<void> {
  const loaded = await store.load(view.lane, { index, accounts, calendars });
  view.learnIndex(index, loaded.index);
  view.learnAccounts(accounts, loaded.accounts);
  view.learnCalendars(calendars, loaded.calendars);
  for (const version of pages) {
    const page = await store.page(view.lane, version);
    if (page === undefined) throw new Error(`the index of lane ${view.lane} names page ${version}, which does not exist`);
    view.learnPage(decodePage(page));
  }
}
