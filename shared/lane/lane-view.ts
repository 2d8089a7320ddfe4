import type { Calendar } from "../calendar/calendar.ts";
import type { IndexEntry } from "./index-entry.ts";
import { accountKeyText, emptyAccount, keyOf, type Account, type AccountKey, type Lane } from "./account.ts";
import { indexKeysOf, type Entry } from "./entry.ts";
import type { Page } from "./page.ts";

/** What a decision asked for and the view did not know. */
export interface Missing {
  readonly index: readonly string[];
  readonly accounts: readonly AccountKey[];
  readonly calendars: readonly string[];
  readonly pages: readonly number[];
  /** Month accounts that must be stored empty, and their calendars read again, before anything is posted to them. */
  readonly unborn: readonly AccountKey[];
}

/** What was read does not fit together because the lane moved on while it was read; read it again. */
export class StaleViewError extends Error {
  override readonly name = "StaleViewError";
}

/**
 * What is known of a lane while a posting is decided. A look-up answers a value, null for "does not exist", or undefined for "not loaded",
 * and then remembers it as missing: the decision is made again when it is there. What the newest page says is known from the start, so it
 * does not matter whether that page was applied.
 */
export class LaneView {
  readonly lane: Lane;
  readonly version: number;
  readonly #index = new Map<string, IndexEntry | null>();
  readonly #accounts = new Map<string, Account | null>();
  readonly #calendars = new Map<string, Calendar | null>();
  readonly #pages = new Map<number, Page>();
  /** Accounts that this worker bore, or made sure of, before it read their calendar again. */
  readonly #born = new Set<string>();
  #missing = noneMissing();

  constructor(lane: Lane, newest: Page | undefined) {
    this.lane = lane;
    this.version = newest?.version ?? 0;
    if (newest === undefined) return;
    this.#pages.set(newest.version, newest);
    for (const entry of indexEntriesOf(newest)) this.#index.set(entry.key, entry);
    for (const account of newest.accounts) this.#accounts.set(accountKeyText(keyOf(account)), account);
  }

  index(key: string): IndexEntry | null | undefined {
    const known = this.#index.get(key);
    if (known === undefined) this.#missing.index.add(key);
    return known;
  }

  account(key: AccountKey): Account | null | undefined {
    const known = this.#accounts.get(accountKeyText(key));
    if (known === undefined) this.#missing.accounts.set(accountKeyText(key), key);
    return known;
  }

  /**
   * The account a record is posted to; where it does not exist it must be born first. So must one that another worker bore and nobody has
   * posted to: its calendar may have been read before that birth, and a close that saw no account to close may lie between the two. One that
   * was posted to is older than any close that does not know it.
   */
  bornAccount(key: AccountKey): Account | undefined {
    const known = this.account(key);
    if (known === undefined) return undefined;
    if (known !== null && (known.version > 0 || this.#born.has(accountKeyText(key)))) return known;
    this.#missing.unborn.set(accountKeyText(key), key);
    return undefined;
  }

  calendar(county: string): Calendar | null | undefined {
    const known = this.#calendars.get(county);
    if (known === undefined) this.#missing.calendars.add(county);
    return known;
  }

  /** The entry that took an index key, read from its page. */
  entry(at: IndexEntry): Entry | undefined {
    const page = this.#pages.get(at.page);
    if (page === undefined) {
      this.#missing.pages.add(at.page);
      return undefined;
    }
    const entry = page.entries.find((one) => indexKeysOf(one).includes(at.key));
    if (entry === undefined) throw new Error(`index of lane ${this.lane} says ${at.key} stands on page ${at.page}, which does not hold it`);
    return entry;
  }

  /** What was asked for and not known since the last call; undefined where nothing was. */
  takeMissing(): Missing | undefined {
    const { index, accounts, calendars, pages, unborn } = this.#missing;
    this.#missing = noneMissing();
    if (index.size + accounts.size + calendars.size + pages.size + unborn.size === 0) return undefined;
    return { index: [...index], accounts: [...accounts.values()], calendars: [...calendars], pages: [...pages], unborn: [...unborn.values()] };
  }

  learnIndex(asked: readonly string[], found: readonly IndexEntry[]): void {
    for (const key of asked) if (!this.#index.has(key)) this.#index.set(key, null);
    for (const entry of found) this.#index.set(entry.key, entry);
  }

  /** Accounts of the newest page stay as it says: the stored ones may be older. */
  learnAccounts(asked: readonly AccountKey[], found: readonly Account[]): void {
    const stored = new Map(found.map((account) => [accountKeyText(keyOf(account)), account] as const));
    for (const key of asked.map(accountKeyText)) if (!this.#accounts.has(key)) this.#accounts.set(key, stored.get(key) ?? null);
  }

  learnBirth(key: AccountKey): void {
    this.#born.add(accountKeyText(key));
    this.#accounts.set(accountKeyText(key), emptyAccount(key));
  }

  learnCalendars(asked: readonly string[], found: readonly Calendar[]): void {
    for (const county of asked) this.#calendars.set(county, found.find((one) => one.county === county) ?? null);
  }

  learnPage(page: Page): void {
    this.#pages.set(page.version, page);
  }
}

/** The index entries a page makes. */
export function indexEntriesOf(page: Page): IndexEntry[] {
  return page.entries.flatMap((entry) => ("hash" in entry ? indexKeysOf(entry).map((key) => ({ key, page: page.version, hash: entry.hash })) : []));
}

function noneMissing() {
  return {
    index: new Set<string>(),
    accounts: new Map<string, AccountKey>(),
    calendars: new Set<string>(),
    pages: new Set<number>(),
    unborn: new Map<string, AccountKey>(),
  };
}
