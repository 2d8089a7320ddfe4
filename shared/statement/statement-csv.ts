import { ITEM_NAMES } from "../policy/allotment-rules.ts";
import { FUND_NAMES } from "../policy/funds.ts";
import { csvText, textCell } from "./csv.ts";
import type { Statement } from "./statement.ts";
import { ALLOTMENT_COLUMNS, FIGURE_COLUMNS, MEMBER_TITLES } from "./titles.ts";

/**
 * The statement's lines as CSV (RFC 4180: CRLF, quotes doubled) with a header in Chinese, for Excel: UTF-8 with a byte order mark. Amounts
 * stay plain, "1234.56". Totals are left out, so that a column's sum is its total.
 * Allotments, where there are any, have columns of their own to the right: no column adds them to what funds owe.
 */
export function renderStatementCsv(statement: Statement): string {
  const { code, name } = MEMBER_TITLES[statement.level];
  const hasAllotments = statement.allotments.length > 0;
  const blanks = (columns: number): string[] => Array.from({ length: columns }, () => "");
  const rows = [
    [
      code,
      name,
      "基金",
      ...FIGURE_COLUMNS.map(({ title }) => title),
      ...(hasAllotments ? ["按人头项目", ...ALLOTMENT_COLUMNS.map(({ title }) => title)] : []),
    ],
    ...statement.lines.map((line) => [
      ...[line.member, line.memberName, FUND_NAMES[line.fund]].map(textCell),
      ...FIGURE_COLUMNS.map(({ text }) => text(line)),
      ...(hasAllotments ? blanks(1 + ALLOTMENT_COLUMNS.length) : []),
    ]),
    ...statement.allotments.map((line) => [
      ...[line.member, line.memberName].map(textCell),
      ...blanks(1 + FIGURE_COLUMNS.length),
      textCell(ITEM_NAMES[line.item]),
      ...ALLOTMENT_COLUMNS.map(({ text }) => text(line)),
    ]),
  ];
  return csvText(rows);
}
