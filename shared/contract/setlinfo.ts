import { sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { formatYuan, parseYuan } from "../money/yuan.ts";
import { FUND_PAY_TYPE_TABLES, OTHER_FUND_FIELDS, type OtherFundField } from "../policy/fund-pay-types.ts";
import type { FieldProblem, Reason } from "../outcome/outcomes.ts";
import { fieldProblem, FIELD_PROBLEMS, type FieldProblemKey } from "./field-problems.ts";
import { compareSum } from "./identities.ts";
import { NumberText } from "./json-text.ts";
import { ADVANCE_FIELDS } from "./message.ts";
import { ID_FIELDS } from "./original.ts";
import { NAME_FIELDS, NUMBER_FIELDS, ownHider, personHider, type HidePersons } from "./person-number.ts";
import { kindOf } from "./read-message.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Parts of the whole cost beside inscp_scp_amt: 全自费金额, 超限价自费费用, 先行自付金额. */
const COST_PARTS = ["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt"] as const;

/** Fields of the national result that are read and are no fields of the contract. */
const SETLINFO_ONLY_FIELDS = [...COST_PARTS, ...OTHER_FUND_FIELDS] as const;

/** What a result may name besides the contract's fields, and must not name twice. */
export const SETLINFO_FIELDS: ReadonlySet<string> = new Set(["setlinfo", "output", "infcode", ...SETLINFO_ONLY_FIELDS]);

/** A field of an advance that 2207 and 2304 do not have: it comes from beside the result. */
export const BESIDE_FIELDS = [
  "fixmedins_code",
  "fixmedins_name",
  "insu_admdvs",
  "poverty_status",
  "hosp_lv",
  "refl_flag",
  "dise_codg",
  "dise_name",
] as const;
export type BesideField = (typeof BESIDE_FIELDS)[number];

/** Only the national result names these; one of them makes an object without `kind` a result. */
const MARKS = [...SETLINFO_ONLY_FIELDS, "mdtrt_id", "medins_setl_id", "clr_type", "psn_cert_type"];

/** A settlement result's parts: the fields themselves, its rows, and what its sender put beside them. */
interface Parts {
  readonly setlinfo: Fields;
  readonly setldetail: unknown;
  readonly beside: Fields;
}

/** The national result as an advance of the contract. `broken`: an identity of fields that the contract does not have. */
export interface AdaptedResult {
  readonly object: Fields;
  readonly problems: readonly FieldProblem[];
  readonly broken?: Reason;
}

/**
 * The adapter of the national interface (2207, 2304): a settlement result as an object of the contract's `advance`, whose fields are yet to be
 * read. It comes as `{setlinfo, setldetail}`, in its response `{infcode, output: {setlinfo, setldetail}}`, or with its fields at the top as a
 * table has them; what the result does not have may stand beside it. All else is dropped: names, certificate numbers, birth dates, processes.
 * Undefined where the object is no such result.
 */
export function adaptSetlinfo(object: Fields): AdaptedResult | undefined {
  const parts = hiddenPartsOf(object);
  if (parts === undefined) return undefined;
  if ("problem" in parts) return { object: {}, problems: [parts.problem] };
  const { setlinfo, setldetail, beside } = parts;
  const fields: Record<string, unknown> = { kind: beside["kind"] ?? "advance" };
  for (const field of ADVANCE_FIELDS) {
    const value = [setlinfo[field], beside[field]].find((one) => !isBlank(one));
    if (field !== "setldetail" && value !== undefined) fields[field] = value;
  }
  if (!isBlank(setldetail)) fields["setldetail"] = Array.isArray(setldetail) ? setldetail.map(keepRow) : setldetail;
  const read = readAmounts(setlinfo, personHider(fields["psn_no"]));
  if (read.problems.length > 0) return { object: fields, problems: read.problems };
  const broken = brokenCost(fields, read.amounts) ?? brokenRows(fields, read.amounts);
  return { object: withOtherFunds(fields, read.amounts), problems: [], ...(broken === undefined ? {} : { broken }) };
}

/**
 * The same result with nothing in it that the adapter does not read, so that no name leaves the hospital with it; where it lacks a field that
 * `find` knows, with that beside it. Undefined where the object is no such result.
 */
export function trimSetlinfo(
  object: Fields,
  find: (known: Readonly<Partial<Record<string, string>>>) => Readonly<Partial<Record<BesideField, string>>>,
): Fields | undefined {
  const parts = hiddenPartsOf(object);
  if (parts === undefined) return undefined;
  if ("problem" in parts) return "infcode" in object ? { infcode: codeOf(object["infcode"]) } : { setlinfo: "" };
  const { setlinfo, setldetail, beside } = parts;
  const kept: Record<string, unknown> = {};
  for (const field of [...ADVANCE_FIELDS, ...SETLINFO_ONLY_FIELDS])
    if (field !== "setldetail" && !isBlank(setlinfo[field])) kept[field] = bare(setlinfo[field]);
  const outside: Record<string, unknown> = {};
  for (const field of ["kind", ...ADVANCE_FIELDS]) if (field !== "setldetail" && !isBlank(beside[field])) outside[field] = bare(beside[field]);
  const known = Object.fromEntries(
    Object.entries({ ...outside, ...kept }).flatMap(([field, value]) => (isText(value) ? [[field, textOf(value)]] : [])),
  );
  const found = find(known);
  for (const field of BESIDE_FIELDS) if (!(field in kept) && !(field in outside) && found[field] !== undefined) outside[field] = found[field];
  // What is no list is rejected for it, whatever it holds.
  const rows = Array.isArray(setldetail) ? setldetail.map(keepRow) : isBlank(setldetail) ? undefined : "…";
  return { ...outside, setlinfo: kept, ...(rows === undefined ? {} : { setldetail: rows }) };
}

/** Says of a field that the national result does not have where it may come from. */
export function adviseMissing(problems: readonly FieldProblem[]): FieldProblem[] {
  const isMissing = ({ field, problem }: FieldProblem): boolean =>
    problem === FIELD_PROBLEMS.missing[0] && (BESIDE_FIELDS as readonly string[]).includes(field);
  return problems.map((one) => (isMissing(one) ? fieldProblem(one.field, "missing_beside") : one));
}

/** The parts, with the person's name and numbers hidden where they stand in another field, which the adapter reads and would keep. */
function hiddenPartsOf(object: Fields): ReturnType<typeof partsOf> {
  const parts = partsOf(object);
  if (parts === undefined || "problem" in parts) return parts;
  const { output } = object;
  const named = [parts.setlinfo, parts.beside, isObject(output) ? output : {}];
  const valuesOf = (fields: readonly string[]): unknown[] => named.flatMap((one) => fields.map((field) => one[field]));
  const hide = ownHider({ names: valuesOf(NAME_FIELDS), numbers: valuesOf(NUMBER_FIELDS) });
  if (hide === undefined) return parts;
  const { setlinfo, setldetail, beside } = parts;
  const rows = Array.isArray(setldetail) ? setldetail.map((row: unknown) => (isObject(row) ? hideIn(row, hide) : row)) : setldetail;
  return { setlinfo: hideIn(setlinfo, hide), setldetail: rows, beside: hideIn(beside, hide) };
}

/** Ids and psn_no are kept to the letter, and what is an amount is no name or number. */
function hideIn(fields: Fields, hide: HidePersons): Fields {
  const hidden = Object.entries(fields).map(([field, value]): [string, unknown] => {
    if (!isText(value) || ID_FIELDS.has(field) || field === "psn_no" || typeof parseYuan(textOf(value)) === "number") return [field, value];
    const text = hide(textOf(value));
    return [field, text === textOf(value) ? value : text];
  });
  // Without a prototype: a field named __proto__ is a field like any other.
  return Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(hidden));
}

