import { FUND_NAMES } from "../policy/funds.ts";
import { escapeControls } from "./escape-controls.ts";
import type { Statement } from "./statement.ts";
import { FIGURE_COLUMNS, MEMBER_TITLES } from "./titles.ts";

/** Excel takes a file without it for the system's code page, and shows the Chinese as other characters. */
const BYTE_ORDER_MARK = "\ufeff";

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
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

/**
 * Excel runs a text that begins like a formula; an apostrophe keeps it text. Chinese input methods write the full-width signs, which
 * spreadsheets read alike. https://owasp.org/www-community/attacks/CSV_Injection
 */
function textCell(text: string): string {
  const visible = escapeControls(text);
  return /^[=+\-@＝＋－＠]/u.test(visible) ? `'${visible}` : visible;
}

/** No cell holds a line break: escapeControls has made those visible. */
function quote(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
