import { terminalTable } from "../../shared/statement/terminal-table.ts";
import { runCost, runCount } from "./cost/main.ts";
import { measurePipeline } from "./pipeline.ts";
import { measureReconcile } from "./reconcile.ts";
import { measureSplits } from "./splits.ts";

const ADVANCES = 10_000;
const LANES = 60;
const ROUND_MS = 400;
const LIST_ROWS = 100_000;

/** Prints what `npm run bench` measures. Machines are noisy: compare figures of one run, and ratios rather than rates. */
export async function runBench(write: (text: string) => void): Promise<void> {
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
  const run = await measurePipeline(ADVANCES, LANES);
  write(`\npipeline on the embedded engines: ${ADVANCES} advances over ${LANES} lanes, from the first send to the last outcome\n`);
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
  const { rows, pages, seconds, startMegabytes, peakMegabytes } = await measureReconcile(LIST_ROWS);
  write(`\nreconciliation of a list of ${rows} rows with a journal of ${pages} pages, ${3 * rows} advances\n`);
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

function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `npm run bench` measures speed; `npm run bench -- count` counts what is charged for, `npm run bench -- cost` writes docs/cost.md's tables from it. */
const BENCHES = { speed: runBench, count: runCount, cost: runCost } as const;

const [name = "speed"] = process.argv.slice(2);
if (!(name in BENCHES)) throw new Error(`there is no bench ${name}, only ${Object.keys(BENCHES).join(", ")}`);
await BENCHES[name as keyof typeof BENCHES]((text) => process.stdout.write(text));
