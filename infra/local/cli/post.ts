import { INTAKE_ATTRIBUTES } from "../../../functions/intake/attributes.ts";
import type { StoredRejection } from "../../../shared/contract/rejection.ts";
import { LIMITS } from "../../../shared/limits.ts";
import type { Progress } from "./output.ts";
import type { Ending, Pipeline } from "./pipeline.ts";
import type { InputMessage } from "./read-messages.ts";

/** A rejection with the place of its message in the files that were posted. */
export type ReportedRejection = { readonly file: string; readonly line: number } & StoredRejection;

/** What became of the messages of one posting. */
export interface PostReport {
  readonly posted: number;
  readonly already_applied: number;
  readonly rejected: number;
  /** Messages that hit a fault again and again; they lie in a dead-letter queue and can be posted again from there. */
  readonly dead_lettered: number;
  /** Messages sent to a stack of which nothing was heard within the time; absent where there are none. They are not lost. */
  readonly waiting?: number;
  readonly rejections: readonly ReportedRejection[];
}

/** Messages sent before the progress is shown again. */
const CHUNK = LIMITS.queueBatch * 10;

/** Sends messages in order, waits until they have ended, and reports what became of them. */
export async function postMessages(
  pipeline: Pipeline,
  messages: AsyncIterable<InputMessage> | Iterable<InputMessage>,
  progress: Progress,
): Promise<PostReport> {
  return report(await postEach(pipeline, messages, progress));
}

/** How a message ended, and its place in the files. */
export interface PlacedEnding {
  readonly file: string;
  readonly line: number;
  readonly ending: Ending;
}

/** The same, message by message. */
export async function postEach(
  pipeline: Pipeline,
  messages: AsyncIterable<InputMessage> | Iterable<InputMessage>,
  progress: Progress,
): Promise<readonly PlacedEnding[]> {
  const before = pipeline.ended;
  const sent: Sent[] = [];
  let chunk: InputMessage[] = [];
  const show = (): void => {
    progress.update(pipeline.ended - before, sent.length);
  };
  const flush = async (): Promise<void> => {
    const refs = await pipeline.send("intake", chunk.map(toQueueMessage));
    chunk.forEach(({ file, line }, place) => sent.push({ ref: refs[place] ?? "", file, line }));
    chunk = [];
    show();
  };
  for await (const message of messages) {
    chunk.push(message);
    if (chunk.length >= CHUNK) await flush();
  }
  await flush();
  await pipeline.settle(
    sent.map(({ ref }) => ref),
    show,
  );
  show();
  return sent.map(({ ref, file, line }) => ({ file, line, ending: pipeline.endingOf(ref) }));
}

/** A message that was sent, and its place in the files. */
interface Sent {
  readonly ref: string;
  readonly file: string;
  readonly line: number;
}

function toQueueMessage({ body, problem }: InputMessage): { body: string; attributes: Record<string, string> } {
  return { body, attributes: problem === undefined ? {} : { [INTAKE_ATTRIBUTES.defect]: JSON.stringify(problem) } };
}

function report(endings: readonly PlacedEnding[]): PostReport {
  const counts = { posted: 0, already_applied: 0, rejected: 0, dead_lettered: 0, waiting: 0 };
  const rejections: ReportedRejection[] = [];
  for (const { file, line, ending } of endings) {
    counts[ending.outcome] += 1;
    if (ending.outcome === "rejected") rejections.push({ file, line, ...ending.rejection });
  }
  const { waiting, ...ended } = counts;
  return { ...ended, ...(waiting === 0 ? {} : { waiting }), rejections };
}
