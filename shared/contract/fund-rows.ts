import { fen, subtractFen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import type { FundPayType, FundPayTypes } from "../policy/fund-pay-types.ts";
import { FUND_FIELDS, FUNDS, type Fund, type FundField } from "../policy/funds.ts";
import type { FundFields } from "../policy/policy.ts";
import type { Reason } from "../outcome/outcomes.ts";
import { compareSum } from "./identities.ts";
import type { MessageOf } from "./message.ts";

/** A kind of payment that is no fund of the policies, and its amount. */
export interface UnmappedPayment {
  /** fund_pay_type */
  readonly type: string;
  readonly amount: Fen;
}

/** What each fund owes of an advance; funds without an amount are absent. */
export interface FundRows {
  readonly amounts: Readonly<Partial<Record<Fund, Fen>>>;
  /** Part of the fields, paid by none of the funds. */
  readonly unmapped: readonly UnmappedPayment[];
  /** A field with an amount that no policy in force gives to a fund. */
  readonly withoutFund: FundField | undefined;
  /** Why rows and fields don't agree; the amounts are then the fields' alone. */
  readonly broken?: Reason;
}

type Row = NonNullable<MessageOf<"advance">["setldetail"]>[number];

/** A field of the message, and what the rows that it counts say of it. */
interface Field {
  readonly field: FundField;
  readonly rows: readonly (Row & Pick<FundPayType, "fund">)[];
  /** What no row says of it. */
  readonly gap: Fen;
}

/**
 * Which fund owes what: the fields' amounts by the rows of setldetail, and what no row says by the policy's fields. Rows whose kind is no fund
 * of the policies, or that nobody knows, are unmapped: their part of a field is paid by nobody. Rows of a known kind must add up to their field,
 * in oth_pay to no more than it; unknown ones must fit into what is left, or the amounts do not add up.
 */
export function readFundRows(advance: MessageOf<"advance">, fundFields: FundFields, types: FundPayTypes): FundRows {
  const rows = (advance.setldetail ?? []).filter(({ fund_pay_type }) => types.get(fund_pay_type)?.field !== "acct_pay");
  const fields = FUND_FIELDS.map((field) => fieldOf(field, advance[field], rows, types));
  const strange = rows.filter(({ fund_pay_type }) => placeOf(fund_pay_type, types) === undefined);
  const left = placeStrange(fields, sumFen(strange.map(({ fund_payamt }) => fund_payamt)));
  if ("field" in left) {
    // Unknown rows are named only where they may be at fault.
    const own = left.field === "oth_pay" && left.gap >= 0 ? [...left.rows, ...strange] : left.rows;
    return { ...readFundRows({ ...advance, setldetail: [] }, fundFields, types), broken: sumOfRows(left.field, advance[left.field], own) };
  }
  const withoutKnownFund = fields.flatMap((one) => one.rows.filter(({ fund }) => fund === undefined));
  return { ...fundsOf(fields, left, fundFields), unmapped: unmappedOf([...withoutKnownFund, ...strange]) };
}

/** The field whose amount holds a kind's rows; undefined where that is not known, and of kinds whose field the contract counts in oth_pay. */
function placeOf(type: string, types: FundPayTypes): FundField | undefined {
  const field = types.get(type)?.field;
  return FUND_FIELDS.find((one) => one === field);
}

function fieldOf(field: FundField, amount: Fen, all: readonly Row[], types: FundPayTypes): Field {
  const rows = all
    .filter(({ fund_pay_type }) => placeOf(fund_pay_type, types) === field)
    .map((row) => ({ ...row, fund: types.get(row.fund_pay_type)?.fund }));
  return { field, rows, gap: subtractFen(amount, sumFen(rows.map(({ fund_payamt }) => fund_payamt))) };
}

/**
 * What is left of each field for the policy's fund, once the unknown rows have their place; or the field that its rows don't agree with. Systems
 * list what oth_pay counts, or don't; the other fields' rows are complete where there are any, but for rows of unknown kinds.
 */
function placeStrange(fields: readonly Field[], strange: Fen): ReadonlyMap<FundField, Fen> | Field {
  const gaps = new Map(fields.map(({ field, gap }) => [field, gap]));
  const other = gaps.get("oth_pay") ?? ZERO_FEN;
  const incomplete = fields.find(({ field, rows, gap }) => field !== "oth_pay" && rows.length > 0 && gap !== 0);
  const wrong = fields.find((one) => one.gap < 0 || (strange === 0 && one === incomplete));
  if (wrong !== undefined) return wrong;
  if (incomplete === undefined && strange <= other) return gaps.set("oth_pay", subtractFen(other, strange));
  // The rows say all that was paid: whatever the known ones leave is what the unknown ones paid, whichever field counts them.
  if (strange > 0 && sumFen(gaps.values()) === strange) return new Map();
  return incomplete ?? fields.find(({ field }) => field === "oth_pay") ?? bug("no field oth_pay");
}

function fundsOf(fields: readonly Field[], left: ReadonlyMap<FundField, Fen>, fundFields: FundFields): Omit<FundRows, "unmapped"> {
  const amounts: Partial<Record<Fund, Fen>> = {};
  for (const fund of FUNDS) {
    const listed = fields.flatMap(({ rows }) => rows.filter((row) => row.fund === fund).map(({ fund_payamt }) => fund_payamt));
    const field = fundFields[fund];
    const amount = sumFen([...listed, field === undefined ? ZERO_FEN : (left.get(field) ?? ZERO_FEN)]);
    if (amount > 0) amounts[fund] = amount;
  }
  const given = Object.values(fundFields);
  return { amounts, withoutFund: FUND_FIELDS.find((field) => (left.get(field) ?? ZERO_FEN) > 0 && !given.includes(field)) };
}

function unmappedOf(rows: readonly Row[]): UnmappedPayment[] {
  const types = Map.groupBy(rows, ({ fund_pay_type }) => fund_pay_type);
  return [...types]
    .map(([type, own]) => ({ type, amount: sumFen(own.map(({ fund_payamt }) => fund_payamt)) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
}

function sumOfRows(field: FundField, stated: Fen, rows: readonly Row[]): Reason {
  const parts = rows.map((row) => [`setldetail ${row.fund_pay_type}`, row.fund_payamt] as const);
  return compareSum(field, stated, parts) ?? bug(`rows that don't agree with ${field} add up to it`);
}

function bug(what: string): never {
  throw new Error(what);
}

/** So many kinds are named; the rest stands as one sum, so that an entry stays small whatever a system lists. */
const NAMED_KINDS = 3;

/** What a record keeps of unmapped payments: their sum in yuan, and the kinds with their amounts, the largest first. */
export function unmappedFacts(unmapped: readonly UnmappedPayment[]): Readonly<Record<string, string>> {
  if (unmapped.length === 0) return {};
  const sum = (some: readonly UnmappedPayment[]): Fen => sumFen(some.map(({ amount }) => amount));
  const rest = sum(unmapped.slice(NAMED_KINDS));
  const kinds = unmapped.slice(0, NAMED_KINDS).map(({ type, amount }) => `${type}=${formatYuan(amount)}`);
  return { unmapped_pay: formatYuan(fen(sum(unmapped))), unmapped: [...kinds, ...(rest > 0 ? [`…=${formatYuan(rest)}`] : [])].join(" ") };
}
