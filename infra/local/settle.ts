import { LIMITS } from "../../shared/limits.ts";
import { chunks, eachAtOnce } from "./each-at-once.ts";
import type { QueueApi, ReceivedMessage } from "./queue-api.ts";

/** Requests of one batch under way at once: enough to hide the engine's answer time, few enough to leave sockets to other batches. */
const AT_ONCE = 8;

/**
 * Removes the messages that succeeded. What the engine does not remove is delivered again, which every function takes in its stride, so there
 * is nothing to do about it here.
 */
export async function removeMessages(queues: QueueApi, QueueUrl: string, messages: readonly ReceivedMessage[]): Promise<void> {
  await eachAtOnce(chunks(messages, LIMITS.queueBatch), AT_ONCE, (chunk) => queues.call("DeleteMessageBatch", { QueueUrl, Entries: entries(chunk) }));
}

/** Lets the messages come back after the delay, one receive nearer to the dead-letter queue. */
export async function returnMessages(
  queues: QueueApi,
  QueueUrl: string,
  messages: readonly ReceivedMessage[],
  VisibilityTimeout: number,
): Promise<void> {
  await eachAtOnce(chunks(messages, LIMITS.queueBatch), AT_ONCE, (chunk) => {
    const Entries = entries(chunk).map((entry) => ({ ...entry, VisibilityTimeout }));
    return queues.call("ChangeMessageVisibilityBatch", { QueueUrl, Entries });
  });
}

const entries = (messages: readonly ReceivedMessage[]) => messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
