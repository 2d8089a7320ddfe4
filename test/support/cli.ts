import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../infra/local/fundflow.mjs", import.meta.url));

/** How a process of the command line ended. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What to run in place of the launcher. */
  readonly launcher?: string;
  /** Given the process as soon as it is there. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Pipes besides the three streams every process has. */
  readonly morePipes?: number;
}

/** Runs the command line as a process of its own. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { env, launcher = LAUNCHER, onStart = () => undefined, morePipes = 0 } = options;
  const stdio: StdioOptions = ["ignore", "pipe", "pipe", ...Array.from({ length: morePipes }, () => "pipe" as const)];
  const child: ChildProcess = spawn(process.execPath, [launcher, ...args], { env: { ...process.env, ...env }, stdio });
  let [stdout, stderr] = ["", ""];
  textOf(child.stdout, (text) => (stdout += text));
  textOf(child.stderr, (text) => (stderr += text));
  onStart(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

function textOf(stream: Readable | null, take: (text: string) => void): void {
  stream?.setEncoding("utf8").on("data", take);
}
