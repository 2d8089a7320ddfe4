import { SingleBar } from "cli-progress";
import type { Output, Progress } from "./output.ts";

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

/** A reader that has seen enough (head, less) closes the pipe; the command still ends its work, and its exit code tells of that. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

/** The process's own streams; a progress bar on standard error where that is a terminal. */
export const terminal: Output = {
  answer: (text) => process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  progress: (title) => {
    if (!process.stderr.isTTY) return SILENT;
    const bar = new SingleBar({
      format: `${title} {bar} {percentage}% {value}/{total} {duration_formatted}`,
      stream: process.stderr,
      hideCursor: true,
    });
    bar.start(1, 0);
    return {
      update: (done, total) => {
        bar.setTotal(Math.max(total, 1));
        bar.update(done);
      },
      stop: () => {
        bar.stop();
      },
    };
  },
};
