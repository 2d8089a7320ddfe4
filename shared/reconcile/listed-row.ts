import { fieldProblem } from "../contract/field-problems.ts";
import { NestingError, NumberText, parseJsonText } from "../contract/json-text.ts";
import { isMessageId } from "../contract/message.ts";
import { personHider, type HidePersons } from "../contract/person-number.ts";
import { kindOf } from "../contract/read-message.ts";
import { negateFen, type Fen } from "../money/fen.ts";
import { parseYuan } from "../money/yuan.ts";
import type { FieldProblem } from "../outcome/outcomes.ts";
import { AMOUNTS, TEXTS, type AmountField } from "./fields.ts";
import type { Stated } from "./stated.ts";

/** A row of a hospital's list: a settlement, or a refund (退费) that takes one back. */
export interface ListedRow {
  readonly line: number;
  readonly refund: boolean;
  /** setl_id; of a reversal message reversal_id. Undefined where it can't be read. */
  readonly id: string | undefined;
  /** The settlement a reversal message names. */
  readonly original?: string;
  /** Undefined where it can't be read, and of a reversal message, which states no amounts. */
  readonly stated: Stated | undefined;
  readonly problems: readonly FieldProblem[];
}

/** Rows that are no part of the institution's list. */
export type PassedOver = "other_institution" | "other_kind";

export interface RowContext {
  readonly institution: string;
  readonly hashPerson: (personNumber: string) => string;
  /** Texts that rows share, each held once: a list of a hundred thousand rows has some tens of diseases. */
  readonly pool: Map<string, string>;
}

/** 3202's refd_setl_flag: 1 is a refund. */
const REFUND_FLAG = "1";

/** Amounts a list must state: 3201 and 3202 are made of them. */
const REQUIRED: ReadonlySet<AmountField> = new Set(["medfee_sumamt", "fund_pay_sumamt"]);

/**
 * Reads a row as the files of `post` hold one: the contract's fields, 3202's columns, or any national fields between. What the list does not
 * state is not compared; empty cells and null count as absent.
 */
export function readListedRow(line: number, body: string, context: RowContext, problem?: FieldProblem): ListedRow | PassedOver {
  if (problem !== undefined) return unreadable(line, [problem]);
  const object = parseObject(body);
  if (object === undefined) return unreadable(line, [fieldProblem("message", "not_an_object")]);
  const fields = textFields(object);
  const institution = fields["fixmedins_code"];
  if (institution !== undefined && institution !== context.institution) return "other_institution";
  const kind = kindOf(fields) ?? "advance";
  if (kind === "reversal") return readReversal(line, fields);
  return kind === "advance" ? readSettlement(line, fields, context) : "other_kind";
}

function readSettlement(line: number, fields: Fields, { hashPerson, pool }: RowContext): ListedRow {
  const hide = personHider(fields["psn_no"]);
  const problems: FieldProblem[] = [];
  const id = readId("setl_id", fields, problems);
  const flag = fields["refd_setl_flag"];
  const isNegative = (fields["medfee_sumamt"] ?? "").startsWith("-") || (fields["fund_pay_sumamt"] ?? "").startsWith("-");
  // Older forms of 3202 have no flag: there a refund is what is negative.
  const refund = flag === undefined ? isNegative : flag === REFUND_FLAG;
  const amounts = AMOUNTS.map((field) => readAmount(field, fields[field], refund, problems, hide));
  const texts = TEXTS.map((field) => (fields[field] === undefined ? undefined : pooled(pool, hide(fields[field]))));
  const number = fields["psn_no"];
  const stated = { amounts, texts, person: number === undefined ? undefined : hashPerson(number) };
  return { line, refund, id, stated: problems.length === 0 ? stated : undefined, problems };
}

function readReversal(line: number, fields: Fields): ListedRow {
  const problems: FieldProblem[] = [];
  const id = readId("reversal_id", fields, problems);
  const original = readId("setl_id", fields, problems);
  return { line, refund: true, id, ...(original === undefined ? {} : { original }), stated: undefined, problems };
}

type Fields = Readonly<Record<string, string | undefined>>;

function readId(field: string, fields: Fields, problems: FieldProblem[]): string | undefined {
  const id = fields[field];
  if (id !== undefined && isMessageId(id)) return id;
  // What stands in place of an id is not shown: in a list whose columns moved it may be a person's number.
  problems.push(fieldProblem(field, id === undefined ? "missing" : id.length > MAX_ID ? "too_long" : "control_characters"));
  return undefined;
}

const MAX_ID = 64;

function readAmount(field: AmountField, text: string | undefined, refund: boolean, problems: FieldProblem[], hide: HidePersons): Fen | undefined {
  if (text === undefined) {
    if (REQUIRED.has(field)) problems.push(fieldProblem(field, "missing"));
    return undefined;
  }
  // Systems write the amounts of a refund with or without the minus.
  const amount = parseYuan(refund ? text.replace(/^-/, "") : text);
  if (typeof amount === "number") return refund ? negateFen(amount) : amount;
  problems.push(fieldProblem(field, amount, text, hide));
  return undefined;
}

function unreadable(line: number, problems: readonly FieldProblem[]): ListedRow {
  return { line, refund: false, id: undefined, stated: undefined, problems };
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value = parseJsonText(body);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NestingError) return undefined;
    throw error;
  }
}

/** Numbers as they were written; what is neither text nor number is absent. */
function textFields(object: Readonly<Record<string, unknown>>): Fields {
  const fields = Object.create(null) as Record<string, string>;
  for (const [field, value] of Object.entries(object)) {
    const text = value instanceof NumberText ? value.source : value;
    if (typeof text === "string" && text !== "") fields[field] = text;
  }
  return fields;
}

/** Times hardly repeat, and must not fill the memory twice. */
const MAX_POOLED = 10_000;

function pooled(pool: Map<string, string>, text: string): string {
  const known = pool.get(text);
  if (known !== undefined) return known;
  if (pool.size < MAX_POOLED) pool.set(text, text);
  return text;
}
