/** An object or a list that is open: the names it has had, and the last of them. */
interface Open {
  readonly names: Set<string>;
  name: string | undefined;
}

/**
 * The names that objects of a JSON text have more than once, each as the names that lead to it, without list places. JSON.parse silently takes the
 * last of them where other programs take the first (RFC 8259, 4: the behaviour is unpredictable), so that sender and receiver may read two
 * amounts in one text, or a rule be in a file and not in force. The text must be JSON.
 */
export function repeatedPaths(json: string): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const open: Open[] = [];
  for (let place = 0; place < json.length; place += 1) {
    const character = json.charAt(place);
    if (character === "{" || character === "[") open.push({ names: new Set(), name: undefined });
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = endOfString(json, place);
      const current = open.at(-1);
      if (current !== undefined && isName(json, end)) {
        current.name = nameOf(json.slice(place, end + 1));
        if (current.names.has(current.name)) found.push(open.flatMap(({ name }) => name ?? []));
        current.names.add(current.name);
      }
      place = end;
    }
  }
  return found;
}

/** The same as texts: "benefits.critical-ratio". */
export function repeatedKeys(json: string): string[] {
  return repeatedPaths(json).map((path) => path.join("."));
}

/** A name may be written with escapes. */
function nameOf(quoted: string): string {
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** The place of the quote that ends the string which begins at `start`. */
function endOfString(json: string, start: number): number {
  let place = json.indexOf('"', start + 1);
  while (isEscaped(json, place)) place = json.indexOf('"', place + 1);
  if (place < 0) throw new Error(`the string that begins at character ${start + 1} has no end: the text is not JSON`);
  return place;
}

/** True behind an odd number of backslashes: two of them are an escaped backslash. */
function isEscaped(json: string, place: number): boolean {
  let first = place;
  while (json.charAt(first - 1) === "\\") first -= 1;
  return (place - first) % 2 === 1;
}

function isName(json: string, end: number): boolean {
  let place = end + 1;
  while (/[ \t\r\n]/.test(json.charAt(place))) place += 1;
  return json.charAt(place) === ":";
}
