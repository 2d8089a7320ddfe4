import { formatMonth } from "../calendar/month.ts";
import { subtractFen, type Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import { addSums, classify, NO_SUMS, subtractSums, type Classified, type Sums } from "./classify.ts";
import { SUMMED, type SummedField } from "./fields.ts";
import { CLASSES, type Difference, type DifferenceClass, type Reconciliation, type Total, type Totals } from "./reconciliation.ts";
import type { Reconciler } from "./reconciler.ts";
import { whatToDo } from "./what-to-do.ts";

/** Totals the hospital states beside its list, or instead of one (3201's fixmedins_setl_cnt, medfee_sumamt, …). */
export type StatedTotals = Readonly<Partial<Record<SummedField, Fen>>> & { readonly count?: number };

export interface ReconciliationInput {
  readonly reconciler: Reconciler;
  readonly institution: string;
  readonly institutionName: string | undefined;
  readonly stated: StatedTotals;
  readonly passedOver: { readonly other_institution: number; readonly other_kind: number };
  /**
   * Absent where there is a list. Without one 3201's refd_setl_flag says what the totals count: "1" every settlement and, negative, every refund;
   * "0" no refunds, and no settlements that were taken back in the month.
   */
  readonly totalsOnly?: RefundFlag;
}

export const REFUND_FLAGS = ["0", "1"] as const;
export type RefundFlag = (typeof REFUND_FLAGS)[number];

/**
 * Adds up both sides and lists every difference. What the month itself cancelled and the list does not name counts on neither side.
 */
export function buildReconciliation({
  reconciler,
  institution,
  institutionName,
  stated,
  passedOver,
  totalsOnly,
}: ReconciliationInput): Reconciliation {
  const lists = Object.fromEntries(CLASSES.map((one) => [one, []])) as unknown as Record<DifferenceClass, Difference[]>;
  let [hospital, ledger] = [NO_SUMS, NO_SUMS];
  let [rows, matched, cancelled] = [0, 0, 0];
  for (const found of classify(reconciler)) {
    [hospital, ledger] = [addSums(hospital, found.hospital), addSums(ledger, totalsOnly === undefined ? found.ledger : countedOf(found, totalsOnly))];
    if (found.row !== undefined) rows += 1;
    if (found.class === "matched") matched += 1;
    else if (found.class === "cancelled") cancelled += 1;
    else if (totalsOnly === undefined) lists[found.class].push(describe(found, found.class, reconciler.month));
  }
  const totals = totalsOnly === undefined ? listTotals(hospital, ledger, stated, statedFields(reconciler)) : statedTotals(stated, ledger);
  const wrong = Object.entries(totals).filter(([, { difference }]) => difference !== null && Number(difference) !== 0);
  return {
    month: formatMonth(reconciler.month),
    institution,
    institutionName: institutionName ?? institution,
    rows,
    totals,
    stmt_rslt: wrong.length === 0 ? "0" : "1",
    stmt_rslt_dscr: wrong.length === 0 ? "总账相符" : `总账不符：${wrong.map(([name]) => name).join("、")}`,
    matched,
    ...lists,
    cancelled,
    ...passedOver,
  };
}

/** What the ledger counts of a record where no list says which refunds are known. */
function countedOf(found: Classified, flag: RefundFlag): Sums {
  if (flag === "0") return found.refund ? NO_SUMS : found.ledger;
  // The settlement and its refund, whose amounts cancel out.
  return found.class === "cancelled" ? { ...NO_SUMS, count: 2 } : found.ledger;
}

function listTotals(hospital: Sums, ledger: Sums, stated: StatedTotals, fields: ReadonlySet<SummedField>): Totals {
  const count = { hospital: hospital.count, ledger: ledger.count, difference: hospital.count - ledger.count };
  const difference = subtractSums(hospital, ledger);
  const total = (field: SummedField, place: number): Total => {
    const text = (sums: Sums): string => yuan(sums.amounts[place]);
    if (!fields.has(field)) return { hospital: null, ledger: text(ledger), difference: null };
    const beside = stated[field];
    const otherwise = beside === undefined || beside === hospital.amounts[place] ? {} : { stated: formatYuan(beside) };
    return { hospital: text(hospital), ledger: text(ledger), difference: text(difference), ...otherwise };
  };
  const beside = stated.count === undefined || stated.count === hospital.count ? {} : { stated: stated.count };
  return byField({ ...count, ...beside }, total);
}

function statedTotals(stated: StatedTotals, ledger: Sums): Totals {
  const { count: number } = stated;
  const count = { hospital: number ?? null, ledger: ledger.count, difference: number === undefined ? null : number - ledger.count };
  return byField(count, (field, place) => {
    const [own, other] = [stated[field], ledger.amounts[place]];
    const difference = own === undefined || other === undefined ? null : formatYuan(subtractFen(own, other));
    return { hospital: own === undefined ? null : formatYuan(own), ledger: yuan(other), difference };
  });
}

function byField(count: Total<number>, total: (field: SummedField, place: number) => Total): Totals {
  return { count, ...(Object.fromEntries(SUMMED.map((field, place) => [field, total(field, place)])) as Record<SummedField, Total>) };
}

/** Which totals the list has anything to say of: lists in 3202's columns have no funds. */
function statedFields({ settlements, refunds, loose }: Reconciler): ReadonlySet<SummedField> {
  const found = new Set<SummedField>();
  for (const slots of [settlements.values(), refunds.values(), loose]) {
    for (const { row } of slots) {
      if (found.size === SUMMED.length) return found;
      // A reversal message takes the whole settlement back, whatever its amounts.
      const takesAll = row.stated === undefined && row.problems.length === 0;
      SUMMED.forEach((field, place) => {
        if (takesAll || row.stated?.amounts[place] !== undefined) found.add(field);
      });
    }
  }
  return found;
}

function describe(found: Classified, name: DifferenceClass, ofMonth: string): Difference {
  const { row, id, refund, hospital, ledger, advance, reversal, fields = [], rejection, first } = found;
  const { count, amounts } = subtractSums(hospital, ledger);
  const month = refund ? reversal?.month : advance?.month;
  const reversalId = reversal?.id ?? (row?.original === undefined ? undefined : row.id);
  return {
    class: name,
    ...(row === undefined ? {} : { line: row.line }),
    ...(id === undefined ? {} : { setl_id: id }),
    refund,
    ...(refund && reversalId !== undefined ? { reversal_id: reversalId } : {}),
    ...(hospital.count === 0 ? {} : { hospital: money(hospital) }),
    ...(ledger.count === 0 ? {} : { ledger: money(ledger) }),
    difference: { count, medfee_sumamt: yuan(amounts[0]), fund_pay_sumamt: yuan(amounts[1]) },
    ...(month === undefined ? {} : { month: formatMonth(month) }),
    ...(!refund && advance?.late === true ? { late: true as const } : {}),
    ...(refund || reversal === undefined
      ? {}
      : { reversal: { reversal_id: reversal.id, month: formatMonth(reversal.month), reason: reversal.reason } }),
    ...(fields.length === 0 ? {} : { fields }),
    ...(first === undefined ? {} : { first_line: first.line }),
    ...rejectionOf(rejection),
    ...(row === undefined || row.problems.length === 0 ? {} : { problems: row.problems }),
    ...whatToDo(found, ofMonth),
  };
}

function rejectionOf(rejection: Classified["rejection"]) {
  if (rejection === undefined) return {};
  const { code, rejection_id, message: reason, messageZh: reasonZh } = rejection;
  return { code, rejection_id, reason, reasonZh };
}

function money({ amounts }: Sums) {
  return { medfee_sumamt: yuan(amounts[0]), fund_pay_sumamt: yuan(amounts[1]) };
}

function yuan(amount: Fen | undefined): string {
  if (amount === undefined) throw new Error("a sum has fewer amounts than SUMMED has fields");
  return formatYuan(amount);
}
