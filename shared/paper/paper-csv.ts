import { yuanInWords } from "../money/yuan-in-words.ts";
import { formatYuan } from "../money/yuan.ts";
import { csvText, textCell } from "../statement/csv.ts";
import { escapeControls } from "../statement/escape-controls.ts";
import { cellText, totalCells } from "./cell-text.ts";
import type { Paper, PaperCell, PaperColumn, PaperPart, PaperTable } from "./paper.ts";

/**
 * One part of a paper as CSV for Excel: UTF-8 with a byte order mark, RFC 4180. The heading, then each table with its totals, then the amounts in
 * words and the notes; parts of a paper are files of their own. Amounts stay plain, "1234.56".
 */
export function renderPartCsv({ number }: Pick<Paper, "number">, { title, tables, stated, notes }: PaperPart): string {
  return csvText([
    [textCell(title)],
    [textCell(`编号：${number}　单位：元`)],
    ...tables.flatMap((table) => [[], ...(table.caption === undefined ? [] : [[textCell(table.caption)]]), ...tableRows(table)]),
    [],
    ...stated.map(({ label, amount }) => [textCell(label), formatYuan(amount), textCell(`人民币（大写）${yuanInWords(amount)}`)]),
    ...notes.map((note) => [textCell(note)]),
  ]);
}

function tableRows(table: PaperTable): string[][] {
  const { columns, rows, totals } = table;
  return [
    columns.map(({ title }) => textCell(title)),
    ...rows.map((row) => columns.map((column, place) => csvCell(column, row[place] ?? ""))),
    ...totals.map((total) => totalCells(table, total).map((cell, place) => totalCell(columns[place], cell))),
  ];
}

function totalCell(column: PaperColumn | undefined, cell: PaperCell): string {
  return column === undefined || typeof cell === "string" ? textCell(String(cell)) : csvCell(column, cell);
}

function csvCell(column: PaperColumn, cell: PaperCell): string {
  if (cell === "") return "";
  if (column.kind === "id") return idCell(String(cell));
  return typeof cell === "number" ? cellText(column, cell) : textCell(cell);
}

/**
 * A tab before an id keeps spreadsheets from taking it for a number and dropping zeros or the digits past the fifteenth, or for a date. An id that
 * begins like a formula is text already by its apostrophe. The cell is quoted, because some import dialogues take a tab for a separator.
 */
function idCell(id: string): string {
  const cell = textCell(id);
  return cell === escapeControls(id) ? `\t${cell}` : cell;
}
