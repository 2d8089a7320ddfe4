import { INTAKE_ATTRIBUTES } from "../../../functions/intake/attributes.ts";
import type { Outcome } from "../../../shared/contract/outcome-report.ts";
import type { StoredRejection } from "../../../shared/contract/rejection.ts";
import { LIMITS } from "../../../shared/limits.ts";
import type { Host } from "../host/host.ts";
import type { Progress } from "./output.ts";
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
  readonly rejections: readonly ReportedRejection[];
}

/**
 * Remembers how every message ended. One that was delivered twice is reported once, as it was first; but where one worker rejected it and
 * another one posted it, around a month's close, it is posted.
 */
export class OutcomeBook {
  readonly #outcomes = new Map<string, Outcome>();

  take(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.outcome === "deferred") continue;
      const known = this.#outcomes.get(outcome.ref);
      const isOvertaken = known?.outcome === "rejected" && outcome.outcome !== "rejected";
      if (known === undefined || isOvertaken) this.#outcomes.set(outcome.ref, outcome);
    }
  }

  get(ref: string): Outcome | undefined {
    return this.#outcomes.get(ref);
  }

  get size(): number {
    return this.#outcomes.size;
  }
}

/** Messages sent before the progress is shown again. */
const CHUNK = LIMITS.queueBatch * 10;

/** Sends messages in order, waits until every queue is empty, and reports what became of each. */
export async function postMessages(
  host: Host,
  book: OutcomeBook,
  messages: AsyncIterable<InputMessage> | Iterable<InputMessage>,
  progress: Progress,
): Promise<PostReport> {
  const before = book.size;
  const sent: { ref: string; file: string; line: number }[] = [];
  let chunk: InputMessage[] = [];
  const show = (): void => {
    progress.update(book.size - before, sent.length);
  };
  const flush = async (): Promise<void> => {
    const refs = await host.send("intake", chunk.map(toQueueMessage));
    chunk.forEach(({ file, line }, place) => sent.push({ ref: refs[place] ?? "", file, line }));
    chunk = [];
    show();
  };
  for await (const message of messages) {
    chunk.push(message);
    if (chunk.length >= CHUNK) await flush();
  }
  await flush();
  await host.drain({ onProgress: show });
  show();
  return report(book, sent);
}

function toQueueMessage({ body, problem }: InputMessage): { body: string; attributes: Record<string, string> } {
  return { body, attributes: problem === undefined ? {} : { [INTAKE_ATTRIBUTES.defect]: JSON.stringify(problem) } };
}

function report(book: OutcomeBook, sent: readonly { ref: string; file: string; line: number }[]): PostReport {
  const counts = { posted: 0, already_applied: 0, rejected: 0, dead_lettered: 0 };
  const rejections: ReportedRejection[] = [];
  for (const { ref, file, line } of sent) {
    const outcome = book.get(ref);
    if (outcome === undefined || outcome.outcome === "deferred") counts.dead_lettered += 1;
    else counts[outcome.outcome] += 1;
    if (outcome?.outcome === "rejected") rejections.push({ file, line, ...outcome.rejection });
  }
  return { ...counts, rejections };
}
