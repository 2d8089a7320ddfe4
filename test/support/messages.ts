import { createHmac } from "node:crypto";
import type { AuditContext } from "../../shared/contract/audit.ts";
import { receiveMessage, type IntakeResult, type RawMessage } from "../../shared/contract/intake.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { MessageRecord } from "../../shared/lane/record.ts";
import { policyFor } from "../../shared/policy/book.ts";

/** A message's fields as its sender writes them. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * An advance of 勐海县 two days after 西政办发〔2017〕92号 took effect, with a rounding difference in two funds. fund_pay_sumamt and medfee_sumamt
 * follow from the other amounts, so that an override of one of those still adds up; override a sum itself to break it.
 */
export function advanceMessage(overrides: Fields = {}): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    kind: "advance",
    setl_id: "SETL-0001",
    fixmedins_code: "H53282200001",
    fixmedins_name: "勐海县人民医院",
    insu_admdvs: "532822",
    psn_no: "53280000000000012345",
    poverty_status: "lifted",
    setl_time: "2017-10-26 09:30:00",
    med_type: "21",
    hosp_lv: "county",
    dise_codg: "J44.100",
    dise_name: "慢性阻塞性肺病",
    refl_flag: "1",
    inscp_scp_amt: "1500.00",
    act_pay_dedc: "0.00",
    hifp_pay: "1234.57",
    hifmi_pay: "0.00",
    maf_pay: "210.05",
    oth_pay: "88.88",
    psn_part_amt: "120.50",
    ...overrides,
  };
  // 1234.57 + 0.00 + 210.05 + 88.88 = 1533.50, and with the patient's 120.50: 1654.00.
  fields["fund_pay_sumamt"] ??= sumYuan(fields, ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"]);
  fields["medfee_sumamt"] ??= sumYuan(fields, ["fund_pay_sumamt", "psn_part_amt", "hosp_part_amt"]);
  return fields;
}

/** What the advance of advanceMessage() owes by fund, in fen: 10:3:12 of 25, the backstop to the county. */
export const ADVANCE_FUNDS = {
  // 123457 fen: 49382.8, 14814.84, 59259.36: two left, to .84 and .8.
  basic: { amount: 123457, shares: [49383, 14815, 59259] },
  // 21005 fen: 8402, 2520.6, 10082.4: one left, to .6.
  assistance: { amount: 21005, shares: [8402, 2521, 10082] },
  backstop: { amount: 8888, shares: [0, 0, 8888] },
} as const;

/** Takes back the advance of advanceMessage(). */
export function reversalMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "reversal",
    reversal_id: "REV-0001",
    setl_id: "SETL-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    time: "2017-10-27 10:00:00",
    reason: "重复结算",
    ...overrides,
  };
}

/** Deducts from the advance of advanceMessage(); with `setl_id: undefined, poverty_status: "lifted"` from the month's lifted persons. */
export function deductionMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "deduction",
    deduction_id: "DED-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    setlym: "201710",
    fund: "basic",
    amount: "34.57",
    reason: "超限价用药",
    setl_id: "SETL-0001",
    ...overrides,
  };
}

export function prepaymentMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "prepayment",
    prepayment_id: "PRE-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    fund: "basic",
    amount: "50000.00",
    time: "2017-10-24 00:00:00",
    ...overrides,
  };
}

export function disbursementMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "disbursement",
    disbursement_id: "DIS-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    setlym: "201710",
    fund: "basic",
    amount: "1200.00",
    time: "2017-11-25 15:00:00",
    ...overrides,
  };
}

/** The family-doctor fee of 100 lifted and 50 unlifted persons of 勐海县, paid to the provider. */
export function allotmentMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "allotment",
    allotment_id: "ALL-0001",
    insu_admdvs: "532822",
    payee: "H53282200001",
    item: "familyDoctor",
    headcount_lifted: 100,
    headcount_unlifted: "50",
    time: "2017-10-26 10:00:00",
    ...overrides,
  };
}

/** Defers the advance of advanceMessage(). */
export function reviewMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "review",
    review_id: "REV-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    setl_id: "SETL-0001",
    decision: "deferred",
    reason: "病历待核实",
    time: "2017-11-15 10:00:00",
    ...overrides,
  };
}

export function releaseMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "release",
    release_id: "REL-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    setlym: "201710",
    fund: "basic",
    amount: "61.72",
    reason: "年度考核合格",
    time: "2017-12-30 10:00:00",
    ...overrides,
  };
}

export function returnMessage(overrides: Fields = {}): Record<string, unknown> {
  return {
    kind: "return",
    return_id: "RET-0001",
    fixmedins_code: "H53282200001",
    insu_admdvs: "532822",
    fund: "basic",
    amount: "10000.00",
    time: "2017-12-30 10:00:00",
    ...overrides,
  };
}

/** One right message of every kind of the intake queue. */
export const MESSAGE_FACTORIES = {
  advance: advanceMessage,
  reversal: reversalMessage,
  deduction: deductionMessage,
  prepayment: prepaymentMessage,
  disbursement: disbursementMessage,
  allotment: allotmentMessage,
  review: reviewMessage,
  release: releaseMessage,
  return: returnMessage,
} as const;

/** The keyed hash of a person's number under the key of the tests. */
export function hashPerson(personNumber: string): string {
  return createHmac("sha256", "key of the tests").update(personNumber).digest("base64url").slice(0, 22);
}

/** The product's policies at the end of 2017. */
export function auditContext(overrides: Partial<AuditContext> = {}): AuditContext {
  return { now: "2017-12-31 12:00:00", hashPerson, policyFor, ...overrides };
}

/** A message as the queue delivers it: an object as JSON, a text as it is. */
export function rawMessage(message: Fields | string, overrides: Partial<RawMessage> = {}): RawMessage {
  return { body: typeof message === "string" ? message : JSON.stringify(message), ref: "MSG-1", attempt: 0, senderId: "AIDAQUEUE", ...overrides };
}

export function receive(message: Fields | string, context: Partial<AuditContext> = {}): IntakeResult {
  return receiveMessage(rawMessage(message), auditContext(context));
}

/** The record of a message that must become one. */
export function recordOf(message: Fields | string, context: Partial<AuditContext> = {}): MessageRecord {
  const result = receive(message, context);
  if ("rejection" in result) throw new Error(`rejected: ${result.rejection.code}: ${result.rejection.message}`);
  return result.record;
}

/** The rejection of a message that must be rejected. */
export function rejectionOf(message: Fields | string, context: Partial<AuditContext> = {}): StoredRejection {
  const result = receive(message, context);
  if ("record" in result) throw new Error(`${result.record.kind} ${result.record.id} was not rejected`);
  return result.rejection;
}

function sumYuan(fields: Fields, names: readonly string[]): string {
  const amountFen = names
    .map((name) => Math.round(Number(fields[name] ?? 0) * 100))
    .reduce((sum, amount) => sum + (Number.isFinite(amount) ? amount : 0), 0);
  return (amountFen / 100).toFixed(2);
}
