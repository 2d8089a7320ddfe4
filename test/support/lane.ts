import type { Account, MonthAccount } from "../../shared/lane/account.ts";
import type { Decision } from "../../shared/lane/decide.ts";
import type { Entry, ReviewDecision } from "../../shared/lane/entry.ts";
import { decodePage } from "../../shared/lane/page.ts";
import type {
  AdvanceRecord,
  AllotmentRecord,
  CloseRecord,
  DeductionRecord,
  DisbursementRecord,
  LaneRecord,
  MessageRecord,
  PrepaymentRecord,
  ReleaseRecord,
  ReturnRecord,
  ReversalRecord,
  ReviewRecord,
} from "../../shared/lane/record.ts";
import { allot } from "../../shared/policy/allot.ts";
import type { AllotmentItem } from "../../shared/policy/allotment-rules.ts";
import { splitFunds } from "../../shared/lane/shares.ts";
import { nextMonth } from "../../shared/calendar/month.ts";
import { fen, type Fen } from "../../shared/money/fen.ts";
import type { Fund } from "../../shared/policy/funds.ts";
import type { RuleSet } from "../../shared/policy/policy.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";

/** A hospital (勐海县人民医院) and two counties its patients are insured in. */
export const LANE = "H53282200012";
export const MENGHAI = "532822";
export const MENGLA = "532823";

/** 已脱贫 and 未脱贫 of 西政办发〔2017〕92号, in coprime integers; the backstop is the county's alone. */
const BACKSTOP = { rule: "xishuangbanna-2017@1/backstop", ratio: "0:0:1" };
export const LIFTED = { rule: "xishuangbanna-2017@1/pooled-lifted", ratio: "10:3:12" };
export const UNLIFTED = { rule: "xishuangbanna-2017@1/pooled-unlifted", ratio: "15:2:8" };
export const LIFTED_RULES: RuleSet = { basic: LIFTED, critical: LIFTED, assistance: LIFTED, backstop: BACKSTOP };
export const UNLIFTED_RULES: RuleSet = { basic: UNLIFTED, critical: UNLIFTED, assistance: UNLIFTED, backstop: BACKSTOP };

/** Amounts in fen by fund. */
export type Amounts = Partial<Record<Fund, number>>;

interface Common {
  readonly county?: string;
  /** Content that no field shows; another one makes the same id a conflict. */
  readonly content?: string;
  readonly attempt?: number;
}

/** Records as intake hands them to a lane. The hash is of everything that makes a message's content. */
export function advance(
  id: string,
  amounts: Amounts,
  more: Common & { time?: string; name?: string; status?: "lifted" | "unlifted" } = {},
): AdvanceRecord {
  const { time = "2017-10-25 09:30:00", status = "lifted", name } = more;
  const all = status === "lifted" ? LIFTED_RULES : UNLIFTED_RULES;
  const rules = Object.fromEntries((Object.keys(amounts) as Fund[]).map((fund) => [fund, all[fund]]));
  const funds = splitFunds(amounts as Partial<Record<Fund, Fen>>, rules);
  const named = name === undefined ? {} : { institutionName: name };
  return {
    kind: "advance",
    ...base("advance", id, { amounts, time, status, name }, more),
    ...named,
    time,
    status,
    person: "p",
    facts: {},
    funds,
    rules,
  };
}

export function reversal(id: string, settlementId: string, more: Common & { time?: string } = {}): ReversalRecord {
  const { time = "2017-10-26 10:00:00" } = more;
  return { kind: "reversal", ...base("reversal", id, { settlementId, time }, more), settlementId, time, reason: "退费" };
}

/** A deduction of 201710 unless said otherwise; it follows the advance it names, or the rule for the status. */
export function deduction(
  id: string,
  fund: Fund,
  amountFen: number,
  from: { readonly settlementId: string } | "lifted" | "unlifted",
  more: Common & { month?: string } = {},
): DeductionRecord {
  const { month = "201710" } = more;
  const follows = typeof from === "object" ? from : { rule: (from === "lifted" ? LIFTED_RULES : UNLIFTED_RULES)[fund] ?? LIFTED };
  return {
    kind: "deduction",
    ...base("deduction", id, { fund, amountFen, from, month }, more),
    month,
    fund,
    amount: fen(amountFen),
    reason: "超标准收费",
    follows,
  };
}

export function prepayment(id: string, fund: Fund, amountFen: number, more: Common & { time?: string } = {}): PrepaymentRecord {
  const { time = "2017-10-24 12:00:00" } = more;
  return { kind: "prepayment", ...base("prepayment", id, { fund, amountFen, time }, more), fund, amount: fen(amountFen), time };
}

export function disbursement(id: string, fund: Fund, amountFen: number, more: Common & { time?: string; month?: string } = {}): DisbursementRecord {
  const { time = "2017-11-20 12:00:00", month = "201710" } = more;
  return { kind: "disbursement", ...base("disbursement", id, { fund, amountFen, time, month }, more), month, fund, amount: fen(amountFen), time };
}

