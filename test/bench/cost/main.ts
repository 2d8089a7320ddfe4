import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Counted } from "./counted.ts";
import { countFolds } from "./count-folds.ts";
import { countMonth } from "./count-month.ts";
import { countInstallation } from "./installation.ts";
import { meterFunctions } from "./meter-functions.ts";
import { costTables, fillTables } from "./tables.ts";

const COUNTED = join(import.meta.dirname, "counted.json");
const DOCUMENT = join(import.meta.dirname, "../../../docs/cost.md");
/** As many as the demo has. */
const ADVANCES = 5_000;

/** Counts again what the functions use, and keeps it. */
export async function runCount(write: (text: string) => void): Promise<void> {
  const installation = countInstallation();
  const meter = await meterFunctions();
  const month = await countMonth(ADVANCES, meter);
  const counted: Counted = { countedOn: new Date().toISOString().slice(0, 10), installation, month, folds: await countFolds(meter) };
  writeFileSync(COUNTED, `${JSON.stringify(counted, null, 2)}\n`);
  write(`counted ${month.advances} advances of ${month.lanes} institutions, see ${COUNTED}\n`);
}

/** Writes the tables of docs/cost.md from what was counted last and the prices. */
export function runCost(write: (text: string) => void): void {
  writeFileSync(DOCUMENT, costDocument());
  write(`wrote the tables of ${DOCUMENT}\n`);
}

/** docs/cost.md with its tables as they are to be. */
export function costDocument(): string {
  return fillTables(readFileSync(DOCUMENT, "utf8"), costTables(JSON.parse(readFileSync(COUNTED, "utf8")) as Counted));
}
