import { SendMessageBatchCommand, SendMessageCommand, type MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { Queues } from "../../functions/function.ts";
import type { QueueModel } from "./queue-model.ts";
import type { Requests } from "./requests.ts";
import type { Scheduler, Worker } from "./scheduler.ts";
import type { Random } from "./random.ts";
import type { Weather } from "./weather.ts";

interface Surroundings {
  readonly queues: ReadonlyMap<string, QueueModel>;
  readonly requests: Requests;
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly random: Random;
}

/** SQS as one worker reaches it; queue URLs are the queues' names. */
export function queueClient(worker: Worker, { queues, requests, scheduler, weather, random }: Surroundings): Queues {
  const queueOf = (url: string | undefined): QueueModel => {
    const queue = queues.get(url ?? "");
    if (queue === undefined) throw new Error(`there is no queue ${url}`);
    return queue;
  };

  const sendOne = ({ QueueUrl, MessageBody = "", DelaySeconds = 0, MessageAttributes }: SendMessageCommand["input"]) =>
    requests.make(
      worker,
      "send",
      () => `SendMessage ${QueueUrl} ${MessageBody}`,
      () => ({
        MessageId: queueOf(QueueUrl).send(scheduler.nowMs, {
          body: MessageBody,
          delayMs: DelaySeconds * 1_000,
          attributes: texts(MessageAttributes),
        }),
      }),
    );

  const sendBatch = ({ QueueUrl, Entries = [] }: SendMessageBatchCommand["input"]) => {
    const failing = new Set(Entries.filter(() => weather.strikes("send partly done")));
    return requests.make(
      worker,
      "send",
      () => `SendMessageBatch ${QueueUrl} ${Entries.map(({ MessageBody }) => MessageBody).join()}`,
      () => {
        const Successful = [];
        // The entries of a batch arrive in any order.
        for (const entry of random.shuffle(Entries)) {
          if (failing.has(entry)) continue;
          const { Id, MessageBody = "", MessageGroupId, MessageDeduplicationId } = entry;
          const outgoing = { body: MessageBody, group: MessageGroupId, deduplicationId: MessageDeduplicationId };
          Successful.push({ Id, MessageId: queueOf(QueueUrl).send(scheduler.nowMs, outgoing) });
        }
        return { Successful, Failed: [...failing].map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" })) };
      },
    );
  };

  const send = (command: unknown): Promise<unknown> => {
    if (command instanceof SendMessageCommand) return sendOne(command.input);
    if (command instanceof SendMessageBatchCommand) return sendBatch(command.input);
    return Promise.reject(new Error("functions only send"));
  };
  return { send } as Queues;
}

function texts(attributes: Readonly<Record<string, MessageAttributeValue>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, { StringValue = "" }]) => [name, StringValue]));
}
