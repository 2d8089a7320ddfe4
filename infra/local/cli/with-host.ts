import { existsSync } from "node:fs";
import { EngineFault } from "../engines/engine-thread.ts";
import { DEFAULT_DATA_FOLDER } from "../folder/data-folder.ts";
import { startReader, type Reader } from "../host/start-reader.ts";
import type { Host } from "../host/host.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { OutcomeBook } from "./outcome-book.ts";
import type { Pipeline } from "./pipeline.ts";
import { UserError } from "./user-error.ts";

/** An open data folder with its engines, for one command. */
export interface Session {
  readonly host: Host;
  readonly store: LedgerStore;
  readonly book: OutcomeBook;
  readonly pipeline: Pipeline;
}

/** Opens the folder with every function running, does the work, and closes it again whatever happens. */
export async function withHost<T>(dataDir: string | undefined, log: (line: string) => void, work: (session: Session) => Promise<T>): Promise<T> {
  return session(dataDir, {}, log, work);
}

/** The same with every function running: for work that presumes that something was posted before. */
export async function withPostedTo<T>(dataDir: string | undefined, log: (line: string) => void, work: (session: Session) => Promise<T>): Promise<T> {
  requireFolder(dataDir);
  return withHost(dataDir, log, work);
}

/** Opens all of the folder to look at it: nothing that waits in the queues is touched. Throws UserError where there is no such folder. */
export async function withEngines<T>(dataDir: string | undefined, log: (line: string) => void, work: (session: Session) => Promise<T>): Promise<T> {
  requireFolder(dataDir);
  return session(dataDir, { functions: {} }, log, work);
}

/** Opens the folder's ledger to read from it. Throws UserError where there is no such folder. */
export async function withStore<T>(dataDir: string | undefined, work: (reader: Reader) => Promise<T>): Promise<T> {
  requireFolder(dataDir);
  const folder = dataDir ?? DEFAULT_DATA_FOLDER;
  const reader = await startReader(folder).catch(damaged(folder));
  try {
    return await work(reader);
  } finally {
    await reader.stop();
  }
}

/** Made for the purpose a folder would be empty, and a slip of the finger would read as a ledger without a finding. */
function requireFolder(folder = DEFAULT_DATA_FOLDER): void {
  if (!existsSync(folder)) throw new UserError(`there is no data folder ${folder}: post something first, or name another folder with --data`);
}

async function session<T>(
  dataDir: string | undefined,
  options: { functions?: Record<string, never> },
  log: (line: string) => void,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  // Not loaded by commands that only read: with the clients of queues and objects it is a third of what they would load.
  const [{ startHost }, { ledgerStore }, { localPipeline }] = await Promise.all([
    import("../host/start-host.ts"),
    import("../../../functions/clients.ts"),
    import("./local-pipeline.ts"),
  ]);
  const book = new OutcomeBook();
  const folder = dataDir ?? DEFAULT_DATA_FOLDER;
  const onOutcomes: OutcomeBook["take"] = (outcomes) => {
    book.take(outcomes);
  };
  const host = await startHost({ ...options, dataDir: folder, onOutcomes, log }).catch(damaged(folder));
  try {
    return await work({ host, store: ledgerStore(host.environment), book, pipeline: localPipeline(host, book) });
  } finally {
    await host.stop();
  }
}

/** An engine that can't start on files it wrote itself finds them damaged. */
function damaged(folder: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof EngineFault) throw new UserError(`${folder} can't be opened: ${error.message}`, { cause: error });
    throw error;
  };
}
