import { AccountBook } from "./auditor-account.ts";
import type { Content } from "./auditor-sent.ts";

/** What is left of one fund of an advance, and the rule it was split by. */
export interface Part {
  amount: bigint;
  shares: readonly bigint[];
  readonly ratio: string;
  readonly rule: string;
}

/** An advance waits for its decision, from one step of the auditor to another. */
export interface Deferral {
  /** The review that deferred it. */
  readonly by: string;
  readonly from: number;
  to: number;
  /** What was retained of it, by fund: it comes back with an approval. */
  readonly retained: ReadonlyMap<string, bigint>;
}

/** The deferral that nothing has decided yet. */
export function deferralOf({ deferrals }: Posted): Deferral | undefined {
  return deferrals.find(({ to }) => to === Infinity);
}

/** A record that stands in a journal. */
export interface Posted {
  readonly kind: string;
  readonly id: string;
  readonly county: string;
  /** "" for a prepayment, which stands in none. */
  readonly month: string;
  readonly page: number;
  readonly hash: string;
  /** When it was posted, in steps of the auditor. */
  readonly at: number;
  /** The contents it may be: one, but where the entry shows no difference between several. */
  readonly contents: readonly Content[];
  /** Of an advance: what is left of it. */
  readonly parts: Map<string, Part>;
  /** Of an advance: every amount that was left of a fund. */
  readonly lefts: Map<string, bigint[]>;
  /** Of an advance: the places of the verdicts of its findings, by fund. */
  verdicts: ReadonlyMap<string, number>;
  /** Of an advance: how many deductions and reviews name it. */
  changes: number;
  /** Of an advance: when it waited for a decision. */
  readonly deferrals: Deferral[];
  /** Of an advance: the reversal that took it back. */
  reversedBy: string | undefined;
}

/** One institution's journal as the auditor folded it. */
export class LaneBook {
  readonly lane: string;
  version = 0;
  hash = "";
  readonly posted = new Map<string, Posted>();
  /** What the index must say: key → "page hash". */
  readonly index = new Map<string, string>();
  readonly accounts = new Map<string, AccountBook>();
  /** Hash of every page, by version − 1. */
  readonly pages: string[] = [];

  constructor(lane: string) {
    this.lane = lane;
  }

  find(kind: string, id: string): Posted | undefined {
    return this.posted.get(`${kind}#${id}`);
  }

  account(period: string, county: string): AccountBook {
    const key = `${period}#${county}`;
    let account = this.accounts.get(key);
    if (account === undefined) this.accounts.set(key, (account = new AccountBook(period, county, this.lane)));
    return account;
  }

  /** The account, if it was ever posted to. */
  known(period: string, county: string): AccountBook | undefined {
    return this.accounts.get(`${period}#${county}`);
  }
}
