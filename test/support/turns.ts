import type { AccountKey } from "../../shared/lane/account.ts";
import type { IndexEntry } from "../../shared/lane/index-entry.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { MemoryLedgerStore } from "./memory-ledger-store.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";
import { allAtRest } from "../simulator/scheduler.ts";

export interface Waiting {
  readonly worker: string;
  readonly operation: string;
  readonly resume: () => void;
}

/** Lets workers go on one store operation at a time, in whatever order it is told. */
export class Scheduler {
  waiting: Waiting[] = [];

  /** Holds a worker until its turn comes; for ever where it never does, which is the same as vanishing. */
  pause(worker: string, operation: string): Promise<void> {
    return new Promise((resume) => {
      this.waiting.push({ worker, operation, resume });
    });
  }

  async step(one: Waiting): Promise<void> {
    this.waiting = this.waiting.filter((other) => other !== one);
    one.resume();
    await allAtRest();
  }
}

export interface Hands {
  readonly pause: (operation: string) => Promise<void>;
  /** Cuts and orders what an engine does item by item, in no promised order. */
  readonly cut: <T>(items: readonly T[]) => readonly (readonly T[])[];
}

/** The store as one worker sees it: each operation waits for its turn, and what an engine does in parts is done in parts. */
export function workerStore(store: LedgerStore, { pause, cut }: Hands): LedgerStore {
  const turn = async <T>(operation: string, effect: () => Promise<T>): Promise<T> => {
    await pause(operation);
    return effect();
  };
  /** Does an operation part by part; without items it still takes a turn. */
  const inParts = async <T, R>(operation: string, items: readonly T[], effect: (part: readonly T[]) => Promise<R>): Promise<R[]> => {
    const results: R[] = [];
    for (const part of items.length === 0 ? [[]] : cut(items)) results.push(await turn(operation, () => effect(part)));
    return results;
  };
  return {
    ...around(store, turn),
    load: async (lane, wanted) => {
      const wishes = [
        ...wanted.index.map((key) => ({ index: [key], accounts: [] as AccountKey[], calendars: [] as string[] })),
        ...wanted.accounts.map((key) => ({ index: [] as string[], accounts: [key], calendars: [] as string[] })),
        ...wanted.calendars.map((county) => ({ index: [] as string[], accounts: [] as AccountKey[], calendars: [county] })),
      ];
      const found = await inParts("load", wishes, (part) =>
        store.load(lane, {
          index: part.flatMap((wish) => wish.index),
          accounts: part.flatMap((wish) => wish.accounts),
          calendars: part.flatMap((wish) => wish.calendars),
        }),
      );
      return {
        index: found.flatMap((part) => part.index),
        accounts: found.flatMap((part) => part.accounts),
        calendars: found.flatMap((part) => part.calendars),
      };
    },
    putIndex: async (lane, entries) => {
      await inParts("putIndex", entries, (part: readonly IndexEntry[]) => store.putIndex(lane, part));
    },
    calendars: async (counties) => (await inParts("calendars", counties, (part) => store.calendars(part))).flat(),
    advanceCalendar: async (county, fields) => {
      const moves = [
        ...(fields.firstOpen === undefined ? [] : [{ firstOpen: fields.firstOpen }]),
        ...(fields.settledThrough === undefined ? [] : [{ settledThrough: fields.settledThrough }]),
      ];
      for (const move of moves) await turn("advanceCalendar", () => store.advanceCalendar(county, move));
    },
  };
}

/** The store with every operation of the lane protocol passed through `pass`, which makes the call when it likes. */
export function around(store: LedgerStore, pass: <R>(operation: keyof LedgerStore, call: () => Promise<R>) => Promise<R>): LedgerStore {
  return {
    ...store,
    newestPage: (lane) => pass("newestPage", () => store.newestPage(lane)),
    page: (lane, version) => pass("page", () => store.page(lane, version)),
    load: (lane, wanted) => pass("load", () => store.load(lane, wanted)),
    bear: (account) => pass("bear", () => store.bear(account)),
    append: (page) => pass("append", () => store.append(page)),
    putIndex: (lane, entries) => pass("putIndex", () => store.putIndex(lane, entries)),
    putAccount: (account) => pass("putAccount", () => store.putAccount(account)),
    monthAccounts: (month, region) => pass("monthAccounts", () => store.monthAccounts(month, region)),
    calendars: (counties) => pass("calendars", () => store.calendars(counties)),
    advanceCalendar: (county, fields) => pass("advanceCalendar", () => store.advanceCalendar(county, fields)),
  };
}

/** Another store that holds the same; what is done to one never shows in the other. */
export function copyStore({ tables }: MemoryLedgerStore): MemoryLedgerStore {
  const store = createMemoryLedgerStore();
  for (const [lane, pages] of tables.pages) store.tables.pages.set(lane, new Map(pages));
  for (const [lane, entries] of tables.index) store.tables.index.set(lane, new Map(entries));
  for (const name of ["accounts", "calendars", "rejections"] as const) {
    const [from, to] = [tables[name], store.tables[name]] as [Map<string, unknown>, Map<string, unknown>];
    for (const [key, value] of from) to.set(key, value);
  }
  return store;
}
