import type { Account, Lane } from "../../shared/lane/account.ts";
import type { StoredPage } from "../../shared/lane/page.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { CountyCode } from "../../shared/region/region.ts";
import type { Calendar } from "../../shared/calendar/calendar.ts";
import type { IndexEntry } from "../../shared/lane/index-entry.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { compareUtf8 } from "../../shared/store/text-order.ts";

/** What the store holds, for tests that look or tamper. Nothing in it is shared with a caller of the store. */
export interface MemoryTables {
  readonly pages: Map<Lane, Map<number, StoredPage>>;
  readonly index: Map<Lane, Map<string, IndexEntry>>;
  /** By accountKeyText. */
  readonly accounts: Map<string, Account>;
  readonly calendars: Map<CountyCode, Calendar>;
  /** By rejectionSortKey. */
  readonly rejections: Map<string, StoredRejection>;
}

/** Where a test may stop a worker, or let another one go on. What a hook throws comes out of the operation. */
export interface MemoryHooks {
  /** Awaited before an operation has any effect. */
  readonly before?: (operation: keyof LedgerStore, ...args: readonly unknown[]) => void | Promise<void>;
  /** Awaited between two items of an operation that DynamoDB does item by item; without it such an operation is done at once. */
  readonly between?: (operation: keyof LedgerStore) => void | Promise<void>;
}

export type Runner = ReturnType<typeof runner>;

/** Calls the hooks around the steps of an operation. */
export function runner({ before, between }: MemoryHooks) {
  return {
    before: async (operation: keyof LedgerStore, ...args: readonly unknown[]): Promise<void> => {
      if (before !== undefined) await before(operation, ...args);
    },
    each: async <T>(operation: keyof LedgerStore, items: readonly T[], effect: (item: T) => unknown): Promise<void> => {
      for (const [place, item] of items.entries()) {
        if (place > 0 && between !== undefined) await between(operation);
        effect(item);
      }
    },
  };
}

/** A copy through JSON, as a stored body is one: what is undefined is dropped. */
export function copy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** Adds a copy of what was found, if it was. */
export function add<T>(list: T[], found: T | undefined): void {
  if (found !== undefined) list.push(copy(found));
}

/** The lane's own map, made where there is none. */
export function inner<K, V>(outer: Map<Lane, Map<K, V>>, lane: Lane): Map<K, V> {
  const map = outer.get(lane) ?? new Map<K, V>();
  outer.set(lane, map);
  return map;
}

/** Entries in the order in which DynamoDB keeps its sort keys. */
export function sorted<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => compareUtf8(a, b));
}
