import { randomUUID } from "node:crypto";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, type Message, type SQSClient } from "@aws-sdk/client-sqs";
import type { QueueMessage } from "../../../functions/function.ts";
import { INTAKE_ATTRIBUTES } from "../../../functions/intake/attributes.ts";
import type { QueueWiring } from "../../wiring.ts";
import { deadQueueName, queueName, queueUrl } from "../engines/names.ts";

/** A message that failed as often as its queue allows. */
export interface DeadLetter<Queue extends string = string> extends Pick<QueueMessage, "messageId" | "body" | "messageAttributes"> {
  /** Logical name of the queue it failed in. */
  readonly queue: Queue;
  readonly receiveCount: number;
  readonly sentEpochMs: number;
  /** Of a FIFO queue's message. */
  readonly messageGroupId?: string;
}

/** A dead letter sent to its queue again, where it has a new id. */
export interface Reposted<Queue extends string = string> {
  readonly queue: Queue;
  readonly deadMessageId: string;
  readonly messageId: string;
}

/** A queue as the engine shows it to an onlooker. */
interface InspectedQueue {
  readonly messages: {
    readonly ready: readonly InspectedMessage[];
    readonly delayed: readonly InspectedMessage[];
    readonly inflight: readonly { readonly message: InspectedMessage }[];
  };
}
interface InspectedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly sentTimestamp: number;
  readonly approximateReceiveCount: number;
  readonly messageGroupId?: string;
  readonly messageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue?: string }>>;
}

/**
 * The messages of a queue's dead-letter queue. Read through the engine's own window for onlookers rather than received: a receive hides
 * messages for a while and raises their count.
 */
export async function readDeadLetters<Queue extends string>(endpoint: string, queue: Queue, wiring: QueueWiring): Promise<DeadLetter<Queue>[]> {
  const response = await fetch(`${endpoint}/_fauxqs/queues/${deadQueueName(queue, wiring)}`);
  if (!response.ok) throw new Error(`the dead-letter queue of ${queue} cannot be read: ${response.status} ${await response.text()}`);
  const { messages } = (await response.json()) as InspectedQueue;
  return [...messages.inflight.map(({ message }) => message), ...messages.ready, ...messages.delayed].map((message) => deadLetter(queue, message));
}

function deadLetter<Queue extends string>(queue: Queue, message: InspectedMessage): DeadLetter<Queue> {
  const attributes = Object.entries(message.messageAttributes).map(([name, { DataType, StringValue }]) => [
    name,
    { dataType: DataType, ...(StringValue === undefined ? {} : { stringValue: StringValue }) },
  ]);
  return {
    queue,
    messageId: message.messageId,
    body: message.body,
    receiveCount: message.approximateReceiveCount,
    sentEpochMs: message.sentTimestamp,
    ...(message.messageGroupId === undefined ? {} : { messageGroupId: message.messageGroupId }),
    messageAttributes: Object.fromEntries(attributes) as QueueMessage["messageAttributes"],
  };
}

/**
 * Sends the messages of a queue's dead-letter queue to the queue again, in order. Each is removed there only after it was sent: a process that
 * ends in between leaves both, and a message that comes twice is harmless.
 */
export async function repostDeadLetters<Queue extends string>(
  sqs: SQSClient,
  endpoint: string,
  queue: Queue,
  wiring: QueueWiring,
): Promise<Reposted<Queue>[]> {
  const [source, target] = [queueUrl(endpoint, deadQueueName(queue, wiring)), queueUrl(endpoint, queueName(queue, wiring))];
  const reposted: Reposted<Queue>[] = [];
  for (;;) {
    const message = await receiveOne(sqs, source);
    if (message === undefined) return reposted;
    const { MessageId = "" } = await sqs.send(new SendMessageCommand({ QueueUrl: target, ...again(message) }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: source, ReceiptHandle: message.ReceiptHandle }));
    reposted.push({ queue, deadMessageId: message.MessageId ?? "", messageId: MessageId });
  }
}

async function receiveOne(sqs: SQSClient, source: string): Promise<Message | undefined> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: source,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: 0,
      MessageSystemAttributeNames: ["MessageGroupId"],
      MessageAttributeNames: ["All"],
    }),
  );
  return Messages[0];
}

/**
 * With a new de-duplication id: under its old one the queue would take the message for a repetition and drop it. A message without a ref gets
 * its old id as one, so that its outcome is reported under the id its sender knows.
 */
function again({ MessageId, Body, MessageAttributes, Attributes }: Message) {
  const MessageGroupId = Attributes?.MessageGroupId;
  return {
    MessageBody: Body,
    MessageAttributes: { [INTAKE_ATTRIBUTES.ref]: { DataType: "String", StringValue: MessageId }, ...MessageAttributes },
    ...(MessageGroupId === undefined ? {} : { MessageGroupId, MessageDeduplicationId: randomUUID() }),
  };
}
