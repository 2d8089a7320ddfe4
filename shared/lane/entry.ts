import type { Findings, FindingVerdicts } from "../benefit/finding.ts";
import type { LocalTime, Month } from "../calendar/month.ts";
import type { AllottedParts } from "../policy/allot.ts";
import type { AllotmentItem } from "../policy/allotment-rules.ts";
import type { Fund, PovertyStatus } from "../policy/funds.ts";
import type { RuleSet } from "../policy/policy.ts";
import type { CountyCode } from "../region/region.ts";
import type { Fen } from "../money/fen.ts";
import type { FundAmounts, FundFen } from "./shares.ts";

interface EntryBase {
  readonly county: CountyCode;
  /** Fingerprint of the message's content; the same id with another one is a conflict. */
  readonly hash: string;
  readonly id: string;
}

/** An advance (垫付) as posted: what each fund owes and which rule split it. */
export interface AdvanceEntry extends EntryBase {
  readonly kind: "advance";
  /** Accounting month; later than the settlement month where that was closed, and then the advance is late. */
  readonly month: Month;
  readonly late?: true;
  readonly time: LocalTime;
  /** fixmedins_name, where it is not yet the account's. */
  readonly institutionName?: string;
  readonly status: PovertyStatus;
  /** Keyed hash of psn_no. */
  readonly person: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly funds: FundAmounts;
  readonly rules: RuleSet;
  /** What the benefit audit noted at intake; absent where nothing, and on entries older than the audit. */
  readonly findings?: Findings;
}

/** A reversal (冲正) as posted: the advance's amounts, less what was already deducted of it, taken back in the reversal's own month. */
export interface ReversalEntry extends EntryBase {
  readonly kind: "reversal";
  readonly month: Month;
  readonly late?: true;
  readonly time: LocalTime;
  readonly original: string;
  readonly reason: string;
  /** Negative amounts. */
  readonly funds: FundAmounts;
  readonly rules: RuleSet;
  /** The advance's findings, which it takes back. */
  readonly verdicts?: FindingVerdicts;
}

/** A deduction (扣款) from a closed month, with positive amounts. */
export interface DeductionEntry extends EntryBase {
  readonly kind: "deduction";
  readonly month: Month;
  /** The advance it is taken from, where the message names one. */
  readonly original?: string;
  /** How many deductions that advance already had. */
  readonly ordinal?: number;
  readonly reason: string;
  readonly funds: FundAmounts;
  readonly rules: RuleSet;
}

/** What an agency decides on an advance: 准予, 暂缓, 不予支付. */
export const REVIEW_DECISIONS = ["approved", "deferred", "refused"] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/**
 * A review (审核) of an advance in a closed month. Deferred: what is left of it is not payable until it is decided. Refused: the hospital bears
 * it. Approved: what was deferred is payable again.
 */
export interface ReviewEntry extends EntryBase {
  readonly kind: "review";
  /** The advance's accounting month. */
  readonly month: Month;
  readonly time: LocalTime;
  readonly original: string;
  /** How many deductions and reviews that advance already had. */
  readonly ordinal: number;
  readonly decision: ReviewDecision;
  readonly reason: string;
  /** What was left of the advance, positive. */
  readonly funds: FundAmounts;
  readonly rules: RuleSet;
  /** True where the advance was deferred until this decision. */
  readonly wasDeferred?: true;
  /** What was retained of it: it gives way to a deferral, and comes back with the approval. */
  readonly retained?: FundFen;
}

/** A release (质量保证金返还) of what was retained of a closed month. */
export interface ReleaseEntry extends EntryBase {
  readonly kind: "release";
  readonly month: Month;
  readonly time: LocalTime;
  readonly fund: Fund;
  readonly amount: Fen;
  readonly reason: string;
}

/** A return (预付款退回) of prepaid balance. */
export interface ReturnEntry extends EntryBase {
  readonly kind: "return";
  readonly time: LocalTime;
  readonly fund: Fund;
  readonly amount: Fen;
}

/** A prepayment (预付): raises the prepaid balance. */
export interface PrepaymentEntry extends EntryBase {
  readonly kind: "prepayment";
  readonly time: LocalTime;
  readonly fund: Fund;
  readonly amount: Fen;
}

/** A disbursement (拨付) for a closed month. */
export interface DisbursementEntry extends EntryBase {
  readonly kind: "disbursement";
  readonly month: Month;
  readonly time: LocalTime;
  readonly fund: Fund;
  readonly amount: Fen;
}

/** An allotment (按人头拨付) as posted: so much a person, split by the ratio of each status. */
export interface AllotmentEntry extends EntryBase {
  readonly kind: "allotment";
  /** Accounting month; later than the message's time where that month was closed, and then it is late. */
  readonly month: Month;
  readonly late?: true;
  readonly time: LocalTime;
  readonly item: AllotmentItem;
  /** Fen a person. */
  readonly unitAmount: Fen;
  /** Who said so: "policy", "message", or a set of local parameters. */
  readonly unitFrom: string;
  readonly rule: string;
  readonly parts: AllottedParts;
}

/** The close (月结) of one month account. It has no id: an account closes once. */
export interface CloseEntry {
  readonly kind: "close";
  readonly county: CountyCode;
  readonly month: Month;
  /** The day it was closed; absent on closes older than due days. */
  readonly on?: string;
  /** What is kept back (预留), and by which rule; absent where nothing is. */
  readonly retention?: { readonly rule: string; readonly ratio: string; readonly amounts: FundFen };
}

export type Entry =
  | AdvanceEntry
  | ReversalEntry
  | DeductionEntry
  | ReviewEntry
  | PrepaymentEntry
  | ReturnEntry
  | DisbursementEntry
  | ReleaseEntry
  | AllotmentEntry
  | CloseEntry;

/** An entry that is split among the tiers by the rules it names. */
export type SplitEntry = AdvanceEntry | ReversalEntry | DeductionEntry | ReviewEntry;

/**
 * The ids an entry takes in its lane's index. Each kind has its own name space. A reversal also takes the advance it reverses, so that no
 * second one can; a deduction or review takes a numbered place on its advance, so that a reversal finds what is left of it.
 */
export function indexKeysOf(entry: Entry): string[] {
  switch (entry.kind) {
    case "advance":
    case "prepayment":
    case "return":
    case "disbursement":
    case "release":
    case "allotment":
      return [indexKey(entry.kind, entry.id)];
    case "reversal":
      return [indexKey("reversal", entry.id), reversedKey(entry.original)];
    case "deduction":
      return entry.original === undefined
        ? [indexKey("deduction", entry.id)]
        : [indexKey("deduction", entry.id), deductedKey(entry.original, entry.ordinal ?? 0)];
    case "review":
      return [indexKey("review", entry.id), deductedKey(entry.original, entry.ordinal)];
    case "close":
      return [];
  }
}

export function indexKey(kind: Exclude<Entry["kind"], "close">, id: string): string {
  return `${kind}#${id}`;
}

/** Taken by the reversal of the advance. */
export function reversedKey(settlementId: string): string {
  return `reversed#${settlementId}`;
}

/** Taken by the advance's deduction or review number `ordinal`, counted from 0. */
export function deductedKey(settlementId: string, ordinal: number): string {
  return `deducted#${ordinal}#${settlementId}`;
}
