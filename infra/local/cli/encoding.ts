import { createReadStream } from "node:fs";
import { TextDecoder } from "node:util";
import { UserError } from "./user-error.ts";

export const ENCODINGS = ["utf-8", "gb18030"] as const;
export type Encoding = (typeof ENCODINGS)[number];

const TITLES: Readonly<Record<Encoding, string>> = { "utf-8": "UTF-8", gb18030: "GB18030" };

/**
 * The encoding of a text file. Where none is named: UTF-8 where all of it is valid UTF-8, GB18030 where it is valid in that. Hospital systems
 * export either. Throws UserError where the file is not valid in it: read all the same, names would be posted that nobody wrote, and the
 * right file could not be posted afterwards, because its ids are taken. So would they of a damaged UTF-8 file, which may by chance be valid
 * GB18030: what begins with UTF-8's byte order mark, or is UTF-8 in most of its lines, is never read as GB18030 unless that is named.
 */
export async function chooseEncoding(path: string, named: Encoding | undefined): Promise<Encoding> {
  if (named !== undefined) {
    const { firstInvalid } = await examine(path, named);
    if (firstInvalid === undefined) return named;
    throw new UserError(`${path}: line ${firstInvalid} is not valid ${TITLES[named]} text`);
  }
  const utf8 = await examine(path, "utf-8");
  if (utf8.firstInvalid === undefined) return "utf-8";
  const start = await firstBytes(path);
  if (UTF16_MARKS.some((mark) => start.startsWith(mark))) {
    throw new UserError(`${path} is neither valid UTF-8 nor valid GB18030 text: it looks like UTF-16; save it as UTF-8`);
  }
  if (start === UTF8_MARK || utf8.valid > utf8.invalid) throw new UserError(`${path}: line ${utf8.firstInvalid} is not valid UTF-8 text`);
  const gb18030 = await examine(path, "gb18030");
  if (gb18030.firstInvalid === undefined) return "gb18030";
  throw new UserError(`${path} is neither valid UTF-8 (line ${utf8.firstInvalid}) nor valid GB18030 text (line ${gb18030.firstInvalid})`);
}

/** Byte order marks in hexadecimal digits. Other software calls UTF-16 Unicode. */
const UTF8_MARK = "efbbbf";
const UTF16_MARKS = ["fffe", "feff"];

async function firstBytes(path: string): Promise<string> {
  const start: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: 2 })) start.push(chunk as Buffer);
  return Buffer.concat(start).toString("hex");
}

/** How far a file is valid in an encoding. Lines of ASCII, which are valid in both, are counted nowhere. */
interface Examined {
  readonly firstInvalid: number | undefined;
  readonly valid: number;
  readonly invalid: number;
}

const NEWLINE = 0x0a;

async function examine(path: string, encoding: Encoding): Promise<Examined> {
  const found = { firstInvalid: undefined as number | undefined, valid: 0, invalid: 0 };
  let line = new LineDecoder(encoding);
  let number = 1;
  const finish = (): void => {
    if (!line.isValid()) {
      found.firstInvalid ??= number;
      found.invalid += 1;
      line = new LineDecoder(encoding);
    } else if (line.beyondAscii) found.valid += 1;
    line.beyondAscii = false;
    number += 1;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      line.take(chunk.subarray(start, end));
      finish();
      start = end + 1;
    }
    line.take(chunk.subarray(start));
  }
  finish();
  return found;
}

/** Decodes the pieces of one line after another, for nothing but whether they are valid. */
class LineDecoder {
  beyondAscii = false;
  readonly #decoder: TextDecoder;
  #failed = false;

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  take(piece: Buffer): void {
    // Characters beyond ASCII have more bytes than one in either encoding.
    if (piece.length > 0) this.#try(() => this.#decoder.decode(piece, { stream: true }), piece.length);
  }

  /** Ends the line: a character that is not complete here never will be. */
  isValid(): boolean {
    this.#try(() => this.#decoder.decode(), 0);
    return !this.#failed;
  }

  #try(decode: () => string, bytes: number): void {
    if (this.#failed) return;
    try {
      if (decode().length !== bytes) this.beyondAscii = true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#failed = true;
    }
  }
}
