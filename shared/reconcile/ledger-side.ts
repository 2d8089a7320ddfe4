import type { Month } from "../calendar/month.ts";
import type { AdvanceEntry, ReversalEntry } from "../lane/entry.ts";
import type { FundAmounts } from "../lane/shares.ts";
import { addFen, negateFen, subtractFen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { parseYuan } from "../money/yuan.ts";
import { FUND_FIELDS, FUNDS, type Fund, type FundField } from "../policy/funds.ts";
import { AMOUNTS, TEXTS, type AmountField, type TextField } from "./fields.ts";
import type { Stated } from "./stated.ts";

/** What is kept of a posted advance while the rest of its lane is read. */
export interface LedgerAdvance {
  readonly month: Month;
  readonly late: boolean;
  /** In the order of SUMMED. */
  readonly sums: readonly Fen[];
  /** Of fund_pay_sumamt what none of the funds owes. */
  readonly unowed: Fen;
  reversal?: LedgerReversal;
}

/** What is kept of a posted reversal. */
export interface LedgerReversal {
  readonly id: string;
  readonly original: string;
  readonly month: Month;
  readonly reason: string;
  /** In the order of SUMMED, negative. */
  readonly sums: readonly Fen[];
}

/** The national field that holds each fund's payment. */
const FIELD_OF_FUND: Readonly<Record<Fund, FundField>> = {
  basic: "hifp_pay",
  critical: "hifmi_pay",
  assistance: "maf_pay",
  backstop: "oth_pay",
  topup: "oth_pay",
};

/** What the ledger states of a posted advance, in national fields. */
export function statedByAdvance(advance: AdvanceEntry): Stated {
  const { facts, funds, county, status, time, person } = advance;
  const fields = fundFields(funds);
  const paid = fundPayOf(advance);
  const amounts: Readonly<Partial<Record<AmountField, Fen | null>>> = {
    medfee_sumamt: amountOf(facts, "medfee_sumamt"),
    fund_pay_sumamt: paid,
    // Where none of the funds owes some of it, the journal does not keep which field that was in.
    ...(paid === sumFen(Object.values(fields)) ? fields : {}),
    inscp_scp_amt: amountOf(facts, "inscp_scp_amt"),
    act_pay_dedc: amountOf(facts, "act_pay_dedc"),
    hosp_part_amt: amountOf(facts, "hosp_part_amt"),
    psn_part_amt: amountOf(facts, "psn_part_amt"),
  };
  const texts: Partial<Record<TextField, string>> = { ...facts, insu_admdvs: county, poverty_status: status, setl_time: time };
  return { amounts: AMOUNTS.map((field) => amounts[field]), texts: TEXTS.map((field) => texts[field] ?? null), person };
}

export function ledgerAdvance(advance: AdvanceEntry): LedgerAdvance {
  const fields = fundFields(advance.funds);
  const paid = fundPayOf(advance);
  const sums = [amountOf(advance.facts, "medfee_sumamt") ?? ZERO_FEN, paid, ...FUND_FIELDS.map((field) => fields[field])];
  return { month: advance.month, late: advance.late === true, sums, unowed: subtractFen(paid, sumFen(Object.values(fields))) };
}

/**
 * A posted reversal: the whole of the advance's medfee_sumamt, and of each fund what was taken back, which is less than the advance where
 * something was deducted from it before.
 */
export function ledgerReversal(
  { id, original, month, reason, funds }: ReversalEntry,
  advance: Pick<LedgerAdvance, "sums" | "unowed">,
): LedgerReversal {
  const fields = fundFields(funds);
  const taken = subtractFen(sumFen(Object.values(fields)), advance.unowed);
  return { id, original, month, reason, sums: [negateFen(advance.sums[0] ?? ZERO_FEN), taken, ...FUND_FIELDS.map((field) => fields[field])] };
}

/** What a reversal states: its sums; the rest is its advance's. */
export function statedByReversal({ sums }: LedgerReversal): Stated {
  return { amounts: sums, texts: [], person: undefined };
}

/** medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt, or the advance had not been posted. */
function fundPayOf({ facts, funds }: AdvanceEntry): Fen {
  const [total, patient] = [amountOf(facts, "medfee_sumamt"), amountOf(facts, "psn_part_amt")];
  if (total === null || patient === null) return sumFen(Object.values(fundFields(funds)));
  return subtractFen(subtractFen(total, patient), amountOf(facts, "hosp_part_amt") ?? ZERO_FEN);
}

function fundFields(funds: FundAmounts): Record<FundField, Fen> {
  const fields: Record<FundField, Fen> = { hifp_pay: ZERO_FEN, hifmi_pay: ZERO_FEN, maf_pay: ZERO_FEN, oth_pay: ZERO_FEN };
  for (const fund of FUNDS) fields[FIELD_OF_FUND[fund]] = addFen(fields[FIELD_OF_FUND[fund]], funds[fund]?.amount ?? ZERO_FEN);
  return fields;
}

function amountOf(facts: Readonly<Record<string, string>>, field: AmountField): Fen | null {
  const text = facts[field];
  if (text === undefined) return null;
  const amount = parseYuan(text);
  if (typeof amount === "string") throw new Error(`${field} ${JSON.stringify(text)} is ${amount}`);
  return amount;
}
