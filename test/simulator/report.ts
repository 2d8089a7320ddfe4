import { terminalTable } from "../../shared/statement/terminal-table.ts";
import type { Totals } from "./crew.ts";
import { FAULT_NAMES, FAULTS } from "./weather.ts";

/** What went wrong how often, and in how many of the runs. */
export function faultTable({ faults, seeds }: Totals): string {
  const rows = FAULT_NAMES.map((fault) => {
    const { times = 0, runs = 0 } = faults[fault] ?? {};
    return [fault, FAULTS[fault][0], grouped(times), `${((100 * runs) / Math.max(1, seeds)).toFixed(1)} %`];
  });
  return terminalTable(["fault", "how", "times", "of runs"], 2, rows);
}

export function outcomeTable({ outcomes }: Totals): string {
  const rows = Object.entries(outcomes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, times]) => [outcome, grouped(times)]);
  return terminalTable(["outcome, fault thrown, or what pages hold", "times"], 1, rows);
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}
