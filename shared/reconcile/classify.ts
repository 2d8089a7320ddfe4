import type { Month } from "../calendar/month.ts";
import type { StoredRejection } from "../contract/rejection.ts";
import { addFen, negateFen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import type { LedgerAdvance, LedgerReversal } from "./ledger-side.ts";
import type { ListedRow } from "./listed-row.ts";
import type { DifferenceClass } from "./reconciliation.ts";
import type { Reconciler, RefundSlot, SettlementSlot } from "./reconciler.ts";
import { SUMMED } from "./fields.ts";
import type { FieldDifference } from "./stated.ts";

/** Records and amounts in SUMMED's order. */
export interface Sums {
  readonly count: number;
  readonly amounts: readonly Fen[];
}

export const NO_SUMS: Sums = { count: 0, amounts: SUMMED.map(() => ZERO_FEN) };

/** One row of the list, or one record of the ledger, and what each side counts of it in the month. */
export interface Classified {
  readonly class: DifferenceClass | "matched" | "cancelled";
  readonly hospital: Sums;
  readonly ledger: Sums;
  readonly row?: ListedRow;
  readonly id?: string | undefined;
  readonly refund: boolean;
  readonly advance?: LedgerAdvance | undefined;
  readonly reversal?: LedgerReversal | undefined;
  readonly fields?: readonly FieldDifference[] | undefined;
  readonly rejection?: StoredRejection | undefined;
  readonly first?: ListedRow;
}

/** Every row of the list and every record of the month exactly once, rows in the order of the list. */
export function* classify(reconciler: Reconciler): Generator<Classified> {
  for (const slot of reconciler.settlements.values()) yield classifySettlement(reconciler, slot);
  for (const slot of reconciler.refunds.values()) yield classifyRefund(reconciler, slot);
  for (const { row, first } of reconciler.loose) {
    const common = { row, id: row.id, refund: row.refund, hospital: sumsOfRow(row), ledger: NO_SUMS };
    yield first === undefined ? { class: "unreadable", ...common } : { class: "duplicate_in_file", ...common, first };
  }
  for (const [id, advance] of reconciler.unlisted) yield classifyUnlisted(reconciler, id, advance);
  for (const reversal of reconciler.unlistedReversals) {
    yield { class: "only_ledger", id: reversal.original, refund: true, reversal, hospital: NO_SUMS, ledger: sumsOf(reversal.sums) };
  }
}

function classifySettlement({ month, listedReversals }: Reconciler, { row, advance, fields = [], rejection }: SettlementSlot): Classified {
  const common = { row, id: row.id, refund: false, hospital: sumsOfRow(row, advance?.sums), rejection };
  if (advance === undefined) {
    const missing = rejection !== undefined ? "rejected_here" : row.stated === undefined ? "unreadable" : "only_hospital";
    return { class: missing, ...common, ledger: NO_SUMS };
  }
  const { reversal } = advance;
  // A reversal that the list names too is classed by its own row.
  const takenBack = reversal === undefined || listedReversals.has(reversal) ? undefined : reversal;
  const ledger = countedInMonth(month, advance, takenBack);
  const found = { ...common, advance, reversal, fields, ledger };
  if (row.stated === undefined) return { class: "unreadable", ...found };
  if (takenBack !== undefined) return { class: "reversed", ...found };
  if (advance.month !== month) return { class: "other_month", ...found };
  return { class: fields.length > 0 ? "amount_differs" : "matched", ...found };
}

/** A settlement and the reversal that takes it back in the same month cancel out, and count as nothing. */
function countedInMonth(month: Month, advance: LedgerAdvance, takenBack: LedgerReversal | undefined): Sums {
  const isTakenBack = takenBack?.month === month;
  if (advance.month === month) return isTakenBack ? NO_SUMS : sumsOf(advance.sums);
  return isTakenBack ? sumsOf(takenBack.sums) : NO_SUMS;
}

function classifyRefund(reconciler: Reconciler, { row, reversal, fields = [], rejection }: RefundSlot): Classified {
  const { month, settlements } = reconciler;
  const common = { row, id: row.original ?? row.id, refund: true, rejection };
  if (reversal === undefined) {
    // A reversal message states no amounts: it takes back what the list says of its settlement.
    const taken = row.original === undefined ? undefined : settlements.get(row.original)?.row;
    const hospital =
      row.stated !== undefined || taken === undefined ? sumsOfRow(row) : { count: 1, amounts: sumsOfRow(taken).amounts.map(negateFen) };
    const isUnreadable = row.problems.length > 0;
    return { class: rejection !== undefined ? "rejected_here" : isUnreadable ? "unreadable" : "only_hospital", ...common, hospital, ledger: NO_SUMS };
  }
  const ledger = reversal.month === month ? sumsOf(reversal.sums) : NO_SUMS;
  const found = { ...common, hospital: sumsOfRow(row, reversal.sums), ledger, reversal, fields };
  if (row.problems.length > 0) return { class: "unreadable", ...found };
  if (reversal.month !== month) return { class: "other_month", ...found };
  return { class: fields.length > 0 ? "amount_differs" : "matched", ...found };
}

function classifyUnlisted({ month, listedReversals }: Reconciler, id: string, advance: LedgerAdvance): Classified {
  const { reversal } = advance;
  const cancels = reversal?.month === month && !listedReversals.has(reversal);
  const ledger = cancels ? NO_SUMS : sumsOf(advance.sums);
  return { class: cancels ? "cancelled" : "only_ledger", id, refund: false, advance, reversal, hospital: NO_SUMS, ledger };
}

/**
 * What the hospital counts of a row; a row that can't be read counts as one without amounts. What a row does not state (3202 has no funds, a
 * reversal message no amounts at all) is taken to be what the other side has.
 */
function sumsOfRow({ stated, problems }: ListedRow, other: readonly Fen[] = []): Sums {
  const isRead = problems.length === 0;
  return { count: 1, amounts: SUMMED.map((_, place) => (isRead ? (stated?.amounts[place] ?? other[place]) : undefined) ?? ZERO_FEN) };
}

function sumsOf(amounts: readonly Fen[]): Sums {
  return { count: 1, amounts };
}

export function addSums(a: Sums, b: Sums): Sums {
  return { count: a.count + b.count, amounts: a.amounts.map((amount, place) => addFen(amount, b.amounts[place] ?? ZERO_FEN)) };
}

export function subtractSums(a: Sums, b: Sums): Sums {
  return { count: a.count - b.count, amounts: a.amounts.map((amount, place) => subtractFen(amount, b.amounts[place] ?? ZERO_FEN)) };
}