function partsOf(object: Fields): Parts | { readonly problem: FieldProblem } | undefined {
  if ("infcode" in object || ("output" in object && isObject(object["output"]) && "setlinfo" in object["output"])) {
    const { infcode } = object;
    if (!isBlank(infcode) && textOf(infcode) !== "0") return { problem: fieldProblem("infcode", "not_settled", codeOf(infcode)) };
    if (!("setlinfo" in object))
      return isObject(object["output"]) ? nested(object["output"], object) : { problem: fieldProblem("output", "not_an_object") };
  }
  if ("setlinfo" in object) return nested(object, object);
  const isResult = object["kind"] === undefined && kindOf(object) === "advance" && MARKS.some((field) => field in object);
  return isResult ? { setlinfo: object, setldetail: object["setldetail"], beside: {} } : undefined;
}

function nested(output: Fields, beside: Fields): Parts | { readonly problem: FieldProblem } {
  const { setlinfo } = output;
  if (!isObject(setlinfo)) return { problem: fieldProblem("setlinfo", "not_an_object") };
  return { setlinfo, setldetail: output["setldetail"] ?? setlinfo["setldetail"], beside };
}

/** Of a row the contract's two fields: setl_proc_info may hold anything. */
function keepRow(row: unknown): unknown {
  if (!isObject(row)) return "";
  return Object.fromEntries(["fund_pay_type", "fund_payamt"].flatMap((field) => (isBlank(row[field]) ? [] : [[field, bare(row[field])]])));
}

