import type { LocalTime } from "../calendar/month.ts";
import { formatYuan } from "../money/yuan.ts";
import type { Fen } from "../money/fen.ts";
import { parsePaymentNumber, type PaymentKey } from "./payment-number.ts";
import type { ReceiptRow } from "./receipt.ts";

/** What the ledger has of a payment number that may have been proposed: the disbursement that was posted under it. */
export interface KnownPayment {
  readonly posted: { readonly amount: Fen; readonly time: LocalTime } | undefined;
}

/** A disbursement to be posted, with the row that says it was paid. */
export interface PlannedDisbursement {
  readonly row: ReceiptRow;
  readonly message: Readonly<Record<string, string>>;
  /** What is posted under the number, where that is another amount: the ledger will refuse it as a conflict. */
  readonly postedOtherwise: Fen | undefined;
}

/** A transfer that failed; `posted` where the ledger has its number as paid, so that the money may have come back. */
export interface FailedTransfer {
  readonly row: ReceiptRow;
  readonly posted: Fen | undefined;
}

/** What is to be done about each row of a receipt. */
export interface ReceiptPlan {
  readonly toPost: readonly PlannedDisbursement[];
  /** Rows that say again what another row says, or what is posted: they change nothing. */
  readonly repeated: readonly ReceiptRow[];
  readonly failed: readonly FailedTransfer[];
  /** Transfers that failed at first and were made in a later row. */
  readonly retried: readonly ReceiptRow[];
  /** Numbers that no proposal of this ledger can have had. */
  readonly unknown: readonly ReceiptRow[];
}

/**
 * Decides what each row comes to. A posted number with the same amount is paid already, whatever time the bank writes this time; with another amount it
 * goes to the ledger, which refuses it, so that the refusal is stored. A failed transfer takes no number: the same one may succeed later.
 */
export function planReceipt(rows: readonly ReceiptRow[], known: ReadonlyMap<string, KnownPayment>): ReceiptPlan {
  const plan = {
    toPost: [] as PlannedDisbursement[],
    repeated: [] as ReceiptRow[],
    failed: [] as FailedTransfer[],
    retried: [] as ReceiptRow[],
    unknown: [] as ReceiptRow[],
  };
  const paidIn = new Map<string, ReceiptRow>();
  for (const row of rows) if (row.paid > 0 && !paidIn.has(row.payment_id)) paidIn.set(row.payment_id, row);
  for (const row of rows) {
    const payment = known.get(row.payment_id);
    const key = parsePaymentNumber(row.payment_id);
    const first = paidIn.get(row.payment_id);
    if (payment === undefined || key === undefined) plan.unknown.push(row);
    else if (row.paid === 0) {
      if (first !== undefined && first.line > row.line) plan.retried.push(row);
      else plan.failed.push({ row, posted: payment.posted?.amount ?? first?.paid });
    } else if (payment.posted?.amount === row.paid || first !== row) plan.repeated.push(row);
    else plan.toPost.push({ row, message: messageOf(row, key), postedOtherwise: payment.posted?.amount });
  }
  return plan;
}

function messageOf({ payment_id, paid, time = "" }: ReceiptRow, { institution, county, month, fund }: PaymentKey): Record<string, string> {
  return {
    kind: "disbursement",
    disbursement_id: payment_id,
    fixmedins_code: institution,
    insu_admdvs: county,
    setlym: month,
    fund,
    amount: formatYuan(paid),
    time,
  };
}
