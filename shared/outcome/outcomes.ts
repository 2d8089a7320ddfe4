import { ITEM_NAMES, type AllotmentItem, type UnitParameter } from "../policy/allotment-rules.ts";
import { FUND_NAMES, type Fund } from "../policy/funds.ts";
import { PARAMETERS } from "../policy/parameter-keys.ts";
import { formatYuan } from "../money/yuan.ts";
import type { Fen } from "../money/fen.ts";
import { formatMonth, type Month } from "../calendar/month.ts";

/** One thing wrong with one field. The value is left out where it could name a person. */
export interface FieldProblem {
  readonly field: string;
  readonly value?: string;
  readonly problem: string;
  readonly problemZh: string;
}

/** What each rejection code needs to know to tell its sender what was wrong. */
export interface RejectionDetails {
  invalid_message: { readonly problems: readonly FieldProblem[] };
  unknown_region: { readonly field: string; readonly value: string };
  unknown_policy: { readonly county: string; readonly day: string; readonly fund?: Fund | AllotmentItem };
  amounts_do_not_add_up: { readonly field: string; readonly stated: Fen; readonly sum: Fen; readonly parts: readonly string[] };
  future_settlement: { readonly field: string; readonly value: string; readonly now: string };
  unknown_unit_amount: { readonly item: AllotmentItem; readonly county: string; readonly year: string; readonly parameter: UnitParameter };
  wrong_unit_amount: { readonly item: AllotmentItem; readonly stated: Fen; readonly allowed: Fen; readonly atLeast: boolean };
  conflict: { readonly id: string; readonly kind: string; readonly page: number };
  unknown_original: { readonly settlementId: string; readonly why: string; readonly whyZh: string };
  already_reversed: { readonly settlementId: string };
  month_not_closed: { readonly month: Month; readonly county: string };
  under_review: { readonly settlementId: string; readonly review: string; readonly why: string };
  not_deferred: { readonly settlementId: string };
  nothing_left: { readonly settlementId: string };
  exceeds_payable: { readonly fund: Fund; readonly month: Month; readonly needed: Fen; readonly available: Fen };
  exceeds_retained: { readonly fund: Fund; readonly month: Month; readonly needed: Fen; readonly available: Fen };
  exceeds_prepaid: { readonly fund: Fund; readonly needed: Fen; readonly available: Fen };
  total_out_of_range: { readonly fund: Fund | AllotmentItem; readonly month: Month };
  month_not_over: { readonly month: Month; readonly now: string };
}

export type RejectionCode = keyof RejectionDetails;

/** Why a message was rejected: a code of the closed set with what it needs to say. */
export type Reason = { [C in RejectionCode]: { readonly code: C; readonly details: RejectionDetails[C] } }[RejectionCode];

interface CodeText<C extends RejectionCode> {
  /** alarm: somebody must look, because money may be claimed twice; notice: the sender corrects it. */
  readonly severity: "notice" | "alarm";
  /** Whether and how the sender may send the message again. */
  readonly retry: string;
  readonly message: (details: RejectionDetails[C]) => string;
  readonly messageZh: (details: RejectionDetails[C]) => string;
  readonly numbers: (details: RejectionDetails[C]) => Readonly<Record<string, string>>;
}

const none = (): Readonly<Record<string, string>> => ({});

/**
 * Every rejection code with its texts, in order of precedence: a message with several faults gets the first. docs/outcomes.md says the
 * same and a test compares the two. A new code does not compile until it stands here.
 */
