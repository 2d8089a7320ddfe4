import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, it } from "vitest";
import type { BuildFunction, QueueMessage, QueueResponse } from "../../functions/function.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { Host, HostOptions } from "../../infra/local/host/host.ts";
import { deadQueueName, queueUrl } from "../../infra/local/engines/names.ts";
import { QUEUES, type QueueName } from "../../infra/wiring.ts";

const success: QueueResponse = { batchItemFailures: [], outcomes: [] };
const hosts: Host[] = [];
const children: ChildProcess[] = [];
const folders: string[] = [];

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(hosts.map((host) => host.stop()));
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fundflow-host-"));
  folders.push(folder);
  return folder;
}

async function start(dataDir: string, functions: NonNullable<HostOptions["functions"]>, options: HostOptions = {}): Promise<Host> {
  const host = await startHost({ dataDir, functions, log: () => undefined, ...options });
  hosts.push(host);
  return host;
}

/** A function that notes what it gets. */
function recorder(seen: QueueMessage[]): BuildFunction {
  return () =>
    ({ Records }) => {
      seen.push(...Records);
      return Promise.resolve(success);
    };
}

const bodiesOf = (messages: readonly QueueMessage[]) => messages.map(({ body }) => body);
const countsOf = (messages: readonly QueueMessage[]) => messages.map(({ attributes }) => attributes["ApproximateReceiveCount"]);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

async function sendToDeadQueue(host: Host, queue: QueueName, body: string, fifo: { MessageGroupId?: string; MessageDeduplicationId?: string } = {}) {
  const url = queueUrl(host.environment.endpoints.sqs!, deadQueueName(queue, QUEUES[queue]));
  await host.clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...fifo }));
}

