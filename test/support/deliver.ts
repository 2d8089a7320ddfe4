import type { Decision } from "../../shared/lane/decide.ts";
import type { LaneRecord } from "../../shared/lane/record.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { MemoryLedgerStore } from "./memory-ledger-store.ts";
import type { MemoryTables } from "./memory-tables.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { pageOf, rawEntries } from "./auditor.ts";
import { around } from "./turns.ts";

/** What a delivery answered, and how many pages the lane had when it last read anything or appended: on that its decisions rest. */
export interface Answer {
  readonly lane: string;
  readonly decisions: readonly Decision[];
  readonly pages: number;
}

/** A reversal may wait for its advance once. */
export const OPTIONS = { deferAttempts: 1 };

const DECIDING: ReadonlySet<string> = new Set<keyof LedgerStore>(["newestPage", "page", "load", "append"]);

/** Posts records to a lane as the ledger function does. `store` is the worker's own view of `ledger`. */
export async function deliver(store: LedgerStore, ledger: MemoryLedgerStore, lane: string, records: readonly LaneRecord[]): Promise<Answer> {
  let pages = 0;
  const watched = around(store, async (operation, call) => {
    const result = await call();
    if (DECIDING.has(operation)) pages = ledger.tables.pages.get(lane)?.size ?? 0;
    return result;
  });
  const decisions = await postToLane(watched, lane, records, OPTIONS);
  return { lane, decisions, pages };
}

/**
 * What is wrong with an answer: "posted" and "already applied" must stand in the journal; "conflict" must stand there with other content; and
 * nothing may be rejected that stood there when it was decided.
 */
export function complaintsAbout(tables: MemoryTables, { lane, decisions, pages }: Answer): string[] {
  return decisions.flatMap((decision) => {
    if (decision.outcome === "deferred" || decision.record.kind === "close") return [];
    const { record } = decision;
    const page = pageOf(tables, lane, record);
    const name = `${record.kind} ${record.id}`;
    if (decision.outcome !== "rejected") return page === undefined ? [`${name} is ${decision.outcome} but stands in no page`] : [];
    const { code } = decision.reason;
    if (page !== undefined && page <= pages) return [`${name} is rejected (${code}) although it stands in page ${page} of ${pages}`];
    const taken = rawEntries(tables, lane).some(({ kind, id }) => kind === record.kind && id === record.id);
    return code === "conflict" && !taken ? [`${name} is a conflict with nothing`] : [];
  });
}
