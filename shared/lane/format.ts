/**
 * The formats this version of the product writes, and the newest it reads: old and new code may work side by side on the same tables and queues.
 * A number is raised by whatever older code would read as something else; what it can pass over, such as a field more, does not raise it.
 */
export const FORMATS = { page: 1, account: 1, fold: 1 } as const;

/** Something was written by a newer version of the product. Nothing is wrong with it: it is for that version to read. */
export class FormatFault extends Error {
  override readonly name = "FormatFault";
}

/** Throws FormatFault where what was found is no format this version reads. What names none was written before there was a second. */
export function checkFormat(kind: keyof typeof FORMATS, found: unknown, what: string): void {
  const newest = FORMATS[kind];
  if (found === undefined || (Number.isSafeInteger(found) && Number(found) >= 1 && Number(found) <= newest)) return;
  throw new FormatFault(
    `${what} is in ${kind} format ${JSON.stringify(found)}, and this version of Fund Flow reads up to ${newest}: a newer version wrote it and has to go on with it`,
  );
}
