import { main } from "../../infra/local/cli/main.ts";

/** What a command said, run in this process. */
export interface Said {
  readonly code: number;
  readonly answer: string;
  readonly notes: readonly string[];
}

export async function runMain(args: readonly string[]): Promise<Said> {
  const answers: string[] = [];
  const notes: string[] = [];
  const code = await main(args, {
    answer: (text) => {
      answers.push(text);
    },
    note: (text) => {
      notes.push(text);
    },
    progress: () => ({
      update: () => undefined,
      stop: () => undefined,
    }),
  });
  return { code, answer: answers.join("\n"), notes };
}
