import { draw, drawInteger, seededRandom, type Random } from "../../infra/local/demo/random.ts";

/** Somebody made up, whom a message must not name anywhere but in the fields that are for it. */
export interface Person {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly certno: string;
}

/** Characters that no other text here or in the product has, so that two in a row are somebody's name. */
const NAME_CHARACTERS = ["靐", "龘", "齉", "爨", "麤", "鱻", "骉"];
const NAME_PART = new RegExp(`[${NAME_CHARACTERS.join("")}]{2,}`, "g");

const digits = (random: Random, count: number): string => Array.from({ length: count }, () => drawInteger(random, 10)).join("");

/** Region, birth date, sequence, check digit (GB 11643), of a county that no message here is of. */
function certificateOf(random: Random): string {
  const born = `${1930 + drawInteger(random, 80)}${String(1 + drawInteger(random, 12)).padStart(2, "0")}${String(10 + drawInteger(random, 18))}`;
  return `530381${born}${digits(random, 3)}${draw(random, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"])}`;
}

/** psn_no as systems write it: the national platform's 22 digits, a certificate number, a local system's letters and digits, or digits alone. */
function personNumberOf(random: Random, place: number, certificate: string): string {
  return [`4${digits(random, 21)}`, certificate, `YNP${digits(random, 10)}`, `7${digits(random, 10)}`][place % 4]!;
}

export const PERSONS: readonly Person[] = Array.from({ length: 64 }, (_, place) => {
  const random = seededRandom(20171024, place);
  const certno = certificateOf(random);
  const psn_name = [1, 2, 3].map(() => draw(random, NAME_CHARACTERS)).join("");
  return { psn_no: personNumberOf(random, place, certno), psn_name, certno };
});

/** A number is known by any eight of its digits in a row: fewer are a date, an amount or chance. */
const KNOWN_BY = 8;

function parts(number: string): string[] {
  const run = /\d+/.exec(number)![0];
  return Array.from({ length: run.length - KNOWN_BY + 1 }, (_, at) => run.slice(at, at + KNOWN_BY));
}

const NUMBER_PARTS: ReadonlySet<string> = new Set(PERSONS.flatMap(({ psn_no, certno }) => [...parts(psn_no), ...parts(certno)]));

/**
 * The text as somebody reads it who wants to know: \uXXXX escapes as the characters they are (however often escaped, for JSON within JSON),
 * full-width digits as digits, and no control characters. Letters don't matter: digits are what a number is known by.
 */
function readable(text: string): string {
  let read = text;
  if (read.includes("\\u")) read = read.replace(/\\+u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  if (!/[\0-\x1f\x7f-\xa0\u2000-\u206f\u3000\ufeff\uff10-\uff19]/.test(read)) return read;
  return read.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)).replace(/[\s\p{Cc}\p{Cf}]+/gu, "");
}

/** What a text holds by which one of PERSONS could be known: parts of their numbers and names, each once. */
export function personsIn(text: string): Set<string> {
  const found = new Set<string>();
  const read = readable(text);
  for (const [digitsAndSpaces] of read.matchAll(/\d(?: *\d){7,}/g)) {
    const run = digitsAndSpaces.replaceAll(" ", "");
    for (let at = 0; at + KNOWN_BY <= run.length; at += 1) {
      const part = run.slice(at, at + KNOWN_BY);
      if (NUMBER_PARTS.has(part)) found.add(part);
    }
  }
  for (const [name] of read.matchAll(NAME_PART)) for (let at = 0; at + 2 <= name.length; at += 1) found.add(name.slice(at, at + 2));
  return found;
}
