import { addFen, subtractFen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import type { FundPayTypes } from "../policy/fund-pay-types.ts";
import { FUND_FIELDS, FUNDS, type Fund, type FundField } from "../policy/funds.ts";
import type { FundFields } from "../policy/policy.ts";
import type { Reason } from "../outcome/outcomes.ts";
import { compareSum } from "./identities.ts";
import type { MessageOf } from "./message.ts";

/** A kind of payment that is no fund of the policies, and what its rows say. */
export interface UnmappedPayment {
  /** fund_pay_type */
  readonly type: string;
  readonly amount: Fen;
}

/** What each fund owes of an advance; funds without an amount are absent. */
export interface FundRows {
  readonly amounts: Readonly<Partial<Record<Fund, Fen>>>;
  /** Kinds that are no fund, with what their rows say. */
  readonly unmapped: readonly UnmappedPayment[];
  /** What none of the funds pays of the fields; with `amounts` it adds up to them. Rows that fit into no field are no part of it. */
  readonly unpaid: Fen;
  /** A field with an amount that no policy in force gives to a fund. */
  readonly withoutFund: FundField | undefined;
  /** Why rows and fields don't agree; the amounts are then the fields' alone. */
  readonly broken?: Reason;
}

type Row = NonNullable<MessageOf<"advance">["setldetail"]>[number];

/** A field of the message, and the rows that it counts: those that are a fund's, and those that are none's. */
interface Field {
  readonly field: FundField;
  readonly amount: Fen;
  readonly funded: readonly (Row & { readonly fund: Fund })[];
  readonly unfunded: readonly Row[];
  /** What its rows don't say of it: less than zero where they say more than it is. */
  readonly gap: Fen;
}

/**
 * Which fund owes what: the fields' amounts by the rows of setldetail, and what no row says by the policy's fields. A fund's rows must add up to
 * their field, in oth_pay to no more than it, or the amounts do not add up. Rows whose kind is no fund of the policies, or that nobody knows,
 * are unmapped: where they fit into the fields, their part is paid by nobody; where they don't, they say nothing of the fields, which stand.
 */
export function readFundRows(advance: MessageOf<"advance">, fundFields: FundFields, types: FundPayTypes): FundRows {
  const rows = (advance.setldetail ?? []).filter(({ fund_pay_type }) => types.get(fund_pay_type)?.field !== "acct_pay");
  const fields = FUND_FIELDS.map((field) => fieldOf(field, advance[field], rows, types));
  const strange = rows.filter(({ fund_pay_type }) => placeOf(fund_pay_type, types) === undefined);
  const wrong = contradicted(fields, sumOf(strange));
  if (wrong !== undefined) return { ...readFundRows({ ...advance, setldetail: [] }, fundFields, types), broken: sumOfRows(wrong) };
  const left = leftOf(fields, sumOf(strange));
  const funds = fundsOf(fields, left, fundFields);
  const unpaid = subtractFen(
    sumFen(fields.map(({ amount }) => amount)),
    sumFen(fields.flatMap((one) => [sumOf(one.funded), left.get(one.field) ?? ZERO_FEN])),
  );
  return { ...funds, unpaid, unmapped: unmappedOf([...fields.flatMap(({ unfunded }) => unfunded), ...strange]) };
}

/** The field whose amount holds a kind's rows; undefined where that is not known, and of kinds whose field the contract counts in oth_pay. */
function placeOf(type: string, types: FundPayTypes): FundField | undefined {
  const field = types.get(type)?.field;
  return FUND_FIELDS.find((one) => one === field);
}

function fieldOf(field: FundField, amount: Fen, all: readonly Row[], types: FundPayTypes): Field {
  const rows = all.filter(({ fund_pay_type }) => placeOf(fund_pay_type, types) === field);
  const funded = rows.flatMap((row) => {
    const fund = types.get(row.fund_pay_type)?.fund;
    return fund === undefined ? [] : [{ ...row, fund }];
  });
  const unfunded = rows.filter(({ fund_pay_type }) => types.get(fund_pay_type)?.fund === undefined);
  const [own, other] = [sumOf(funded), sumOf(unfunded)];
  const rest = subtractFen(amount, own);
  // Rows of no fund have their place in the field where they fit into what its funds leave.
  const fits = other <= rest && (funded.length === 0 || field === "oth_pay" || other === rest);
  return { field, amount, funded, unfunded, gap: fits ? subtractFen(rest, other) : rest };
}

/**
 * The first field that its funds' rows contradict. Systems list what oth_pay counts, or don't; the other fields' rows are complete where there
 * are any, unless what they leave is just what unknown ones say.
 */
function contradicted(fields: readonly Field[], strange: Fen): Field | undefined {
  return fields.find((one) => one.gap < 0 || (isIncomplete(one) && !fillGaps(fields, strange)));
}

function isIncomplete({ field, funded, gap }: Field): boolean {
  return field !== "oth_pay" && funded.length > 0 && gap > 0;
}

/** Whether the unknown rows are what the incomplete fields lack, with or without what is left of oth_pay. */
function fillGaps(fields: readonly Field[], strange: Fen): boolean {
  const lacking = gapOf(fields.filter(isIncomplete));
  return strange === lacking || strange === addFen(lacking, gapOf(fields.filter(({ field }) => field === "oth_pay")));
}

/**
 * What is left of each field for the policy's fund, once the unknown rows have their place, if they have one: in fields that lack rows, or in
 * oth_pay. A field without a row of its own is what it says it is, whatever unknown kind has the same amount.
 */
function leftOf(fields: readonly Field[], strange: Fen): ReadonlyMap<FundField, Fen> {
  const lacking = fields.filter(isIncomplete);
  const other = gapOf(fields.filter(({ field }) => field === "oth_pay"));
  const rest = subtractFen(strange, gapOf(lacking));
  const left = new Map(fields.map((one) => [one.field, lacking.includes(one) ? ZERO_FEN : one.gap]));
  return rest <= other ? left.set("oth_pay", subtractFen(other, rest)) : left;
}

function gapOf(fields: readonly Field[]): Fen {
  return sumFen(fields.map(({ gap }) => gap));
}

function fundsOf(fields: readonly Field[], left: ReadonlyMap<FundField, Fen>, fundFields: FundFields): Pick<FundRows, "amounts" | "withoutFund"> {
  const amounts: Partial<Record<Fund, Fen>> = {};
  for (const fund of FUNDS) {
    const listed = fields.flatMap(({ funded }) => funded.filter((row) => row.fund === fund).map(({ fund_payamt }) => fund_payamt));
    const field = fundFields[fund];
    const amount = sumFen([...listed, field === undefined ? ZERO_FEN : (left.get(field) ?? ZERO_FEN)]);
    if (amount > 0) amounts[fund] = amount;
  }
  const given = Object.values(fundFields);
  return { amounts, withoutFund: FUND_FIELDS.find((field) => (left.get(field) ?? ZERO_FEN) > 0 && !given.includes(field)) };
}

/** The funds whose fields have an amount or, where none has, the one of oth_pay, which counts what has no field of its own. */
export function claimedFunds(advance: MessageOf<"advance">, fundFields: FundFields): Fund[] {
  const ofField = (isMeant: (field: FundField) => boolean): Fund[] =>
    FUNDS.filter((fund) => {
      const field = fundFields[fund];
      return field !== undefined && isMeant(field);
    });
  const claimed = [ofField((field) => advance[field] > 0), ofField((field) => field === "oth_pay")].find((funds) => funds.length > 0);
  return claimed ?? ["basic"];
}

function unmappedOf(rows: readonly Row[]): UnmappedPayment[] {
  const types = Map.groupBy(rows, ({ fund_pay_type }) => fund_pay_type);
  return [...types]
    .map(([type, own]) => ({ type, amount: sumOf(own) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
}

/** Rows of no fund are named where without them the funds' own would be too few. */
function sumOfRows({ field, amount, funded, unfunded, gap }: Field): Reason {
  const rows = gap < 0 ? funded : [...funded, ...unfunded];
  const parts = rows.map((row) => [`setldetail ${row.fund_pay_type}`, row.fund_payamt] as const);
  return compareSum(field, amount, parts) ?? bug(`rows that don't agree with ${field} add up to it`);
}

function bug(what: string): never {
  throw new Error(what);
}

/** So many kinds are named; the rest stands as one sum, so that an entry stays small whatever a system lists. */
const NAMED_KINDS = 3;

/** What a record keeps of unmapped payments: what no fund pays of the advance, in yuan, and the kinds with what their rows say, the largest first. */
export function unmappedFacts({ unmapped, unpaid }: Pick<FundRows, "unmapped" | "unpaid">): Readonly<Record<string, string>> {
  if (unmapped.length === 0) return {};
  const rest = sumFen(unmapped.slice(NAMED_KINDS).map(({ amount }) => amount));
  const kinds = unmapped.slice(0, NAMED_KINDS).map(({ type, amount }) => `${type}=${formatYuan(amount)}`);
  return { unmapped_pay: formatYuan(unpaid), unmapped: [...kinds, ...(rest > 0 ? [`…=${formatYuan(rest)}`] : [])].join(" ") };
}

function sumOf(rows: readonly Row[]): Fen {
  return sumFen(rows.map(({ fund_payamt }) => fund_payamt));
}
