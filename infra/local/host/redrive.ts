import { randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { INTAKE_ATTRIBUTES } from "../../../functions/intake/attributes.ts";

/** A dead letter sent to its queue again, where it has a new id. */
export interface Redriven<Queue extends string = string> {
  readonly queue: Queue;
  readonly deadMessageId: string;
  readonly messageId: string;
}

/** How long a message under way is hidden from others; longer than sending and removing it takes, and all that a killed command leaves behind. */
const HIDDEN_SECONDS = 60;

/** A queue, its dead-letter queue, and how long a receive waits for messages before it takes the queue to be empty. */
export interface Redriving<Queue extends string> {
  readonly queue: Queue;
  readonly url: string;
  readonly deadUrl: string;
  readonly waitSeconds: number;
}

/**
 * Sends the messages of a queue's dead-letter queue to the queue again, in order. Each is removed there only after it was sent: a process that
 * ends in between leaves both, and a message that comes twice is harmless. One that fails again meanwhile and comes round is left where it is.
 */
export async function redriveQueue<Queue extends string>(
  sqs: Pick<SQSClient, "send">,
  { queue, url, deadUrl, waitSeconds }: Redriving<Queue>,
): Promise<Redriven<Queue>[]> {
  const redriven = new Map<string, Redriven<Queue>>();
  for (;;) {
    const message = await receiveOne(sqs, deadUrl, waitSeconds);
    if (message === undefined) return [...redriven.values()];
    const { MessageId: deadMessageId = "", ReceiptHandle } = message;
    if (redriven.has(deadMessageId)) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: deadUrl, ReceiptHandle, VisibilityTimeout: 1 }));
      return [...redriven.values()];
    }
    const { MessageId: messageId = "" } = await sqs.send(new SendMessageCommand({ QueueUrl: url, ...again(message) }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: deadUrl, ReceiptHandle }));
    // A message keeps its id on its way to the dead-letter queue.
    redriven.set(messageId, { queue, deadMessageId, messageId });
  }
}

async function receiveOne(sqs: Pick<SQSClient, "send">, QueueUrl: string, WaitTimeSeconds: number): Promise<Message | undefined> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds,
      VisibilityTimeout: HIDDEN_SECONDS,
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
