import { createHash } from "node:crypto";
import { SendMessageBatchCommand, SendMessageCommand, type MessageAttributeValue, type SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { LIMITS } from "../shared/limits.ts";
import type { Queues } from "./function.ts";

/** One message to a FIFO queue. */
export interface GroupedMessage {
  readonly group: string;
  readonly body: string;
  /** Makes the de-duplication id: equal messages of different deliveries must not be taken for one. */
  readonly salt: string;
}

/** Sends messages to a FIFO queue, ten at a time and each group in order. Returns the places of those that could not be sent. */
export async function sendGrouped(client: Queues, queueUrl: string, messages: readonly GroupedMessage[]): Promise<number[]> {
  const failed: number[] = [];
  for (const batch of batches(messages)) {
    const entries = batch.map(({ message, place }): SendMessageBatchRequestEntry => ({
      Id: String(place),
      MessageBody: message.body,
      MessageGroupId: message.group,
      MessageDeduplicationId: createHash("sha256").update(`${message.salt}\n${message.body}`).digest("hex"),
    }));
    try {
      const result = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      failed.push(...(result.Failed ?? []).map((one) => Number(one.Id)));
    } catch (error) {
      // The SDK has retried already. What was not sent comes back through the intake queue.
      failed.push(...batch.map(({ place }) => place));
      if (failed.length === messages.length) throw error;
    }
  }
  return failed;
}

/** Sends one message to a standard queue, to be received after a delay. */
export async function sendLater(
  client: Queues,
  queueUrl: string,
  body: string,
  delaySeconds: number,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const messageAttributes: Record<string, MessageAttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) messageAttributes[name] = { DataType: "String", StringValue: value };
  await client.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds, MessageAttributes: messageAttributes }),
  );
}

interface Placed {
  readonly message: GroupedMessage;
  readonly place: number;
}

/** Batches within the limits of entries and bytes, in order. */
function batches(messages: readonly GroupedMessage[]): Placed[][] {
  const result: Placed[][] = [];
  let bytes = 0;
  messages.forEach((message, place) => {
    const size = Buffer.byteLength(message.body);
    const open = result.at(-1);
    if (open === undefined || open.length >= LIMITS.queueBatch || bytes + size > LIMITS.foldBatchBytes) {
      result.push([{ message, place }]);
      bytes = size;
    } else {
      open.push({ message, place });
      bytes += size;
    }
  });
  return result;
}
