import { createHash } from "node:crypto";
import { auditBenefits } from "../benefit/audit-benefits.ts";
import { benefitFactsOf, CUMULATIVE_FIELDS, type AuditedAdvance } from "../benefit/facts.ts";
import { notedFindings, unmappedFindings, type Findings } from "../benefit/finding.ts";
import { lastDayOf, type LocalTime } from "../calendar/month.ts";
import { splitFunds } from "../lane/shares.ts";
import type { MessageRecord, RecordBase } from "../lane/record.ts";
import { formatYuan } from "../money/yuan.ts";
import { fundPayTypesFor } from "../policy/fund-pay-types.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import type { FindParameter } from "../policy/parameters.ts";
import type { Policy, RuleSet } from "../policy/policy.ts";
import { isCounty } from "../region/region.ts";
import { auditAllotment, laneOfMessage } from "./audit-allotment.ts";
import { claimedFunds, readFundRows, unmappedFacts } from "./fund-rows.ts";
import { brokenIdentity } from "./identities.ts";
import type { HashPerson } from "./original.ts";
import { hideByForm, type HidePersons } from "./person-number.ts";
import type { Message, MessageOf } from "./message.ts";
import type { Reason } from "../outcome/outcomes.ts";

/** What the audit needs to know besides the message. */
export interface AuditContext {
  readonly now: LocalTime;
  readonly hashPerson: HashPerson;
  readonly policyFor: (county: string, day: string) => Policy | undefined;
  /** Local parameters for the benefit audit; without it none is known. */
  readonly parameterFor?: FindParameter;
}

/** What the queue tells of a message; becomes part of its record. */
export type Delivery = Pick<RecordBase, "ref" | "attempt" | "original" | "sender">;

export type AuditResult = { readonly lane: string; readonly record: MessageRecord } | { readonly reason: Reason };

/**
 * The intake audit (审核) of a message whose fields are right: region known, policy in force, amounts add up, not in the future; the first
 * fault in the order of REJECTIONS decides. What passes is split by its rule and becomes a record of its lane.
 */
export function auditMessage(message: Message, delivery: Delivery, context: AuditContext, hide: HidePersons = hideByForm): AuditResult {
  if (!isCounty(message.insu_admdvs)) {
    return { reason: { code: "unknown_region", details: { field: "insu_admdvs", value: hide(message.insu_admdvs) } } };
  }
  const base: Omit<RecordBase, "id"> = { ...delivery, county: message.insu_admdvs, hash: fingerprint(message, context.hashPerson) };
  const result = auditKind(message, base, context, hide);
  return "code" in result ? { reason: result } : { lane: laneOfMessage(message), record: result };
}

function auditKind(message: Message, base: Omit<RecordBase, "id">, context: AuditContext, hide: HidePersons): MessageRecord | Reason {
  switch (message.kind) {
    case "advance":
      return auditAdvance(message, base, context, hide);
    case "reversal": {
      const { reversal_id: id, setl_id: settlementId, time, reason } = message;
      return future("time", time, context) ?? { kind: "reversal", ...base, id, settlementId, time, reason: hideByForm(reason) };
    }
    case "deduction":
      return auditDeduction(message, base, context);
    case "prepayment": {
      const { prepayment_id: id, fund, amount, time } = message;
      const rules = context.policyFor(base.county, time.slice(0, 10))?.rules.lifted;
      return (
        missingRule(rules, [fund], base.county, time.slice(0, 10)) ??
        future("time", time, context) ?? { kind: "prepayment", ...base, id, fund, amount, time }
      );
    }
    case "disbursement": {
      const { disbursement_id: id, setlym: month, fund, amount, time } = message;
      return future("time", time, context) ?? { kind: "disbursement", ...base, id, month, fund, amount, time };
    }
    case "review": {
      const { review_id: id, setl_id: settlementId, decision, reason, time } = message;
      return future("time", time, context) ?? { kind: "review", ...base, id, settlementId, decision, reason: hideByForm(reason), time };
    }
    case "release": {
      const { release_id: id, setlym: month, fund, amount, reason, time } = message;
      return future("time", time, context) ?? { kind: "release", ...base, id, month, fund, amount, reason: hideByForm(reason), time };
    }
    case "return": {
      const { return_id: id, fund, amount, time } = message;
      return future("time", time, context) ?? { kind: "return", ...base, id, fund, amount, time };
    }
    case "allotment":
      return auditAllotment(message, base, context, future("time", message.time, context));
  }
}

function auditAdvance(message: MessageOf<"advance">, base: Omit<RecordBase, "id">, context: AuditContext, hide: HidePersons): MessageRecord | Reason {
  const day = message.setl_time.slice(0, 10);
  const policy = context.policyFor(base.county, day);
  const rules = policy?.rules[message.poverty_status];
  const fundRows = readFundRows(message, policy?.fundFields ?? {}, fundPayTypesFor(base.county));
  const { amounts, withoutFund, broken } = fundRows;
  const owed = FUNDS.filter((fund) => amounts[fund] !== undefined);
  const reason =
    missingRule(withoutFund === undefined ? rules : undefined, owed, base.county, day) ??
    brokenIdentity(message) ??
    broken ??
    future("setl_time", message.setl_time, context);
  if (reason !== undefined) return reason;
  const used: RuleSet = Object.fromEntries(owed.map((fund) => [fund, rules?.[fund]]));
  const audited = {
    county: base.county,
    time: message.setl_time,
    facts: { ...factsOf(message, hide), ...unmappedFacts(fundRows) },
    funds: splitFunds(amounts, used),
  };
  return {
    kind: "advance",
    ...base,
    id: message.setl_id,
    ...(message.fixmedins_name === undefined ? {} : { institutionName: hide(message.fixmedins_name) }),
    time: message.setl_time,
    status: message.poverty_status,
    person: context.hashPerson(message.psn_no),
    facts: audited.facts,
    funds: audited.funds,
    rules: used,
    ...findingsOf(message, audited, policy, context),
  };
}

