import { escapeControls } from "./escape-controls.ts";

/** Excel takes a file without it for the system's code page, and shows the Chinese as other characters. */
const BYTE_ORDER_MARK = "\ufeff";

/** Rows of cells as CSV (RFC 4180: CRLF, quotes doubled) for Excel: UTF-8 with a byte order mark. Texts must have gone through textCell. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

/**
 * Excel runs a text that begins like a formula; an apostrophe keeps it text. Chinese input methods write the full-width signs, which
 * spreadsheets read alike. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function textCell(text: string): string {
  const visible = escapeControls(text);
  return /^[=+\-@＝＋－＠]/u.test(visible) ? `'${visible}` : visible;
}

/** No cell holds a line break: escapeControls has made those visible. A tab is put there on purpose, and some readers take it for a separator. */
function quote(cell: string): string {
  return /[",\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
