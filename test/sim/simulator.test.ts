import { describe, expect, it } from "vitest";
import { REJECTION_CODES } from "../../shared/outcome/outcomes.ts";
import { runSeeds, traceSeed, type Totals } from "../simulator/crew.ts";
import { GUARD_NAMES } from "../simulator/guards.ts";
import { HELD } from "../simulator/noticing.ts";
import { FAULT_NAMES } from "../simulator/weather.ts";

const SEEDS = 2_000;
/** The last lines of a failing run that are printed. */
const TRACE_LINES = 25;
/** Seeds a missing guard must be found in. */
const GUARD_SEEDS = 400;
/** The first complaint with the end of its run and the command that repeats it; undefined where all is well. */
async function firstComplaint({ failed }: Totals): Promise<string | undefined> {
  const [report] = failed;
  if (report === undefined) return undefined;
  const { trace } = await traceSeed(report.seed);
  return [...report.complaints, `again: npm run sim -- --seed ${report.seed}`, ...trace.slice(-TRACE_LINES)].join("\n");
}

describe("the pipeline under every fault", () => {
  it(`is what the auditor says after every write of ${SEEDS} runs, and meets every kind of fault, rejection and finding`, async () => {
    const totals = await runSeeds({ first: 1, seeds: SEEDS });
    expect(await firstComplaint(totals)).toBeUndefined();
    expect(totals.seeds).toBe(SEEDS);
    expect(FAULT_NAMES.filter((fault) => totals.faults[fault] === undefined)).toEqual([]);
    expect([...REJECTION_CODES, ...HELD].filter((outcome) => totals.outcomes[outcome] === undefined)).toEqual([]);
  });

  it("goes the same way every time for the same seed", async () => {
    const [once, again] = await Promise.all([traceSeed(7), traceSeed(7)]);
    expect(once.steps).toBeGreaterThan(100);
    expect(again).toEqual(once);
  });
});

describe("a guard that is taken out of the product's source is missed", () => {
  it.each(GUARD_NAMES)("%s", async (without) => {
    const { failed, seeds } = await runSeeds({ first: 1, seeds: GUARD_SEEDS, without, threads: 1 });
    expect(failed[0]?.complaints[0], `no violation in ${seeds} seeds`).toBeDefined();
  });
});
