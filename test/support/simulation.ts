import type { AccountKey } from "../../shared/lane/account.ts";
import type { IndexEntry } from "../../shared/lane/index-entry.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { MemoryLedgerStore } from "./memory-ledger-store.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";
import { StoreFault } from "../../shared/store/store-fault.ts";
import { mulberry32 } from "../../infra/local/demo/random.ts";

/** A seeded source of choices: the same seed makes the same schedule on every machine. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let place = result.length - 1; place > 0; place -= 1) {
      const other = this.below(place + 1);
      [result[place], result[other]] = [result[other]!, result[place]!];
    }
    return result;
  }

  /** The items in any order, cut into one to three parts. */
  cut<T>(items: readonly T[]): T[][] {
    const all = this.shuffle(items);
    const cuts = [0, this.below(all.length + 1), this.below(all.length + 1), all.length].sort((a, b) => a - b);
    const parts = [0, 1, 2].map((part) => all.slice(cuts[part], cuts[part + 1]));
    return parts.filter((part) => part.length > 0);
  }
}

/**
 * What becomes of one operation on the store: done; failed without effect; done but its answer lost; or, for an append, done and sent again
 * by the client because the answer was lost, so that it is answered "the page exists".
 */
export type Fate = "done" | "failed" | "lost" | "repeated";

export interface Waiting {
  readonly worker: string;
  readonly operation: string;
  readonly resume: (fate: Fate) => void;
}

/** Lets workers go on one store operation at a time, in whatever order it is told. */
export class Scheduler {
  waiting: Waiting[] = [];
  readonly #vanished = new Set<string>();

  /** Holds a worker until its turn comes; for ever where it has vanished. */
  pause(worker: string, operation: string): Promise<Fate> {
    return new Promise((resume) => {
      if (!this.#vanished.has(worker)) this.waiting.push({ worker, operation, resume });
    });
  }

  async step(one: Waiting, fate: Fate = "done"): Promise<void> {
    this.waiting = this.waiting.filter((other) => other !== one);
    one.resume(fate);
    await allAtRest();
  }

  vanish(worker: string): void {
    this.#vanished.add(worker);
    this.waiting = this.waiting.filter((one) => one.worker !== worker);
  }
}

/** How bad the luck of a schedule is, in percent of steps. */
interface Weather {
  readonly vanish: number;
  readonly fault: number;
  readonly asleep: number;
}

const WEATHER: readonly Weather[] = [
  { vanish: 0, fault: 0, asleep: 0 },
  { vanish: 4, fault: 0, asleep: 2 },
  { vanish: 0, fault: 8, asleep: 4 },
  { vanish: 3, fault: 5, asleep: 5 },
];

/** Workers that go on in random order, one operation of the store at a time; any may vanish, meet faults, or fall asleep for long. */
export class Crew {
  readonly counts: Record<string, number> = {};
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #onFault: (fault: unknown) => void;
  readonly #scheduler = new Scheduler();
  readonly #asleep = new Set<string>();
  readonly #running = new Set<string>();
  #started = 0;

  constructor(random: Random, onFault: (fault: unknown) => void) {
    this.#random = random;
    this.#weather = random.pick(WEATHER);
    this.#onFault = onFault;
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  size(): number {
    return this.#running.size;
  }

  /** True where nobody is awake. */
  idle(): boolean {
    return this.#ready().length === 0;
  }

  wake(): void {
    this.#asleep.clear();
  }

  async start(work: (hands: Hands) => Promise<void>): Promise<void> {
    const worker = `worker ${(this.#started += 1)}`;
    this.#running.add(worker);
    const hands: Hands = { pause: (operation) => this.#scheduler.pause(worker, operation), cut: (items) => this.#random.cut(items) };
    void work(hands)
      .catch(this.#onFault)
      .finally(() => this.#running.delete(worker));
    await allAtRest();
  }

  /** Somebody's next operation, or what becomes of somebody instead. Says which operation was done, if one was. */
  async step(): Promise<string | undefined> {
    const one = this.#next();
    const random = this.#random;
    if (random.chance(this.#weather.vanish)) {
      this.count("vanished");
      this.#running.delete(one.worker);
      this.#scheduler.vanish(one.worker);
      return undefined;
    }
    if (random.chance(this.#weather.asleep)) {
      this.count("asleep");
      this.#asleep.add(one.worker);
      return undefined;
    }
    const [sleeper] = this.#asleep;
    if (sleeper !== undefined && random.chance(2)) this.#asleep.delete(sleeper);
    const fate: Fate = random.chance(this.#weather.fault) ? random.pick(["failed", "lost", "repeated"]) : "done";
    this.count(fate);
    await this.#scheduler.step(one, fate);
    return one.operation;
  }

  #ready(): Waiting[] {
    return this.#scheduler.waiting.filter(({ worker }) => !this.#asleep.has(worker));
  }

  /** Who only passes the time is mostly passed over while others have work to do. */
  #next(): Waiting {
    const ready = this.#ready();
    const busy = ready.filter(({ operation }) => operation !== "sleep");
    return this.#random.pick(busy.length === 0 || this.#random.chance(5) ? ready : busy);
  }
}

/** Resolves when every worker waits for its turn or has ended: nothing but turns of the scheduler keeps one waiting. */
export function allAtRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface Hands {
  readonly pause: (operation: string) => Promise<Fate>;
  /** Cuts and orders what an engine does item by item, in no promised order. */
  readonly cut: <T>(items: readonly T[]) => readonly (readonly T[])[];
}

/** The store as one worker sees it: each operation waits for its turn, and what an engine does in parts is done in parts. */
export function workerStore(store: LedgerStore, { pause, cut }: Hands): LedgerStore {
  const turn = async <T>(operation: string, effect: () => Promise<T>): Promise<T> => {
    const fate = await pause(operation);
    if (fate === "failed") throw new StoreFault("unavailable", "journal", `${operation} was not done`);
    const result = await effect();
    if (fate === "lost") throw new StoreFault("unavailable", "journal", `the answer to ${operation} was lost`);
    return fate === "repeated" && operation === "append" ? (false as T) : result;
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
