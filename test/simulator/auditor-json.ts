type Plain = Record<string, unknown>;
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * A JSON object with its numbers as the texts they were written as. Undefined where the text is no JSON object, is nested more than a
 * hundred levels deep, or names a field that `matters` twice, so that two readers may take two messages from it.
 */
export function readObject(text: string, matters: ReadonlySet<string>): Plain | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // What reads and writes to the same text names nothing twice.
  if (JSON.stringify(value) !== text && isAmbiguous(text, matters)) return undefined;
  if (!hasNumber(value)) return value as Plain;
  const keepSource: SourceReviver = (_, one, { source }) => (typeof one === "number" ? (source ?? String(one)) : one);
  return JSON.parse(text, keepSource as (key: string, value: unknown) => unknown) as Plain;
}

function hasNumber(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasNumber);
  return typeof value === "number";
}

/** Goes through the text's tokens: names at the first level, and the depth. */
function isAmbiguous(text: string, matters: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && token.endsWith(":")) {
      const name = JSON.parse(token.slice(0, -1)) as string;
      if (seen.has(name) && matters.has(name)) return true;
      seen.add(name);
    }
    if (depth > 100) return true;
  }
  return false;
}
