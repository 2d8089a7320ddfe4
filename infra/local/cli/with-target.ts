import { InvalidArgumentError, Option, type Command } from "commander";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import type { Pipeline } from "./pipeline.ts";
import { withEngines, withHost, withPostedTo, withStore } from "./with-host.ts";

/** Where a command works: in a data folder, or on an installation on AWS. */
export interface TargetOptions {
  readonly data?: string;
  readonly target?: "local" | "aws";
  readonly stack?: string;
  /** How long a command that posts waits for a stack's functions. */
  readonly wait?: number;
}

/** What a command works with, wherever it works. */
export interface TargetSession {
  readonly store: LedgerStore;
  readonly pipeline: Pipeline;
}

const DEFAULT_WAIT_SECONDS = 300;

/** Gives a command the options that say where it works. What does not go together ends as a wrong command line. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(
      new Option("--target <target>", "where the ledger is: in a data folder here, or on AWS (docs/command-line.md)")
        .choices(["local", "aws"])
        .default("local"),
    )
    .option("--stack <name>", "with --target aws: the installation's name, e.g. FundFlow-prod", stackArgument)
    .hook("preAction", (one) => {
      const problem = problemOf(one.opts<TargetOptions>());
      if (problem !== undefined) one.error(`error: ${problem}`);
    });
}

/** Of a command that posts: how long it waits for what it sent. */
export function addWaitOption(command: Command): Command {
  return command.option(
    "--wait <seconds>",
    `with --target aws: how long to wait for outcomes 等待秒数 (default: ${DEFAULT_WAIT_SECONDS})`,
    waitArgument,
  );
}

function problemOf({ data, target, stack, wait }: TargetOptions): string | undefined {
  if (target === "aws") {
    if (stack === undefined) return "--target aws needs --stack, the installation's name such as FundFlow-prod";
    if (data !== undefined) return "--data names a folder on this machine and goes without --target aws";
    return undefined;
  }
  if (stack !== undefined) return "--stack names an installation on AWS and needs --target aws";
  if (wait !== undefined) return "--wait is for --target aws; in a data folder a command waits until all is done";
  return undefined;
}

function stackArgument(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no stack's name; write it as FundFlow-prod.`);
  return text;
}

function waitArgument(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a number of seconds.`);
  return Number(text);
}

/**
 * What a command needs of a data folder: to look at all of it, to post to it, which makes the folder, or to work on what was posted before. A
 * stack is there or not.
 */
export type Use = "look" | "post" | "existing";

const LOCAL = { look: withEngines, post: withHost, existing: withPostedTo } as const;

/** Does the work where the options say. What speaks to AWS is loaded only where that is asked for. */
export async function withTarget<T>(
  { data, target, stack, wait = DEFAULT_WAIT_SECONDS }: TargetOptions,
  use: Use,
  log: (line: string) => void,
  work: (session: TargetSession) => Promise<T>,
): Promise<T> {
  if (target !== "aws") return LOCAL[use](data, log, work);
  const { withStack } = await import("../../deployed/with-stack.ts");
  return withStack({ name: stack ?? "", waitSeconds: wait }, work);
}

/** The same for a command that only reads the ledger: of a data folder nothing else is opened. */
export async function withLedger<T>(options: TargetOptions, work: (reading: Pick<TargetSession, "store">) => Promise<T>): Promise<T> {
  if (options.target !== "aws") return withStore(options.data, work);
  return withTarget(options, "look", () => undefined, work);
}
