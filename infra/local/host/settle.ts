import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, type Message, type SQSClient } from "@aws-sdk/client-sqs";
import { LIMITS } from "../../../shared/limits.ts";
import { chunks, eachAtOnce } from "./each-at-once.ts";

/** Requests of one batch under way at once: enough to hide the engine's answer time, few enough to leave sockets to other batches. */
const AT_ONCE = 8;

/**
 * Removes the messages that succeeded. What the engine does not remove is delivered again, which every function takes in its stride, so there
 * is nothing to do about it here.
 */
export async function removeMessages(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  await eachAtOnce(chunks(messages, LIMITS.queueBatch), AT_ONCE, (chunk) =>
    sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(chunk) })),
  );
}

/** Lets the messages come back after the delay, one receive nearer to the dead-letter queue. */
export async function returnMessages(sqs: SQSClient, QueueUrl: string, messages: readonly Message[], VisibilityTimeout: number): Promise<void> {
  await eachAtOnce(chunks(messages, LIMITS.queueBatch), AT_ONCE, (chunk) => {
    const Entries = entries(chunk).map((entry) => ({ ...entry, VisibilityTimeout }));
    return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  });
}

const entries = (messages: readonly Message[]) => messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
