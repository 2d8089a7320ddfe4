import { fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import type { PaperCell, PaperColumn, PaperTable, PaperTotal } from "./paper.ts";

/** A cell as plain text: amounts in yuan, "1234.56", rates "81.23%". */
export function cellText({ kind }: PaperColumn, cell: PaperCell): string {
  if (typeof cell === "string") return cell;
  return kind === "amount" ? formatYuan(fen(cell)) : kind === "rate" ? percentText(cell) : String(cell);
}

/** 8123 → "81.23%": a spreadsheet reads it as the number it stands for. */
function percentText(tenThousandths: number): string {
  const size = String(Math.abs(tenThousandths)).padStart(3, "0");
  return `${tenThousandths < 0 ? "-" : ""}${size.slice(0, -2)}.${size.slice(-2)}%`;
}

/** A total as a row: its label in the first column, its figures under theirs. */
export function totalCells({ columns }: PaperTable, { label, figures }: PaperTotal): PaperCell[] {
  return columns.map(({ key }, place) => figures[key] ?? (place === 0 ? label : ""));
}
