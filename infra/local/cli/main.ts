import { Command, CommanderError } from "commander";
import { FormatFault } from "../../../shared/lane/format.ts";
import { DataFolderFault } from "../folder/data-folder-fault.ts";
import type { Output } from "./output.ts";
import { terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";

/** Exit codes: 0 done (rejections are an answer, not a failure), 1 not done, 2 the command line is wrong. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;

type Add = (program: Command, output: Output, fail: () => void) => void;

/** How each command is added to the program, in the order of the help. Half of a start was the loading of what other commands need. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  demo: async () => (await import("./demo-command.ts")).addDemo,
  post: async () => (await import("./post-command.ts")).addPost,
  close: async () => (await import("./close-command.ts")).addClose,
  statement: async () => (await import("./statement-command.ts")).addStatement,
  rate: async () => (await import("./rate-command.ts")).addRate,
  rejections: async () => (await import("./rejections-command.ts")).addRejections,
  verify: async () => (await import("./verify-command.ts")).addVerify,
  rebuild: async () => (await import("./rebuild-command.ts")).addRebuild,
  "dead-letters": async () => (await import("./dead-letters-command.ts")).addDeadLetters,
  redrive: async () => (await import("./redrive.ts")).addRedrive,
  papers: async () => (await import("./papers.ts")).addPapers,
  deliver: async () => (await import("./deliver.ts")).addDeliver,
  findings: async () => (await import("./findings.ts")).addFindings,
  explain: async () => (await import("./explain.ts")).addExplain,
  circular: async () => (await import("./circular.ts")).addCircular,
  reviews: async () => (await import("./reviews.ts")).addReviews,
  year: async () => (await import("./year.ts")).addYear,
  watch: async () => (await import("./watch.ts")).addWatch,
  reconcile: async () => (await import("./reconcile.ts")).addReconcile,
  disburse: async () => (await import("./disburse.ts")).addDisburse,
  policy: async () => (await import("./policy.ts")).addPolicy,
};

/** Runs one command and returns the exit code. */
export async function main(args: readonly string[], output: Output = terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = await buildProgram(args[0] ?? "", output, () => {
    code = EXIT.failed;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof UserError) && !(error instanceof DataFolderFault) && !(error instanceof FormatFault)) throw error;
    output.note(`fundflow: ${error.message}`);
    return EXIT.failed;
  }
}

/** The program with the command named alone, or with all of them where none is named first: for the help, and for a slip of the finger. */
async function buildProgram(name: string, output: Output, fail: () => void): Promise<Command> {
  const program = new Command("fundflow")
    .description("Settlement of hospital advances 垫付资金结算: audits, splits, settles and tracks what the relief funds owe hospitals")
    .exitOverride()
    .configureOutput({
      writeOut: output.answer,
      writeErr: (text) => {
        output.note(text.trimEnd());
      },
    });
  const named = Object.entries(COMMANDS).filter(([command]) => command === name);
  const wanted = named.length > 0 ? named : Object.entries(COMMANDS);
  for (const add of await Promise.all(wanted.map(([, load]) => load()))) add(program, output, fail);
  return program;
}
