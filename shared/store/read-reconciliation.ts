import type { Month } from "../calendar/month.ts";
import type { Lane } from "../lane/account.ts";
import type { ListedRow } from "../reconcile/listed-row.ts";
import { Reconciler } from "../reconcile/reconciler.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { readAdvance } from "./read-advance.ts";
import { readJournal } from "./read-journal.ts";

/** Advances of other months looked up at once. */
const CONCURRENCY = 8;

/**
 * Lays a list beside the lane's whole journal: an advance of the month may stand in any month, and its reversal in any later one. Costs a read
 * of each of the lane's pages and, where something is left to explain, of the rejections; memory for the list and the month alone.
 */
export async function readReconciliation(
  store: LedgerStore,
  lane: Lane,
  month: Month,
  rows: AsyncIterable<ListedRow> | Iterable<ListedRow>,
): Promise<{ readonly reconciler: Reconciler; readonly institutionName: string | undefined }> {
  const reconciler = new Reconciler(month);
  let institutionName: string | undefined;
  for await (const row of rows) reconciler.addRow(row);
  for await (const page of readJournal(store, lane)) {
    for (const entry of page.entries) reconciler.takeEntry(entry);
    for (const account of page.accounts) if (account.type === "month") institutionName = account.institutionName ?? institutionName;
  }
  await eachLimit(reconciler.strays, CONCURRENCY, async (id) => {
    const read = await readAdvance(store, lane, id);
    if (read === undefined) throw new Error(`advance ${id} of lane ${lane} was reversed but does not exist`);
    reconciler.takeStray(read.original.advance);
  });
  if (reconciler.hasQuestions) for await (const rejection of store.rejectionsOf(lane)) reconciler.takeRejection(rejection);
  return { reconciler, institutionName };
}
