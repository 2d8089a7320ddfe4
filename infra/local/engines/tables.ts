import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TABLES } from "../../wiring.ts";
import type { DataFolder } from "../folder/data-folder.ts";
import { startEngineThread, type EngineThread } from "./engine-thread.ts";
import { provideTables } from "./provide-tables.ts";
import type { Resources } from "./resources.ts";
import { createTableClient } from "./table-client.ts";
import type { TableEngineOptions } from "./table-engine.ts";

/** The table engine alone, with the wiring's tables in it. */
export interface Tables {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

export async function startTables(folder: Pick<DataFolder, "tables">): Promise<Tables> {
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

export function startTableThread({ tables: folder }: Pick<DataFolder, "tables">, tables: Resources["tables"]): Promise<EngineThread> {
  const options: TableEngineOptions = { folder, tables: Object.keys(tables) };
  return startEngineThread("table", new URL("./table-worker.ts", import.meta.url), options);
}
