import { createDynamoLedgerStore } from "../../../shared/store/dynamo-ledger-store.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { startTables } from "../engines/tables.ts";
import { openDataFolder } from "../folder/data-folder.ts";
import { TABLE_NAMES } from "./function-environment.ts";

/** A data folder opened to read its ledger. */
export interface Reader {
  readonly store: LedgerStore;
  readonly personKey: string;
  /** Releases the data folder. */
  stop(): Promise<void>;
}

/** Opens the data folder with its tables alone: its queues and objects are not looked at. Throws DataFolderFault, EngineFault. */
export async function startReader(dataDir: string): Promise<Reader> {
  const folder = await openDataFolder(dataDir);
  try {
    const tables = await startTables(folder);
    const stop = async (): Promise<void> => {
      await tables.stop();
      folder.close();
    };
    return { store: createDynamoLedgerStore(tables.client, TABLE_NAMES), personKey: folder.personKey, stop };
  } catch (error) {
    folder.close();
    throw error;
  }
}
