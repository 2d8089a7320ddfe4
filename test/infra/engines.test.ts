import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startEngines, type Engines } from "../../infra/local/engines.ts";
import { queueUrl } from "../../infra/local/names.ts";
import type { Resources } from "../../infra/local/provision.ts";
import { countMessages } from "../../infra/local/queue-counts.ts";
import { sendMessages } from "../../infra/local/send-messages.ts";

const RESOURCES: Resources = {
  queues: { work: { fifo: false, visibilityTimeoutSeconds: 60, maxReceiveCount: 5 } },
  tables: { journal: { partitionKey: { name: "lane", type: "S" }, sortKey: { name: "version", type: "N" } } },
  buckets: { statements: {} },
};

const running: Engines[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-engines-"));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((engines) => engines.stop()));
  rmSync(folder, { recursive: true });
});

async function start(resources: Resources = RESOURCES): Promise<Engines> {
  const engines = await startEngines(
    { tables: join(folder, "dynamodb"), queues: join(folder, "queues"), objects: join(folder, "objects") },
    resources,
  );
  running.push(engines);
  return engines;
}

const databaseFile = () => join(folder, "queues", "fauxqs.db");
const objectFile = (name: string) => join(folder, "objects", "buckets", "statements", "objects", name);
const work = (engines: Engines) => queueUrl(engines.endpoints.sqs, "work");
const item = { lane: { S: "H1" }, version: { N: "1" } };

