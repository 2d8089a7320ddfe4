import { escapeControls } from "../statement/escape-controls.ts";
import { headingRow, terminalTable, type Cell } from "../statement/terminal-table.ts";
import { groupThousands } from "../statement/terminal-text.ts";
import { FIELD_TITLES, SUMMED } from "./fields.ts";
import { fieldText, reasonText } from "./reconciliation-csv.ts";
import { CLASSES, CLASS_TITLES, type Difference, type Reconciliation, type Total } from "./reconciliation.ts";

/** The differences of a class a terminal shows; the result file has all of them. */
const SHOWN = 20;

/** A reconciliation for the terminal: 对总账, then 对明细账 by class. */
export function renderReconciliation(reconciliation: Reconciliation): string {
  const { month, institution, institutionName, stmt_rslt_dscr } = reconciliation;
  const name = institutionName === institution ? institution : `${institution} ${institutionName}`;
  return [`${escapeControls(name)} ${month} 对账：${stmt_rslt_dscr}  单位：元`, totalsTable(reconciliation), ...details(reconciliation), ""].join(
    "\n",
  );
}

function totalsTable({ totals }: Reconciliation): string {
  const line = (name: string, { hospital, ledger, difference }: Total<string | number>): string[] => [
    name,
    ...[hospital ?? "—", ledger, difference ?? "—"].map((figure) => groupThousands(String(figure))),
  ];
  const rows = [line("结算笔数", totals.count), ...SUMMED.map((field) => line(`${FIELD_TITLES[field]} ${field}`, totals[field]))];
  return terminalTable(["对总账", "医院", "账上", "差额"], 1, rows);
}

function details(reconciliation: Reconciliation): string[] {
  const { rows, matched, cancelled, other_institution, other_kind, totals } = reconciliation;
  const stated = (["count", ...SUMMED] as const).flatMap((field) => {
    const { stated: beside, hospital } = totals[field];
    return beside === undefined ? [] : [`申报的${field} ${beside}与清单合计${hospital ?? "—"}不符`];
  });
  const counts = CLASSES.flatMap((name) => (reconciliation[name].length === 0 ? [] : [`${CLASS_TITLES[name]} ${reconciliation[name].length}`]));
  const lines = rows === 0 ? [] : [`清单 ${rows} 行：相符 ${matched}${counts.map((text) => `，${text}`).join("")}`];
  if (cancelled > 0) lines.push(`当月结算又当月冲正、清单未列 ${cancelled} 对，互相抵销`);
  if (other_institution > 0) lines.push(`其他机构的 ${other_institution} 行未对账`);
  if (other_kind > 0) lines.push(`其他消息 ${other_kind} 行未对账`);
  const cells = CLASSES.flatMap((name) => classRows(CLASS_TITLES[name], reconciliation[name]));
  return [...stated, ...lines, ...(cells.length === 0 ? [] : [terminalTable(HEAD, 2, cells)])];
}

const HEAD = ["行", "结算编号", "医院基金支付", "账上基金支付", "差额"];

function classRows(title: string, differences: readonly Difference[]): Cell[][] {
  if (differences.length === 0) return [];
  const more = differences.length - SHOWN;
  return [
    headingRow(`${title} ${differences.length}`, HEAD.length),
    ...differences.slice(0, SHOWN).flatMap(differenceRows),
    ...(more > 0 ? [headingRow(`  …… 另有${more}条，见结果文件（--out）`, HEAD.length)] : []),
  ];
}

function differenceRows(one: Difference): Cell[][] {
  const notes = [...(one.fields ?? []).map(fieldText), ...(one.code === undefined ? [] : [one.code]), reasonText(one)].filter((text) => text !== "");
  return [
    [
      one.line === undefined ? "" : String(one.line),
      escapeControls(`${one.setl_id ?? "？"}${one.refund ? "（退费）" : ""}`),
      ...[one.hospital?.fund_pay_sumamt ?? "", one.ledger?.fund_pay_sumamt ?? "", one.difference.fund_pay_sumamt].map(groupThousands),
    ],
    ...notes.map((text) => headingRow(`      ${escapeControls(text)}`, HEAD.length)),
    headingRow(`      处理办法：${escapeControls(one.actionZh)}`, HEAD.length),
  ];
}
