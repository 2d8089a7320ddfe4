import * as v from "valibot";
import { fieldProblem, FIELD_PROBLEMS, type FieldProblemKey } from "./field-problems.ts";
import { NumberText } from "./json-text.ts";
import { isMessageKind, MESSAGES, type Message } from "./message.ts";
import { personHider, type HidePersons } from "./person-number.ts";
import type { FieldProblem } from "../outcome/outcomes.ts";

export type ReadResult = { readonly message: Message } | { readonly problems: readonly FieldProblem[] };

/** Ids that tell a message's kind where it does not say it; an advance has only its setl_id. */
const KIND_BY_ID: readonly (readonly [field: string, kind: string])[] = [
  ["reversal_id", "reversal"],
  ["deduction_id", "deduction"],
  ["prepayment_id", "prepayment"],
  ["disbursement_id", "disbursement"],
  ["allotment_id", "allotment"],
  ["review_id", "review"],
  ["release_id", "release"],
  ["return_id", "return"],
  ["setl_id", "advance"],
];

/** Every field of a message may be wrong, and some rows of setldetail; a rejection with more problems might not fit an item of the store. */
const MAX_PROBLEMS = 40;

/** Reads a parsed JSON object as a message: every problem of every field is found, not only the first. */
export function readMessage(object: Readonly<Record<string, unknown>>): ReadResult {
  const fields = plainFields(object);
  const hide = personHider(fields["psn_no"]);
  const kind = kindOf(fields);
  if (kind === undefined) return { problems: [fieldProblem("kind", "missing")] };
  if (typeof kind !== "string" || !isMessageKind(kind)) return { problems: [wrongKind(kind, hide)] };
  const problems: FieldProblem[] = [];
  if (kind === "deduction" && !("setl_id" in fields) && !("poverty_status" in fields))
    problems.push(fieldProblem("setl_id or poverty_status", "one_of_two"));
  const result = v.safeParse(MESSAGES[kind].schema, fields, { abortPipeEarly: true });
  if (!result.success) problems.push(...result.issues.map((issue) => readIssue(issue, hide)));
  if (kind === "allotment" && isZero(fields["headcount_lifted"]) && isZero(fields["headcount_unlifted"]))
    problems.push(fieldProblem("headcount_lifted + headcount_unlifted", "zero"));
  return problems.length > 0 || !result.success ? { problems: atMost(MAX_PROBLEMS, problems) } : { message: { kind, ...result.output } as Message };
}

/** The kind an object says it is or, where it says none, its id tells. Undefined where neither does. */
export function kindOf(fields: Readonly<Record<string, unknown>>): unknown {
  return fields["kind"] ?? KIND_BY_ID.find(([field]) => fields[field] !== undefined && fields[field] !== null)?.[1];
}

/** Reads fields with a schema of the contract; used for messages of the commands queue. */
export function readFields<S extends v.GenericSchema>(schema: S, object: Readonly<Record<string, unknown>>): v.InferOutput<S> | FieldProblem[] {
  const result = v.safeParse(schema, plainFields(object), { abortPipeEarly: true });
  return result.success ? result.output : result.issues.map((issue) => readIssue(issue));
}

/** Numbers become the text they were written as, null counts as absent. */
function plainFields(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // Without a prototype: a field named __proto__ is a field like any other, and passes on nothing.
  const fields = Object.create(null) as Record<string, unknown>;
  for (const [field, value] of Object.entries(object)) {
    if (value === null) continue;
    fields[field] = field === "setldetail" && Array.isArray(value) ? value.map(plainRow) : plain(value);
  }
  return fields;
}

function plainRow(row: unknown): unknown {
  return typeof row === "object" && row !== null && !Array.isArray(row) ? plainFields(row as Record<string, unknown>) : row;
}

function plain(value: unknown): unknown {
  return value instanceof NumberText ? value.source : value;
}

/** Of a headcount as it was written. */
function isZero(value: unknown): boolean {
  return typeof value === "string" && /^0+$/.test(value);
}

function wrongKind(kind: unknown, hide: HidePersons): FieldProblem {
  if (kind === "close") return fieldProblem("kind", "close_elsewhere", "close");
  return fieldProblem("kind", "unknown_kind", kind, hide);
}

function readIssue(issue: v.BaseIssue<unknown>, hide?: HidePersons): FieldProblem {
  const field = issue.path?.map((item) => String(item.key)).join(".") ?? "message";
  if (issue.input === undefined) return fieldProblem(field, "missing");
  const key: FieldProblemKey = Object.hasOwn(FIELD_PROBLEMS, issue.message) ? (issue.message as FieldProblemKey) : "not_an_object";
  return fieldProblem(field, key, issue.input, hide);
}

function atMost(count: number, problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const more = problems.length - count;
  if (more <= 0) return problems;
  return [...problems.slice(0, count), { field: "message", problem: `has further problems: ${more}`, problemZh: `还有${more}处问题` }];
}
