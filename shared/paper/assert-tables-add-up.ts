import type { Paper } from "./paper.ts";
import { rowsOfTotal } from "./total-rows.ts";

/** Throws where a total is not the sum of its rows: what a spreadsheet's formula would give must be what is stored. */
export function assertTablesAddUp({ number, parts }: Paper): void {
  for (const { name, tables } of parts) {
    for (const table of tables) {
      for (const total of table.totals) {
        const rows = rowsOfTotal(table, total);
        for (const [place, { key, title }] of table.columns.entries()) {
          const stated = total.figures[key];
          if (stated === undefined) continue;
          const found = rows.reduce((sum, row) => sum + Number(row[place]), 0);
          if (found !== stated) throw new Error(`${name} of ${number}: ${total.label} of ${title} is ${stated}, and its rows come to ${found}`);
        }
      }
    }
  }
}
