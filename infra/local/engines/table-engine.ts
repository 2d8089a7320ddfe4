import { once } from "node:events";
import { existsSync } from "node:fs";
import type { IncomingMessage, Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { releaseEndedIterators } from "./dynalite-iterators.ts";
import { LOOPBACK, type Engine } from "./worker-engine.ts";

export interface TableEngineOptions {
  /** Where LevelDB keeps the tables. */
  readonly folder: string;
  /** The tables the wiring names. */
  readonly tables: readonly string[];
}

/** As long as the queue engine's: a client finds its idle connection open when it comes back. */
const KEEP_ALIVE_MS = 72_000;

/** What we use of dynalite 4, which comes without types. */
type Dynalite = (options: DynaliteOptions) => Server;
interface DynaliteOptions {
  readonly path: string;
  /** Milliseconds a new table takes to become active. */
  readonly createTableMs: number;
}
type Done<T = undefined> = (error: Error | null, value: T) => void;
interface DynaliteStore {
  readonly db: { readonly close: () => Promise<void> };
  readonly tableDb: {
    readonly get: (table: string, done: Done<TableDescription | undefined>) => void;
    readonly put: (table: string, description: TableDescription, done: Done) => void;
  };
}
interface TableDescription {
  TableStatus: string;
}

const require = createRequire(import.meta.url);

/**
 * Starts dynalite on LevelDB. LevelDB hands every write to the operating system before it answers, so that nothing acknowledged is lost when
 * the process is killed; a power cut may take the last moments, of this engine and of the queues alike.
 */
export async function startTableEngine({ folder, tables }: TableEngineOptions): Promise<Engine> {
  releaseEndedIterators();
  const options: DynaliteOptions = { path: folder, createTableMs: 0 };
  if (existsSync(folder)) await finishTables(options, tables);
  const server = (require("dynalite") as Dynalite)(options);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on("request", surviveLostClient);
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}

/**
 * Dynalite notes a new table as being created, and as active a moment later. A process killed in between leaves a table that can neither be
 * used nor deleted, nor created again; it is empty, so noting it as active is all that is left to do.
 */
async function finishTables(options: DynaliteOptions, tables: readonly string[]): Promise<void> {
  const { create } = require("dynalite/db") as { create: (options: DynaliteOptions) => DynaliteStore };
  const { tableDb, db } = create(options);
  try {
    for (const table of tables) {
      const description = await promisify(tableDb.get)(table);
      if (description?.TableStatus === "CREATING") await promisify(tableDb.put)(table, { ...description, TableStatus: "ACTIVE" });
    }
  } finally {
    await db.close();
  }
}

/** Dynalite throws where a request breaks off, which would end the whole engine when one client gives up. */
function surviveLostClient(request: IncomingMessage): void {
  request.removeAllListeners("error");
  request.on("error", () => request.destroy());
}