/** What the benefit audit finds; it never keeps an advance from posting. Absent where there is nothing to note. */
function findingsOf(
  message: MessageOf<"advance">,
  advance: AuditedAdvance,
  policy: Policy | undefined,
  { parameterFor = () => undefined }: AuditContext,
): { findings?: Findings } {
  const facts = benefitFactsOf(message.fixmedins_code, advance);
  const audited = auditBenefits({ facts, rules: policy?.benefits.rules ?? {}, parameterFor, explain: false });
  const noted = notedFindings(audited);
  const findings =
    Object.keys(noted).length > 0 || facts.unmapped === undefined
      ? noted
      : unmappedFindings(audited, facts.unmapped, claimedFunds(message, policy?.fundFields ?? {}));
  return Object.keys(findings).length === 0 ? {} : { findings };
}

/** What the journal keeps of an advance for later audits, besides its funds; amounts in yuan. */
function factsOf(message: MessageOf<"advance">, hide: HidePersons): Readonly<Record<string, string>> {
  const { med_type, hosp_lv, dise_codg, dise_name, refl_flag, medfee_sumamt, inscp_scp_amt, act_pay_dedc, psn_part_amt, hosp_part_amt } = message;
  return {
    med_type,
    ...(hosp_lv === undefined ? {} : { hosp_lv }),
    ...(dise_codg === undefined ? {} : { dise_codg: hide(dise_codg) }),
    ...(dise_name === undefined ? {} : { dise_name: hide(dise_name) }),
    ...(refl_flag === undefined ? {} : { refl_flag }),
    medfee_sumamt: formatYuan(medfee_sumamt),
    inscp_scp_amt: formatYuan(inscp_scp_amt),
    ...(act_pay_dedc === undefined ? {} : { act_pay_dedc: formatYuan(act_pay_dedc) }),
    psn_part_amt: formatYuan(psn_part_amt),
    ...(hosp_part_amt === undefined ? {} : { hosp_part_amt: formatYuan(hosp_part_amt) }),
    ...Object.fromEntries(CUMULATIVE_FIELDS.flatMap((field) => (message[field] === undefined ? [] : [[field, formatYuan(message[field])]]))),
  };
}

/** A deduction that names no advance follows the rule in force for its status on the last day of its month. */
function auditDeduction(message: MessageOf<"deduction">, base: Omit<RecordBase, "id">, context: AuditContext): MessageRecord | Reason {
  const { deduction_id: id, setlym: month, fund, amount, setl_id: settlementId, poverty_status: status } = message;
  const common = { kind: "deduction", ...base, id, month, fund, amount, reason: hideByForm(message.reason) } as const;
  if (settlementId !== undefined) return { ...common, follows: { settlementId } };
  const day = lastDayOf(month);
  const rules = status === undefined ? undefined : context.policyFor(base.county, day)?.rules[status];
  const rule = rules?.[fund];
  return rule === undefined ? { code: "unknown_policy", details: { county: base.county, day, fund } } : { ...common, follows: { rule } };
}

function missingRule(rules: RuleSet | undefined, funds: readonly Fund[], county: string, day: string): Reason | undefined {
  if (rules === undefined) return { code: "unknown_policy", details: { county, day } };
  const fund = funds.find((one) => rules[one] === undefined);
  return fund === undefined ? undefined : { code: "unknown_policy", details: { county, day, fund } };
}

function future(field: string, value: LocalTime, context: AuditContext): Reason | undefined {
  return value > context.now ? { code: "future_settlement", details: { field, value, now: context.now } } : undefined;
}

/**
 * The same for two messages exactly where every field of the contract says the same. Amounts compare as fen, psn_no as its keyed hash. What the
 * year brought before is left out: it moves no money, and a message that an earlier version of the product posted, and ignored those
 * fields of, must be the same when it is sent again.
 */
function fingerprint(message: Message, hashPerson: HashPerson): string {
  // What is hidden by its form is hidden here as in the record, so that a reversal sent again from it counts as the same. A psn_no outside the
  // contract, which reversals and deductions don't have, must not count.
  const content =
    message.kind === "advance"
      ? { ...withoutYear(message), psn_no: hashPerson(message.psn_no) }
      : "reason" in message
        ? { ...message, reason: hideByForm(message.reason) }
        : message;
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, FINGERPRINT_CHARACTERS);
}

function withoutYear(message: MessageOf<"advance">): Partial<MessageOf<"advance">> {
  return Object.fromEntries(Object.entries(message).filter(([field]) => !(CUMULATIVE_FIELDS as readonly string[]).includes(field)));
}

/** 192 bits of SHA-256: no two messages share them by chance, and an index entry stays small. */
const FINGERPRINT_CHARACTERS = 32;
