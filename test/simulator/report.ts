import Table from "cli-table3";
import type { Totals } from "./crew.ts";
import { FAULT_NAMES, FAULTS } from "./weather.ts";

/** What went wrong how often, for a terminal. */
export function faultTable({ faults, seeds }: Totals): string {
  const table = new Table({ head: ["fault", "how", "times", "runs"], style: { head: [], border: [] }, colAligns: ["left", "left", "right", "right"] });
  for (const fault of FAULT_NAMES) {
    const { times = 0, runs = 0 } = faults[fault] ?? {};
    table.push([fault, FAULTS[fault][0], times.toLocaleString("en"), `${((100 * runs) / Math.max(1, seeds)).toFixed(1)} %`]);
  }
  return table.toString();
}

export function outcomeTable({ outcomes }: Totals): string {
  const table = new Table({ head: ["outcome or fault thrown", "times"], style: { head: [], border: [] }, colAligns: ["left", "right"] });
  for (const [outcome, times] of Object.entries(outcomes).sort(([a], [b]) => (a < b ? -1 : 1))) table.push([outcome, times.toLocaleString("en")]);
  return table.toString();
}
