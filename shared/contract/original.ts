import { NumberText } from "./json-text.ts";
import { CONTRACT_FIELDS, MESSAGES, type MessageKind } from "./message.ts";
import { NAME_FIELDS, NUMBER_FIELDS, ownHider, personHider, type HidePersons } from "./person-number.ts";

/** Replaces psn_no by its keyed hash. */
export type HashPerson = (personNumber: string) => string;

/**
 * Ids are kept to the letter: a message that waits for its advance is sent again from its original, and its sender finds it by them. Some
 * systems number settlements by county, day and sequence, which has the form of a certificate number.
 */
export const ID_FIELDS: ReadonlySet<string> = new Set(["fixmedins_code", "payee", "setl_id", ...Object.values(MESSAGES).map(({ id }) => id)]);

/** The longest original that is stored; what is longer is cut and says so. */
export const MAX_ORIGINAL_CHARACTERS = 3_000;

/**
 * A message that is a JSON object, as its record or rejection stores it: the fields of its kind (where that is not known, of the contract)
 * with the values as they were written, psn_no as its keyed hash, and hidden where another value repeats it. All other fields (names,
 * certificate numbers, birth dates) are dropped, not masked, and so is what stands inside lists and objects where the contract has none.
 */
export function originalOfObject(message: Readonly<Record<string, unknown>>, hashPerson: HashPerson, kind?: MessageKind): string {
  const fields = kind === undefined ? CONTRACT_FIELDS : new Set(["kind", ...Object.keys(MESSAGES[kind].schema.entries)]);
  const hide = personHider(message["psn_no"]);
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(message)) {
    if (!fields.has(field)) continue;
    if (field === "psn_no") kept[field] = hashPerson(typeof value === "string" ? value : JSON.stringify(value));
    else if (field === "setldetail") kept[field] = Array.isArray(value) ? value.map((row) => keepDetail(row, hide)) : "…";
    else kept[field] = keepValue(value, ID_FIELDS.has(field) ? toTheLetter : hide);
  }
  return cut(JSON.stringify(kept));
}

/**
 * A text that is no JSON object, as a rejection stores it: the `"field": value` pairs of the contract that can be made out, and … for all
 * the rest, because a person's name or number may stand anywhere in it. The keyed hash of the text tells two such texts apart.
 */
export function originalOfBrokenText(text: string, hashPerson: HashPerson): string {
  const read = withoutEscapes(text.slice(0, MAX_ORIGINAL_CHARACTERS * 4));
  const hideNumber = personHider(...valuesNamed(["psn_no"], read));
  const hideOwn = ownHider({ names: valuesNamed(NAME_FIELDS, read), numbers: valuesNamed(NUMBER_FIELDS, read) });
  // By the form first here too: the text may end inside certno.
  const hide: HidePersons = (value) => hideOwn?.(hideNumber(value)) ?? hideNumber(value);
  const pairs: string[] = [];
  for (const match of read.matchAll(/"(\w{1,40})"\s*:\s*("[^"\\]{0,200}"|-?[\w.+-]{1,40}(?=[\s,}\]]))/g)) {
    const [, field = "", value = ""] = match;
    // The text of a list may hold more than the contract's two fields of a row.
    if (!CONTRACT_FIELDS.has(field) || field === "setldetail") continue;
    if (field === "psn_no") pairs.push(`"psn_no":"${hashPerson(value.replaceAll('"', ""))}"`);
    else pairs.push(`"${field}":${hide(value)}`);
  }
  return `${cut(["…", ...pairs, "…"].join(" "))} ${fingerprint(text, hashPerson)}`;
}

/** What stands behind these names in a text. It may end inside a value. */
function valuesNamed(fields: readonly string[], text: string): string[] {
  const pattern = new RegExp(`"(?:${fields.join("|")})"\\s*:\\s*("[^"]{1,200}|[^\\s",}\\]]{1,200})`, "g");
  return Array.from(text.matchAll(pattern), ([, value = ""]) => value.replace('"', ""));
}

/** Some programs write every character beyond ASCII as \uXXXX, or all of them; what a text means by its quotes and backslashes stays as it is. */
function withoutEscapes(text: string): string {
  const read = (escape: string, code: string): string => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return character < " " || character === '"' || character === "\\" ? escape : character;
  };
  return text.replace(/\\u([0-9a-fA-F]{4})/g, read).toWellFormed();
}

/**
 * A table's row with too many or too few cells, as a rejection stores it: nothing of it, because its cells stand under the wrong names, and
 * the person's number may stand under any. Only its keyed hash, which tells two such rows apart.
 */
export function originalOfShiftedRow(text: string, hashPerson: HashPerson): string {
  return `… ${fingerprint(text, hashPerson)}`;
}

function fingerprint(text: string, hashPerson: HashPerson): string {
  return `(${text.length} characters, ${hashPerson(text)})`;
}

function keepDetail(row: unknown, hide: HidePersons): unknown {
  if (typeof row !== "object" || row === null) return "…";
  const { fund_pay_type, fund_payamt } = row as Record<string, unknown>;
  return { fund_pay_type: keepValue(fund_pay_type, hide), fund_payamt: keepValue(fund_payamt, hide) };
}

function toTheLetter(text: string): string {
  return text;
}

/** A text or number without what names a person; of a list or object nothing. */
function keepValue(value: unknown, hide: HidePersons): unknown {
  if (typeof value !== "string" && !(value instanceof NumberText)) return typeof value === "object" && value !== null ? "…" : value;
  const text = typeof value === "string" ? value : value.source;
  const hidden = hide(text);
  return hidden === text ? value : hidden;
}

function cut(text: string): string {
  // The cut may fall between the halves of a character.
  return text.length > MAX_ORIGINAL_CHARACTERS ? `${text.slice(0, MAX_ORIGINAL_CHARACTERS).toWellFormed()}… (${text.length} characters)` : text;
}
