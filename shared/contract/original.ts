import { maskCertificates } from "./certificate.ts";
import { CONTRACT_FIELDS, MESSAGES } from "./message.ts";

/** Replaces psn_no by its keyed hash. */
export type HashPerson = (personNumber: string) => string;

/** Ids are kept to the letter: a message that waits for its advance is sent again from its original. */
const ID_FIELDS: ReadonlySet<string> = new Set(["fixmedins_code", "setl_id", ...Object.values(MESSAGES).map(({ id }) => id)]);

/** The longest original that is stored; what is longer is cut and says so. */
export const MAX_ORIGINAL_CHARACTERS = 3_000;

/**
 * A message that is a JSON object, as a rejection stores it: the contract's fields with the values as they were written, psn_no as its
 * keyed hash. Fields outside the contract (names, certificate numbers, birth dates) are dropped, not masked.
 */
export function originalOfObject(message: Readonly<Record<string, unknown>>, hashPerson: HashPerson): string {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(message)) {
    if (!CONTRACT_FIELDS.has(field)) continue;
    if (field === "psn_no") kept[field] = hashPerson(typeof value === "string" ? value : JSON.stringify(value));
    else if (field === "setldetail") kept[field] = Array.isArray(value) ? value.map(keepDetail) : "…";
    else if (typeof value === "object" && value !== null && !("source" in value)) kept[field] = "…";
    else kept[field] = typeof value === "string" && !ID_FIELDS.has(field) ? maskCertificates(value) : value;
  }
  return cut(JSON.stringify(kept));
}

/**
 * A text that is no JSON object, as a rejection stores it: the `"field": value` pairs of the contract that can be made out, and … for all
 * the rest, because a person's name or number may stand anywhere in it.
 */
export function originalOfBrokenText(text: string, hashPerson: HashPerson): string {
  const pairs: string[] = [];
  for (const match of text.slice(0, MAX_ORIGINAL_CHARACTERS * 4).matchAll(/"(\w{1,40})"\s*:\s*("[^"\\]{0,200}"|-?[\w.+-]{1,40})/g)) {
    const [, field = "", value = ""] = match;
    if (!CONTRACT_FIELDS.has(field)) continue;
    if (field === "psn_no") pairs.push(`"psn_no":"${hashPerson(value.replaceAll('"', ""))}"`);
    else pairs.push(`"${field}":${maskCertificates(value)}`);
  }
  return cut(["…", ...pairs, "…"].join(" "));
}

function keepDetail(row: unknown): unknown {
  if (typeof row !== "object" || row === null) return "…";
  const { fund_pay_type, fund_payamt } = row as Record<string, unknown>;
  return { fund_pay_type, fund_payamt };
}

function cut(text: string): string {
  return text.length > MAX_ORIGINAL_CHARACTERS ? `${text.slice(0, MAX_ORIGINAL_CHARACTERS)}… (${text.length} characters)` : text;
}
