import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Guard } from "./guards.ts";
import type { Order, ThreadData } from "./thread.ts";
import type { Fault } from "./weather.ts";
import type { RunReport } from "./world.ts";

export interface CrewOptions {
  readonly first: number;
  readonly seeds: number;
  readonly threads?: number;
  /** Runs the product's source without this guard. */
  readonly without?: Guard;
  readonly onProgress?: (seedsDone: number) => void;
}

/** What came of many runs. */
export interface Totals {
  readonly seeds: number;
  readonly steps: number;
  /** How often each fault was met, and in how many runs. */
  readonly faults: Readonly<Partial<Record<Fault, { readonly times: number; readonly runs: number }>>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The runs in which something was wrong; no further seeds are begun after one. */
  readonly failed: readonly RunReport[];
}

/** Seeds a thread runs before it reports. */
const CHUNK = 25;

/** Runs seeds on all cores until all are run or one shows something wrong. */
export async function runSeeds({ first, seeds, threads = availableParallelism(), without, onProgress }: CrewOptions): Promise<Totals> {
  const totals = new Sum();
  let next = first;
  const end = first + seeds;
  const work = async (): Promise<void> => {
    const thread = startThread(without);
    try {
      while (next < end && totals.failed.length === 0) {
        const order: Order = { first: next, last: Math.min(next + CHUNK, end) - 1, traced: false };
        next = order.last + 1;
        for (const report of await ask(thread, order)) totals.add(report);
        onProgress?.(totals.seeds);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, Math.ceil(seeds / CHUNK)) }, work));
  return totals;
}

/** Runs one seed again with a trace of all that happened. */
export async function traceSeed(seed: number, without?: Guard): Promise<RunReport> {
  const thread = startThread(without);
  try {
    const [report] = await ask(thread, { first: seed, last: seed, traced: true });
    if (report === undefined) throw new Error(`seed ${seed} was not run`);
    return report;
  } finally {
    await thread.terminate();
  }
}

function startThread(without: Guard | undefined): Worker {
  const workerData: ThreadData = without === undefined ? {} : { without };
  return new Worker(new URL("./thread.ts", import.meta.url), { workerData });
}

async function ask(thread: Worker, order: Order): Promise<readonly RunReport[]> {
  // Rejects where the thread ends with an error instead.
  const answer = once(thread, "message");
  thread.postMessage(order);
  const [reports] = (await answer) as [readonly RunReport[]];
  return reports;
}

class Sum implements Totals {
  seeds = 0;
  steps = 0;
  readonly faults: Partial<Record<Fault, { times: number; runs: number }>> = {};
  readonly outcomes: Record<string, number> = {};
  readonly failed: RunReport[] = [];

  add(report: RunReport): void {
    this.seeds += 1;
    this.steps += report.steps;
    for (const [fault, times] of Object.entries(report.faults) as [Fault, number][]) {
      const sum = (this.faults[fault] ??= { times: 0, runs: 0 });
      sum.times += times;
      sum.runs += 1;
    }
    for (const [outcome, times] of Object.entries(report.outcomes)) this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + times;
    if (report.complaints.length > 0) this.failed.push(report);
  }
}
