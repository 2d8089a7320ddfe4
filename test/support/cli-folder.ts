import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { PostReport } from "../../infra/local/cli/post.ts";
import type { Fields } from "./messages.ts";
import { runMain, type Said } from "./run-main.ts";

/** Commands on a data folder of their own, run in this process. */
export interface CliFolder {
  readonly run: (line: string) => Promise<Said>;
  /** The JSON a command answers with; it must end well and say nothing besides. */
  readonly ask: <T>(line: string) => Promise<T>;
  readonly post: (name: string, messages: readonly Fields[]) => Promise<PostReport>;
  readonly remove: () => void;
}

export function openCliFolder(name: string): CliFolder {
  const folder = mkdtempSync(join(tmpdir(), `fundflow-${name}-`));
  const run = (line: string): Promise<Said> => runMain([...line.split(" "), "--data", join(folder, "data")]);
  const ask = async <T>(line: string): Promise<T> => {
    const { code, answer, notes } = await run(`${line} --format json`);
    expect({ code, notes }, line).toEqual({ code: 0, notes: [] });
    return JSON.parse(answer) as T;
  };
  return {
    run,
    ask,
    post: (file, messages) => {
      writeFileSync(join(folder, file), messages.map((message) => JSON.stringify(message)).join("\n"));
      return ask<PostReport>(`post ${join(folder, file)}`);
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
