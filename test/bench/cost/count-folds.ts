import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost } from "../../../infra/local/host/start-host.ts";
import { benchAdvances } from "../pipeline.ts";
import type { FunctionMeter } from "./meter-functions.ts";
import { addUsage } from "./usage.ts";

/** What an advance takes of the tables and queues where so many of its institution come together. */
export interface CountedFold {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly requests: number;
  readonly calls: number;
}

export const FOLDS = [1, 2, 5, 10, 25, 50] as const;
const TIMES = 10;

/** Posts advances of one institution, so many at a time, each time waiting until all is posted; by how many came together, what one took. */
export async function countFolds(meter: FunctionMeter): Promise<Record<string, CountedFold>> {
  const counted: [string, CountedFold][] = [];
  for (const fold of FOLDS) {
    const folder = await mkdtemp(join(tmpdir(), "fundflow-folds-"));
    const host = await startHost({ dataDir: folder, functions: meter.functions });
    try {
      const bodies = [...benchAdvances(fold * (TIMES + 1), 1)].map(({ body }) => body);
      const send = async (from: number, to: number): Promise<void> => {
        await host.send("intake", bodies.slice(from, to));
        await host.drain();
      };
      // The first page brings the month's account with it, which is not what later ones take.
      await send(0, fold);
      meter.take();
      for (let time = 1; time <= TIMES; time += 1) await send(time * fold, (time + 1) * fold);
      const { writeUnits, readUnits, standardRequests, fifoRequests, calls } = addUsage(...Object.values(meter.take()));
      const each = (sum: number): number => sum / (fold * TIMES);
      counted.push([
        String(fold),
        { writeUnits: each(writeUnits), readUnits: each(readUnits), requests: each(standardRequests + fifoRequests), calls: each(calls) },
      ]);
    } finally {
      await host.stop();
      await rm(folder, { recursive: true });
    }
  }
  return Object.fromEntries(counted);
}
