import { SendMessageBatchCommand, type MessageAttributeValue, type SQSClient } from "@aws-sdk/client-sqs";
import { LIMITS } from "../../../shared/limits.ts";

/** A message to send: its body alone, or with attributes. */
export type OutgoingMessage = string | { readonly body: string; readonly attributes?: Readonly<Record<string, string>> };

/** A message the queue did not take. Those before it, and perhaps some of the nine around it, are sent; sending all again is harmless. */
export class SendFault extends Error {
  override readonly name = "SendFault";
  /** Its place among the messages, from 0. */
  readonly index: number;

  constructor(index: number, reason: string) {
    super(`message ${index + 1} was not taken by the queue: ${reason}`);
    this.index = index;
  }
}

/**
 * Sends the messages to a standard queue and returns their ids in the same order. One batch follows another, so that the messages stand in the
 * queue as they stood in the file. Throws SendFault.
 */
export async function sendMessages(sqs: Pick<SQSClient, "send">, queueUrl: string, messages: readonly OutgoingMessage[]): Promise<string[]> {
  const ids: string[] = [];
  for (const batch of batches(messages)) {
    const Entries = batch.map((message, index) => ({ Id: String(index), ...message }));
    const { Successful = [], Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [failure] = Failed;
    if (failure !== undefined) throw new SendFault(ids.length + Number(failure.Id), `${failure.Code ?? ""} ${failure.Message ?? ""}`);
    const idOf = new Map(Successful.map(({ Id, MessageId }) => [Id, MessageId]));
    ids.push(...batch.map((_, index) => idOf.get(String(index)) ?? ""));
  }
  return ids;
}

interface Entry {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
}

/** The messages in order, in batches SQS takes in one request. */
function* batches(messages: readonly OutgoingMessage[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const [index, message] of messages.entries()) {
    const entry = toEntry(message);
    const size = sizeOf(entry);
    if (size > LIMITS.queueBatchBytes) throw new SendFault(index, `it has ${size} bytes, SQS takes ${LIMITS.queueBatchBytes}`);
    if (batch.length === LIMITS.queueBatch || bytes + size > LIMITS.queueBatchBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function toEntry(message: OutgoingMessage): Entry {
  const { body, attributes = {} } = typeof message === "string" ? { body: message } : message;
  const text = Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }] as const);
  return { MessageBody: body, MessageAttributes: Object.fromEntries(text) };
}

/** As SQS counts: the body, and of an attribute its name, type and value. */
function sizeOf({ MessageBody, MessageAttributes }: Entry): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, { DataType = "", StringValue = "" }]) => [name, DataType, StringValue]);
  return [MessageBody, ...attributes].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}
