import { existsSync } from "node:fs";
import { loadSqlite } from "../folder/sqlite.ts";

/**
 * Makes the messages visible that were in flight when the process that had the queues ended. Nobody can hold them any more: the folder's lock
 * keeps every other process out. Left alone they would stay hidden for the rest of their visibility timeout, up to twelve minutes, and then
 * come back behind everything sent after them; visible at loading they keep their place, as the engine loads messages in the order stored.
 *
 * The receive is taken back from the count: a process that ended is not a failed delivery, and without this a few interrupted runs would push
 * good messages to the dead-letter queue. So a message that itself brings the whole process down is not counted either; it comes back until
 * somebody takes it out. A failed delivery that waits for its next attempt looks the same and is forgiven once.
 *
 * A database that is absent or has no tables yet, because its creation was cut short, holds no messages.
 */
export async function releaseMessages(databaseFile: string): Promise<void> {
  if (!existsSync(databaseFile)) return;
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(databaseFile);
  try {
    if (database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sqs_messages'").get() === undefined) return;
    database.exec(`
      UPDATE sqs_messages
      SET receipt_handle = NULL, visibility_deadline = NULL, approximate_receive_count = max(approximate_receive_count - 1, 0)
      WHERE receipt_handle IS NOT NULL`);
  } finally {
    database.close();
  }
}
