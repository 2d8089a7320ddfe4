import { BUCKETS, QUEUES, TABLES, TOPICS } from "../../wiring.ts";
import { createClients, createTableClient, destroyClients, type Clients, type Endpoints } from "./clients.ts";
import type { DataFolder } from "../folder/data-folder.ts";
import { startEngineThread, type EngineFault, type EngineThread } from "./engine-thread.ts";
import { provideTables } from "./provide-tables.ts";
import type { QueueEngineOptions } from "./queue-engine.ts";
import type { Resources } from "./resources.ts";
import type { TableEngineOptions } from "./table-engine.ts";

/** The embedded engines with everything the wiring asks for in them. */
export interface Engines {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** Resolves when an engine has ended by itself; never otherwise. */
  readonly failed: Promise<EngineFault>;
  stop(): Promise<void>;
}

/** The tables alone. */
export interface TableEngine {
  readonly client: Clients["dynamodb"];
  stop(): Promise<void>;
}

type Files = Pick<DataFolder, "tables" | "queues" | "objects">;

const WIRED: Resources = { queues: QUEUES, tables: TABLES, buckets: BUCKETS, topics: TOPICS };

/**
 * Starts DynamoDB (dynalite on LevelDB) and SQS and S3 (fauxqs on SQLite and files) on the folder, each in a thread of its own so that two
 * cores are used, and creates what is missing.
 */
export async function startEngines(folder: Files, resources: Resources = WIRED): Promise<Engines> {
  const { tables: tablesToHold, ...held } = resources;
  const queueOptions: QueueEngineOptions = { queues: folder.queues, objects: folder.objects, held };
  const starts = await Promise.allSettled([
    startTableThread(folder, tablesToHold),
    startEngineThread("queue", new URL("./queue-worker.ts", import.meta.url), queueOptions),
  ]);
  const stopAll = async () => {
    await Promise.all(starts.filter((start) => start.status === "fulfilled").map((start) => start.value.stop()));
  };
  const [tables, queues] = starts;
  if (tables.status === "rejected" || queues.status === "rejected") {
    await stopAll();
    throw tables.status === "rejected" ? tables.reason : (queues as PromiseRejectedResult).reason;
  }
  const endpoints = { dynamodb: tables.value.endpoint, sqs: queues.value.endpoint, s3: queues.value.endpoint, sns: queues.value.endpoint };
  const clients = createClients(endpoints);
  const stop = async () => {
    destroyClients(clients);
    await stopAll();
  };
  try {
    await provideTables(clients.dynamodb, tablesToHold);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoints, clients, failed: Promise.race([tables.value.failed, queues.value.failed]), stop };
}

/** Starts DynamoDB alone, for those who only read the ledger: the other engine takes twice as long to start. */
export async function startTables(folder: Pick<DataFolder, "tables">): Promise<TableEngine> {
  const thread = await startTableThread(folder, TABLES);
  const client = createTableClient(thread.endpoint);
  const stop = async () => {
    client.destroy();
    await thread.stop();
  };
  try {
    await provideTables(client, TABLES);
  } catch (error) {
    await stop();
    throw error;
  }
  return { client, stop };
}

function startTableThread({ tables: folder }: Pick<DataFolder, "tables">, tables: Resources["tables"]): Promise<EngineThread> {
  const options: TableEngineOptions = { folder, tables: Object.keys(tables) };
  return startEngineThread("table", new URL("./table-worker.ts", import.meta.url), options);
}