async function receive(engines: Engines, count: number) {
  const wanted = { QueueUrl: work(engines), MaxNumberOfMessages: count, WaitTimeSeconds: 0, MessageAttributeNames: ["All"] };
  const { Messages = [] } = await engines.queues.call("ReceiveMessage", { ...wanted, MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
  return Messages;
}

it("keeps items, messages and objects over a restart, and closes within 300 ms", async () => {
  const first = await start();
  await first.clients.dynamodb.send(new PutItemCommand({ TableName: "journal", Item: item }));
  await first.clients.s3.send(new PutObjectCommand({ Bucket: "statements", Key: "2017-10/532822.json", Body: "{}" }));
  await sendMessages(first.queues, work(first), ["m1", "m2"]);
  const startedAt = performance.now();
  await first.stop();
  expect(performance.now() - startedAt).toBeLessThan(300);

  const second = await start();
  expect((await second.clients.dynamodb.send(new GetItemCommand({ TableName: "journal", Key: item }))).Item).toEqual(item);
  const object = await second.clients.s3.send(new GetObjectCommand({ Bucket: "statements", Key: "2017-10/532822.json" }));
  expect(await object.Body?.transformToString()).toBe("{}");
  expect((await receive(second, 10)).map(({ Body }) => Body)).toEqual(["m1", "m2"]);
});

it("listens on the loopback interface only", async () => {
  const { endpoints } = await start();
  expect(Object.values(endpoints)).toEqual(Array(3).fill(expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)));
  const port = Number(new URL(endpoints.sqs).port);
  // 127.0.0.2 is this machine too, but another address of it.
  const [error] = (await once(connect(port, "127.0.0.2"), "error").catch((cause: unknown) => [cause])) as [NodeJS.ErrnoException];
  expect(error.code).toBe("ECONNREFUSED");
});

it("makes messages in flight visible again in their place, and takes the receive back", async () => {
  const first = await start();
  await sendMessages(first.queues, work(first), ["m1", "m2", "m3", "m4"]);
  expect((await receive(first, 2)).map(({ Body }) => Body)).toEqual(["m1", "m2"]);
  await first.stop();

  const second = await start();
  const messages = await receive(second, 10);
  expect(messages.map(({ Body, Attributes }) => [Body, Attributes?.["ApproximateReceiveCount"]])).toEqual([
    ["m1", "1"],
    ["m2", "1"],
    ["m3", "1"],
    ["m4", "1"],
  ]);
});

it("does not lose a message a process was killed over while it went to the dead-letter queue", async () => {
  const first = await start({ ...RESOURCES, queues: { work: { ...RESOURCES.queues["work"]!, maxReceiveCount: 1 } } });
  await sendMessages(first.queues, work(first), ["m"]);
  const [message] = await receive(first, 1);
  const back = { Id: "0", ReceiptHandle: message!.ReceiptHandle, VisibilityTimeout: 1 };
  await first.queues.call("ChangeMessageVisibilityBatch", { QueueUrl: work(first), Entries: [back] });
  // Storing it in the dead-letter queue fails, as if the process ended there.
  const database = new DatabaseSync(databaseFile());
  database.exec(
    "CREATE TRIGGER ends BEFORE INSERT ON sqs_messages WHEN NEW.queue_name = 'work-dead' BEGIN SELECT RAISE(ABORT, 'the process ends here'); END",
  );
  await expect.poll(() => receive(first, 1).then(String, String), { timeout: 5000 }).toContain("500");
  database.exec("DROP TRIGGER ends");
  database.close();
  await first.stop();

  const second = await start();
  expect(await countMessages(second.queues, work(second))).toBe(1);
});

it("gives an existing queue the wiring's new attributes and keeps its messages", async () => {
  const first = await start();
  await sendMessages(first.queues, work(first), ["m"]);
  await first.stop();
  const second = await start({ ...RESOURCES, queues: { work: { fifo: false, visibilityTimeoutSeconds: 90, maxReceiveCount: 3 } } });
  const { Attributes } = await second.clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: work(second), AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({
    VisibilityTimeout: "90",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:work-dead", maxReceiveCount: "3" }),
    ApproximateNumberOfMessages: "1",
  });
});

it("starts on a message file that was just being created", async () => {
  mkdirSync(join(folder, "queues"));
  writeFileSync(databaseFile(), "");
  const engines = await start();
  expect(await sendMessages(engines.queues, work(engines), ["m"])).toHaveLength(1);
});

it("starts on objects that were just being written, and keeps the whole ones", async () => {
  const first = await start();
  for (const Key of ["a.json", "b.json"]) await first.clients.s3.send(new PutObjectCommand({ Bucket: "statements", Key, Body: "{}" }));
  await first.stop();
  truncateSync(objectFile("a.json.meta.json"), 10);
  expect(() => JSON.parse(readFileSync(objectFile("a.json.meta.json"), "utf8")) as unknown).toThrow(SyntaxError);

  const second = await start();
  const { Contents = [] } = await second.clients.s3.send(new ListObjectsV2Command({ Bucket: "statements" }));
  expect(Contents.map(({ Key }) => Key)).toEqual(["b.json"]);
});

it("starts on a table that was just being created", async () => {
  const first = await start();
  await first.stop();
  await setTableStatus("CREATING");
  const second = await start();
  await second.clients.dynamodb.send(new PutItemCommand({ TableName: "journal", Item: item }));
});

/** Leaves the table as a process killed in the middle of CreateTable does. */
async function setTableStatus(TableStatus: string): Promise<void> {
  interface TableFile {
    readonly get: (name: string, done: (error: Error | null, value: object) => void) => void;
    readonly put: (name: string, value: object, done: (error: Error | null) => void) => void;
  }
  const { create } = createRequire(import.meta.url)("dynalite/db") as {
    create: (options: object) => { tableDb: TableFile; db: { close: () => Promise<void> } };
  };
  const { tableDb, db } = create({ path: join(folder, "dynamodb") });
  await promisify(tableDb.put)("journal", { ...(await promisify(tableDb.get)("journal")), TableStatus });
  await db.close();
}

it("survives a client that gives up in the middle of a request", async () => {
  const engines = await start();
  const socket = connect(Number(new URL(engines.endpoints.dynamodb).port), "127.0.0.1");
  await once(socket, "connect");
  socket.end("POST / HTTP/1.1\r\nHost: dynamodb\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 100\r\n\r\n{");
  socket.destroySoon();
  await once(socket, "close");
  await engines.clients.dynamodb.send(new PutItemCommand({ TableName: "journal", Item: item }));
});

it("tells when an engine ends by itself", async () => {
  mkdirSync(join(folder, "queues"));
  writeFileSync(databaseFile(), "this is no database, whoever wrote it");
  await expect(start()).rejects.toThrow("the queue engine failed: file is not a database");
});
