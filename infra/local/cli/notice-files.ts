import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteMessageCommand, ReceiveMessageCommand, type Message } from "@aws-sdk/client-sqs";
import type { NoticeMessage } from "../../../shared/notice/notice.ts";
import { inboxName, queueUrl } from "../engines/names.ts";
import type { Host } from "../host/host.ts";

/** A message to subscribers that was kept as a file. */
export interface KeptNotice extends NoticeMessage {
  readonly file: string;
}

/** What SNS puts into a subscribed queue. */
interface Envelope {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Value: string }>>;
}

/**
 * Takes what subscribers were sent out of this machine's inbox and keeps each message as a text file: here nobody has a mailbox. A message goes
 * from the inbox once its file is written; one that came twice has one file. By region, then by id.
 */
export async function keepNotices({ clients: { sqs }, environment }: Pick<Host, "clients" | "environment">, folder: string): Promise<KeptNotice[]> {
  const QueueUrl = queueUrl(environment.endpoints.sqs ?? "", inboxName("notices"));
  const kept = new Map<string, KeptNotice>();
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return [...kept.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    for (const message of Messages) {
      const notice = readEnvelope(message);
      const file = join(folder, `${notice.id.replaceAll(/[^\w.-]+/g, "-")}.txt`);
      await mkdir(folder, { recursive: true });
      await writeFile(file, `${notice.subject}\n\n${notice.text}\n`);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      kept.set(notice.id, { ...notice, file });
    }
  }
}

const orderOf = ({ id, attributes }: NoticeMessage): string => `${attributes["region"] ?? ""} ${id}`;

function readEnvelope({ Body = "" }: Message): NoticeMessage {
  const { Subject, Message: text, MessageAttributes } = JSON.parse(Body) as Envelope;
  const attributes = Object.fromEntries(Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]));
  return { id: attributes["notice_id"] ?? "", subject: Subject, text, attributes };
}
