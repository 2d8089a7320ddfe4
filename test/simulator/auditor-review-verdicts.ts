import type { AccountBook, Lefts } from "./auditor-account.ts";
import { fenOf, yuanOf } from "./auditor-fields.ts";
import type { Posted } from "./auditor-lane.ts";
import type { Ledger } from "./auditor-ledger.ts";
import type { Rejection } from "./auditor-rejections.ts";
import type { Content } from "./auditor-sent.ts";

/** A message and its rejection. */
export interface Case {
  readonly ledger: Ledger;
  readonly content: Content;
  readonly rejection: Rejection;
}

/** Codes of reviews, releases and returns, and of what waits for a review. */
export const REVIEW_CHECKS: Readonly<Record<string, (one: Case) => string | undefined>> = {
  under_review: (one) => {
    const { kind, id } = one.content.message;
    const others = advanceOf(one)?.deferrals.filter(({ by, to }) => (kind !== "review" || by !== id) && to >= one.content.firstSentAt) ?? [];
    if (others.length === 0) return "its advance waited for no decision";
    return others.some(({ by }) => one.rejection.message.includes(` ${by} (`)) ? undefined : `its advance was deferred by ${others[0]?.by}`;
  },

  not_deferred: (one) => {
    const { values } = one.content.message;
    if (values["decision"] !== "approved") return `a ${one.content.message.kind} that is no approval needs no deferral`;
    const isSince = advanceOf(one)?.deferrals.some(({ from, to }) => from < one.content.firstSentAt && to === Infinity);
    return isSince === true ? "its advance was deferred before it was sent, and still is" : undefined;
  },

  nothing_left: (one) => {
    const { kind, values } = one.content.message;
    if (kind !== "review" || values["decision"] === "approved") return `a ${kind} ${values["decision"] ?? ""} needs nothing to be left`;
    const left = [...(advanceOf(one)?.lefts ?? [])].find(([, amounts]) => amounts.at(-1) !== 0n);
    return left === undefined ? undefined : `${yuanOf(left[1].at(-1) ?? 0n)} of ${left[0]} are left of its advance`;
  },

  exceeds_retained: (one) => {
    const { kind, county, lane, values } = one.content.message;
    if (kind !== "release") return `a ${kind} takes nothing that is retained`;
    const account = one.ledger.lanes.get(lane)?.known(values["setlym"] ?? "", county);
    return exceedsObjection(one, account, ({ retained }) => retained) ?? openObjection(one, values["setlym"] ?? "");
  },

  exceeds_prepaid: (one) => {
    const { kind, county, lane } = one.content.message;
    if (kind !== "return") return `a ${kind} returns nothing`;
    return exceedsObjection(one, one.ledger.lanes.get(lane)?.known("prepaid", county), ({ balance }) => balance);
  },
};

function exceedsObjection({ content: { message }, rejection: { numbers } }: Case, account: AccountBook | undefined, of: (left: Lefts) => bigint[]) {
  const amount = BigInt(message.values["amount"] ?? "0");
  const fund = message.values["fund"] ?? "";
  const [needed, available] = [fenOf(numbers["needed"] ?? ""), fenOf(numbers["available"] ?? "")];
  if (needed !== amount) return `it needs ${yuanOf(amount)}, the rejection says ${numbers["needed"]}`;
  if (available === undefined || available >= amount) return `it says ${numbers["available"]} is available`;
  const left = account?.left.get(fund);
  return (left === undefined ? [0n] : of(left)).includes(available) ? undefined : `${numbers["available"]} was never left of ${fund}`;
}

function openObjection({ ledger, content: { message } }: Case, month: string): string | undefined {
  const account = ledger.lanes.get(message.lane)?.known(month, message.county);
  const isOpen = account === undefined ? ledger.county(message.county).firstOpen <= month : !account.closed;
  return isOpen ? "the month is open" : undefined;
}

/** A review can't withhold what was paid, nor refuse what the month has not left. */
export function reviewExceeds(one: Case): string | undefined {
  const { ledger, content, rejection } = one;
  const { lane, county, values } = content.message;
  const advance = advanceOf(one);
  if (advance?.county !== county) return "it has no advance";
  if (values["decision"] === "approved") return "an approval takes nothing";
  const [needed, available] = [fenOf(rejection.numbers["needed"] ?? ""), fenOf(rejection.numbers["available"] ?? "")];
  if (needed === undefined || available === undefined || available >= needed) return `it says ${rejection.numbers["available"]} is available`;
  const account = ledger.lanes.get(lane)?.known(advance.month, county);
  const isPossible = [...advance.lefts].some(([fund, amounts]) => {
    const left = account?.left.get(fund);
    const possible = values["decision"] === "deferred" ? left?.unpaid : left?.deductible;
    return amounts.includes(needed) && (possible ?? []).some((amount) => (amount < 0n ? 0n : amount) === available);
  });
  return isPossible
    ? openObjection(one, advance.month)
    : `${rejection.numbers["available"]} was never left of a fund it needs ${rejection.numbers["needed"]} of`;
}

export function advanceOf({ ledger, content: { message } }: Case): Posted | undefined {
  return ledger.lanes.get(message.lane)?.find("advance", message.values["setl_id"] ?? "");
}

/** Reasons that pass: the message could be posted later, when it was sent or delivered again. No other reason does. */
const PASSING: ReadonlySet<string> = new Set(["unknown_original", "month_not_closed", "future_settlement", "under_review", "not_deferred"]);

/** What is retained rises with an approval, and a balance with a prepayment; what may be paid or deducted with an approval or a release. */
export function mayPass(ledger: Ledger, { message, posted }: Content, code: string): boolean {
  const { lane, county, values } = message;
  const account = ledger.lanes.get(lane)?.known(posted?.month ?? values["setlym"] ?? "", county);
  if (code === "exceeds_payable" || code === "exceeds_retained") return account?.mayHaveRisen === true;
  return code === "exceeds_prepaid" || PASSING.has(code);
}
