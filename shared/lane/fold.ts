import { checkFormat, FORMATS } from "./format.ts";
import { LIMITS } from "../limits.ts";
import type { Fold, MessageRecord } from "./record.ts";

/** One FIFO message with the intake messages it carries. */
export interface PackedFold {
  readonly lane: string;
  /** JSON of a Fold. */
  readonly body: string;
  readonly messageIds: readonly string[];
}

/** A record on its way to its lane, with the queue's id of the message it came in. */
export interface Addressed {
  readonly lane: string;
  readonly record: MessageRecord;
  readonly messageId: string;
}

/** Writes a fold as the ledger reads it; its records come last. */
export function writeFold({ lane, records }: Fold): string {
  return JSON.stringify({ format: FORMATS.fold, lane, records });
}

/** Reads a fold. Throws FormatFault where a newer version sent it. */
export function readFold(body: string): Fold {
  const fold = JSON.parse(body) as Fold & { readonly format?: number };
  checkFormat("fold", fold.format, `a fold of lane ${fold.lane}`);
  return fold;
}

/** What one FIFO message may carry; LIMITS says how much. */
export type FoldLimits = Readonly<Record<"foldRecords" | "foldBytes", number>>;

/**
 * Folds an intake batch by lane: as few messages per lane as the limits of records and bytes allow. The order of arrival is kept, so that
 * what becomes of a file does not depend on where its batches happened to end.
 */
export function foldByLane(addressed: readonly Addressed[], limits: FoldLimits = LIMITS): PackedFold[] {
  const lanes = Map.groupBy(addressed, ({ lane }) => lane);
  return [...lanes].flatMap(([lane, items]) => packLane(lane, items, limits));
}

function packLane(lane: string, items: readonly Addressed[], limits: FoldLimits): PackedFold[] {
  const folds: PackedFold[] = [];
  let texts: string[] = [];
  let messageIds: string[] = [];
  const empty = writeFold({ lane, records: [] });
  const envelope = Buffer.byteLength(empty);
  let bytes = envelope;
  const flush = (): void => {
    if (texts.length > 0) folds.push({ lane, body: `${empty.slice(0, -2)}${texts.join(",")}]}`, messageIds });
    texts = [];
    messageIds = [];
    bytes = envelope;
  };
  for (const { record, messageId } of items) {
    const text = JSON.stringify(record);
    const size = Buffer.byteLength(text) + 1;
    if (texts.length >= limits.foldRecords || bytes + size > limits.foldBytes) flush();
    texts.push(text);
    messageIds.push(messageId);
    bytes += size;
  }
  flush();
  return folds;
}
