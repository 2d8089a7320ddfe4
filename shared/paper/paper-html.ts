import { yuanInWords } from "../money/yuan-in-words.ts";
import { formatYuan } from "../money/yuan.ts";
import { escapeControls } from "../statement/escape-controls.ts";
import { groupThousands } from "../statement/terminal-text.ts";
import { cellText, totalCells } from "./cell-text.ts";
import { PREVIEW, type Paper, type PaperCell, type PaperColumn, type PaperPart, type PaperTable } from "./paper.ts";
import { paperStyle } from "./paper-style.ts";

/** The width of the printed page within its margins, in points. */
const PAGE_POINTS = 785;
const LARGEST_POINTS = 9;
/** Below this, texts had better take two lines than be smaller. */
const TEXT_POINTS = 6.4;

/**
 * The size of a table's type. A letter is half as wide as its type is high: at the first size texts stay on a line with the cells' margins, at the last
 * figures still fit, with the room their columns have beside the longest of them.
 */
export function typePoints(letters: number): number {
  const letterPoints = PAGE_POINTS / letters;
  const texts = Math.max(TEXT_POINTS, 2 * letterPoints * 0.9);
  return Math.floor(10 * Math.min(LARGEST_POINTS, texts, 2 * letterPoints * 1.1)) / 10;
}

/**
 * Rows after which a long table goes on as another. Chromium lays out one table ever more slowly the more pages it has: 8,000 rows took three times as
 * long as in tables of a few hundred, and of 20,000 it made no PDF at all.
 */
export const ROWS_PER_TABLE = 250;

/** The papers as one HTML document for A4: it loads nothing and runs nothing, and a browser prints it or makes it a PDF. */
export function renderPaperHtml(paper: Paper): string {
  return [...paperHtml(paper)].join("");
}

/** The same in pieces, so that a county's details need not be held twice. */
export function* paperHtml(paper: Paper): Generator<string> {
  const { number, regionName, month, status, parts, document = "结算单据" } = paper;
  const preview = status === "open" ? `（${PREVIEW}）` : "";
  const title = `${regionName} ${month} ${document} ${number}${preview}`;
  yield `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${paperStyle(`健康扶贫垫付资金${document}　编号：${number}${preview}`)}</style>
</head>
<body>
`;
  if (status === "open") yield `<div class="preview"><b>${PREVIEW}</b></div>\n`;
  for (const part of parts) yield* partHtml(paper, part);
  yield "</body>\n</html>\n";
}

function* partHtml({ number, regionName, region, status }: Paper, part: PaperPart): Generator<string> {
  const { title, tables } = part;
  yield `<section>\n<h1>${escapeHtml(title)}</h1>\n`;
  yield `<p class="meta"><span>编号：${number}</span><span>地区：${escapeHtml(regionName)}（${region}）</span><span>${status === "closed" ? "已月结" : PREVIEW}</span><span>单位：元</span></p>\n`;
  for (const [place, table] of tables.entries()) yield* tableHtml(table, place === tables.length - 1 ? closingHtml(part) : "");
  yield "</section>\n";
}

/** What stands below the last table: amounts in words, notes, and who signs. */
function closingHtml({ stated, notes, signatures }: PaperPart): string {
  const rows = stated.map(
    ({ label, amount }) =>
      `<tr><td>${escapeHtml(label)}</td><td>人民币（大写）：${yuanInWords(amount)}</td><td class="n">¥ ${groupThousands(formatYuan(amount))}</td></tr>\n`,
  );
  const columns = '<colgroup><col style="width:24%"><col><col style="width:18%"></colgroup>';
  const signers = signatures.map((role) => `<span>${role}：</span>`).join("");
  return [
    rows.length === 0 ? "" : `<table class="stated">${columns}\n${rows.join("")}</table>\n`,
    `<ul class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("")}</ul>\n`,
    signers === "" ? "" : `<p class="signatures">${signers}<span>单位（盖章）：</span><span>日期：　　　　年　　月　　日</span></p>\n`,
  ].join("");
}

/**
 * The table with what closes it. The last row, the totals and the closing are one group of rows that no page breaks, so that nobody signs a page
 * without figures: browsers keep a group of rows together, and do not keep what follows a table with it.
 */
function* tableHtml(table: PaperTable, closing: string): Generator<string> {
  const columns = printed(table.columns);
  const places = columns.map((column) => table.columns.indexOf(column));
  const letters = columns.reduce((sum, column) => sum + widthOf(column), 0);
  if (table.caption !== undefined) yield `<h2>${escapeHtml(table.caption)}</h2>\n`;
  const points = typePoints(letters);
  const className = points < 7 ? ' class="tight"' : "";
  const begin =
    `<table${className} style="font-size:${points}pt">\n` +
    `<colgroup>${columns.map((column) => `<col style="width:${((100 * widthOf(column)) / letters).toFixed(2)}%">`).join("")}</colgroup>\n` +
    `<thead><tr>${columns.map(({ title }) => `<th>${escapeHtml(title)}</th>`).join("")}</tr></thead>\n<tbody>\n`;
  const rowHtml = (row: readonly PaperCell[]): string =>
    `<tr>${columns.map((column, index) => cellHtml(column, row[places[index] ?? 0] ?? "")).join("")}</tr>\n`;
  yield begin;
  for (const [place, row] of table.rows.slice(0, -1).entries()) {
    if (place > 0 && place % ROWS_PER_TABLE === 0) yield `</tbody>\n</table>\n${begin}`;
    yield rowHtml(row);
  }
  yield `</tbody>\n<tbody class="end">\n${table.rows.slice(-1).map(rowHtml).join("")}`;
  for (const total of table.totals) {
    const cells = totalCells(table, total);
    const first = columns.findIndex(({ key }) => total.figures[key] !== undefined);
    const figures = columns.slice(first).map((column, index) => cellHtml(column, cells[places[first + index] ?? 0] ?? ""));
    yield `<tr class="total"><td class="c" colspan="${first}">${escapeHtml(total.label)}</td>${figures.join("")}</tr>\n`;
  }
  if (closing !== "") yield `<tr><td class="closing" colspan="${columns.length}">\n${closing}</td></tr>\n`;
  yield "</tbody>\n</table>\n";
}

function printed(columns: readonly PaperColumn[]): PaperColumn[] {
  return columns.filter((column) => column.printed !== false);
}

function widthOf({ width, printWidth = width }: PaperColumn): number {
  return printWidth;
}

function cellHtml(column: PaperColumn, cell: PaperCell): string {
  if (column.kind === "text" || column.kind === "id" || typeof cell === "string") return `<td>${escapeHtml(String(cell))}</td>`;
  return `<td class="n">${groupThousands(cellText(column, cell))}</td>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Names and reasons come from hospitals: none of them may be markup, or turn a line's direction. */
function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
