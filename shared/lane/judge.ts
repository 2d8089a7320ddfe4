import { verdictsOf } from "../benefit/finding.ts";
import { monthOf } from "../calendar/month.ts";
import type { Reason } from "../outcome/outcomes.ts";
import { addFen, fen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUNDS } from "../policy/funds.ts";
import type { RuleSet } from "../policy/policy.ts";
import { netOf, NO_TOTALS, payableOf, type MonthAccount } from "./account.ts";
import { StaleViewError } from "./lane-view.ts";
import { accountingMonth, findOriginal, leftOf, type Batch, type Verdict } from "./decide.ts";
import { indexKey } from "./entry.ts";
import { amountOf } from "./allotments.ts";
import { judgeRelease, judgeReturn, judgeReview } from "./judge-review.ts";
import { retain } from "./retention.ts";
import type {
  AdvanceRecord,
  AllotmentRecord,
  CloseRecord,
  DeductionRecord,
  DisbursementRecord,
  LaneRecord,
  MessageRecord,
  PrepaymentRecord,
  ReversalRecord,
} from "./record.ts";
import { negateFundAmounts, splitByRatio, type FundAmounts } from "./shares.ts";
import { closedAccount, exceeds, neverPosted, notClosed, prepaidKey, underReview, unknownOriginal, wrongOriginal } from "./verdicts.ts";

/**
 * The most one fund's column of one account may reach, 90 billion yuan: a thousand such accounts still add up inside the safe range, so
 * that no statement can overflow.
 */
export const MAX_TOTAL_FEN = fen(9_000_000_000_000);

/** How often a reversal goes back to the queue to wait for its advance before it is rejected. */
export interface JudgeOptions {
  readonly deferAttempts: number;
}

/** The verdict on one record of a lane, given what is known and what the batch has already decided. */
export function judge(batch: Batch, record: LaneRecord, options: JudgeOptions): Verdict {
  if (record.kind === "close") return judgeClose(batch, record);
  const taken = batch.taken(indexKey(record.kind, record.id));
  if (taken === null) return judgeKind(batch, record, options);
  if (taken === undefined) {
    // Judged all the same, so that what it needs is loaded together with the index.
    judgeKind(batch, record, options);
    return "unknown";
  }
  if (taken.hash === record.hash) return "already_applied";
  return { reason: { code: "conflict", details: { id: record.id, kind: record.kind, page: taken.page } } };
}

function judgeKind(batch: Batch, record: MessageRecord, options: JudgeOptions): Verdict {
  switch (record.kind) {
    case "advance":
      return judgeAdvance(batch, record);
    case "reversal":
      return judgeReversal(batch, record, options);
    case "deduction":
      return judgeDeduction(batch, record);
    case "review":
      return judgeReview(batch, record);
    case "release":
      return judgeRelease(batch, record);
    case "return":
      return judgeReturn(batch, record);
    case "prepayment":
      return judgePrepayment(batch, record);
    case "disbursement":
      return judgeDisbursement(batch, record);
    case "allotment":
      return judgeAllotment(batch, record);
  }
}

function judgeAdvance(batch: Batch, record: AdvanceRecord): Verdict {
  const { county, time, status, person, facts, funds, rules, findings, hash, id } = record;
  const account = openAccount(batch, county, time);
  if (account === undefined) return "unknown";
  const overflow = outOfRange(account, funds);
  if (overflow !== undefined) return { reason: overflow };
  const late = account.month > monthOf(time) ? ({ late: true } as const) : {};
  const renamed =
    record.institutionName === undefined || record.institutionName === account.institutionName ? {} : { institutionName: record.institutionName };
  const noted = findings === undefined ? {} : { findings };
  return {
    entry: { kind: "advance", id, county, month: account.month, ...late, time, ...renamed, status, person, facts, funds, rules, ...noted, hash },
  };
}

function judgeReversal(batch: Batch, record: ReversalRecord, options: JudgeOptions): Verdict {
  const { settlementId, county, time, id, reason, hash } = record;
  const original = findOriginal(batch, settlementId);
  const reversal = batch.taken(indexKey("reversal", settlementId));
  if (original === undefined || reversal === undefined) return "unknown";
  if (original === null) {
    if (reversal !== null) return unknownOriginal(settlementId, "it is itself a reversal, which can't be reversed", "该记录本身是冲正，不能再冲正");
    if (record.attempt < options.deferAttempts) return "deferred";
    return neverPosted(settlementId);
  }
  const { advance } = original;
  if (advance.county !== county) return unknownOriginal(settlementId, `it is insured in county ${advance.county}`, `其参保地为${advance.county}`);
  if (original.reversed) return { reason: { code: "already_reversed", details: { settlementId } } };
  const deferred = underReview(original, settlementId);
  if (deferred !== undefined) return deferred;
  const account = openAccount(batch, county, time, advance.month);
  if (account === undefined) return "unknown";
  const funds = negateFundAmounts(leftOf(original));
  const late = account.month > monthOf(time) ? ({ late: true } as const) : {};
  const { rules, findings } = advance;
  const noted = findings === undefined ? {} : { verdicts: verdictsOf(findings) };
  return {
    entry: { kind: "reversal", id, county, month: account.month, ...late, time, original: settlementId, reason, funds, rules, ...noted, hash },
  };
}

