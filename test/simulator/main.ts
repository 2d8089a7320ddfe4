import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { runSeeds, traceSeed, type Totals } from "./crew.ts";
import { GUARD_NAMES, type Guard } from "./guards.ts";
import { faultTable, outcomeTable } from "./report.ts";
import { FAULT_NAMES } from "./weather.ts";

const HELP = `npm run sim -- [options]      attacks the pipeline with seeded faults, and audits every step

  --seeds N        runs so many seeds (default 2000)
  --first S        from this seed on (default 1)
  --seed S         runs one seed and prints what happened in it
  --without GUARD  takes a guard out of the product's source first; a violation must be found
  --json FILE      writes the totals to a file too
  --guards         lists the guards
  --help           this text
`;

/** So many seeds meet every fault. */
const ENOUGH_SEEDS = 2_000;
/** Lines of a failing run's trace that are printed. */
const TRACE_LINES = 60;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2000" },
    first: { type: "string", default: "1" },
    seed: { type: "string" },
    without: { type: "string" },
    json: { type: "string" },
    guards: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.help) return print(HELP);
  if (values.guards) return print(`${GUARD_NAMES.join("\n")}\n`);
  const without = guardOf(values.without);
  if (without === "unknown") return print(`--without ${values.without}: no such guard; --guards lists them\n`, 2);
  const [seeds, first] = [count("seeds", values.seeds), count("first", values.first)];
  if (values.seed !== undefined) return showSeed(count("seed", values.seed), without);
  const totals = await runWithProgress(first, seeds, without);
  print(summary(totals, first));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(totals, null, 2)}\n`);
  const [failed] = totals.failed;
  if (failed === undefined) return missing(totals);
  return showSeed(failed.seed, without);
}

async function runWithProgress(first: number, seeds: number, without: Guard | undefined): Promise<Totals> {
  const options = { first, seeds, ...(without === undefined ? {} : { without }) };
  if (!process.stderr.isTTY) return runSeeds(options);
  const bar = new SingleBar({ format: "seeds {value} of {total} | {bar} | {eta_formatted} left", stream: process.stderr, clearOnComplete: true });
  bar.start(seeds, 0);
  try {
    return await runSeeds({
      ...options,
      onProgress: (done) => {
        bar.update(done);
      },
    });
  } finally {
    bar.stop();
  }
}

/** A fault that no seed met shows nothing: then the run has failed, unless it was too short to meet everything. */
function missing({ faults, seeds }: Totals): number {
  const never = FAULT_NAMES.filter((fault) => faults[fault] === undefined);
  if (never.length === 0) return 0;
  print(`never met: ${never.join("; ")}\n`);
  return seeds >= ENOUGH_SEEDS ? 1 : 0;
}

async function showSeed(seed: number, without: Guard | undefined): Promise<number> {
  const { complaints, trace, steps } = await traceSeed(seed, without);
  print(`${trace.slice(-TRACE_LINES).join("\n")}\n\nseed ${seed}, ${steps} steps\n`);
  if (complaints.length === 0) return print("no violation\n");
  print(`VIOLATION\n${complaints.map((one) => `  ${one}\n`).join("")}`);
  print(`again: npm run sim -- --seed ${seed}${without === undefined ? "" : ` --without "${without}"`}\n`);
  return 1;
}

function summary(totals: Totals, first: number): string {
  const { seeds, steps, failed } = totals;
  const last = first + seeds - 1;
  return `${faultTable(totals)}\n${outcomeTable(totals)}\n${seeds} seeds (${first} to ${last}), ${steps} steps, ${failed.length} with a violation\n`;
}

function guardOf(text: string | undefined): Guard | "unknown" | undefined {
  return text === undefined ? undefined : (GUARD_NAMES.find((guard) => guard === text) ?? "unknown");
}

function count(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  print(`--${name} ${text}: not a whole number above zero\n`);
  process.exit(2);
}

function print(text: string, code = 0): number {
  process.stdout.write(text);
  return code;
}