export function review(id: string, settlementId: string, decision: ReviewDecision, more: Common & { time?: string } = {}): ReviewRecord {
  const { time = "2017-11-15 10:00:00" } = more;
  return { kind: "review", ...base("review", id, { settlementId, decision, time }, more), settlementId, decision, reason: "病历待核实", time };
}

export function release(id: string, fund: Fund, amountFen: number, more: Common & { time?: string; month?: string } = {}): ReleaseRecord {
  const { time = "2017-12-30 10:00:00", month = "201710" } = more;
  const work = { month, fund, amount: fen(amountFen), reason: "年度考核合格", time };
  return { kind: "release", ...base("release", id, { fund, amountFen, time, month }, more), ...work };
}

/** 预付款退回 */
export function giveBack(id: string, fund: Fund, amountFen: number, more: Common & { time?: string } = {}): ReturnRecord {
  const { time = "2017-12-30 10:00:00" } = more;
  return { kind: "return", ...base("return", id, { fund, amountFen, time }, more), fund, amount: fen(amountFen), time };
}

/** An allotment of so many persons at so many fen, in the tiers of 西政办发〔2017〕92号. */
export function allotment(
  id: string,
  headcounts: { readonly lifted: number; readonly unlifted: number },
  more: Common & { time?: string; item?: AllotmentItem; unitFen?: number } = {},
): AllotmentRecord {
  const { time = "2017-10-26 12:00:00", item = "familyDoctor", unitFen = 1200 } = more;
  const rule = `xishuangbanna-2017@1/allotment.${item}`;
  const value = { unit: { yuan: "12.00" }, ratios: { lifted: "10:3:12", unlifted: "15:2:8" }, clause: "二（三）" };
  const parts = allot(headcounts, fen(unitFen), { rule, document: "西政办发〔2017〕92号", value, overrides: [] });
  const work = { time, item, unitAmount: fen(unitFen), unitFrom: "policy", rule, parts };
  return { kind: "allotment", ...base("allotment", id, { headcounts, item, unitFen, time }, more), ...work };
}

export function closing(month = "201710", county = MENGHAI): CloseRecord {
  return { kind: "close", county, month };
}

function base(kind: string, id: string, fields: object, { county = MENGHAI, content = "", attempt = 0 }: Common) {
  return { id, county, hash: JSON.stringify([county, fields, content]), ref: `${kind} ${id}`, attempt, original: "{}", sender: "test" };
}

/** What became of a record, in few words: its outcome, or the code it was rejected with. */
export function outcomeOf(decision: Decision): string {
  return decision.outcome === "rejected" ? decision.reason.code : decision.outcome;
}

/** One lane in memory: given what was posted before, when records are posted, then these are the outcomes, entries and accounts. */
export function openLane({ lane = LANE, deferAttempts = 3 } = {}) {
  const store = createMemoryLedgerStore();
  const decide = (...records: readonly LaneRecord[]) => postToLane(store, lane, records, { deferAttempts });
  const account = (period: string, county: string): Account | undefined => store.tables.accounts.get(`${period}#${county}#${lane}`);
  return {
    store,
    decide,
    /** Posts the records as one batch and says how each ended. */
    post: async (...records: readonly LaneRecord[]): Promise<string[]> => (await decide(...records)).map(outcomeOf),
    /** Posts one record and says why it was rejected. */
    reject: async (record: MessageRecord) => {
      const [decision] = await decide(record);
      if (decision?.outcome !== "rejected") throw new Error(`${record.kind} ${record.id} was not rejected but ${decision?.outcome}`);
      return decision.reason;
    },
    /** Closes a month of a county as the close function does: the calendar first, then the account through the lane. */
    close: async (month = "201710", county = MENGHAI, more: Pick<CloseRecord, "on" | "retention"> = {}): Promise<string[]> => {
      await store.advanceCalendar(county, { firstOpen: nextMonth(month) });
      return (await decide({ ...closing(month, county), ...more })).map(outcomeOf);
    },
    pages: (): Entry[][] => [...(store.tables.pages.get(lane)?.values() ?? [])].map((page) => [...decodePage(page).entries]),
    /** Every entry of the journal. */
    entries: (): Entry[] => [...(store.tables.pages.get(lane)?.values() ?? [])].flatMap((page) => decodePage(page).entries),
    account: (month: string, county = MENGHAI): MonthAccount => account(month, county) as MonthAccount,
    /** The prepaid balance of a fund in fen. */
    balance: (fund: Fund, county = MENGHAI): number => {
      const prepaid = account("prepaid", county);
      return prepaid?.type === "prepaid" ? (prepaid.balances[fund] ?? 0) : 0;
    },
  };
}
