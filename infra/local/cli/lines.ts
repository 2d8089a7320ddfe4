import { createReadStream } from "node:fs";
import type { Encoding } from "./encoding.ts";

/** One line of a text file, numbered from 1. Of a line that is too long only the beginning is kept. */
export interface Line {
  readonly number: number;
  readonly text: string;
  /** The line's bytes, without its end. */
  readonly bytes: number;
}

const NEWLINE = 0x0a;
/** What is kept of a line that is too long. */
const KEPT_BYTES = 2_048;

/**
 * Reads a file line by line, in the memory of one line: of a line longer than `maxBytes` the rest is skipped, however long it is. Lines end
 * with LF or CRLF (or CRCRLF, as some transfers leave it); neither UTF-8 nor GB18030 has the byte 0x0A inside another character. A byte order mark is dropped.
 */
export async function* readLines(path: string, encoding: Encoding, maxBytes: number): AsyncGenerator<Line> {
  let number = 0;
  let kept: Buffer[] = [];
  let bytes = 0;
  const finish = (): Line => {
    number += 1;
    const whole = Buffer.concat(kept);
    const decoder = new TextDecoder(encoding);
    const text = decoder.decode(bytes > maxBytes ? whole.subarray(0, KEPT_BYTES) : whole).replace(/\r+$/, "");
    const line = { number, text, bytes };
    kept = [];
    bytes = 0;
    return line;
  };
  const keep = (part: Buffer): void => {
    if (bytes <= maxBytes) kept.push(part);
    bytes += part.length;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }
  if (bytes > 0) yield finish();
}
