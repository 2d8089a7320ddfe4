import { hideByForm } from "../contract/person-number.ts";
import type { StoredRejection } from "../contract/rejection.ts";
import { formatYuan } from "../money/yuan.ts";
import type { FailedTransfer, PlannedDisbursement } from "./receipt-plan.ts";
import type { ReceiptRow } from "./receipt.ts";
import type { ReportedPayment } from "./receipt-report.ts";

type Action = Pick<ReportedPayment, "action" | "actionZh">;

/** What to do about the refusals a payment meets that a bank really made. */
const AFTER_REJECTION: Readonly<Partial<Record<StoredRejection["code"], Action>>> = {
  exceeds_payable: {
    action: "The bank paid more than is owed: find out whether it paid twice, or something was deducted meanwhile, and have the excess returned.",
    actionZh: "银行实付超过未拨金额：核实是否重复付款、金额是否被改动或其后有扣款，超出部分应收回",
  },
  conflict: {
    action: "The number is posted with another amount, which stands: ask the bank which is right; the rest of a part is paid under a new number.",
    actionZh: "该付款编号已按另一金额入账，以已入账为准：向银行核实；部分付款的余款应以新编号支付",
  },
  month_not_closed: { action: "Close the month, then post the receipt again.", actionZh: "先月结，再重新提交回盘文件" },
  future_settlement: { action: "Correct the time of the payment and post the receipt again.", actionZh: "更正付款时间后重新提交回盘文件" },
};
const CORRECT: Action = { action: "Correct what the reason says and post the receipt again.", actionZh: "按退回原因更正后重新提交回盘文件" };

/** A payment the ledger refused, with what the agency does about it. */
export function describeRejection({ row, postedOtherwise }: PlannedDisbursement, { code, message, messageZh }: StoredRejection): ReportedPayment {
  const posted = postedOtherwise === undefined ? {} : { posted_amount: formatYuan(postedOtherwise) };
  return { ...base(row), ...posted, code, reason: message, reasonZh: messageZh, ...(AFTER_REJECTION[code] ?? CORRECT) };
}

/** A part was paid. */
export function describePartial(row: ReceiptRow): ReportedPayment {
  return {
    ...base(row),
    action: "The rest is outstanding: the next proposal has it under a new number.",
    actionZh: "余款仍未拨：再次生成拨付清单时以新编号列出",
  };
}

export function describeFailed({ row, posted }: FailedTransfer): ReportedPayment {
  const reason = row.reason === "" ? {} : { reason: hideByForm(row.reason), reasonZh: hideByForm(row.reason) };
  if (posted === undefined) {
    return {
      ...base(row),
      ...reason,
      action: "Remove the cause; the next proposal has the payment under the same number.",
      actionZh: "排除失败原因；再次生成拨付清单时以同一编号列出",
    };
  }
  return {
    ...base(row),
    ...reason,
    posted_amount: formatYuan(posted),
    action: "The ledger has it as paid: ask the bank whether the money came back, and have the agency correct it.",
    actionZh: "该编号已按付款成功入账：向银行核实是否退票，确已退回的由经办机构更正",
  };
}

export function describeUnknown(row: ReceiptRow): ReportedPayment {
  return {
    ...base(row),
    action: "No proposal of this ledger has the number: find out what was paid; nothing was posted.",
    actionZh: "不是本账簿生成的付款编号：核实该笔款项，未入账",
  };
}

function base({ line, payment_id, amount, paid }: ReceiptRow): Pick<ReportedPayment, "line" | "payment_id" | "amount" | "paid"> {
  return { line, payment_id: hideByForm(payment_id), ...(amount === undefined ? {} : { amount: formatYuan(amount) }), paid: formatYuan(paid) };
}
