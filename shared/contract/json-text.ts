/**
 * A number of a JSON text as it was written: `1e3`, `12.10` and 17-digit integers keep their digits, so that an amount is read exactly and a
 * stored original shows what was sent.
 */
export class NumberText {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toJSON(): unknown {
    return rawJson(this.source);
  }
}

// Reviver context and JSON.rawJSON are in Node since 21 (https://github.com/tc39/proposal-json-parse-with-source), but not yet in TypeScript's library.
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver: SourceReviver) => unknown;
const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** Our own: a message has three levels. JSON.parse with a reviver recurses, and would run out of stack at some thousands. */
export const MAX_NESTING = 100;

/** The text has lists or objects nested deeper than MAX_NESTING. */
export class NestingError extends Error {
  override readonly name = "NestingError";
}

/** JSON.parse, with every number as NumberText. Throws SyntaxError where the text is not JSON, NestingError where it is nested too deep. */
export function parseJsonText(text: string): unknown {
  checkNesting(text);
  return parse(text, (_key, value, context) => (typeof value === "number" ? new NumberText(context.source ?? String(value)) : value));
}

function checkNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (inString) {
      if (character === "\\") place += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") {
      depth += 1;
      if (depth > MAX_NESTING) throw new NestingError(`nested more than ${MAX_NESTING} levels deep at character ${place + 1}`);
    } else if (character === "]" || character === "}") depth -= 1;
  }
}
