import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { QueueEvent, QueueMessage } from "../../../functions/function.ts";
import { ENGINE_REGION } from "../engines/names.ts";

/** The event Lambda would hand to a function for these messages. */
export function queueEvent(messages: readonly Message[], sourceArn: string): QueueEvent {
  return { Records: messages.map((message) => queueMessage(message, sourceArn)) };
}

function queueMessage(message: Message, sourceArn: string) {
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? "",
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attribute(value)])),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: sourceArn,
    awsRegion: ENGINE_REGION,
  } satisfies QueueMessage & Record<string, unknown>;
}

function attribute({ StringValue, BinaryValue, DataType }: MessageAttributeValue) {
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType ?? "String",
  };
}
