import { FUND_NAMES } from "../policy/funds.ts";
import { csvText, textCell } from "./csv.ts";
import type { Statement } from "./statement.ts";
import { FIGURE_COLUMNS, MEMBER_TITLES } from "./titles.ts";

/**
 * The statement's lines as CSV (RFC 4180: CRLF, quotes doubled) with a header in Chinese, for Excel: UTF-8 with a byte order mark. Amounts
 * stay plain, "1234.56". Totals are left out, so that a column's sum is its total.
 */
export function renderStatementCsv(statement: Statement): string {
  const { code, name } = MEMBER_TITLES[statement.level];
  const rows = [
    [code, name, "基金", ...FIGURE_COLUMNS.map(({ title }) => title)],
    ...statement.lines.map((line) => [
      ...[line.member, line.memberName, FUND_NAMES[line.fund]].map(textCell),
      ...FIGURE_COLUMNS.map(({ text }) => text(line)),
    ]),
  ];
  return csvText(rows);
}
