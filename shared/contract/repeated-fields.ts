/**
 * The fields an object names more than once, at its own level. JSON.parse silently takes the last of them where other programs take the first
 * (RFC 8259, 4: the behaviour is unpredictable), so that sender and receiver may read two amounts in one text. The text must be the JSON of
 * an object.
 */
export function repeatedFields(json: string): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  let depth = 0;
  for (let place = 0; place < json.length; place += 1) {
    const character = json.charAt(place);
    if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    else if (character === '"') {
      const end = endOfString(json, place);
      if (depth === 1 && isName(json, end)) {
        // Parsed, because a name may be written with escapes.
        const name = JSON.parse(json.slice(place, end + 1)) as string;
        (seen.has(name) ? repeated : seen).add(name);
      }
      place = end;
    }
  }
  return [...repeated];
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
