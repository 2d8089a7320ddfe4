import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Fauxqs describes a bucket, an upload or an object in a file of its own beside the content. */
const DESCRIPTION = /^\.(bucket|upload)\.json$|\.meta\.json$/;

/**
 * Removes the descriptions that were cut short when the process was killed; without one the object, or the bucket, does not exist. Whoever was
 * putting it had no answer and puts it again: a statement's message is still in its queue, and the buckets are created at every start.
 */
export function removeUnfinishedObjects(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && DESCRIPTION.test(entry.name) && !isWhole(file)) rmSync(file);
  }
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
