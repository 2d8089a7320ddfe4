import { maskCertificates } from "./certificate.ts";
import { NumberText } from "./json-text.ts";

/** Hides in a text the numbers that name a person. */
export type HidePersons = (text: string) => string;

/** Of the fields that are no id only the person number of the national platform (psn_no, 人员编号) has that many digits. */
const NATIONAL_NUMBER = /(?<!\d)\d{20,}(?!\d)/g;

/** Shorter ones stand by chance in amounts, codes and times; longer ones than the field may have are no numbers. */
const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 64;

/** Hides the numbers whose form tells that they name a person. */
export function hideByForm(text: string): string {
  return maskCertificates(text).replace(NATIONAL_NUMBER, "***");
}

/**
 * Hides what the form tells and, of a message with a psn_no, that number wherever else the message repeats it: in small letters or capitals,
 * in groups, in full-width digits. A local system's number has no form of its own; only the message tells.
 */
export function personHider(...personNumbers: readonly unknown[]): HidePersons {
  const numbers = personNumbers.map(readNumber).filter(({ length }) => length >= MIN_CHARACTERS && length <= MAX_CHARACTERS);
  if (numbers.length === 0) return hideByForm;
  const shortest = Math.min(...numbers.map((number) => number.length));
  let pattern: RegExp | undefined;
  return (text) => {
    if (text.length < shortest) return hideByForm(text);
    pattern ??= new RegExp(numbers.map(patternOf).join("|"), "giu");
    // By its form first: psn_no may be a part of the whole number that stands here.
    return hideByForm(text).replace(pattern, "***");
  };
}

/** What names the person in fields that no message of the contract has: the national platform's name, certificate and telephone numbers. */
export interface PersonFields {
  readonly names: readonly unknown[];
  readonly numbers: readonly unknown[];
}

export const NAME_FIELDS = ["psn_name", "patn_name"] as const;
export const NUMBER_FIELDS = ["certno", "mdtrt_cert_no", "tel", "mob"] as const;

/** Hides what those fields say wherever another field repeats it; undefined where they say nothing that could be found again. */
export function ownHider({ names, numbers }: PersonFields): HidePersons | undefined {
  const patterns = [
    ...numbers
      .map(readNumber)
      .filter(({ length }) => length >= MIN_CHARACTERS && length <= MAX_CHARACTERS)
      // certno may be a part of the whole number that stands elsewhere; what were left of that would have no form that tells.
      .map((number) => `[\\d０-９]*${patternOf(number)}[\\dXx０-９]*`),
    ...names.map(readNumber).flatMap(namePatterns),
  ];
  if (patterns.length === 0) return undefined;
  const pattern = new RegExp(patterns.join("|"), "giu");
  return (text) => text.replace(pattern, "***");
}

/** A name in letters is a word of its own: a short one stands by chance inside others. One character is no name. */
function namePatterns(name: string): string[] {
  if (!/\p{L}.*\p{L}/u.test(name) || name.length > MAX_CHARACTERS) return [];
  return [/\p{Script=Han}/u.test(name) ? patternOf(name) : `(?<![\\p{L}\\p{N}])${patternOf(name)}(?![\\p{L}\\p{N}])`];
}

function readNumber(value: unknown): string {
  const text = value instanceof NumberText ? value.source : value;
  if (typeof text !== "string") return "";
  return text.replace(/\s/g, "").replace(/[０-９]/g, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) - FULL_WIDTH));
}

function patternOf(number: string): string {
  return Array.from(number, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    const isDigit = character >= "0" && character <= "9";
    return isDigit ? `[${character}${String.fromCodePoint(codePoint + FULL_WIDTH)}]` : `\\u{${codePoint.toString(16)}}`;
  }).join("\\s*");
}

/** From a character of ASCII to the one as wide as a Chinese character. */
const FULL_WIDTH = 0xfee0;
