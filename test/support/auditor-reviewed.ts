import { History } from "./auditor-history.ts";
import {
  advanceMessage,
  deductionMessage,
  disbursementMessage,
  prepaymentMessage,
  releaseMessage,
  returnMessage,
  reversalMessage,
  reviewMessage,
} from "./messages.ts";

export const RETENTION = { rule: "made-up-2017@1/payment.retention", ratio: "0.05", funds: ["basic"] } as const;

const advance = (setl_id: string, hifp_pay: string) => advanceMessage({ setl_id, hifp_pay, hifmi_pay: "0.00", maf_pay: "0.00", oth_pay: "0.00" });
const review = (review_id: string, setl_id: string, decision: string) => reviewMessage({ review_id, setl_id, decision });

/** October of one hospital with a retention of 5 %, reviewed, released and returned, and every refusal of such. */
export async function reviewedMonth(): Promise<History> {
  const history = new History("2017-12-31 12:00:00", RETENTION);
  await history.post(advance("A", "100.01"), advance("B", "40.00"), advance("C", "3.00"), advance("E", "10.00"), advance("G", "1.00"));
  await history.post(prepaymentMessage({ fund: "critical", amount: "20.00" }), review("V0", "A", "deferred"));
  // 154.01 accrued, of which 7.70 are retained.
  await history.close("201710", "5328");
  // Of A 100.00 are left, and deferred.
  await history.post(deductionMessage({ deduction_id: "D1", setl_id: "A", fund: "basic", amount: "0.01" }), review("V1", "A", "deferred"));
  await history.post(deductionMessage({ deduction_id: "D2", setl_id: "A", fund: "basic", amount: "0.01" }), review("V2", "A", "deferred"));
  await history.post(review("V3", "B", "approved"), review("V4", "C", "refused"), review("V5", "C", "refused"));
  await history.post(releaseMessage({ release_id: "L1", amount: "2.00" }), releaseMessage({ release_id: "L2", amount: "99.00" }));
  await history.post(
    returnMessage({ return_id: "G1", fund: "critical", amount: "5.00" }),
    returnMessage({ return_id: "G2", fund: "critical", amount: "99.00" }),
  );
  await history.publish("201710", "5328");
  await history.post(review("V6", "A", "approved"), review("V7", "B", "deferred"));
  await history.post(review("V8", "B", "refused"), disbursementMessage({ disbursement_id: "P1", fund: "basic", amount: "100.00" }));
  // 111.00 are left, of which 5.70 are retained and 100.00 paid: 5.30 may be paid, and 11.00 deferred.
  await history.post(review("V9", "A", "deferred"), review("V10", "E", "deferred"));
  await history.post(reversalMessage({ reversal_id: "R1", setl_id: "G", time: "2017-11-20 10:00:00" }));
  await history.post(review("V11", "E", "approved"));
  history.settle();
  await history.publish("201710", "5328");
  history.settle();
  return history;
}
