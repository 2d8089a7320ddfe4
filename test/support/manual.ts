import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { runMain } from "./run-main.ts";

/** A block of commands in a document, and the answer the document shows for it. */
export interface ManualStep {
  /** Of the block's first command in the document. */
  readonly line: number;
  readonly commands: readonly ManualCommand[];
  /** None where no answer is shown. */
  readonly shown: readonly string[] | undefined;
}

export type ManualCommand =
  | { readonly kind: "fundflow"; readonly args: readonly string[] }
  | { readonly kind: "write"; readonly file: string; readonly text: string }
  | { readonly kind: "show"; readonly file: string };

/** What is left out of a shown answer: any number of lines. */
const LEFT_OUT = "…";

const BLOCK = /^```bash\n(.*?)^```\n(?:\n*```text\n(.*?)^```\n)?/gms;

/** The commands a document tells its readers to type, in order. */
export function readManual(document: string): ManualStep[] {
  return [...document.matchAll(BLOCK)].map(({ 1: block = "", 2: answer, index }) => ({
    line: document.slice(0, index).split("\n").length + 1,
    commands: readCommands(block.split("\n").slice(0, -1)),
    shown: answer?.split("\n").slice(0, -1),
  }));
}

function readCommands(lines: readonly string[]): ManualCommand[] {
  const commands: ManualCommand[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const heredoc = /^cat > (\S+) <<'END'$/.exec(line);
    const shown = /^cat (\S+)$/.exec(line);
    if (line.startsWith("npx fundflow ")) commands.push({ kind: "fundflow", args: line.split(" ").slice(2) });
    else if (shown !== null) commands.push({ kind: "show", file: shown[1] ?? "" });
    else if (heredoc !== null) {
      const end = lines.indexOf("END", at);
      if (end < 0) throw new Error(`no END after: ${line}`);
      commands.push({ kind: "write", file: heredoc[1] ?? "", text: `${lines.slice(at + 1, end).join("\n")}\n` });
      at = end;
    } else throw new Error(`no test runs this command: ${line}`);
  }
  return commands;
}

/** Runs a step's commands in the working folder; what they answered, in lines. Throws where one does not end with 0. */
export async function runStep({ commands }: ManualStep): Promise<string[]> {
  const answers: string[] = [];
  for (const command of commands) {
    if (command.kind === "write") {
      mkdirSync(dirname(command.file), { recursive: true });
      writeFileSync(command.file, command.text);
    } else if (command.kind === "show")
      answers.push(
        readFileSync(command.file, "utf8")
          .replace(/^\uFEFF/, "")
          .trimEnd(),
      );
    else {
      const { code, answer, notes } = await runMain(command.args);
      if (code !== 0) throw new Error(`fundflow ${command.args.join(" ")} ended with ${code}: ${notes.join("\n")}`);
      answers.push(answer.trimEnd());
    }
  }
  return answers.flatMap((answer) => answer.split(/\r?\n/)).map((line) => line.trimEnd());
}

/** The first shown line that the answer does not have in its place; nothing where the answer is as shown. */
export function firstDifference(shown: readonly string[], answered: readonly string[]): string | undefined {
  let at = 0;
  let free = false;
  for (const line of shown) {
    if (line === LEFT_OUT) {
      free = true;
      continue;
    }
    const found = free ? answered.indexOf(line, at) : answered[at] === line ? at : -1;
    if (found < 0) return line;
    at = found + 1;
    free = false;
  }
  return free || at === answered.length ? undefined : answered[at];
}
