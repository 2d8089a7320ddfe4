import type { LocalTime, Month } from "../calendar/month.ts";
import type { AllottedParts } from "../policy/allot.ts";
import type { AllotmentItem } from "../policy/allotment-rules.ts";
import type { Fund, PovertyStatus } from "../policy/funds.ts";
import type { RetentionRule } from "../policy/payment-rules.ts";
import type { RuleSet, SplitRule } from "../policy/policy.ts";
import type { CountyCode } from "../region/region.ts";
import type { Fen } from "../money/fen.ts";
import type { ReviewDecision } from "./entry.ts";
import type { FundAmounts } from "./shares.ts";
import type { Findings } from "../benefit/finding.ts";

/** What every record of a message carries from intake to its lane. */
export interface RecordBase {
  readonly id: string;
  readonly county: CountyCode;
  /** Fingerprint of the normalised message. */
  readonly hash: string;
  /** The queue's id of the message as it was first sent, by which its outcome is reported. */
  readonly ref: string;
  /** How often the message was already sent back to wait for its advance. */
  readonly attempt: number;
  /** The message as a rejection stores it: contract fields only, psn_no replaced by its keyed hash. */
  readonly original: string;
  readonly sender: string;
}

export interface AdvanceRecord extends RecordBase {
  readonly kind: "advance";
  readonly institutionName?: string;
  readonly time: LocalTime;
  readonly status: PovertyStatus;
  readonly person: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly funds: FundAmounts;
  readonly rules: RuleSet;
  /** What the benefit audit noted; absent where nothing. */
  readonly findings?: Findings;
}

export interface ReversalRecord extends RecordBase {
  readonly kind: "reversal";
  readonly settlementId: string;
  readonly time: LocalTime;
  readonly reason: string;
}

export interface DeductionRecord extends RecordBase {
  readonly kind: "deduction";
  readonly month: Month;
  readonly fund: Fund;
  readonly amount: Fen;
  readonly reason: string;
  /** The advance it is taken from, or the rule of the poverty status it names. */
  readonly follows: { readonly settlementId: string } | { readonly rule: SplitRule };
}

export interface ReviewRecord extends RecordBase {
  readonly kind: "review";
  readonly settlementId: string;
  readonly decision: ReviewDecision;
  readonly reason: string;
  readonly time: LocalTime;
}

export interface ReleaseRecord extends RecordBase {
  readonly kind: "release";
  readonly month: Month;
  readonly fund: Fund;
  readonly amount: Fen;
  readonly reason: string;
  readonly time: LocalTime;
}

export interface ReturnRecord extends RecordBase {
  readonly kind: "return";
  readonly fund: Fund;
  readonly amount: Fen;
  readonly time: LocalTime;
}

export interface PrepaymentRecord extends RecordBase {
  readonly kind: "prepayment";
  readonly fund: Fund;
  readonly amount: Fen;
  readonly time: LocalTime;
}

export interface DisbursementRecord extends RecordBase {
  readonly kind: "disbursement";
  readonly month: Month;
  readonly fund: Fund;
  readonly amount: Fen;
  readonly time: LocalTime;
}

/** So much a person for so many, split by the ratio of each status. */
export interface AllotmentRecord extends RecordBase {
  readonly kind: "allotment";
  readonly time: LocalTime;
  readonly item: AllotmentItem;
  readonly unitAmount: Fen;
  readonly unitFrom: string;
  readonly rule: string;
  readonly parts: AllottedParts;
}

/** Closes one month account of the lane. */
export interface CloseRecord {
  readonly kind: "close";
  readonly county: CountyCode;
  readonly month: Month;
  /** The day of the close; absent from a version that did not say. */
  readonly on?: string;
  /** What to keep back; absent where nothing. */
  readonly retention?: RetentionRule;
}

/** A message of a hospital or agency, audited and split, on its way to its lane. */
export type MessageRecord =
  | AdvanceRecord
  | ReversalRecord
  | DeductionRecord
  | ReviewRecord
  | PrepaymentRecord
  | ReturnRecord
  | DisbursementRecord
  | ReleaseRecord
  | AllotmentRecord;
export type LaneRecord = MessageRecord | CloseRecord;

/** All of one lane's records of an intake batch, in one FIFO message. */
export interface Fold {
  readonly lane: string;
  readonly records: readonly LaneRecord[];
}
