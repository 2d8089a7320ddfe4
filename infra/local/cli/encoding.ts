import { createReadStream } from "node:fs";
import { UserError } from "./user-error.ts";

export const ENCODINGS = ["utf-8", "gb18030"] as const;
export type Encoding = (typeof ENCODINGS)[number];

const TITLES: Readonly<Record<Encoding, string>> = { "utf-8": "UTF-8", gb18030: "GB18030" };

/**
 * The encoding of a text file. Where none is named: UTF-8 where all of it is valid UTF-8, GB18030 where it is valid in that. Hospital systems
 * export either. Throws UserError where the file is not valid in it: read all the same, names would be posted that nobody wrote, and the
 * right file could not be posted afterwards, because its ids are taken.
 */
export async function chooseEncoding(path: string, named: Encoding | undefined): Promise<Encoding> {
  for (const encoding of named === undefined ? ENCODINGS : [named]) if (await isValid(path, encoding)) return encoding;
  const what = named === undefined ? "is neither valid UTF-8 nor valid GB18030 text" : `is not valid ${TITLES[named]} text`;
  throw new UserError(`${path} ${what}${(await isUtf16(path)) ? ": it looks like UTF-16; save it as UTF-8" : ""}`);
}

/** UTF-16 begins with its byte order mark; other software calls it Unicode. */
async function isUtf16(path: string): Promise<boolean> {
  const start: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: 1 })) start.push(chunk as Buffer);
  return ["fffe", "feff"].includes(Buffer.concat(start).toString("hex"));
}

async function isValid(path: string, encoding: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
