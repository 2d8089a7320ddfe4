import { createHash } from "node:crypto";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { MemoryLedgerStore } from "./memory-ledger-store.ts";
import { allAtRest } from "../simulator/scheduler.ts";
import { around, copyStore, Scheduler, workerStore, type Hands } from "./turns.ts";

export type Worker = (store: LedgerStore, ledger: MemoryLedgerStore) => Promise<unknown>;

export interface Exploration {
  /** Every worker runs on its own view of the ledger; a worker that is never given another turn has vanished. */
  readonly workers: readonly Worker[];
  /** The ledger all schedules start from. */
  readonly start: MemoryLedgerStore;
  readonly cut?: Hands["cut"];
  /** What the workers see of the ledger; a test that leaves a guard out changes it here. */
  readonly view?: (store: MemoryLedgerStore) => LedgerStore;
  /** Looks at a state: the ledger, and what each worker that ended has answered. Throws where something is wrong. */
  readonly check: (store: MemoryLedgerStore, answers: readonly unknown[]) => Promise<void>;
}

/**
 * Visits every state the workers can reach, whatever the order of their operations and wherever any of them vanishes. Says how many states
 * there were. A state is the ledger, all that each worker has been told so far, on which alone it goes on, and what those that ended have
 * answered. Where ways part, the schedule is run again from the start for each, because a running worker can't be copied.
 */
export async function explore(exploration: Exploration): Promise<number> {
  const seen = new Set<string>();
  const open: (readonly string[])[] = [[]];
  for (let schedule = open.pop(); schedule !== undefined; schedule = open.pop()) {
    const run = await begin(exploration, schedule);
    for (;;) {
      const key = keyOf(run);
      if (seen.has(key)) break;
      seen.add(key);
      await check(exploration, run, schedule);
      const [next, ...others] = run.scheduler.waiting;
      for (const { worker } of others) open.push([...schedule, worker]);
      if (next === undefined) break;
      schedule = [...schedule, next.worker];
      await run.scheduler.step(next);
    }
  }
  return seen.size;
}

interface Run {
  readonly store: MemoryLedgerStore;
  readonly scheduler: Scheduler;
  readonly answers: unknown[];
  /** What the store answered each worker, in order. */
  readonly told: string[][];
}

async function begin({ workers, start, cut = whole, view = (store) => store }: Exploration, schedule: readonly string[]): Promise<Run> {
  const run: Run = { store: copyStore(start), scheduler: new Scheduler(), answers: workers.map(() => undefined), told: workers.map(() => []) };
  const { store, scheduler, answers, told } = run;
  workers.forEach((work, place) => {
    const recorded = around(view(store), async (operation, call) => {
      const answer = await call();
      told[place]?.push(`${operation} ${JSON.stringify(answer)}`);
      return answer;
    });
    const own = workerStore(recorded, { pause: (operation) => scheduler.pause(String(place), operation), cut });
    void work(own, store).then(
      (answer) => (answers[place] = answer),
      (fault: unknown) => (answers[place] = fault),
    );
  });
  await allAtRest();
  for (const worker of schedule) {
    const next = scheduler.waiting.find((one) => one.worker === worker);
    if (next === undefined) throw new Error(`worker ${worker} does not wait for a turn`);
    await scheduler.step(next);
  }
  return run;
}

async function check(exploration: Exploration, { store, answers }: Run, schedule: readonly string[]): Promise<void> {
  try {
    await exploration.check(store, answers);
  } catch (cause) {
    throw new Error(`after ${schedule.join(" ")}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function keyOf({ store, told, answers }: Run): string {
  const { pages, index, accounts, calendars } = store.tables;
  const tables = [
    [...pages].map(([lane, versions]) => [lane, [...versions].sort()]),
    [...index].map(([lane, entries]) => [lane, [...entries].sort()]),
    [...accounts].sort(),
    [...calendars].sort(),
  ];
  return createHash("sha256")
    .update(JSON.stringify([tables, told, answers]))
    .digest("base64");
}

function whole<T>(items: readonly T[]): readonly (readonly T[])[] {
  return [items];
}
