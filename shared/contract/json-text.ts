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

/** JSON.parse, with every number as NumberText. Throws SyntaxError where the text is not JSON. */
export function parseJsonText(text: string): unknown {
  return parse(text, (_key, value, context) => (typeof value === "number" ? new NumberText(context.source ?? String(value)) : value));
}
