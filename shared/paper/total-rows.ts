import type { PaperCell, PaperTable, PaperTotal } from "./paper.ts";

/** The rows a total is the sum of. */
export function rowsOfTotal({ columns, rows }: PaperTable, { of }: PaperTotal): readonly (readonly PaperCell[])[] {
  if (of === "all") return rows;
  const place = columns.findIndex(({ key }) => key === of.column);
  return rows.filter((row) => ("is" in of ? row[place] === of.is : row[place] !== of.isNot));
}
