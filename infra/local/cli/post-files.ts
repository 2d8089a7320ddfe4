import { NOTHING_BESIDE, type Beside } from "./beside.ts";
import type { Encoding } from "./encoding.ts";
import type { Output } from "./output.ts";
import { postMessages, type PostReport } from "./post.ts";
import { checkFiles, readMessages, type InputMessage } from "./read-messages.ts";
import { UserError } from "./user-error.ts";
import { withTarget, type TargetOptions } from "./with-target.ts";

export interface PostFilesOptions {
  readonly at: TargetOptions;
  readonly encoding: Encoding | undefined;
  readonly beside?: Beside;
  readonly output: Output;
}

/**
 * Posts files one after another. A file that can't be read is reported in `failures`, and the others are posted all the same; that a message
 * is rejected is no failure but in the report.
 */
export async function postFiles(files: readonly string[], options: PostFilesOptions): Promise<{ report: PostReport; failures: string[] }> {
  await checkFiles(files);
  const failures: string[] = [];
  const { output } = options;
  const report = await withTarget(options.at, "post", output.note, async ({ pipeline }) => {
    const progress = output.progress("posting 入账");
    try {
      return await postMessages(pipeline, readAll(files, options, failures), progress);
    } finally {
      progress.stop();
    }
  });
  return { report, failures };
}

async function* readAll(
  files: readonly string[],
  { encoding, output, beside = NOTHING_BESIDE }: PostFilesOptions,
  failures: string[],
): AsyncGenerator<InputMessage> {
  for (const file of files) {
    let messages = 0;
    try {
      for await (const message of readMessages(file, { ...(encoding === undefined ? {} : { encoding }), beside, warn: output.note })) {
        messages += 1;
        yield message;
      }
      if (messages === 0) failures.push(`${file} holds no message: nothing of it was sent`);
    } catch (error) {
      if (error instanceof UserError) failures.push(error.message);
      else if (isReadFault(error)) failures.push(`${file} can't be read (${error.message}): ${messages} messages of it were sent`);
      else throw error;
    }
  }
}

/** The operating system refused, or the disk is broken. What the file's reader throws besides is a bug. */
function isReadFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