// Side by side: each test has its own folder and waits for most of its time.
describe.concurrent("the embedded host", () => {
  it("keeps messages and their order over a restart", async () => {
    const folder = newFolder();
    const first = await start(folder, {});
    const ids = await first.send("intake", numbered(35));
    await first.stop();

    const seen: QueueMessage[] = [];
    const second = await start(folder, { intake: recorder(seen) });
    await second.drain();
    expect(bodiesOf(seen)).toEqual(numbered(35));
    expect(seen.map(({ messageId }) => messageId)).toEqual(ids);
  });

  it("is alone on its folder, and what a killed host had in flight comes back in order, with no failed delivery held against it", async () => {
    const folder = newFolder();
    const child = spawn(process.execPath, [join(import.meta.dirname, "fixtures/host-that-hangs.ts"), folder, ...numbered(25)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await once(child.stdout, "data");
    await expect(startHost({ dataDir: folder, functions: {} })).rejects.toThrow(`${folder} is in use by process ${String(child.pid)}`);
    child.kill("SIGKILL");
    await once(child, "exit");

    const seen: QueueMessage[] = [];
    const host = await start(folder, { intake: recorder(seen) });
    await host.drain();
    const arrived = bodiesOf(seen);
    // The child may have been killed before it had sent them all.
    expect(arrived).toEqual(numbered(arrived.length));
    expect(arrived.length).toBeGreaterThanOrEqual(10);
    expect(new Set(countsOf(seen))).toEqual(new Set(["1"]));
  });

  it("drains only when no function can send any more", async () => {
    const hops: string[] = [];
    const intake: BuildFunction =
      (environment, { sleep }) =>
      async ({ Records }) => {
        await sleep(30);
        for (const { body } of Records) {
          hops.push(`intake ${body}`);
          await host.clients.sqs.send(
            new SendMessageCommand({ QueueUrl: environment.queues.lanes, MessageBody: body, MessageGroupId: "g", MessageDeduplicationId: body }),
          );
        }
        return success;
      };
    const ledger: BuildFunction =
      (environment) =>
      async ({ Records }) => {
        for (const { body } of Records) {
          hops.push(`ledger ${body}`);
          if (body === "3") continue;
          const delay = body === "1" ? 1 : 0;
          await host.clients.sqs.send(
            new SendMessageCommand({ QueueUrl: environment.queues.intake, MessageBody: String(Number(body) + 1), DelaySeconds: delay }),
          );
        }
        return success;
      };
    const host = await start(newFolder(), { intake, ledger });
    const progress: number[] = [];
    await host.send("intake", ["1"]);
    await host.drain({ onProgress: (remaining) => void progress.push(remaining) });
    expect(hops).toEqual(["intake 1", "ledger 1", "intake 2", "ledger 2", "intake 3", "ledger 3"]);
    expect(progress.at(-1)).toBe(0);
  });

  it("shows dead letters without touching them, and posts them again under the id their sender knows", async () => {
    const [claims, folds]: [QueueMessage[], QueueMessage[]] = [[], []];
    const host = await start(newFolder(), { intake: recorder(claims), ledger: recorder(folds) });
    await sendToDeadQueue(host, "intake", "lost claim");
    await sendToDeadQueue(host, "lanes", "lost fold", { MessageGroupId: "H1", MessageDeduplicationId: "d1" });
    const letters = await host.deadLetters();
    expect(letters).toMatchObject([
      { queue: "intake", body: "lost claim", receiveCount: 0, messageAttributes: {} },
      { queue: "lanes", body: "lost fold", receiveCount: 0, messageGroupId: "H1" },
    ]);
    expect(await host.deadLetters()).toEqual(letters);

    const [reposted] = await host.redrive("intake");
    expect(reposted).toMatchObject({ queue: "intake", deadMessageId: letters[0]!.messageId });
    expect((await host.deadLetters()).map(({ queue }) => queue)).toEqual(["lanes"]);
    await host.redrive();
    await host.drain();
    expect(await host.deadLetters()).toEqual([]);
    expect([...claims, ...folds]).toMatchObject([
      { messageId: reposted!.messageId, body: "lost claim", messageAttributes: { ref: { stringValue: letters[0]!.messageId } } },
      { body: "lost fold", attributes: { MessageGroupId: "H1" } },
    ]);
  });

  it("posts a FIFO queue's dead letter again even right after it was sent: de-duplication would swallow it", async () => {
    const seen: QueueMessage[] = [];
    const host = await start(newFolder(), { ledger: recorder(seen) });
    const fifo = { MessageGroupId: "H1", MessageDeduplicationId: "d1" };
    await host.clients.sqs.send(new SendMessageCommand({ QueueUrl: host.environment.queues.lanes, MessageBody: "fold", ...fifo }));
    await sendToDeadQueue(host, "lanes", "fold", fifo);
    await host.redrive("lanes");
    await host.drain();
    expect(bodiesOf(seen)).toEqual(["fold", "fold"]);
  });

  it("fires a schedule's message", async () => {
    const seen: QueueMessage[] = [];
    const host = await start(newFolder(), { close: recorder(seen) });
    const id = await host.fireSchedule("monthClose");
    await host.drain();
    expect(seen).toMatchObject([{ messageId: id, body: JSON.stringify({ kind: "close", setlym: "previous", region: "53" }) }]);
  });

  it("sends more than a request takes, in order, and names the message that is too large", async () => {
    const seen: QueueMessage[] = [];
    const host = await start(newFolder(), { intake: recorder(seen) });
    const bodies = numbered(12).map((body) => body.padEnd(150 * 1024, "."));
    const ids = await host.send("intake", bodies);
    await host.drain();
    expect(bodiesOf(seen)).toEqual(bodies);
    expect(seen.map(({ messageId }) => messageId)).toEqual(ids);
    await expect(host.send("intake", ["m", "m".repeat(1024 * 1024 + 1)])).rejects.toMatchObject({ name: "SendFault", index: 1 });
  });

  it("gives functions the clock and an environment whose only trace of the host is its endpoints", async () => {
    let built: { readonly now: number; readonly variables: readonly (string | number)[] } | undefined;
    const intake: BuildFunction = (environment, { nowEpochMs }) => {
      built = {
        now: nowEpochMs(),
        variables: [environment.tables.journal, environment.statementsBucket, environment.deferSeconds, environment.deferAttempts],
      };
      return () => Promise.resolve(success);
    };
    const host = await start(newFolder(), { intake }, { nowEpochMs: () => 1_509_465_600_000, deferAttempts: 7 });
    expect(built).toEqual({ now: 1_509_465_600_000, variables: ["journal", "statements", 1, 7] });
    expect(host.environment.queues.lanes).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/lanes\.fifo$/);
  });

  it("releases its folder when it stops, also when stopped twice", async () => {
    const folder = newFolder();
    const host = await start(folder, {});
    await Promise.all([host.stop(), host.stop()]);
    await start(folder, {});
  });
});
