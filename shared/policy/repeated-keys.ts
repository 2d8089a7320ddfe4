/** A name of an object, any other string, or a bracket. */
const TOKEN = /("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}[\]]/g;

/**
 * The keys that objects of a JSON text name more than once, as paths without list places: "benefits.critical-ratio". JSON.parse silently takes
 * the last of them, so that a rule could be in a file and not in force. The text must be JSON.
 */
export function repeatedKeys(json: string): string[] {
  const found: string[] = [];
  const open: { readonly path: string; readonly names: Set<string> }[] = [];
  let path = "";
  for (const [token, quoted] of json.matchAll(TOKEN)) {
    const current = open.at(-1);
    if (quoted !== undefined && current !== undefined) {
      // Parsed, because a name may be written with escapes.
      const name = JSON.parse(quoted) as string;
      path = current.path === "" ? name : `${current.path}.${name}`;
      if (current.names.has(name)) found.push(path);
      current.names.add(name);
    } else if (token === "{" || token === "[") open.push({ path, names: new Set() });
    else if (token === "}" || token === "]") {
      open.pop();
      path = open.at(-1)?.path ?? "";
    }
  }
  return found;
}
