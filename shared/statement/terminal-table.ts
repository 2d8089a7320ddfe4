import Table from "cli-table3";

export type Cell = Table.Cell;

/** Horizontal rules only: columns are two spaces apart, and the rules run over the gaps. */
const LINES = {
  top: "─",
  "top-left": "",
  "top-mid": "──",
  "top-right": "",
  left: "",
  middle: "  ",
  right: "",
  mid: "─",
  "left-mid": "",
  "mid-mid": "──",
  "right-mid": "",
  bottom: "─",
  "bottom-left": "",
  "bottom-mid": "──",
  "bottom-right": "",
};

/**
 * A table without colours or vertical lines, so that it can be copied into a document. The first `left` columns are aligned left, the
 * others, figures, right; a CJK character takes two places. Cells must hold no control characters.
 */
export function terminalTable(head: readonly string[], left: number, rows: readonly Cell[][]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index < left ? "left" : "right")),
    chars: LINES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  table.push(...rows);
  return table.toString().replace(/ +$/gm, "");
}

/** A row that is one text over all columns. */
export function headingRow(text: string, columns: number): Cell[] {
  return [{ content: text, colSpan: columns, hAlign: "left" }];
}