/** What is no text is rejected for it; in a list or an object anything may stand. */
function bare(value: unknown): unknown {
  return typeof value === "object" && value !== null && !isText(value) ? [] : value;
}

type OwnField = (typeof SETLINFO_ONLY_FIELDS)[number];
type OwnAmounts = Readonly<Partial<Record<OwnField, Fen>>>;

function readAmounts(setlinfo: Fields, hide: HidePersons): { readonly amounts: OwnAmounts; readonly problems: readonly FieldProblem[] } {
  const amounts: Partial<Record<OwnField, Fen>> = {};
  const problems: FieldProblem[] = [];
  for (const field of SETLINFO_ONLY_FIELDS) {
    const value = setlinfo[field];
    if (isBlank(value)) continue;
    const amount: Fen | FieldProblemKey = isText(value) ? parseYuan(textOf(value)) : "not_text";
    if (typeof amount === "number") amounts[field] = amount;
    else problems.push(fieldProblem(field, amount, isText(value) ? textOf(value) : undefined, hide));
  }
  return { amounts, problems };
}

/** medfee_sumamt = fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt, where the result has them all. */
function brokenCost(fields: Fields, amounts: OwnAmounts): Reason | undefined {
  const [total, scope] = [amountOf(fields["medfee_sumamt"]), amountOf(fields["inscp_scp_amt"])];
  const parts = COST_PARTS.map((field) => [field, amounts[field]] as const).filter(
    (part): part is readonly [(typeof COST_PARTS)[number], Fen] => part[1] !== undefined,
  );
  if (total === undefined || scope === undefined || parts.length < COST_PARTS.length) return undefined;
  return compareSum("medfee_sumamt", total, [...parts, ["inscp_scp_amt", scope]]);
}

