import { rejectedId } from "../contract/rejected-id.ts";
import type { StoredRejection } from "../contract/rejection.ts";
import type { Lane } from "../lane/account.ts";
import { indexEntriesOf } from "../lane/lane-view.ts";
import { decodePage } from "../lane/page.ts";
import { LIMITS } from "../limits.ts";
import type { RegionPrefix } from "../region/region.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Lanes looked up at once; a province's rejections are of hundreds. */
const CONCURRENCY = 8;

/**
 * A rejection that stands, or one that was overtaken: its id was posted since, because another worker met the message after its month's close,
 * or because its sender repeated or corrected it. Then there is nothing left to do about it.
 */
export type ListedRejection = StoredRejection & { readonly posted_since?: true };

/**
 * The stored rejections of a region, or all of them, in the store's order, each with whether it was overtaken. What is stored does not change.
 * Costs a query and a read of a hundred ids at a time for every institution that has a rejection.
 */
export async function listRejections(store: LedgerStore, region?: RegionPrefix): Promise<readonly ListedRejection[]> {
  const identified = (await store.rejections(region)).map((rejection) => ({ rejection, id: rejectedId(rejection) }));
  const lanes = Map.groupBy(
    identified.flatMap(({ id }) => id ?? []),
    ({ lane }) => lane,
  );
  const posted = new Map<Lane, ReadonlySet<string>>();
  await eachLimit([...lanes], CONCURRENCY, async ([lane, ids]) => {
    posted.set(lane, await postedKeys(store, lane, [...new Set(ids.map(({ key }) => key))]));
  });
  return identified.map(({ rejection, id }) =>
    id !== undefined && posted.get(id.lane)?.has(id.key) === true ? { ...rejection, posted_since: true } : rejection,
  );
}

/** The rejections somebody still has to act on. */
export function standing(rejections: readonly ListedRejection[]): readonly ListedRejection[] {
  return rejections.filter(({ posted_since }) => posted_since !== true);
}

/**
 * Which of the keys are posted. The newest page is read before the index and counts besides: its writer may have vanished before it applied
 * it, but every page before it is applied.
 */
async function postedKeys(store: LedgerStore, lane: Lane, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const newest = await store.newestPage(lane);
  if (newest === undefined) return new Set();
  const posted = new Set(indexEntriesOf(decodePage(newest)).map(({ key }) => key));
  for (let from = 0; from < keys.length; from += LIMITS.batchGet) {
    const { index } = await store.load(lane, { index: keys.slice(from, from + LIMITS.batchGet), accounts: [], calendars: [] });
    for (const { key } of index) posted.add(key);
  }
  return posted;
}
