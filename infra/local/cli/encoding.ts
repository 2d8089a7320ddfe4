import { createReadStream } from "node:fs";
import { UserError } from "./user-error.ts";

export const ENCODINGS = ["utf-8", "gb18030"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * The encoding of a text file: UTF-8 where all of it is valid UTF-8, GB18030 where it is valid in that. Hospital systems export either.
 * Throws UserError where it is neither.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  for (const encoding of ENCODINGS) if (await isValid(path, encoding)) return encoding;
  throw new UserError(`${path} is neither valid UTF-8 nor valid GB18030 text`);
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
