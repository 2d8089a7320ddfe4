import { CONTRACT_FIELDS } from "../../shared/contract/message.ts";
import { PERSONS, personsIn } from "./fuzz-persons.ts";

/** Kept to the letter by the contract: a message is found by them, and what a sender makes them of is the sender's affair. */
const IDS: ReadonlySet<string> = new Set([
  ...["setl_id", "reversal_id", "deduction_id", "prepayment_id", "disbursement_id", "allotment_id", "review_id", "release_id", "return_id"],
  ...["fixmedins_code", "payee"],
]);

type Pair = readonly [field: string, value: string];
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

/**
 * The parts of persons' numbers and names that may be stored of a message, because the message itself says that they are something else, and
 * nothing in it tells otherwise: half a number that stands behind `"dise_name":`, a name in a reason. What tells otherwise, so that it must
 * never be stored although it stands there, is
 * - the message's own psn_no: a field that repeats it repeats a person's number, with or without spaces, in capitals or not;
 * - a certificate number that stands there whole: its form tells;
 * - a number of 20 digits or more, which only the national platform's person numbers have.
 * A reason is its sender's own words, and of a kind of message that has no psn_no: there, only the form of a number tells. Ids are exempt from
 * all of it. What stands in no field of the contract, or as psn_no, is never exempt.
 */
export function mayBeStored(body: string): Set<string> {
  const { pairs, own } = valuesOf(body);
  const numbers = own.map(bare).filter((number) => number.length >= 8);
  return new Set(
    pairs
      .filter(([field]) => field !== "psn_no" && (CONTRACT_FIELDS.has(field) || field === "fund_pay_type" || field === "fund_payamt"))
      .flatMap(([field, value]) => [...personsIn(IDS.has(field) ? value : withoutTold(value, field === "reason" ? [] : numbers))]),
  );
}

const CERTIFICATES = new RegExp(`(?<!\\d)(?:${PERSONS.map(({ certno }) => certno).join("|")})(?!\\d)`, "gi");

function withoutTold(value: string, own: readonly string[]): string {
  const left = value.replace(/(?<!\d)\d{20,}(?!\d)/g, "|").replace(CERTIFICATES, "|");
  return own.reduce((text, number) => text.replaceAll(number, "|"), bare(left));
}

/** Without spaces, in small letters and with the digits of ASCII: as a repeated number is compared. */
const bare = (text: string): string =>
  text
    .replace(/\s/g, "")
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .toLowerCase();

/**
 * Fields and their texts: of an object as it is parsed, of anything else as they can be made out, and of fields that stand there twice both.
 * And what the message says is its psn_no.
 */
function valuesOf(body: string): { readonly pairs: readonly Pair[]; readonly own: readonly string[] } {
  // A name may be written with escapes.
  const text = body.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const found = [...text.matchAll(/"(\w+)"\s*:\s*(?:"([^"]*)"?|([^\s",}\]]+))/g)].map(([, field = "", quoted, bareword]): Pair => [
    field,
    quoted ?? bareword ?? "",
  ]);
  const object = parseObject(body);
  if (object === undefined) return { pairs: found, own: found.filter(([field]) => field === "psn_no").map(([, value]) => value) };
  const { setldetail, psn_no } = object;
  const list = Array.isArray(setldetail) ? setldetail : [];
  const rows = list.flatMap((row: unknown): object[] => (typeof row === "object" && row !== null ? [row] : []));
  const pairs = [object, ...rows].flatMap((one): Pair[] => Object.entries(one).map(([field, value]) => [field, String(value)]));
  const isRepeated = new Set(found.map(([field]) => field)).size < found.length;
  return { pairs: isRepeated ? [...pairs, ...found] : pairs, own: typeof psn_no === "string" ? [psn_no] : [] };
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed = parseWithSource(body, (_key, value, { source }) => (typeof value === "number" ? (source ?? value) : value));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
