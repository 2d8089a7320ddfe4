import { csvText, textCell } from "../statement/csv.ts";
import { FIELD_TITLES } from "./fields.ts";
import { idCell, monthCell } from "./id-cell.ts";
import { CLASSES, CLASS_TITLES, type Difference, type Reconciliation } from "./reconciliation.ts";
import type { FieldDifference } from "./stated.ts";

const HEAD = [
  "结果",
  "清单行号",
  "结算编号",
  "类型",
  "冲正编号",
  "账上月份",
  "医院医疗费总额",
  "账上医疗费总额",
  "医院基金支付总额",
  "账上基金支付总额",
  "基金支付差额",
  "不一致字段",
  "退回代码",
  "原因",
  "处理办法",
];

/** The result file: one row for each difference, with what to do about it. For Excel: byte order mark, ids as text, no cell that runs as a formula. */
export function renderReconciliationCsv(reconciliation: Reconciliation): string {
  return csvText([HEAD, ...CLASSES.flatMap((name) => reconciliation[name].map(row))]);
}

function row(one: Difference): string[] {
  return [
    CLASS_TITLES[one.class],
    one.line === undefined ? "" : String(one.line),
    idCell(one.setl_id ?? ""),
    one.refund ? "退费" : "结算",
    idCell(one.reversal_id ?? one.reversal?.reversal_id ?? ""),
    one.month === undefined ? "" : monthCell(one.month),
    one.hospital?.medfee_sumamt ?? "",
    one.ledger?.medfee_sumamt ?? "",
    one.hospital?.fund_pay_sumamt ?? "",
    one.ledger?.fund_pay_sumamt ?? "",
    one.difference.fund_pay_sumamt,
    textCell((one.fields ?? []).map(fieldText).join("；")),
    one.code ?? "",
    textCell(reasonText(one)),
    textCell(one.actionZh),
  ];
}

/** "基本医保统筹基金支出（hifp_pay）：医院100.00，账上90.00" */
export function fieldText({ field, hospital, ledger }: FieldDifference): string {
  const name = `${FIELD_TITLES[field]}（${field}）`;
  // Whose number it is must not be told; that it is another one, the hospital can look up.
  if (field === "psn_no") return `${name}：两边不同`;
  return `${name}：医院${shown(hospital)}，账上${shown(ledger)}`;
}

export function reasonText({ reasonZh, reversal, problems = [], first_line }: Difference): string {
  const parts = [
    ...(reasonZh === undefined ? [] : [reasonZh]),
    ...(reversal === undefined ? [] : [`${reversal.month}冲正，原因：${reversal.reason}`]),
    ...problems.map(({ field, value, problemZh }) => `${field}${value === undefined ? "" : `“${value}”`}${problemZh}`),
    ...(first_line === undefined ? [] : [`首次出现在第${first_line}行`]),
  ];
  return parts.join("；");
}

function shown(value: string): string {
  return value === "" ? "无" : value;
}
