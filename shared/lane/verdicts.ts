import { fen, type Fen } from "../money/fen.ts";
import type { Fund } from "../policy/funds.ts";
import type { MonthAccount } from "./account.ts";
import { deferralOf, type Batch, type Original, type Verdict } from "./decide.ts";

/** A verdict that is a rejection. */
export type Rejected = Extract<Verdict, { reason: unknown }>;

/** The closed account of a month; null where the month is closed and the institution had nothing in it. */
export function closedAccount(batch: Batch, month: string, county: string): MonthAccount | null | "unknown" | "not_closed" {
  const account = batch.month(month, county);
  const calendar = batch.view.calendar(county);
  if (account === undefined || calendar === undefined) return "unknown";
  if (account !== null) return account.state === "closed" ? account : "not_closed";
  return calendar !== null && month < calendar.firstOpen ? null : "not_closed";
}

export function wrongOriginal({ advance, reversed }: Original, settlementId: string, county: string, month: string): Rejected | undefined {
  if (advance.county !== county) return unknownOriginal(settlementId, `it is insured in county ${advance.county}`, `其参保地为${advance.county}`);
  if (advance.month !== month) return unknownOriginal(settlementId, `it stands in month ${advance.month}`, `其记账月份为${advance.month}`);
  return reversed ? { reason: { code: "already_reversed", details: { settlementId } } } : undefined;
}

/** A deferred advance (暂缓) waits for the agency's decision: nothing else may change it. */
export function underReview(original: Original, settlementId: string): Rejected | undefined {
  const deferral = deferralOf(original);
  return deferral && { reason: { code: "under_review", details: { settlementId, review: deferral.id, why: deferral.reason } } };
}

export function neverPosted(settlementId: string): Rejected {
  return unknownOriginal(settlementId, "this institution has posted no advance of that id", "该机构没有此编号的垫付");
}

export function unknownOriginal(settlementId: string, why: string, whyZh: string): Rejected {
  return { reason: { code: "unknown_original", details: { settlementId, why, whyZh } } };
}

export function notClosed(month: string, county: string): Rejected {
  return { reason: { code: "month_not_closed", details: { month, county } } };
}

export function exceeds(fund: Fund, month: string, needed: Fen, available: Fen): Rejected {
  return { reason: { code: "exceeds_payable", details: { fund, month, needed, available: fen(Math.max(0, available)) } } };
}

/** The key of what the lane has prepaid for a county. */
export function prepaidKey(batch: Batch, county: string) {
  return { period: "prepaid", county, institution: batch.view.lane } as const;
}