export const REJECTIONS: { readonly [C in RejectionCode]: CodeText<C> } = {
  invalid_message: {
    severity: "notice",
    retry: "Correct the fields named and send the message again.",
    message: (d) => d.problems.map((one) => `${one.field}${shown(one.value)} ${one.problem}`).join("; "),
    messageZh: (d) => d.problems.map((one) => `${one.field}${shown(one.value)}${one.problemZh}`).join("；"),
    numbers: none,
  },
  unknown_region: {
    severity: "notice",
    retry: "Name the insured county's six-digit GB/T 2260 code and send the message again.",
    message: (d) => `${d.field} ${JSON.stringify(d.value)} is not the code of a county`,
    messageZh: (d) => `${d.field}“${d.value}”不是县级行政区划代码`,
    numbers: none,
  },
  unknown_policy: {
    severity: "notice",
    retry: "Send the message again once a policy for the county and day is in the product.",
    message: (d) =>
      `no policy in force for county ${d.county} on ${d.day}${d.fund === undefined ? "" : ` says who pays ${isItem(d.fund) ? "" : "the fund "}${d.fund}`}`,
    messageZh: (d) => `${d.day}在${d.county}没有生效的政策${d.fund === undefined ? "" : `规定${nameOf(d.fund)}的分担`}`,
    numbers: none,
  },
  amounts_do_not_add_up: {
    severity: "notice",
    retry: "Correct the amounts and send the message again.",
    message: (d) => `${d.field} is ${formatYuan(d.stated)} but ${d.parts.join(" + ")} is ${formatYuan(d.sum)}`,
    messageZh: (d) => `${d.field}为${formatYuan(d.stated)}元，但${d.parts.join("＋")}为${formatYuan(d.sum)}元`,
    numbers: (d) => ({ [d.field]: formatYuan(d.stated), sum: formatYuan(d.sum) }),
  },
  future_settlement: {
    severity: "notice",
    retry: "Correct the time, or send the message again after it.",
    message: (d) => `${d.field} ${d.value} is later than now, ${d.now}`,
    messageZh: (d) => `${d.field}“${d.value}”晚于当前时间${d.now}`,
    numbers: none,
  },
  unknown_unit_amount: {
    severity: "notice",
    retry: "Send it again with unit_amount, or once the local parameter is in the product.",
    message: (d) => `unit_amount of ${d.item} is missing, and county ${d.county} has no local parameter ${d.parameter} for ${d.year}`,
    messageZh: (d) => `缺少${ITEM_NAMES[d.item]}的unit_amount，且${d.county}没有${d.year}年的地方参数“${PARAMETERS[d.parameter].name}”`,
    numbers: none,
  },
  wrong_unit_amount: {
    severity: "notice",
    retry: "Correct unit_amount, or leave it out where the policy says it, and send the message again.",
    message: (d) =>
      `unit amount ${formatYuan(d.stated)} of ${d.item} is ${d.atLeast ? "less than" : "not"} the ${formatYuan(d.allowed)} the policy says`,
    messageZh: (d) =>
      `${ITEM_NAMES[d.item]}每人${formatYuan(d.stated)}元，${d.atLeast ? "低于政策规定的最低标准" : "与政策规定不符，应为"}${formatYuan(d.allowed)}元`,
    numbers: (d) => ({ stated: formatYuan(d.stated), allowed: formatYuan(d.allowed) }),
  },
  conflict: {
    severity: "alarm",
    retry: "Never: the id is taken by a message with other content. If that one is wrong, reverse it and send the right one under a new id.",
    message: (d) => `${d.kind} ${d.id} was already posted with other content (page ${d.page} of the institution's journal)`,
    messageZh: (d) => `${d.id}已入账，但内容不同（账页${d.page}）`,
    numbers: none,
  },
  unknown_original: {
    severity: "notice",
    retry: "Send it again after its advance, with the advance's setl_id, institution and county.",
    message: (d) => `setl_id ${d.settlementId} names no advance it could refer to: ${d.why}`,
    messageZh: (d) => `setl_id“${d.settlementId}”没有可对应的垫付记录：${d.whyZh}`,
    numbers: none,
  },
  already_reversed: {
    severity: "notice",
    retry: "Never: the whole advance was taken back.",
    message: (d) => `advance ${d.settlementId} was already reversed`,
    messageZh: (d) => `垫付${d.settlementId}已冲正`,
    numbers: none,
  },
  month_not_closed: {
    severity: "notice",
    retry: "Send it again after the month's close.",
    message: (d) => `month ${formatMonth(d.month)} of county ${d.county} is not closed for this institution`,
    messageZh: (d) => `该机构在${d.county}的${formatMonth(d.month)}尚未月结`,
    numbers: none,
  },
  under_review: {
    severity: "notice",
    retry: "Send it again once a review has approved or refused the advance.",
    message: (d) => `advance ${d.settlementId} is deferred by review ${d.review} (${d.why}) and waits for its decision`,
    messageZh: (d) => `垫付${d.settlementId}已暂缓（审核${d.review}：${d.why}），须先作出审核决定`,
    numbers: none,
  },
  not_deferred: {
    severity: "notice",
    retry: "Never: there is nothing to approve. An advance that no review deferred is payable as it stands.",
    message: (d) => `advance ${d.settlementId} is not deferred`,
    messageZh: (d) => `垫付${d.settlementId}未被暂缓，无须准予`,
    numbers: none,
  },
  nothing_left: {
    severity: "notice",
    retry: "Never: deductions or a refusal have taken all of the advance.",
    message: (d) => `nothing is left of advance ${d.settlementId} that could be deferred or refused`,
    messageZh: (d) => `垫付${d.settlementId}已全部扣款或不予支付，没有可审核的金额`,
    numbers: none,
  },
  exceeds_payable: {
    severity: "notice",
    retry: "Send a smaller amount, or the same again once what is deferred is approved or what is retained is released; the id is not taken.",
    message: (d) => `amount ${formatYuan(d.needed)} is more than the ${formatYuan(d.available)} that ${d.fund} has left in ${formatMonth(d.month)}`,
    messageZh: (d) => `金额${formatYuan(d.needed)}元超过${formatMonth(d.month)}${FUND_NAMES[d.fund]}剩余的${formatYuan(d.available)}元`,
    numbers: (d) => ({ needed: formatYuan(d.needed), available: formatYuan(d.available) }),
  },
  exceeds_retained: {
    severity: "notice",
    retry: "Send a smaller amount; the id is not taken.",
    message: (d) =>
      `amount ${formatYuan(d.needed)} is more than the ${formatYuan(d.available)} that is retained of ${d.fund} in ${formatMonth(d.month)}`,
    messageZh: (d) => `金额${formatYuan(d.needed)}元超过${formatMonth(d.month)}${FUND_NAMES[d.fund]}预留的${formatYuan(d.available)}元`,
    numbers: (d) => ({ needed: formatYuan(d.needed), available: formatYuan(d.available) }),
  },
  exceeds_prepaid: {
    severity: "notice",
    retry: "Send a smaller amount; the id is not taken.",
    message: (d) => `amount ${formatYuan(d.needed)} is more than the ${formatYuan(d.available)} of ${d.fund} that is prepaid and not set off`,
    messageZh: (d) => `金额${formatYuan(d.needed)}元超过${FUND_NAMES[d.fund]}预付余额${formatYuan(d.available)}元`,
    numbers: (d) => ({ needed: formatYuan(d.needed), available: formatYuan(d.available) }),
  },
  total_out_of_range: {
    severity: "alarm",
    retry: "Never: no real month reaches such a total; have the amounts looked at.",
    message: (d) => `the total of ${d.fund} in ${formatMonth(d.month)} would leave the range that can be counted exactly`,
    messageZh: (d) => `${formatMonth(d.month)}${nameOf(d.fund)}合计将超出可精确计算的范围`,
    numbers: none,
  },
  month_not_over: {
    severity: "notice",
    retry: "Send the close again after the month's last day.",
    message: (d) => `month ${formatMonth(d.month)} is not over (now ${d.now})`,
    messageZh: (d) => `${formatMonth(d.month)}尚未结束（当前时间${d.now}）`,
    numbers: none,
  },
};

/** The codes in order of precedence. */
export const REJECTION_CODES = Object.keys(REJECTIONS) as RejectionCode[];

/** What a reason says to people and machines. */
export interface ReasonText {
  readonly code: RejectionCode;
  readonly message: string;
  readonly messageZh: string;
  readonly retry: string;
  readonly severity: "notice" | "alarm";
  readonly numbers: Readonly<Record<string, string>>;
}

export function describeReason(reason: Reason): ReasonText {
  const { code } = reason;
  // The union ties details to code; the table's type ties the texts to it.
  const text = REJECTIONS[code] as CodeText<RejectionCode>;
  const details = reason.details as RejectionDetails[RejectionCode] & never;
  return {
    code,
    message: text.message(details),
    messageZh: text.messageZh(details),
    retry: text.retry,
    severity: text.severity,
    numbers: text.numbers(details),
  };
}

function isItem(name: Fund | AllotmentItem): name is AllotmentItem {
  return Object.hasOwn(ITEM_NAMES, name);
}

function nameOf(name: Fund | AllotmentItem): string {
  return isItem(name) ? ITEM_NAMES[name] : FUND_NAMES[name];
}

function shown(value: string | undefined): string {
  return value === undefined ? "" : ` ${JSON.stringify(value)}`;
}
