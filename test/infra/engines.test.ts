import { ChangeMessageVisibilityBatchCommand, ReceiveMessageCommand, SQSClient, type SQSServiceException } from "@aws-sdk/client-sqs";
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, it } from "vitest";
import { startEngines, type Engines } from "../../infra/local/engines/engines.ts";
import { ENGINE_REGION, queueUrl } from "../../infra/local/engines/names.ts";
import type { Resources } from "../../infra/local/engines/resources.ts";
import { countMessages } from "../../infra/local/host/queue-counts.ts";
import { sendMessages } from "../../infra/local/host/send-messages.ts";

const RESOURCES: Resources = {
  queues: { work: { fifo: false, visibilityTimeoutSeconds: 60, maxReceiveCount: 5, stuckAfterSeconds: 60 } },
  tables: { journal: { partitionKey: { name: "lane", type: "S" }, sortKey: { name: "version", type: "N" } } },
  buckets: { statements: {} },
};

const sites: Site[] = [];

afterAll(async () => {
  await Promise.all(sites.map((site) => site.remove()));
});

/** A folder with engines of its own. */
class Site {
  readonly #folder = mkdtempSync(join(tmpdir(), "fundflow-engines-"));
  readonly #running: Engines[] = [];
  readonly tables = join(this.#folder, "dynamodb");
  readonly queues = join(this.#folder, "queues");
  readonly objects = join(this.#folder, "objects");
  readonly messageFile = join(this.queues, "fauxqs.db");

  constructor() {
    sites.push(this);
  }

  objectFile(name: string): string {
    return join(this.objects, "buckets", "statements", "objects", name);
  }

  async start(resources: Resources = RESOURCES): Promise<Engines> {
    const engines = await startEngines(this, resources);
    this.#running.push(engines);
    return engines;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#running.map((engines) => engines.stop()));
    rmSync(this.#folder, { recursive: true });
  }
}

const work = (engines: Engines) => queueUrl(engines.endpoints.sqs, "work");
const item = { lane: { S: "H1" }, version: { N: "1" } };

async function receive(engines: Engines, count: number, client = engines.clients.sqs) {
  const wanted = { QueueUrl: work(engines), MaxNumberOfMessages: count, WaitTimeSeconds: 0, MessageAttributeNames: ["All"] };
  const command = new ReceiveMessageCommand({ ...wanted, MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
  const { Messages = [] } = await client.send(command);
  return Messages;
}

/** Leaves the table as a process killed in the middle of CreateTable does. */
async function setTableStatus(tables: string, TableStatus: string): Promise<void> {
  interface TableFile {
    readonly get: (name: string, done: (error: Error | null, value: object) => void) => void;
    readonly put: (name: string, value: object, done: (error: Error | null) => void) => void;
  }
  const { create } = createRequire(import.meta.url)("dynalite/db") as {
    create: (options: object) => { tableDb: TableFile; db: { close: () => Promise<void> } };
  };
  const { tableDb, db } = create({ path: tables });
  await promisify(tableDb.put)("journal", { ...(await promisify(tableDb.get)("journal")), TableStatus });
  await db.close();
}

/** Addresses of this machine an engine on 127.0.0.1 must not answer on; Linux has a second loopback address where there is no network. */
function otherAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const outside = addresses.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address);
  return process.platform === "linux" ? [...outside, "127.0.0.2"] : outside;
}

async function connectionError(port: number, address: string): Promise<string | undefined> {
  const socket = connect(port, address);
  const [error] = (await Promise.race([once(socket, "error"), once(socket, "connect").then(() => [])])) as [NodeJS.ErrnoException?];
  socket.destroy();
  return error?.code;
}

// Side by side: each test has its own folder and waits for most of its time.
describe.concurrent("the embedded engines", () => {
  it("keeps items, messages and objects over a restart, and closes within 300 ms", async () => {
    const site = new Site();
    const first = await site.start();
    await first.clients.dynamodb.send(new PutItemCommand({ TableName: "journal", Item: item }));
    await first.clients.s3.send(new PutObjectCommand({ Bucket: "statements", Key: "2017-10/532822.json", Body: "{}" }));
    await sendMessages(first.clients.sqs, work(first), ["m1", "m2"]);
    const startedAt = performance.now();
    await first.stop();
    expect(performance.now() - startedAt).toBeLessThan(300);

    const second = await site.start();
    expect((await second.clients.dynamodb.send(new GetItemCommand({ TableName: "journal", Key: item }))).Item).toEqual(item);
    const object = await second.clients.s3.send(new GetObjectCommand({ Bucket: "statements", Key: "2017-10/532822.json" }));
    expect(await object.Body?.transformToString()).toBe("{}");
    expect((await receive(second, 10)).map(({ Body }) => Body)).toEqual(["m1", "m2"]);
  });

  it("listens on the loopback interface only", async () => {
    const site = new Site();
    const { endpoints } = await site.start();
    expect(Object.values(endpoints)).toEqual(Array(4).fill(expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)));
    const ports = [endpoints.sqs, endpoints.dynamodb].map((endpoint) => Number(new URL(endpoint).port));
    for (const port of ports) for (const address of otherAddresses()) expect(await connectionError(port, address)).toBe("ECONNREFUSED");
  });

  it("makes messages in flight visible again in their place, and takes the receive back", async () => {
    const site = new Site();
    const first = await site.start();
    await sendMessages(first.clients.sqs, work(first), ["m1", "m2", "m3", "m4"]);
    expect((await receive(first, 2)).map(({ Body }) => Body)).toEqual(["m1", "m2"]);
    await first.stop();

    const second = await site.start();
    const messages = await receive(second, 10);
    expect(messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ["m1", "1"],
      ["m2", "1"],
      ["m3", "1"],
      ["m4", "1"],
    ]);
  });

  it("does not lose a message a process was killed over while it went to the dead-letter queue", async () => {
    const site = new Site();
    const first = await site.start({ ...RESOURCES, queues: { work: { ...RESOURCES.queues["work"]!, maxReceiveCount: 1 } } });
    await sendMessages(first.clients.sqs, work(first), ["m"]);
    const [message] = await receive(first, 1);
    const back = { Id: "0", ReceiptHandle: message!.ReceiptHandle, VisibilityTimeout: 1 };
    await first.clients.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: work(first), Entries: [back] }));
    // Storing it in the dead-letter queue fails, as if the process ended there.
    const database = new DatabaseSync(site.messageFile);
    database.exec(
      "CREATE TRIGGER ends BEFORE INSERT ON sqs_messages WHEN NEW.queue_name = 'work-dead' BEGIN SELECT RAISE(ABORT, 'the process ends here'); END",
    );
    // One attempt only: the SDK would receive again, and again find nothing wrong.
    const impatient = new SQSClient({
      endpoint: first.endpoints.sqs,
      region: ENGINE_REGION,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
    const status = () =>
      receive(first, 1, impatient).then(
        () => 200,
        (error: unknown) => (error as SQSServiceException).$metadata.httpStatusCode,
      );
    await expect.poll(status, { timeout: 5000 }).toBe(500);
    database.exec("DROP TRIGGER ends");
    database.close();
    await first.stop();

    const second = await site.start();
    expect(await countMessages(second.clients.sqs, work(second))).toBe(1);
  });

  it("gives an existing queue the wiring's new attributes and keeps its messages", async () => {
    const site = new Site();
    const first = await site.start();
    await sendMessages(first.clients.sqs, work(first), ["m"]);
    await first.stop();
    const second = await site.start({
      ...RESOURCES,
      queues: { work: { fifo: false, visibilityTimeoutSeconds: 90, maxReceiveCount: 3, stuckAfterSeconds: 60 } },
    });
    const { Attributes } = await second.clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: work(second), AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({
      VisibilityTimeout: "90",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:work-dead", maxReceiveCount: "3" }),
      ApproximateNumberOfMessages: "1",
    });
  });

  it("starts on a message file that was just being created", async () => {
    const site = new Site();
    mkdirSync(site.queues);
    writeFileSync(site.messageFile, "");
    const engines = await site.start();
    expect(await sendMessages(engines.clients.sqs, work(engines), ["m"])).toHaveLength(1);
  });

  it("starts on objects that were just being written, and keeps the whole ones", async () => {
    const site = new Site();
    const first = await site.start();
    for (const Key of ["a.json", "b.json"]) await first.clients.s3.send(new PutObjectCommand({ Bucket: "statements", Key, Body: "{}" }));
    await first.stop();
    truncateSync(site.objectFile("a.json.meta.json"), 10);
    expect(() => JSON.parse(readFileSync(site.objectFile("a.json.meta.json"), "utf8")) as unknown).toThrow(SyntaxError);

    const second = await site.start();
    const { Contents = [] } = await second.clients.s3.send(new ListObjectsV2Command({ Bucket: "statements" }));
    expect(Contents.map(({ Key }) => Key)).toEqual(["b.json"]);
  });

  it("starts on a table that was just being created", async () => {
    const site = new Site();
    const first = await site.start();
    await first.stop();
    await setTableStatus(site.tables, "CREATING");
    const second = await site.start();
    await second.clients.dynamodb.send(new PutItemCommand({ TableName: "journal", Item: item }));
  });

  it("survives a client that gives up in the middle of a request", async () => {
    const site = new Site();
    const engines = await site.start();
    const socket = connect(Number(new URL(engines.endpoints.dynamodb).port), "127.0.0.1");
    await once(socket, "connect");
    socket.end("POST / HTTP/1.1\r\nHost: dynamodb\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 100\r\n\r\n{");
    socket.destroySoon();
    await once(socket, "close");
    await engines.clients.dynamodb.send(new PutItemCommand({ TableName: "journal", Item: item }));
  });

  it("tells when an engine ends by itself", async () => {
    const site = new Site();
    mkdirSync(site.queues);
    writeFileSync(site.messageFile, "this is no database, whoever wrote it");
    await expect(site.start()).rejects.toThrow("the queue engine failed: file is not a database");
  });
});
