import { FUND_NAMES, FUNDS } from "../policy/funds.ts";
import { allotmentTable } from "./allotment-table.ts";
import { escapeControls } from "./escape-controls.ts";
import type { Statement, StatementFigures } from "./statement.ts";
import { headingRow, terminalTable, type Cell } from "./terminal-table.ts";
import { groupThousands, percent } from "./terminal-text.ts";
import { FIGURE_COLUMNS } from "./titles.ts";

/**
 * The statement as a terminal table in Chinese, laid out like an agency's 拨付单: each member with its funds, the totals, and below them the
 * disbursement rate and the rounding difference. Amounts in yuan.
 */
export function renderStatementTable(statement: Statement): string {
  const { regionName, month, status, lines, totals } = statement;
  const title = `${regionName} ${month} 垫付资金结算单（${status === "closed" ? "已月结" : "未月结"}）`;
  const members = Map.groupBy(lines, ({ member }) => member);
  const columns = FIGURE_COLUMNS.filter(({ rare, text }) => rare !== true || lines.some((line) => text(line) !== "0.00"));
  const figureRow = (name: string, figures: StatementFigures): Cell[] => [`  ${name}`, ...columns.map(({ text }) => groupThousands(text(figures)))];
  const heading = (text: string): Cell[] => headingRow(text, 1 + columns.length);
  const rows: Cell[][] = [...members].flatMap(([member, ofMember]) => [
    heading(memberTitle(member, ofMember[0]?.memberName ?? member)),
    ...ofMember.map((line) => figureRow(FUND_NAMES[line.fund], line)),
  ]);
  rows.push(heading("合计"));
  for (const fund of FUNDS) {
    const figures = totals[fund];
    if (figures !== undefined) rows.push(figureRow(FUND_NAMES[fund], figures));
  }
  rows.push(figureRow("全部基金", totals.all));
  const head = ["基金", ...columns.map(({ short }) => short)];
  return [
    `${title}  单位：元`,
    terminalTable(head, 1, rows),
    rateLine(statement),
    differenceLine(statement),
    ...allotmentTable(statement, memberTitle),
    "",
  ].join("\n");
}

/** Two institutions may share a name, so the code goes with it. */
function memberTitle(member: string, name: string): string {
  return escapeControls(member === name ? member : `${member} ${name}`);
}

function rateLine({ rate }: Statement): string {
  const need = rate.year === null ? "本年尚无应付" : rate.shortfall === "0.00" ? "本年已达标" : `本年尚差 ${groupThousands(rate.shortfall)} 元`;
  return `拨付率：本月 ${percent(rate.month)}，本年 ${percent(rate.year)}，要求 ${percent(rate.requirement)}，${need}`;
}

function differenceLine({ roundingDifference: { province, prefecture, county } }: Statement): string {
  return `尾差：省 ${groupThousands(province)} 元，州市 ${groupThousands(prefecture)} 元，县 ${groupThousands(county)} 元`;
}
