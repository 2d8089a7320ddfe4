import { fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import type { PaperCell, PaperColumn, PaperTable, PaperTotal } from "./paper.ts";

/** A cell as plain text: amounts in yuan, "1234.56". */
export function cellText({ kind }: PaperColumn, cell: PaperCell): string {
  return kind === "amount" && typeof cell === "number" ? formatYuan(fen(cell)) : String(cell);
}

/** A total as a row: its label in the first column, its figures under theirs. */
export function totalCells({ columns }: PaperTable, { label, figures }: PaperTotal): PaperCell[] {
  return columns.map(({ key }, place) => figures[key] ?? (place === 0 ? label : ""));
}
