import { fenOf, yuanOf } from "./auditor-fields.ts";
import type { Ledger } from "./auditor-ledger.ts";
import type { Message } from "./auditor-messages.ts";
import { unitFor } from "./auditor-policy.ts";
import { advanceOf, REVIEW_CHECKS, reviewExceeds, type Case } from "./auditor-review-verdicts.ts";
import type { Rejection } from "./auditor-rejections.ts";
import type { Content } from "./auditor-sent.ts";

/** What stands against a message's rejection, in words; undefined where its reason holds, or held when it may have been decided. */
export function objectionTo(ledger: Ledger, content: Content, rejection: Rejection): string | undefined {
  const { message } = content;
  const { code } = rejection;
  if (message.unclear && code === "invalid_message") return undefined;
  // Of a day that has not come no amount a person is asked for.
  const mayWait = code === "future_settlement" && (message.fault === "unknown_unit_amount" || message.fault === "wrong_unit_amount");
  if (!mayWait && message.fault !== undefined && !message.unclear && code !== message.fault) return `${message.fault} comes first`;
  const check = CHECKS[code];
  if (check !== undefined) return check({ ledger, content, rejection });
  return code === message.fault || message.unclear ? undefined : `nothing of the kind is wrong with it`;
}

/** The codes that depend on the ledger or the clock. What the message itself says wrong was compared before. */
const CHECKS: Readonly<Record<string, (one: Case) => string | undefined>> = {
  ...REVIEW_CHECKS,

  amounts_do_not_add_up: ({ content: { message }, rejection: { numbers } }) => {
    const of = (name: string): bigint => BigInt(message.values[name] ?? "0");
    const funds = of("hifp_pay") + of("hifmi_pay") + of("maf_pay") + of("oth_pay");
    const all = of("fund_pay_sumamt") + of("psn_part_amt") + of("hosp_part_amt");
    const [field, sum] =
      of("fund_pay_sumamt") !== funds ? ["fund_pay_sumamt", funds] : of("medfee_sumamt") !== all ? ["medfee_sumamt", all] : ["setldetail", 0n];
    if (message.fault !== "amounts_do_not_add_up") return "its amounts add up";
    if (field === "setldetail" || (numbers[field] === yuanOf(of(field)) && numbers["sum"] === yuanOf(sum))) return undefined;
    return `its ${field} is ${yuanOf(of(field))} and should be ${yuanOf(sum)}, the rejection says ${JSON.stringify(numbers)}`;
  },

  future_settlement: ({ content: { message }, rejection: { rejectedAt } }) => {
    const time = message.values["setl_time"] ?? message.values["time"];
    return time !== undefined && time > rejectedAt ? undefined : `its time ${time} was not after ${rejectedAt}`;
  },

  unknown_unit_amount: ({ content: { message }, rejection: { rejectedAt } }) => {
    if (message.fault !== "unknown_unit_amount") return "its amount a person is known";
    return isFuture(message, rejectedAt) ? "future_settlement comes first" : undefined;
  },

  wrong_unit_amount: ({ content: { message }, rejection: { rejectedAt, numbers } }) => {
    if (message.fault !== "wrong_unit_amount") return "its amount a person is right";
    if (isFuture(message, rejectedAt)) return "future_settlement comes first";
    const unit = unitFor(message.county, message.values["item"] ?? "");
    const [stated, allowed] = [yuanOf(BigInt(message.values["unit_amount"] ?? "0")), yuanOf(unit?.fen ?? unit?.least ?? 0n)];
    if (numbers["stated"] === stated && numbers["allowed"] === allowed) return undefined;
    return `it states ${stated} and ${allowed} is allowed, the rejection says ${JSON.stringify(numbers)}`;
  },

  conflict: ({ ledger, content, rejection }) => {
    const { lane, kind, id } = content.message;
    const posted = ledger.lanes.get(lane)?.find(kind, id);
    if (posted === undefined) return `no ${kind} ${id} is posted`;
    if (posted.contents.includes(content) && posted.contents.length === 1) return "it is posted itself";
    const page = /\(page (\d+) /.exec(rejection.message)?.[1];
    return page === String(posted.page) ? undefined : `the other stands on page ${posted.page}, not ${page}`;
  },

  unknown_original: (one) => {
    const { ledger, content } = one;
    const { kind, county, values } = content.message;
    if (kind !== "reversal" && values["setl_id"] === undefined) return "it names no advance";
    const advance = advanceOf(one);
    if (advance?.county !== county) return undefined;
    if (kind === "deduction" && advance.month !== values["setlym"]) return undefined;
    // It came before its advance, and was decided before that was posted.
    if (advance.at < content.firstSentAt) return `advance ${advance.id} was posted on page ${advance.page} before this was sent`;
    ledger.note(`a ${kind} did not wait for its advance long enough`);
    return undefined;
  },

  already_reversed: (one) => {
    const { kind, id } = one.content.message;
    const by = advanceOf(one)?.reversedBy;
    if (by === undefined) return "its advance was reversed by none";
    return kind === "reversal" && by === id ? "its advance was reversed by it" : undefined;
  },

  month_not_closed: (one) => {
    const { ledger, content } = one;
    const { lane, county, values, kind } = content.message;
    const month = kind === "review" ? advanceOf(one)?.month : values["setlym"];
    if (month === undefined) return `a ${kind} needs no closed month`;
    const account = ledger.lanes.get(lane)?.known(month, county);
    if (account !== undefined) return account.closedAt < content.firstSentAt ? "the month was closed before it was sent" : undefined;
    if (ledger.born.has(`${month}#${county}#${lane}`)) return undefined;
    const movedOn = ledger.county(county).firstOpenBy(content.firstSentAt);
    return movedOn > month ? `the county was open from ${movedOn} before it was sent, and the institution has nothing in ${month}` : undefined;
  },

  exceeds_payable: (one) => {
    const {
      ledger,
      content,
      rejection: { numbers },
    } = one;
    const { lane, county, kind, values } = content.message;
    const [month = "", fund = ""] = [values["setlym"], values["fund"]];
    const [needed, available] = [fenOf(numbers["needed"] ?? ""), fenOf(numbers["available"] ?? "")];
    if (kind === "review") return reviewExceeds(one);
    if (values["setlym"] === undefined) return `a ${kind} takes from no month`;
    if (String(needed) !== values["amount"]) return `it needs ${yuanOf(BigInt(values["amount"] ?? "0"))}, the rejection says ${numbers["needed"]}`;
    if (available === undefined || available >= BigInt(values["amount"] ?? "0")) return `it says ${numbers["available"]} is available`;
    const account = ledger.lanes.get(lane)?.known(month, county);
    if (account !== undefined && !account.closed) return "the month is open";
    if (account === undefined && ledger.county(county).firstOpen <= month) return "the month is open";
    const left = account?.left.get(fund);
    const possible = kind === "disbursement" ? (left?.outstanding ?? [0n]) : [...(left?.deductible ?? [0n]), ...leftOfAdvance(ledger, content, fund)];
    return possible.some((one) => (one < 0n ? 0n : one) === available) ? undefined : `${numbers["available"]} was never left of ${fund} in ${month}`;
  },

  total_out_of_range: ({ ledger, content }) => {
    const { lane, county, kind, values } = content.message;
    let most = 0n;
    for (const { message } of ledger.sent.contents) {
      if (message.lane !== lane || message.county !== county || message.fault !== undefined) continue;
      if (message.values["item"] !== values["item"]) continue;
      most += allottedBy(message);
      for (const field of ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay", "amount"]) most += BigInt(message.values[field] ?? "0");
    }
    if (kind !== "advance" && kind !== "prepayment" && kind !== "allotment") return `a ${kind} raises no total`;
    return most > 9_000_000_000_000n ? undefined : `all that was sent is ${yuanOf(most)}`;
  },

  month_not_over: () => "it is no close",
};

function isFuture({ values }: Message, now: string): boolean {
  return (values["time"] ?? "") > now;
}

/** What an allotment is for in fen; nothing where the message is another. */
function allottedBy({ county, values }: Message): bigint {
  const unit = values["unit_amount"] ?? unitFor(county, values["item"] ?? "")?.fen ?? 0n;
  return BigInt(unit) * (BigInt(values["headcount_lifted"] ?? "0") + BigInt(values["headcount_unlifted"] ?? "0"));
}

function leftOfAdvance(ledger: Ledger, { message }: Content, fund: string): readonly bigint[] {
  const id = message.values["setl_id"];
  if (id === undefined) return [];
  return ledger.lanes.get(message.lane)?.find("advance", id)?.lefts.get(fund) ?? [0n];
}
