import { terminalTable } from "../../shared/statement/terminal-table.ts";
import { whyNoRuntimeClient } from "../support/lambda-process.ts";
import { measureCalls, measureStarts } from "./cold-start.ts";
import { runCost, runCount } from "./cost/main.ts";
import { measurePipeline } from "./pipeline.ts";
import { measureReconcile } from "./reconcile.ts";
import { measureSplits } from "./splits.ts";

const ADVANCES = 10_000;
const LANES = 60;
const ROUND_MS = 400;
const LIST_ROWS = 100_000;
const STARTS = 12;
const MONTHS = 5;

type Write = (text: string) => void;

type Bench = (write: Write) => void | Promise<void>;

/** What measures, by the names it is asked for. */
const BENCHES: Readonly<Record<string, Bench>> = {
  splits: benchSplits,
  pipeline: benchPipeline,
  reconcile: benchReconcile,
  "cold-start": benchColdStart,
};
/** Run only where they are named: `count` counts again what is charged for, `cost` writes the tables of docs/cost.md from it. */
const TOOLS: Readonly<Record<string, Bench>> = { count: runCount, cost: runCost };

/** Prints what `npm run bench` measures: all, or what is named. Machines are noisy: compare figures of one run, and ratios rather than rates. */
export async function runBench(names: readonly string[], write: Write): Promise<void> {
  const known = { ...BENCHES, ...TOOLS };
  const unknown = names.filter((name) => !(name in known));
  if (unknown.length > 0) {
    write(`there is no benchmark ${unknown.join(", ")}; there are ${Object.keys(known).join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  const wanted = names.length === 0 ? Object.values(BENCHES) : names.map((name) => known[name]);
  for (const bench of wanted) await bench?.(write);
}

function benchSplits(write: Write): void {
  const splits = measureSplits(ROUND_MS);
  const ours = splits[0]?.perSecond ?? 0;
  write("splits per second, best of 5 rounds side by side\n");
  write(
    terminalTable(
      ["way", "splits/s", "split is faster by"],
      1,
      splits.map(({ name, perSecond }) => [name, grouped(perSecond), `${(ours / perSecond).toFixed(1)} ×`]),
    ),
  );
  write("\n");
}

async function benchPipeline(write: Write): Promise<void> {
  const run = await measurePipeline(ADVANCES, LANES);
  write(`pipeline on the embedded engines: ${ADVANCES} advances over ${LANES} lanes, from the first send to the last outcome\n`);
  write(
    terminalTable(["figure", "value"], 1, [
      ["seconds", run.seconds.toFixed(2)],
      ["advances per second", grouped(run.perSecond)],
      ["queue requests per advance", run.queueRequestsPerAdvance.toFixed(3)],
      ["table requests per advance", run.tableRequestsPerAdvance.toFixed(3)],
      ["write units per advance", run.writeUnitsPerAdvance.toFixed(3)],
      ["read units per advance", run.readUnitsPerAdvance.toFixed(3)],
    ]),
  );
  write("\n");
}

async function benchReconcile(write: Write): Promise<void> {
  const { rows, pages, seconds, startMegabytes, peakMegabytes } = await measureReconcile(LIST_ROWS);
  write(`reconciliation of a list of ${rows} rows with a journal of ${pages} pages, ${3 * rows} advances\n`);
  write(
    terminalTable(["figure", "value"], 1, [
      ["seconds", seconds.toFixed(2)],
      ["rows per second", grouped(rows / seconds)],
      ["memory before, MB", startMegabytes.toFixed(0)],
      ["most memory held, MB", peakMegabytes.toFixed(0)],
    ]),
  );
  write("\n");
}

async function benchColdStart(write: Write): Promise<void> {
  const missing = whyNoRuntimeClient();
  if (missing !== undefined) {
    write(`cold start: NOT MEASURED, ${missing}\n`);
    return;
  }
  const starts = await measureStarts(STARTS);
  write(
    `starts under Lambda's runtime client, ${STARTS} of each in turn: least and median; init is from the start of the process to its first request\n`,
  );
  write(
    terminalTable(
      ["function", "KiB", "budget", "import ms", "init ms"],
      1,
      starts.map(({ name, kib, budgetKib, importMs, initMs }) => [name, kib.toFixed(0), String(budgetKib ?? ""), spread(importMs), spread(initMs)]),
    ),
  );
  const calls = await measureCalls(MONTHS);
  write(`\ncalls on the embedded services, ${MONTHS} small months with new processes: least and median\n`);
  write(
    terminalTable(
      ["function", "messages a call", "first call ms", "warm call ms", "warm calls", "most memory, MB"],
      1,
      calls.map(({ name, messagesPerCall, firstMs, warmMs, peakMegabytes }) => [
        name,
        messagesPerCall.toFixed(1),
        spread(firstMs),
        spread(warmMs),
        String(warmMs.length),
        peakMegabytes.toFixed(0),
      ]),
    ),
  );
  write("\n");
}

function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(0)} / ${median(values).toFixed(0)}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

await runBench(process.argv.slice(2), (text) => process.stdout.write(text));