/** fund_pay_sumamt = Σ setldetail, where there are rows: the platform lists every fund. And each other fund's field = the rows of its kind. */
function brokenRows(fields: Fields, amounts: OwnAmounts): Reason | undefined {
  const rows = rowsOf(fields);
  const total = amountOf(fields["fund_pay_sumamt"]);
  if (rows === undefined || rows.length === 0 || total === undefined) return undefined;
  const parts = rows.filter(({ type }) => type !== ACCOUNT_TYPE).map(({ type, amount }) => [type, amount] as const);
  for (const field of OTHER_FUND_FIELDS) {
    const own = parts.filter(([type]) => type === TYPE_OF[field]);
    const broken = own.length === 0 ? undefined : compareSum(field, amounts[field] ?? ZERO_FEN, own.map(named));
    if (broken !== undefined) return broken;
  }
  const unlisted = OTHER_FUND_FIELDS.filter((field) => !parts.some(([type]) => type === TYPE_OF[field]));
  return compareSum("fund_pay_sumamt", total, [
    ...parts.map(named),
    ...unlisted.flatMap((field) => ((amounts[field] ?? 0) > 0 ? [[field, amounts[field] ?? ZERO_FEN] as const] : [])),
  ]);
}

function named([type, amount]: readonly [string, Fen]): readonly [string, Fen] {
  return [`setldetail ${type}`, amount];
}

/** What other funds than the contract's paid is counted in oth_pay, with a row that says whose it is, so that none of it is the backstop's. */
function withOtherFunds(fields: Fields, amounts: OwnAmounts): Fields {
  const paid = OTHER_FUND_FIELDS.filter((field) => (amounts[field] ?? 0) > 0);
  const oth = amountOf(fields["oth_pay"]);
  const rows = fields["setldetail"] ?? [];
  if (paid.length === 0 || oth === undefined || !Array.isArray(rows)) return fields;
  const list: readonly unknown[] = rows;
  const isListed = (field: OtherFundField): boolean => list.some((row) => isObject(row) && textOf(row["fund_pay_type"]) === TYPE_OF[field]);
  const added = paid
    .filter((field) => !isListed(field))
    .map((field) => ({ fund_pay_type: TYPE_OF[field], fund_payamt: formatYuan(amounts[field] ?? ZERO_FEN) }));
  return { ...fields, oth_pay: formatYuan(sumFen([oth, ...paid.map((field) => amounts[field] ?? ZERO_FEN)])), setldetail: [...list, ...added] };
}

/** The rows, where all of them can be read; what can't is said when the contract's fields are read. */
function rowsOf({ setldetail }: Fields): { readonly type: string; readonly amount: Fen }[] | undefined {
  if (!Array.isArray(setldetail)) return undefined;
  const rows = setldetail.flatMap((row: unknown) => {
    const amount = isObject(row) ? amountOf(row["fund_payamt"]) : undefined;
    return isObject(row) && amount !== undefined ? [{ type: textOf(row["fund_pay_type"]), amount }] : [];
  });
  return rows.length === setldetail.length ? rows : undefined;
}

const NATIONAL_TYPES = Object.entries(FUND_PAY_TYPE_TABLES.find(({ region }) => region === "")?.types ?? {});

/** The kind whose rows a field counts. */
function typeOf(counted: string): string {
  const type = NATIONAL_TYPES.find(([, { field }]) => field === counted)?.[0];
  if (type === undefined) throw new Error(`no fund_pay_type is counted by ${counted}`);
  return type;
}

const ACCOUNT_TYPE = typeOf("acct_pay");
const TYPE_OF: Readonly<Record<OtherFundField, string>> = {
  cvlserv_pay: typeOf("cvlserv_pay"),
  hifes_pay: typeOf("hifes_pay"),
  hifob_pay: typeOf("hifob_pay"),
};

function amountOf(value: unknown): Fen | undefined {
  const amount = isText(value) ? parseYuan(textOf(value)) : undefined;
  return typeof amount === "number" ? amount : undefined;
}

/** A code of the platform is a short number; what else stands in its place may be anything. */
function codeOf(value: unknown): string {
  return /^-?\d{1,8}$/.test(textOf(value)) ? textOf(value) : "…";
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function isText(value: unknown): boolean {
  return typeof value === "string" || value instanceof NumberText;
}

function textOf(value: unknown): string {
  return value instanceof NumberText ? value.source : typeof value === "string" ? value : "";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}
