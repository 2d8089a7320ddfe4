import { cellRef, type CellStyle, type CellValue, type MergeRange, type WriteSheet } from "hucre/xlsx";
import { escapeControls } from "../statement/escape-controls.ts";
import { lettersOf } from "./letters.ts";
import type { PaperCell, PaperColumn, PaperTable, PaperTotal } from "./paper.ts";
import { BODY, CAPTION, HEAD, LINE_OF_TEXT, TITLE, TOTAL } from "./xlsx-styles.ts";

const LINE_HEIGHT_POINTS = 15;
const TITLE_HEIGHT_POINTS = 30;

/** Lays a part out on a sheet, row by row. Its tables have columns of the same kinds and widths. */
export class SheetBuilder {
  readonly #columns: readonly PaperColumn[];
  readonly #rows: CellValue[][] = [];
  readonly #cells = new Map<string, { value?: CellValue; style: CellStyle; formula?: string; formulaResult?: CellValue }>();
  readonly #merges: MergeRange[] = [];
  readonly #heights = new Map<number, { height: number }>();

  constructor(columns: readonly PaperColumn[]) {
    this.#columns = columns;
  }

  /** How many rows there are. */
  get height(): number {
    return this.#rows.length;
  }

  title(text: string): void {
    this.#line(text, TITLE, TITLE_HEIGHT_POINTS);
  }

  caption(text: string): void {
    this.#line(text, CAPTION, LINE_HEIGHT_POINTS);
  }

  /** A line over the whole width, as high as its text needs: Excel does not fit the height of merged cells. */
  text(text: string): void {
    const width = this.#columns.reduce((sum, column) => sum + column.width, 0);
    this.#line(text, LINE_OF_TEXT, LINE_HEIGHT_POINTS * linesOf(text, width));
  }

  gap(): void {
    this.#rows.push([]);
  }

  table(table: PaperTable): void {
    const { columns, rows } = table;
    if (columns.map(({ kind }) => kind).join() !== this.#columns.map(({ kind }) => kind).join())
      throw new Error("tables of a sheet differ in columns");
    if (table.caption !== undefined) this.caption(table.caption);
    const head = columns.map(({ title }) => title);
    this.#fit(columns, head);
    this.#styled(head, HEAD);
    const first = this.height;
    for (const row of rows) {
      this.#fit(columns, row);
      this.#rows.push(columns.map((column, place) => valueOf(column, row[place] ?? "")));
    }
    const last = this.height - 1;
    for (const total of table.totals) this.#total(table, total, first, last);
  }

  finish(name: string, more: Omit<WriteSheet, "name" | "rows" | "cells" | "merges" | "rowDefs" | "columns">): WriteSheet {
    return {
      name,
      ...more,
      columns: this.#columns.map(({ kind, width }) => ({ width, style: BODY[kind] })),
      rows: this.#rows,
      cells: this.#cells,
      merges: this.#merges,
      rowDefs: this.#heights,
    };
  }

  /** Makes the row that comes next as high as its longest text; spreadsheets do not do it for a file another program wrote. */
  #fit(columns: readonly PaperColumn[], row: readonly PaperCell[]): void {
    const lines = Math.max(...columns.map(({ width }, place) => linesOf(String(row[place] ?? ""), width)));
    if (lines > 1) this.#heights.set(this.height, { height: LINE_HEIGHT_POINTS * lines });
  }

  #line(text: string, style: CellStyle, height: number): void {
    const row = this.height;
    this.#styled([text], style);
    this.#merges.push({ startRow: row, startCol: 0, endRow: row, endCol: this.#columns.length - 1 });
    this.#heights.set(row, { height });
  }

  #styled(values: readonly string[], style: CellStyle): void {
    const row = this.height;
    this.#rows.push(values.map(escapeControls));
    for (const place of values.keys()) this.#cells.set(`${row},${place}`, { style });
  }

  /** A total is a formula over its rows, rounded to the fen because a spreadsheet sums in binary; the stored figure stands in it as its result. */
  #total({ columns }: PaperTable, { label, of, figures }: PaperTotal, first: number, last: number): void {
    const row = this.height;
    this.#rows.push([]);
    for (const [place, { key, kind }] of columns.entries()) {
      const figure = figures[key];
      const style = TOTAL[kind];
      if (figure === undefined) this.#cells.set(`${row},${place}`, { value: place === 0 ? label : null, style });
      else {
        const result = kind === "amount" ? figure / 100 : figure;
        const formula = totalFormula(columns, of, place, first, last);
        this.#cells.set(`${row},${place}`, formula === undefined ? { value: result, style } : { style, formula, formulaResult: result });
      }
    }
    const labelEnd = columns.findIndex(({ key }) => figures[key] !== undefined) - 1;
    if (labelEnd > 0) this.#merges.push({ startRow: row, startCol: 0, endRow: row, endCol: labelEnd });
  }
}

/** Undefined where there is no row to sum. */
function totalFormula(columns: readonly PaperColumn[], of: PaperTotal["of"], place: number, first: number, last: number): string | undefined {
  if (last < first) return undefined;
  const range = (column: number): string => `${cellRef(first, column)}:${cellRef(last, column)}`;
  if (of === "all") return `ROUND(SUM(${range(place)}),2)`;
  const criterion = "is" in of ? of.is : `<>${of.isNot}`;
  const criterionRange = range(columns.findIndex(({ key }) => key === of.column));
  return `ROUND(SUMIF(${criterionRange},"${criterion}",${range(place)}),2)`;
}

/** A letter of the width is the cell's own margin. */
function linesOf(text: string, width: number): number {
  return Math.max(1, Math.ceil(lettersOf(text) / (width - 1)));
}

function valueOf({ kind }: PaperColumn, cell: PaperCell): CellValue {
  if (cell === "") return null;
  if (typeof cell === "string") return escapeControls(cell);
  return kind === "amount" ? cell / 100 : kind === "rate" ? cell / 10_000 : cell;
}
