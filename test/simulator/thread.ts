import { parentPort, workerData } from "node:worker_threads";
import type { Guard } from "./guards.ts";
import type { RunReport } from "./world.ts";

/** What a thread is told to run, and what it answers. */
export interface Order {
  readonly first: number;
  readonly last: number;
  readonly traced: boolean;
}

export interface ThreadData {
  readonly without?: Guard;
}

const { without } = workerData as ThreadData;
if (without !== undefined) (await import("./without.ts")).takeOut(without);
const { simulate } = await import("./world.ts");
// Injected faults are thrown by the thousand, and nobody reads where from.
Error.stackTraceLimit = 0;

parentPort?.on("message", (order: Order) => {
  void run(order).then((reports) => parentPort?.postMessage(reports));
});

/** Runs the seeds up to the first that shows something wrong. */
async function run({ first, last, traced }: Order): Promise<RunReport[]> {
  const reports: RunReport[] = [];
  for (let seed = first; seed <= last; seed += 1) {
    const report = await simulate(seed, { traced });
    reports.push(report);
    if (report.complaints.length > 0) break;
  }
  return reports;
}
