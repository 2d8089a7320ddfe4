import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataFolderFault } from "./data-folder-fault.ts";
import { loadSqlite } from "./sqlite.ts";

/** The lock's own files; the first is what is locked, the second tells whose lock it is. */
export const LOCK_FILES = { lock: "lock.sqlite", pid: "lock.pid" } as const;

/** Result code of SQLite for a lock held elsewhere: https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The locks of this process. A lock nobody refers to any more would be collected as garbage, and with it the lock of the operating system. */
const held = new Set<object>();

export interface FolderLock {
  /** May be called again. */
  release(): void;
}

/**
 * Keeps every other process out of the folder until the lock is released or this process ends. An open exclusive transaction is a lock of the
 * operating system, so that it vanishes with the process however that ends; a lock file would stay behind a SIGKILL. Nothing is ever written
 * to the locked file, and it is never removed: removing it would let two processes lock two different files of the same name.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(join(folder, LOCK_FILES.lock));
  const pidFile = join(folder, LOCK_FILES.pid);
  try {
    // No journal beside the file: nothing is written that would have to be rolled back.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new DataFolderFault("in_use", folder, holder(pidFile), "stop it first, or choose another folder with --data");
  }
  held.add(database);
  writeFileSync(pidFile, String(process.pid));
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(pidFile, { force: true });
      database.close();
      held.delete(database);
    },
  };
}

/** The process that has the lock, as far as it is known: it may not have come to write its number. */
function holder(pidFile: string): string {
  try {
    return `process ${readFileSync(pidFile, "utf8")}`;
  } catch {
    return "another process";
  }
}
