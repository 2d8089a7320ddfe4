import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { BUNDLE_BUDGETS_KIB } from "../../infra/aws/bundle-budgets.ts";
import { bundleFunctions, type Bundles } from "../../infra/aws/bundle-functions.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import { FUNCTIONS, type FunctionName } from "../../infra/wiring.ts";
import { synthesise } from "../support/aws-app.ts";
import { FUNCTION_NAMES, lambdaFunctions, type LambdaCall } from "../support/lambda-functions.ts";
import { startLambda } from "../support/lambda-process.ts";
import { benchAdvances } from "./pipeline.ts";

/** What is measured besides the functions: a handler that does nothing, so that what the runtime itself takes is known. */
export const EMPTY = "(empty)";

/** As the stack gives it; it is what makes traces name the sources, and takes its part of a start. */
const VARIABLES = { NODE_OPTIONS: "--enable-source-maps" };

/** Advances of one call of intake, and how often they are sent. */
const BATCH = 100;
const BATCHES = 6;
const LANES = 12;

/** The counties the benchmark's advances are of. */
const COUNTIES = ["532801", "532822", "532823"];

export interface Start {
  readonly name: string;
  readonly kib: number;
  readonly budgetKib: number | undefined;
  /** Of loading its module alone. */
  readonly importMs: readonly number[];
  /** From the start of the process to its first request for an event. */
  readonly initMs: readonly number[];
}

export interface Calls {
  readonly name: FunctionName;
  readonly messagesPerCall: number;
  /** Of the first call of each process, and of all later ones. */
  readonly firstMs: readonly number[];
  readonly warmMs: readonly number[];
  readonly peakMegabytes: number;
}

/** Starts every function so many times under Lambda's runtime client, in turn, so that what else the machine does meets all alike. */
export async function measureStarts(starts: number): Promise<Start[]> {
  return inFolder(async (folder) => {
    const bundles = bundleFunctions(FUNCTIONS, folder);
    const empty = join(folder, EMPTY);
    await mkdir(empty);
    await writeFile(join(empty, "index.mjs"), "export const handler = async () => ({ batchItemFailures: [] });\n");
    const measured = [
      { name: EMPTY, folder: empty, kib: 0, budgetKib: undefined, importMs: [] as number[], initMs: [] as number[] },
      ...FUNCTION_NAMES.map((name) => {
        const { folder: code = "", bytes = 0 } = bundles[name] ?? {};
        return { name, folder: code, kib: bytes / 1024, budgetKib: BUNDLE_BUDGETS_KIB[name], importMs: [] as number[], initMs: [] as number[] };
      }),
    ];
    for (let round = 0; round < starts; round += 1) {
      for (const { name, folder: code, importMs, initMs } of measured) {
        importMs.push(await importOnce(code));
        const started = await startLambda({ name, folder: code, variables: VARIABLES, timeoutSeconds: 60, memoryMb: 1024 });
        initMs.push(await started.ready);
        await started.stop();
      }
    }
    return measured;
  });
}

async function importOnce(code: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "import-process.ts"), join(code, "index.mjs")], {
    env: { ...process.env, ...VARIABLES },
  });
  return Number(stdout);
}

/** Runs small months through all functions on embedded services, each month with new processes. */
export async function measureCalls(months: number): Promise<Calls[]> {
  return inFolder(async (folder) => {
    const bundles = bundleFunctions(FUNCTIONS, join(folder, "bundles"));
    const runs: MonthRun[] = [];
    for (let month = 0; month < months; month += 1) runs.push(await runMonth(bundles, join(folder, `month-${month}`)));
    return FUNCTION_NAMES.map((name) => {
      const ofMonths = runs.map(({ calls }) => calls.filter((call) => call.name === name));
      const all = ofMonths.flat();
      return {
        name,
        messagesPerCall: all.reduce((sum, call) => sum + call.messages, 0) / all.length,
        firstMs: ofMonths.flatMap((calls) => calls.slice(0, 1).map(({ durationMs }) => durationMs)),
        warmMs: ofMonths.flatMap((calls) => calls.slice(1).map(({ durationMs }) => durationMs)),
        peakMegabytes: Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes.get(name) ?? 0)),
      };
    });
  });
}

interface MonthRun {
  readonly calls: readonly LambdaCall[];
  readonly peakMegabytes: ReadonlyMap<FunctionName, number>;
}

async function runMonth(bundles: Bundles, dataDir: string): Promise<MonthRun> {
  const lambda = await lambdaFunctions(bundles, synthesise());
  const host = await startHost({ dataDir, functions: lambda.build });
  const send = async (queue: Parameters<typeof host.send>[0], bodies: readonly string[]): Promise<void> => {
    await host.send(queue, bodies);
    await host.drain();
  };
  try {
    // A start is measured by itself; here a call shall not wait for it.
    for (const name of FUNCTION_NAMES) await (await lambda.process(name)).ready;
    const bodies = [...benchAdvances(BATCH * BATCHES, LANES)].map(({ body }) => body);
    for (let batch = 0; batch < BATCHES; batch += 1) await send("intake", bodies.slice(batch * BATCH, (batch + 1) * BATCH));
    // Closing again changes nothing, and writes the statements again.
    for (const region of ["53", "5328", "53"]) await send("commands", [JSON.stringify({ kind: "close", setlym: "201710", region })]);
    for (const region of ["53", "5328", "53"]) await send("watch", [JSON.stringify({ region })]);
    for (const region of COUNTIES) await send("papers", [JSON.stringify({ setlym: "201710", region })]);
    const peaks = FUNCTION_NAMES.map(async (name) => [name, (await lambda.process(name)).peakMegabytes()] as const);
    return { calls: lambda.calls, peakMegabytes: new Map(await Promise.all(peaks)) };
  } finally {
    await host.stop();
    await lambda.stop();
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "fundflow-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
