import { groupThousands } from "../statement/terminal-text.ts";
import { cellText } from "./cell-text.ts";
import type { PaperColumn, PaperTable } from "./paper.ts";

/** Bold figures and the cell's margins need some room beside their letters. */
const MARGIN_LETTERS = 3;

/**
 * Widens the columns of counts and amounts to their longest figure, the same in all tables of a part: a spreadsheet shows ##### for a figure that is
 * too long, and on paper it would run into the next.
 */
export function fitWidths(tables: readonly PaperTable[]): PaperTable[] {
  const needed = tables.map(longestFigures);
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((column, place) => ({
      ...column,
      width: Math.max(column.width, ...needed.map((letters) => letters[place] ?? 0)),
    })),
  }));
}

/** The letters each column needs; 0 of one that holds no figures. */
function longestFigures({ columns, rows, totals }: PaperTable): number[] {
  return columns.map((column, place) => {
    if (column.kind !== "count" && column.kind !== "amount") return 0;
    const cells = [...rows.map((row) => row[place] ?? ""), ...totals.map(({ figures }) => figures[column.key] ?? "")];
    return MARGIN_LETTERS + cells.reduce<number>((longest, cell) => Math.max(longest, lettersIn(column, cell)), 0);
  });
}

function lettersIn(column: PaperColumn, cell: string | number): number {
  return typeof cell === "string" ? 0 : groupThousands(cellText(column, cell)).length;
}
