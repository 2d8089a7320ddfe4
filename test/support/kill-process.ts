import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { runCli, type CliResult } from "./cli.ts";
import { MOMENT_VARIABLE, PROGRESS_PIPE, type Moment, type Progress } from "./kill-moment.ts";

const ENV = {
  FUNDFLOW_PERSON_KEY: "kill-test-key",
  // What the launcher of the command line chooses; named here so that it holds for the launcher of the test too.
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../../node_modules/.cache/fundflow", import.meta.url)),
};
const LAUNCHER = fileURLToPath(new URL("./kill-launcher.ts", import.meta.url));

/** Runs the command line as a process of its own, which tells how far it came and dies at the moment, where one is given. */
export async function runMortal(args: readonly string[], moment?: Moment): Promise<CliResult & Progress> {
  let progress = "";
  const result = await runCli(args, {
    launcher: LAUNCHER,
    env: { ...ENV, [MOMENT_VARIABLE]: moment === undefined ? "" : JSON.stringify(moment) },
    morePipes: 1,
    onStart: ({ stdio }) => {
      (stdio[PROGRESS_PIPE] as Readable).setEncoding("utf8").on("data", (text: string) => (progress += text));
    },
  });
  if (progress === "") throw new Error(`${args.join(" ")} ended before it opened its engines: ${JSON.stringify(result)}`);
  return { ...result, ...(JSON.parse(progress) as Progress) };
}
