import type { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { redriveQueue } from "../../infra/local/host/redrive.ts";

interface Held {
  readonly MessageId: string;
  readonly Body: string;
}

/** A queue and its dead-letter queue, and the requests made of them in order. `onSend` may let a message fail again at once. */
function queues(dead: Held[], onSend: (message: Held, dead: Held[]) => void = () => undefined) {
  const log: string[] = [];
  const hidden = new Map<string, Held>();
  let ids = 0;
  const send = (command: {
    readonly input: Readonly<Record<string, unknown>>;
    readonly constructor: { readonly name: string };
  }): Promise<unknown> => {
    const { ReceiptHandle, MessageBody } = command.input as { readonly ReceiptHandle: string; readonly MessageBody: string };
    switch (command.constructor.name) {
      case "ReceiveMessageCommand": {
        const [first] = dead.splice(0, 1);
        if (first !== undefined) hidden.set(first.MessageId, first);
        return Promise.resolve({ Messages: first === undefined ? undefined : [{ ...first, ReceiptHandle: first.MessageId }] });
      }
      case "SendMessageCommand": {
        const sent = { MessageId: `new-${(ids += 1)}`, Body: MessageBody };
        log.push(`send ${MessageBody}`);
        onSend(sent, dead);
        return Promise.resolve({ MessageId: sent.MessageId });
      }
      case "DeleteMessageCommand":
        log.push(`delete ${hidden.get(ReceiptHandle)?.Body ?? ""}`);
        return Promise.resolve({});
      default:
        log.push(`give back ${hidden.get(ReceiptHandle)?.Body ?? ""}`);
        return Promise.resolve({});
    }
  };
  return { log, sqs: { send } as unknown as Pick<SQSClient, "send"> };
}

const at = { queue: "intake", url: "u", deadUrl: "d", waitSeconds: 0 };

describe("sending dead letters again", () => {
  it("removes each only after it was sent, so that none is lost in between", async () => {
    const { log, sqs } = queues([
      { MessageId: "a", Body: "A" },
      { MessageId: "b", Body: "B" },
    ]);
    expect(await redriveQueue(sqs, at)).toEqual([
      { queue: "intake", deadMessageId: "a", messageId: "new-1" },
      { queue: "intake", deadMessageId: "b", messageId: "new-2" },
    ]);
    expect(log).toEqual(["send A", "delete A", "send B", "delete B"]);
  });

  it("ends at one that failed again meanwhile and has come round, and gives it back", async () => {
    const { log, sqs } = queues([{ MessageId: "a", Body: "A" }], (message, dead) => void dead.push(message));
    expect(await redriveQueue(sqs, at)).toHaveLength(1);
    expect(log).toEqual(["send A", "delete A", "give back A"]);
  });
});
