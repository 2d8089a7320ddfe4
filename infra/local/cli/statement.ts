import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { buildRates, type RateRow } from "../../../shared/statement/rates.ts";
import { renderStatementCsv } from "../../../shared/statement/statement-csv.ts";
import { renderStatementTable } from "../../../shared/statement/statement-table.ts";
import { buildStatement, type Statement } from "../../../shared/statement/statement.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";

export const STATEMENT_FORMATS = ["table", "json", "csv"] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

const ENDINGS: Readonly<Record<StatementFormat, string>> = { table: "txt", json: "json", csv: "csv" };

export async function readStatement(store: LedgerStore, month: Month, region: RegionPrefix): Promise<Statement> {
  return buildStatement({ region, month, ...(await readRegion(store, month, region)).within(region) });
}

export async function readRates(store: LedgerStore, month: Month, region: RegionPrefix): Promise<RateRow[]> {
  return buildRates({ region, month, ...(await readRegion(store, month, region)).within(region) });
}

export function renderStatement(statement: Statement, format: StatementFormat): string {
  switch (format) {
    case "table":
      return renderStatementTable(statement);
    case "json":
      return JSON.stringify(statement, null, 2);
    case "csv":
      return renderStatementCsv(statement);
  }
}

/** Writes a statement into a folder and returns the file's path. */
export async function writeStatement(statement: Statement, format: StatementFormat, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${statement.month}-${statement.region}.${ENDINGS[format]}`);
  await writeFile(path, renderStatement(statement, format));
  return path;
}
