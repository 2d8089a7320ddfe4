import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { startRuntimeApi, type Answered } from "./runtime-api.ts";

const CLIENT = new URL("../../node_modules/aws-lambda-ric/", import.meta.url);

/** Why the runtime's client can't run here; undefined where it can. */
export function whyNoRuntimeClient(): string | undefined {
  if (existsSync(new URL("rapid-client.node", CLIENT))) return undefined;
  return "the native part of aws-lambda-ric is not built: `npm run build:runtime-client` builds it on Linux with cmake, make, g++, python3 and xz";
}

export interface LambdaProcessOptions {
  readonly name: string;
  /** The folder of its bundle. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** A function in a process of its own, under the client that runs it on AWS. */
export interface LambdaProcess {
  /** Resolves with the milliseconds from the start of the process to its first request for an event; rejects where it could not be loaded. */
  readonly ready: Promise<number>;
  /** Throws FunctionError where the function threw. */
  readonly invoke: (event: unknown) => Promise<Answered>;
  /** Lines written so far. */
  readonly output: readonly string[];
  readonly errors: readonly string[];
  /** The most memory it ever held. */
  readonly peakMegabytes: () => number;
  readonly stop: () => Promise<void>;
}

export async function startLambda({ name, folder, variables, timeoutSeconds, memoryMb }: LambdaProcessOptions): Promise<LambdaProcess> {
  const api = await startRuntimeApi(`arn:aws:lambda:us-east-1:000000000000:function:${name}`);
  const startedMs = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL("index.mjs", CLIENT)), "index.handler"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...variables,
      PATH: process.env["PATH"],
      TZ: ":UTC",
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: "index.handler",
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: "stream",
    },
  });
  const errors = linesOf(child.stderr);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      resolve();
      void api.stop(new Error(`${name} ended (${code ?? signal ?? "?"}): ${errors.join("\n")}`));
    });
  });
  return {
    ready: api.ready.then(() => performance.now() - startedMs),
    invoke: (event) => api.invoke(event, timeoutSeconds),
    output: linesOf(child.stdout),
    errors,
    peakMegabytes: () => peakMegabytes(child),
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function linesOf(stream: Readable): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on("line", (line) => lines.push(line));
  return lines;
}

function peakMegabytes({ pid }: ChildProcess): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, "utf8"))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid ?? 0} does not say how much memory it held`);
  return Number(kilobytes) / 1024;
}
