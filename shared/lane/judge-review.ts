import { fen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { netOf, NO_TOTALS, payableOf, type MonthAccount } from "./account.ts";
import { deferralOf, findOriginal, leftOf, type Batch, type Original, type Verdict } from "./decide.ts";
import type { ReviewEntry } from "./entry.ts";
import type { ReleaseRecord, ReturnRecord, ReviewRecord } from "./record.ts";
import type { FundAmounts, FundFen } from "./shares.ts";
import { closedAccount, exceeds, neverPosted, notClosed, prepaidKey, underReview, wrongOriginal, type Rejected } from "./verdicts.ts";

/** 审核: 暂缓, 不予支付 or 准予 of one advance, in the closed month the advance stands in. */
export function judgeReview(batch: Batch, record: ReviewRecord): Verdict {
  const { county, settlementId, id, time, reason, decision, hash } = record;
  const original = findOriginal(batch, settlementId);
  if (original === undefined) return "unknown";
  if (original === null) return neverPosted(settlementId);
  const { month, rules } = original.advance;
  const wrong = wrongOriginal(original, settlementId, county, month);
  if (wrong !== undefined) return wrong;
  const account = closedAccount(batch, month, county);
  // Loaded now, because what changes the payable moves the prepaid balance.
  if (account === "unknown" || batch.view.account(prepaidKey(batch, county)) === undefined) return "unknown";
  if (account === "not_closed" || account === null) return notClosed(month, county);
  const decided = decideReview(original, record, account);
  if (!("funds" in decided)) return decided;
  const place = { original: settlementId, ordinal: original.changes.length };
  return { entry: { kind: "review", id, county, month, time, ...place, decision, reason, ...decided, rules, hash } };
}

type Decided = Pick<ReviewEntry, "funds" | "retained" | "wasDeferred">;

function decideReview(original: Original, { settlementId, decision }: ReviewRecord, account: MonthAccount): Decided | Rejected {
  const deferral = deferralOf(original);
  if (decision === "approved") {
    if (deferral === undefined) return { reason: { code: "not_deferred", details: { settlementId } } };
    const { funds, retained } = deferral;
    return { funds, wasDeferred: true, ...(retained === undefined ? {} : { retained }) };
  }
  if (decision === "refused" && deferral !== undefined) return { funds: deferral.funds, wasDeferred: true };
  const deferred = underReview(original, settlementId);
  if (deferred !== undefined) return deferred;
  const funds = withAmount(leftOf(original));
  if (Object.keys(funds).length === 0) return { reason: { code: "nothing_left", details: { settlementId } } };
  return decision === "deferred" ? deferAll(funds, account) : refuseAll(funds, account);
}

/** Only what was not paid yet can be withheld; what is retained of it gives way, for it is not owed while it is deferred. */
function deferAll(funds: FundAmounts, { month, funds: totalsOf }: MonthAccount): Decided | Rejected {
  const retained: Partial<Record<Fund, Fen>> = {};
  for (const [fund, amount] of amountsOf(funds)) {
    const totals = totalsOf[fund] ?? NO_TOTALS;
    const unpaid = subtractFen(payableOf(totals), totals.disbursed);
    const short = fen(Math.max(0, subtractFen(amount, unpaid)));
    if (short > totals.retained) return exceeds(fund, month, amount, fen(unpaid + totals.retained));
    if (short > 0) retained[fund] = short;
  }
  return { funds, ...withRetained(retained) };
}

function refuseAll(funds: FundAmounts, { month, funds: totalsOf }: MonthAccount): Decided | Rejected {
  for (const [fund, amount] of amountsOf(funds)) {
    const totals = totalsOf[fund] ?? NO_TOTALS;
    const left = subtractFen(netOf(totals), totals.deferred ?? ZERO_FEN);
    if (amount > left) return exceeds(fund, month, amount, left);
  }
  return { funds };
}

function withRetained(retained: FundFen): { retained?: FundFen } {
  return Object.keys(retained).length === 0 ? {} : { retained };
}

/** Deductions may leave nothing of a fund and yet a fen in one tier's share for one in another's: that is no amount. */
function withAmount(funds: FundAmounts): FundAmounts {
  return Object.fromEntries(Object.entries(funds).filter(([, { amount }]) => amount !== 0));
}

function amountsOf(funds: FundAmounts): [Fund, Fen][] {
  return FUNDS.flatMap((fund): [Fund, Fen][] => {
    const one = funds[fund];
    return one === undefined ? [] : [[fund, one.amount]];
  });
}

/** 质量保证金返还: what is retained becomes payable. */
export function judgeRelease(batch: Batch, record: ReleaseRecord): Verdict {
  const { county, month, fund, amount, reason, time, id, hash } = record;
  const account = closedAccount(batch, month, county);
  if (account === "unknown" || batch.view.account(prepaidKey(batch, county)) === undefined) return "unknown";
  if (account === "not_closed") return notClosed(month, county);
  const available = account?.funds[fund]?.retained ?? ZERO_FEN;
  if (amount > available) return { reason: { code: "exceeds_retained", details: { fund, month, needed: amount, available } } };
  return { entry: { kind: "release", id, county, month, time, fund, amount, reason, hash } };
}

/** 预付款退回: the institution gives back what it has not earned. */
export function judgeReturn(batch: Batch, record: ReturnRecord): Verdict {
  const { county, fund, amount, time, id, hash } = record;
  if (batch.view.account(prepaidKey(batch, county)) === undefined) return "unknown";
  const available = batch.book.prepaid(batch.view.lane, county).balances[fund] ?? ZERO_FEN;
  if (amount > available) return { reason: { code: "exceeds_prepaid", details: { fund, needed: amount, available } } };
  return { entry: { kind: "return", id, county, time, fund, amount, hash } };
}
