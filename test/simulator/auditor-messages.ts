import { ALL_FIELDS, CONTRACT, IDS, mayBeNumber, meaningOf, YEAR } from "./auditor-fields.ts";
import { readObject } from "./auditor-json.ts";
import { faultOf } from "./auditor-faults.ts";

/** One thing a sender said, however often and however written. */
export interface Message {
  readonly kind: string;
  readonly id: string;
  /** Whose journal it is for: the institution's, the payee's, or a county's pool. */
  readonly lane: string;
  readonly county: string;
  /** The contract's fields by what they mean: amounts as fen. Empty for what is no message. */
  readonly values: Readonly<Record<string, string>>;
  /** What it says of the patient's year, as one text; two messages that differ here alone are one content. */
  readonly year: string;
  /** The code it must be rejected with whatever the ledger holds; undefined where that depends on the ledger or the clock. */
  readonly fault: string | undefined;
  /** The contract doesn't say whether this may be posted: it may be both. */
  readonly unclear: boolean;
  /** The same for every text that means the same. */
  readonly content: string;
  /** What a stored original shows of it. */
  readonly shown: string;
  /** The text, for what means nothing else. */
  readonly body: string;
  /** What must never be stored or reported. */
  readonly secrets: readonly string[];
}

/** The year of a message that says nothing of it. */
export const NO_YEAR = "{}";
const KIND_OF_ID = ["reversal", "deduction", "prepayment", "disbursement", "allotment", "review", "release", "return", "advance"];
const SECRET_FIELDS = ["psn_no", "psn_name", "certno"];
const MOST_BYTES = 65_536;

export function readText(body: string): Message {
  const isTooLong = body.length * 3 > MOST_BYTES && Buffer.byteLength(body) > MOST_BYTES;
  const object = isTooLong ? undefined : readObject(body, ALL_FIELDS);
  if (object === undefined) return broken(body, `chars ${body.length}`, secretsOfText(body));
  const secrets = SECRET_FIELDS.map((name) => object[name]).filter((one): one is string => typeof one === "string" && one.length > 1);
  const kind = object["kind"] ?? KIND_OF_ID.find((one) => (object[CONTRACT[one]?.[0]?.name ?? ""] ?? undefined) !== undefined);
  const contract = typeof kind === "string" && Object.hasOwn(CONTRACT, kind) ? CONTRACT[kind] : undefined;
  if (contract === undefined || typeof kind !== "string") return broken(body, shownOf(object), secrets);
  const values: Record<string, string> = {};
  let year: Readonly<Record<string, string>> | undefined;
  for (const field of contract) {
    const value = object[field.name] ?? undefined;
    if (value === undefined && field.optional) continue;
    const meaning = meaningOf(field, value);
    if (meaning === undefined) return broken(body, shownOf(object), secrets);
    if (YEAR.includes(field.name)) year = { ...year, [field.name]: meaning };
    else values[field.name] = meaning;
  }
  if (kind === "deduction" && values["setl_id"] === undefined && values["poverty_status"] === undefined)
    return broken(body, shownOf(object), secrets);
  if (kind === "allotment" && values["headcount_lifted"] === "0" && values["headcount_unlifted"] === "0")
    return broken(body, shownOf(object), secrets);
  const reason = values["reason"];
  if (reason !== undefined) values["reason"] = withoutCertificates(reason);
  return {
    kind,
    id: values[contract[0]?.name ?? ""] ?? "",
    lane: values["payee"] === "POOL" ? `POOL#${values["insu_admdvs"]}` : (values["payee"] ?? values["fixmedins_code"] ?? ""),
    county: values["insu_admdvs"] ?? "",
    values,
    year: year === undefined ? NO_YEAR : JSON.stringify(year),
    fault: faultOf(kind, values),
    // Amounts and heads may be numbers; of a kind that is not named, and of a number where a text is asked for, the contract says nothing.
    unclear:
      (object["kind"] ?? undefined) === undefined ||
      namesNumber(
        body,
        contract.filter((field) => !mayBeNumber(field)),
      ),
    content: JSON.stringify([kind, values]),
    shown: shownOf(object, new Set(contract.map(({ name }) => name))),
    body,
    secrets,
  };
}

function broken(body: string, shown: string, secrets: readonly string[]): Message {
  const nothing = { kind: "", id: "", lane: "", county: "", values: {}, year: NO_YEAR };
  return { ...nothing, fault: "invalid_message", unclear: false, content: body, shown, body, secrets };
}

function namesNumber(body: string, fields: readonly { readonly name: string }[]): boolean {
  if (!/"[a-z_]+"\s*:\s*-?\d/.test(body)) return false;
  return fields.some(({ name }) => new RegExp(`"${name}"\\s*:\\s*-?\\d`).test(body));
}

/** What a stored original can show: the fields of the contract, or of the kind, but the person and the rows. */
export function shownOf(object: Readonly<Record<string, unknown>>, only: ReadonlySet<string> = ALL_FIELDS): string {
  const parts: string[] = [];
  for (const name of Object.keys(object).sort()) {
    if (!only.has(name) || name === "psn_no" || name === "setldetail" || name === "kind") continue;
    const value = object[name];
    if (value === null) continue;
    const text = typeof value === "object" ? "…" : `${value as string | boolean}`;
    parts.push(`${name}=${IDS.has(name) ? text : withoutCertificates(text)}`);
  }
  return parts.join("\n");
}

/** A certificate number: six digits of a region, a birth date, three digits and a check character; formerly two digits of the year and no check. */
export function withoutCertificates(text: string): string {
  if (!/\d{15}/.test(text)) return text;
  return text.replace(/(\d{15,})([Xx]?)/g, (run: string, digits: string, check: string) => {
    if (digits.startsWith("0")) return run;
    if (run.length === 18 && /^(19|20)/.test(run.slice(6)) && isBirth(run.slice(10))) return "***";
    return digits.length === 15 && isBirth(digits.slice(8)) ? `***${check}` : run;
  });
}

/** Month and day come next. */
function isBirth(text: string): boolean {
  const [month, day] = [Number(text.slice(0, 2)), Number(text.slice(2, 4))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** What is left of a text that was cut may be as short as any word, or a certificate number's first six digits, its county; such a piece names nobody. */
const SHORTEST_PIECE = 7;

function secretsOfText(body: string): string[] {
  return SECRET_FIELDS.flatMap((name) => [...body.matchAll(new RegExp(`"${name}"\\s*:\\s*"?([^",}]+)`, "g"))])
    .map(([, value = ""]) => value.trim())
    .filter(({ length }) => length >= SHORTEST_PIECE);
}
