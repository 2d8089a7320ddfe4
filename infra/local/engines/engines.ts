import { BUCKETS, QUEUES, TABLES, TOPICS } from "../../wiring.ts";
import { createClients, destroyClients, type Clients, type Endpoints } from "./clients.ts";
import type { DataFolder } from "../folder/data-folder.ts";
import { startEngineThread, type EngineFault } from "./engine-thread.ts";
import { provideTables } from "./provide-tables.ts";
import type { QueueEngineOptions } from "./queue-engine.ts";
import type { Resources } from "./resources.ts";
import { startTableThread } from "./tables.ts";

/** The embedded engines with everything the wiring asks for in them. */
export interface Engines {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** Resolves when an engine has ended by itself; never otherwise. */
  readonly failed: Promise<EngineFault>;
  stop(): Promise<void>;
}

const WIRED: Resources = { queues: QUEUES, tables: TABLES, buckets: BUCKETS, topics: TOPICS };

/**
 * Starts DynamoDB (dynalite on LevelDB) and SQS and S3 (fauxqs on SQLite and files) on the folder, each in a thread of its own so that two
 * cores are used, and creates what is missing.
 */
export async function startEngines(folder: Pick<DataFolder, "tables" | "queues" | "objects">, resources: Resources = WIRED): Promise<Engines> {
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
