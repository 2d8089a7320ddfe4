import { Option } from "commander";

/** How a command answers. */
export const FORMATS = ["table", "json"] as const;

/** The option of a command that answers with a table or with JSON. */
export function formatOption(): Option {
  return new Option("--format <format>", "how to answer; JSON goes to standard output alone").choices([...FORMATS]).default("table");
}

/** Where a command writes: answers to standard output, everything else to standard error. */
export interface Output {
  readonly answer: (text: string) => void;
  readonly note: (text: string) => void;
  /** Shows how far a long command is; nothing unless standard error is a terminal. */
  readonly progress: (title: string) => Progress;
}

export interface Progress {
  /** The total may grow while work goes on. */
  update(done: number, total: number): void;
  stop(): void;
}

export function answerJson(output: Output, value: unknown): void {
  output.answer(JSON.stringify(value, null, 2));
}
