import { describeFailed, describePartial, describeRejection, describeUnknown } from "../../../shared/disburse/describe-payments.ts";
import { planReceipt, type PlannedDisbursement } from "../../../shared/disburse/receipt-plan.ts";
import type { ReceiptReport } from "../../../shared/disburse/receipt-report.ts";
import type { ReceiptRow } from "../../../shared/disburse/receipt.ts";
import { sumFen } from "../../../shared/money/fen.ts";
import { formatYuan } from "../../../shared/money/yuan.ts";
import { readPayments } from "../../../shared/store/read-payments.ts";
import type { Output } from "./output.ts";
import type { Ending } from "./pipeline.ts";
import { postEach } from "./post.ts";
import type { TargetSession } from "./with-target.ts";

/** Posts what a receipt says was paid, through the queue as every message, and reports what became of each row. */
export async function postReceipt(
  { pipeline, store }: TargetSession,
  file: string,
  rows: readonly ReceiptRow[],
  output: Output,
): Promise<ReceiptReport> {
  // What waits from an earlier, interrupted run is posted first, so that it is known.
  await pipeline.settle([]);
  const known = await readPayments(
    store,
    rows.map(({ payment_id }) => payment_id),
  );
  const plan = planReceipt(rows, known);
  const messages = plan.toPost.map(({ row, message }) => ({ file, line: row.line, body: JSON.stringify(message) }));
  const progress = output.progress("posting 入账");
  const endings = await postEach(pipeline, messages, progress).finally(() => {
    progress.stop();
  });
  const endingOf = new Map(endings.map(({ line, ending }) => [line, ending]));
  const ended = (...outcomes: readonly Ending["outcome"][]): PlannedDisbursement[] =>
    plan.toPost.filter(({ row }) => outcomes.includes(endingOf.get(row.line)?.outcome ?? "waiting"));
  const [posted, refused] = [ended("posted"), new Set(ended("rejected").map(({ row }) => row.payment_id))];
  const waiting = ended("waiting").length;
  return {
    posted: posted.length,
    already_applied: ended("already_applied").length + plan.repeated.filter(({ payment_id }) => !refused.has(payment_id)).length,
    rejected: ended("rejected").length,
    dead_lettered: ended("dead_lettered").length,
    ...(waiting === 0 ? {} : { waiting }),
    amount_posted: formatYuan(sumFen(posted.map(({ row }) => row.paid))),
    rejections: plan.toPost.flatMap((one) => {
      const ending = endingOf.get(one.row.line);
      return ending?.outcome === "rejected" ? [describeRejection(one, ending.rejection)] : [];
    }),
    partial: ended("posted", "already_applied")
      .filter(({ row }) => row.partial)
      .map(({ row }) => describePartial(row)),
    failed: plan.failed.map(describeFailed),
    retried: plan.retried.length,
    unknown: plan.unknown.map(describeUnknown),
  };
}
