import { createReadStream } from "node:fs";
import type { Encoding } from "./encoding.ts";
import type { Line } from "./lines.ts";
import { UserError } from "./user-error.ts";

/** Of a value that is longer than any message only the beginning is kept. */
const KEPT_CHARACTERS = 2_048;

/** Whether a file whose first line that is not blank is this one holds JSON over many lines, or one list, rather than a message per line. */
export function startsDocument(firstLine: string): boolean {
  const text = firstLine.trim();
  return text === "{" || text.startsWith("[");
}

/**
 * The values of a JSON file one after another, each with the line where it begins: the members of a list, or values that follow each other. Reads
 * in the memory of one value; what is no JSON comes out as the text it is. Throws UserError at the end where the list was not closed.
 */
export async function* readJsonValues(path: string, encoding: Encoding, maxBytes: number): AsyncGenerator<Line> {
  const splitter = new ValueSplitter(maxBytes);
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) yield* splitter.take(decoder.decode(chunk, { stream: true }));
  yield* splitter.take(decoder.decode());
  yield* splitter.finish();
  if (splitter.isListOpen) throw new UserError(`${path} ends inside its list: it was cut off; the messages before that were sent`);
}

/** Cuts a text that comes in parts into JSON values, by its brackets and quotes alone. */
class ValueSplitter {
  /** Inside the list at the top of the file. */
  isListOpen = false;
  readonly #maxBytes: number;
  #line = 1;
  /** The line where the value begins; zero between values. */
  #start = 0;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #kept = "";
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *take(text: string): Generator<Line> {
    let from = 0;
    for (let place = 0; place < text.length; place += 1) {
      const character = text.charAt(place);
      if (this.#start === 0) {
        if (this.#begins(character)) from = place;
      }
      // A bare number or word ends where something else begins, which is then read for itself.
      else if (this.#depth === 0 && !this.#inString && /[\s,\]]/.test(character)) {
        this.#keep(text.slice(from, place));
        yield this.#end();
        this.#begins(character);
      }
      if (this.#start !== 0 && this.#isLast(character)) {
        this.#keep(text.slice(from, place + 1));
        yield this.#end();
      }
      if (character === "\n") this.#line += 1;
    }
    if (this.#start !== 0) this.#keep(text.slice(from));
  }

  *finish(): Generator<Line> {
    if (this.#start !== 0) yield this.#end();
  }

  /** Whether a value begins with the character that stands between values. */
  #begins(character: string): boolean {
    if (character === "[" && !this.isListOpen) this.isListOpen = true;
    else if (character === "]" && this.isListOpen) this.isListOpen = false;
    else if (!/[\s,\ufeff]/.test(character)) {
      this.#start = this.#line;
      return true;
    }
    return false;
  }

  /** Whether a list, object or text ends with the character. */
  #isLast(character: string): boolean {
    if (this.#inString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === "\\") this.#isEscaped = true;
      else if (character === '"') this.#inString = false;
      return false;
    }
    if (character === '"') this.#inString = true;
    else if (character === "{" || character === "[") this.#depth += 1;
    else if (character === "}" || character === "]") {
      this.#depth -= 1;
      return this.#depth <= 0;
    }
    return false;
  }

  #keep(part: string): void {
    this.#bytes += Buffer.byteLength(part);
    if (this.#bytes <= this.#maxBytes) this.#kept += part;
    else this.#kept = (this.#kept + part).slice(0, KEPT_CHARACTERS).toWellFormed();
  }

  #end(): Line {
    const line = { number: this.#start, text: this.#kept, bytes: this.#bytes };
    this.#start = this.#depth = this.#bytes = 0;
    this.#inString = this.#isEscaped = false;
    this.#kept = "";
    return line;
  }
}
