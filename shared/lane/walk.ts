import { isDeepStrictEqual } from "node:util";
import { FormatFault } from "./format.ts";
import { accountKeyText, emptyAccount, keyOf, type Account, type AccountKey } from "./account.ts";
import { followsRatio, partsAddUp, partsOf } from "./allotments.ts";
import type { Entry } from "./entry.ts";
import { AccountBook, evolve } from "./evolve.ts";
import { FUNDS } from "../policy/funds.ts";
import { indexEntriesOf } from "./lane-view.ts";
import { decodePage, type Page, type StoredPage } from "./page.ts";
import { retain } from "./retention.ts";
import { sharesAddUp, splitByRatio } from "./shares.ts";

/** Something that is not as the journal says it must be. */
export interface Finding {
  readonly lane: string;
  readonly page?: number;
  readonly what: string;
}

/** What a lane's journal says index and accounts must be. */
export interface LaneExpectation {
  readonly lane: string;
  readonly version: number;
  readonly index: ReadonlyMap<string, { readonly page: number; readonly hash: string }>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Accounts of the newest page as they were before it: so they may still stand where its writer vanished before it applied it. */
  readonly before: ReadonlyMap<string, Account | undefined>;
  /** The newest page's account that is applied last. */
  readonly lastAccount: string | undefined;
}

/**
 * Walks one lane's journal page by page: hashes chain, versions have no gap, ids stand in one page only, shares sum and follow their rule,
 * closed months take no more records, and the accounts each page states are the fold of all entries so far.
 */
export class LaneWalk {
  readonly lane: string;
  readonly findings: Finding[] = [];
  entries = 0;
  readonly #book = new AccountBook();
  readonly #index = new Map<string, { page: number; hash: string }>();
  readonly #accounts = new Map<string, Account>();
  #before = new Map<string, Account | undefined>();
  #lastAccount: string | undefined;
  #version = 0;
  #hash = "";

  constructor(lane: string) {
    this.lane = lane;
  }

  take(stored: StoredPage): void {
    if (stored.version !== this.#version + 1) this.#find(stored.version, `follows page ${this.#version}: pages between are missing`);
    this.#version = stored.version;
    const page = this.#decode(stored);
    if (page === undefined) return;
    if (page.previous !== this.#hash) this.#find(page.version, "does not hold the hash of the page before it");
    this.#hash = stored.hash;
    try {
      for (const entry of page.entries) this.#takeEntry(page.version, entry);
      this.#takeIndex(page);
      this.#takeAccounts(page);
    } catch (error) {
      // Its hash was made to fit, and its entries are none that can be folded: whatever the engine says of it, the walk must go on.
      this.#find(page.version, `can't be folded: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  expectation(): LaneExpectation {
    return {
      lane: this.lane,
      version: this.#version,
      index: this.#index,
      accounts: this.#accounts,
      before: this.#before,
      lastAccount: this.#lastAccount,
    };
  }

  #decode(stored: StoredPage): Page | undefined {
    try {
      return decodePage(stored);
    } catch (error) {
      // A newer version's page is for that version to check.
      if (error instanceof FormatFault) throw error;
      // A body that is no JSON, or no page, is as changed as one whose hash does not fit.
      this.#find(stored.version, error instanceof Error ? error.message : String(error));
      this.#hash = stored.hash;
      return undefined;
    }
  }

  #takeEntry(version: number, entry: Entry): void {
    this.entries += 1;
    if (entry.kind === "allotment") this.#checkParts(version, `allotment ${entry.id}`, entry);
    if ("funds" in entry) this.#checkFunds(version, `${entry.kind} ${entry.id}`, entry);
    if (entry.kind === "advance" || entry.kind === "reversal" || entry.kind === "allotment") this.#checkMonth(version, entry);
    if (entry.kind === "close") this.#checkRetention(version, entry);
    evolve(this.#book, this.lane, entry);
  }

  #checkRetention(version: number, { month, county, retention }: Extract<Entry, { kind: "close" }>): void {
    if (retention === undefined) return;
    const funds = FUNDS.filter((fund) => retention.amounts[fund] !== undefined);
    const right = retain(this.#book.month(this.lane, month, county), { ...retention, funds });
    if (!isDeepStrictEqual(right, retention))
      this.#find(version, `close of ${month} ${county}: what is retained is not ${retention.ratio} of what is owed`);
  }

  #checkFunds(version: number, name: string, entry: Extract<Entry, { funds: unknown }>): void {
    if (!sharesAddUp(entry.funds)) this.#find(version, `${name}: shares do not sum to the amount`);
    if (entry.kind === "advance" || entry.kind === "deduction") this.#checkRules(version, name, entry);
  }

  #checkMonth(version: number, { kind, id, month, county }: Extract<Entry, { kind: "advance" | "reversal" | "allotment" }>): void {
    if (this.#book.month(this.lane, month, county).state === "closed") {
      this.#find(version, `${kind} ${id} stands in month ${month}, which was closed before`);
    }
  }

  #checkRules(version: number, name: string, entry: Extract<Entry, { kind: "advance" | "deduction" }>): void {
    for (const [fund, one] of Object.entries(entry.funds)) {
      const rule = entry.rules[fund as keyof typeof entry.rules];
      if (rule === undefined || !isDeepStrictEqual([...splitByRatio(one.amount, rule.ratio)], [...one.shares])) {
        this.#find(version, `${name}: shares of ${fund} do not follow ${rule?.rule ?? "any rule"}`);
      }
    }
  }

  #checkParts(version: number, name: string, entry: Extract<Entry, { kind: "allotment" }>): void {
    if (!partsAddUp(entry)) this.#find(version, `${name}: a part is not headcount × unit amount, or its shares do not sum to it`);
    else if (!partsOf(entry.parts).every(followsRatio)) this.#find(version, `${name}: shares do not follow ${entry.rule}`);
  }

  #takeIndex(page: Page): void {
    for (const { key, hash } of indexEntriesOf(page)) {
      const earlier = this.#index.get(key);
      if (earlier !== undefined) this.#find(page.version, `${key} already stands on page ${earlier.page}`);
      this.#index.set(key, { page: page.version, hash });
    }
  }

  #takeAccounts(page: Page): void {
    this.#findUnstated(page);
    this.#before = new Map();
    for (const account of page.accounts) {
      const key = accountKeyText(keyOf(account));
      const folded = { ...this.#book.get(keyOf(account)), version: page.version };
      if (!isDeepStrictEqual(folded, account)) this.#find(page.version, `states account ${key} otherwise than its entries add up to`);
      this.#before.set(key, this.#accounts.get(key));
      this.#accounts.set(key, folded);
      this.#lastAccount = key;
    }
  }

  /** An account that the page's entries change and the page does not state would never be stored, and nobody would look for it. */
  #findUnstated({ version, entries, accounts }: Page): void {
    const stated = new Set(accounts.map((account) => accountKeyText(keyOf(account))));
    for (const { county, ...entry } of entries) {
      for (const period of "month" in entry ? [entry.month, "prepaid" as const] : ["prepaid" as const]) {
        const key: AccountKey = { period, county, institution: this.lane };
        const text = accountKeyText(key);
        const was = this.#accounts.get(text) ?? emptyAccount(key);
        const is = this.#book.get(key);
        if (stated.has(text) || isDeepStrictEqual({ ...is, version: was.version }, was)) continue;
        this.#find(version, `does not state account ${text}, which its entries change`);
        stated.add(text);
      }
    }
  }

  #find(page: number, what: string): void {
    this.findings.push({ lane: this.lane, page, what });
  }
}
