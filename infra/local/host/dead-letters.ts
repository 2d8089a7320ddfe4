import type { QueueMessage } from "../../../functions/function.ts";
import type { QueueWiring } from "../../wiring.ts";
import { deadQueueName } from "../engines/names.ts";

/** A message that failed as often as its queue allows. */
export interface DeadLetter<Queue extends string = string> extends Pick<QueueMessage, "messageId" | "body" | "messageAttributes"> {
  /** Logical name of the queue it failed in. */
  readonly queue: Queue;
  readonly receiveCount: number;
  readonly sentEpochMs: number;
  /** Of a FIFO queue's message. */
  readonly messageGroupId?: string;
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
