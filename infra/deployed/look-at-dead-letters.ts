import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type Message,
  type MessageAttributeValue,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { LIMITS } from "../../shared/limits.ts";
import type { DeadQueue } from "../local/cli/pipeline.ts";
import type { DeadLetter } from "../local/host/dead-letters.ts";
import { chunks } from "../local/host/each-at-once.ts";
import type { QueueName } from "../wiring.ts";

/** Dead letters shown of a queue at most; how many there are is said besides. */
const MOST_SHOWN = 100;
/** While they are looked at they are hidden from others, and all that a killed command leaves behind is that. */
const HIDDEN_SECONDS = 60;

/**
 * What lies in a queue's dead-letter queue. SQS has no window for onlookers: messages are received, which raises their count and hides them, and
 * given back. Of a FIFO queue the messages of a group stay hidden behind the first ten.
 */
export async function lookAtDeadLetters(
  sqs: Pick<SQSClient, "send">,
  queue: QueueName,
  QueueUrl: string,
  WaitTimeSeconds: number,
): Promise<DeadQueue> {
  const messages = await countDead(sqs, QueueUrl);
  if (messages === 0) return { queue, messages, shown: [] };
  const received = new Map<string, Message>();
  try {
    while (received.size < MOST_SHOWN) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: LIMITS.queueBatch,
          WaitTimeSeconds,
          VisibilityTimeout: HIDDEN_SECONDS,
          MessageSystemAttributeNames: ["MessageGroupId", "ApproximateReceiveCount", "SentTimestamp"],
          MessageAttributeNames: ["All"],
        }),
      );
      if (Messages.length === 0) break;
      for (const message of Messages) received.set(message.MessageId ?? "", message);
    }
  } finally {
    await giveBack(sqs, QueueUrl, [...received.values()]);
  }
  return { queue, messages: Math.max(messages, received.size), shown: [...received.values()].map((message) => deadLetter(queue, message)) };
}

const COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;

async function countDead(sqs: Pick<SQSClient, "send">, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }));
  return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

async function giveBack(sqs: Pick<SQSClient, "send">, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (const chunk of chunks(messages, LIMITS.queueBatch)) {
    const Entries = chunk.map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle, VisibilityTimeout: 1 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

function deadLetter(queue: QueueName, { MessageId = "", Body = "", Attributes = {}, MessageAttributes = {} }: Message): DeadLetter<QueueName> {
  const { MessageGroupId, ApproximateReceiveCount, SentTimestamp } = Attributes;
  return {
    queue,
    messageId: MessageId,
    body: Body,
    receiveCount: Number(ApproximateReceiveCount),
    sentEpochMs: Number(SentTimestamp),
    ...(MessageGroupId === undefined ? {} : { messageGroupId: MessageGroupId }),
    messageAttributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, value]) => [name, attribute(value)])),
  };
}

function attribute({ DataType = "String", StringValue }: MessageAttributeValue): DeadLetter["messageAttributes"][string] {
  return { dataType: DataType, ...(StringValue === undefined ? {} : { stringValue: StringValue }) };
}
