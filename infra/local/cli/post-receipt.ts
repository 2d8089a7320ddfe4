import { describeFailed, describePartial, describeRejection, describeUnknown } from "../../../shared/disburse/describe-payments.ts";
import { planReceipt } from "../../../shared/disburse/receipt-plan.ts";
import type { ReceiptReport } from "../../../shared/disburse/receipt-report.ts";
import type { ReceiptRow } from "../../../shared/disburse/receipt.ts";
import { sumFen } from "../../../shared/money/fen.ts";
import { formatYuan } from "../../../shared/money/yuan.ts";
import { readPayments } from "../../../shared/store/read-payments.ts";
import type { Output } from "./output.ts";
import { postMessages } from "./post.ts";
import type { Session } from "./with-host.ts";

/** Posts what a receipt says was paid, through the queue as every message, and reports what became of each row. */
export async function postReceipt({ host, store, book }: Session, file: string, rows: readonly ReceiptRow[], output: Output): Promise<ReceiptReport> {
  // What waits from an earlier, interrupted run is posted first, so that it is known.
  await host.drain();
  const known = await readPayments(
    store,
    rows.map(({ payment_id }) => payment_id),
  );
  const plan = planReceipt(rows, known);
  const messages = plan.toPost.map(({ row, message }) => ({ file, line: row.line, body: JSON.stringify(message) }));
  const progress = output.progress("posting 入账");
  const report = await postMessages(host, book, messages, progress).finally(() => {
    progress.stop();
  });
  const rejected = new Map(report.rejections.map((one) => [one.line, one]));
  const posted = plan.toPost.filter(({ row }) => !rejected.has(row.line));
  const refused = new Set(plan.toPost.filter(({ row }) => rejected.has(row.line)).map(({ row }) => row.payment_id));
  return {
    posted: report.posted,
    already_applied: report.already_applied + plan.repeated.filter(({ payment_id }) => !refused.has(payment_id)).length,
    rejected: report.rejected,
    dead_lettered: report.dead_lettered,
    amount_posted: formatYuan(sumFen(posted.map(({ row }) => row.paid))),
    rejections: plan.toPost.flatMap((one) => {
      const rejection = rejected.get(one.row.line);
      return rejection === undefined ? [] : [describeRejection(one, rejection)];
    }),
    partial: posted.filter(({ row }) => row.partial).map(({ row }) => describePartial(row)),
    failed: plan.failed.map(describeFailed),
    retried: plan.retried.length,
    unknown: plan.unknown.map(describeUnknown),
  };
}