function judgeDeduction(batch: Batch, record: DeductionRecord): Verdict {
  const { county, month, fund, amount, follows, id, reason, hash } = record;
  const account = closedAccount(batch, month, county);
  if (account === "unknown") return "unknown";
  let rule = "rule" in follows ? follows.rule : undefined;
  let place: { original: string; ordinal: number } | undefined;
  let available: Fen | undefined;
  if ("settlementId" in follows) {
    const { settlementId } = follows;
    const original = findOriginal(batch, settlementId);
    if (original === undefined) return "unknown";
    if (original === null) return neverPosted(settlementId);
    const wrong = wrongOriginal(original, settlementId, county, month) ?? underReview(original, settlementId);
    if (wrong !== undefined) return wrong;
    rule = original.advance.rules[fund];
    place = { original: settlementId, ordinal: original.changes.length };
    available = leftOf(original)[fund]?.amount ?? ZERO_FEN;
  }
  if (account === "not_closed") return notClosed(month, county);
  const totals = account?.funds[fund] ?? NO_TOTALS;
  // What is deferred is decided by a review: a deduction from the month leaves it alone.
  const left = fen(Math.min(subtractFen(netOf(totals), totals.deferred ?? ZERO_FEN), available ?? Number.MAX_SAFE_INTEGER));
  if (rule === undefined || amount > left) return exceeds(fund, month, amount, left);
  const funds: FundAmounts = { [fund]: { amount, shares: splitByRatio(amount, rule.ratio) } };
  const rules: RuleSet = { [fund]: rule };
  // Loaded now, because an overpayment moves to the prepaid balance.
  if (batch.view.account(prepaidKey(batch, county)) === undefined) return "unknown";
  return { entry: { kind: "deduction", id, county, month, ...(place ?? {}), reason, funds, rules, hash } };
}

function judgePrepayment(batch: Batch, record: PrepaymentRecord): Verdict {
  const { county, fund, amount, time, id, hash } = record;
  if (batch.view.account(prepaidKey(batch, county)) === undefined) return "unknown";
  const balance = batch.book.prepaid(batch.view.lane, county).balances[fund] ?? ZERO_FEN;
  if (addFen(balance, amount) > MAX_TOTAL_FEN) return { reason: { code: "total_out_of_range", details: { fund, month: monthOf(time) } } };
  return { entry: { kind: "prepayment", id, county, time, fund, amount, hash } };
}

function judgeDisbursement(batch: Batch, record: DisbursementRecord): Verdict {
  const { county, month, fund, amount, time, id, hash } = record;
  const account = closedAccount(batch, month, county);
  if (account === "unknown") return "unknown";
  if (account === "not_closed") return notClosed(month, county);
  const totals = account?.funds[fund] ?? NO_TOTALS;
  const left = fen(Math.max(0, subtractFen(payableOf(totals), totals.disbursed)));
  if (amount > left) return exceeds(fund, month, amount, left);
  return { entry: { kind: "disbursement", id, county, month, time, fund, amount, hash } };
}

function judgeAllotment(batch: Batch, record: AllotmentRecord): Verdict {
  const { county, time, item, unitAmount, unitFrom, rule, parts, id, hash } = record;
  const account = openAccount(batch, county, time);
  if (account === undefined) return "unknown";
  const { month } = account;
  const accrued = account.allotments?.[item]?.accrued ?? ZERO_FEN;
  if (addFen(accrued, amountOf(record)) > MAX_TOTAL_FEN) return { reason: { code: "total_out_of_range", details: { fund: item, month } } };
  const late = month > monthOf(time) ? ({ late: true } as const) : {};
  return { entry: { kind: "allotment", id, county, month, ...late, time, item, unitAmount, unitFrom, rule, parts, hash } };
}

function judgeClose(batch: Batch, record: CloseRecord): Verdict {
  const { county, month } = record;
  const account = batch.month(month, county);
  const prepaid = batch.view.account(prepaidKey(batch, county));
  if (account === undefined || prepaid === undefined) return "unknown";
  if (account === null || account.state === "closed") return "already_applied";
  const retention = record.retention && retain(account, record.retention);
  return { entry: { kind: "close", county, month, ...(record.on === undefined ? {} : { on: record.on }), ...(retention && { retention }) } };
}

/**
 * The account of the month the record belongs to. A calendar moves before its accounts close, so that a closed account whose calendar has it
 * open was read later than the calendar: somebody else moved on, and what was read is stale.
 */
function openAccount(batch: Batch, county: string, time: string, atLeast?: string): MonthAccount | undefined {
  const month = accountingMonth(batch, county, time, atLeast);
  if (month === undefined) return undefined;
  if (batch.view.bornAccount({ period: month, county, institution: batch.view.lane }) === undefined) return undefined;
  const account = batch.book.month(batch.view.lane, month, county);
  if (account.state === "closed")
    throw new StaleViewError(`account ${month} ${county} of lane ${batch.view.lane} is closed although its calendar has it open`);
  return account;
}

function outOfRange(account: MonthAccount, funds: FundAmounts): Reason | undefined {
  const fund = FUNDS.find((one) => addFen(account.funds[one]?.accrued ?? ZERO_FEN, funds[one]?.amount ?? ZERO_FEN) > MAX_TOTAL_FEN);
  return fund === undefined ? undefined : { code: "total_out_of_range", details: { fund, month: account.month } };
}
