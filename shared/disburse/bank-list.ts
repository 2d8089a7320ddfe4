import { FUND_NAMES } from "../policy/funds.ts";
import { idCell, monthCell } from "../reconcile/id-cell.ts";
import { csvText, textCell } from "../statement/csv.ts";
import type { DisbursementProposal } from "./proposal.ts";

const HEAD = ["付款编号", "收款单位代码", "收款单位名称", "县区代码", "县区", "月份", "基金", "金额", "用途"];

/** The list a bank pays by, a payment to a row; the column 金额 sums to the batch. CSV for Excel, ids as text. */
export function renderBankList({ payments }: DisbursementProposal): string {
  const rows = payments.map(({ payment_id, fixmedins_code, fixmedins_name, insu_admdvs, countyName, month, fund, amount }) => [
    ...[payment_id, fixmedins_code].map(idCell),
    textCell(fixmedins_name),
    insu_admdvs,
    textCell(countyName),
    monthCell(month),
    FUND_NAMES[fund],
    amount,
    textCell(`${monthCell(month)}${countyName}${FUND_NAMES[fund]}垫付资金拨付`),
  ]);
  return csvText([HEAD, ...rows]);
}
