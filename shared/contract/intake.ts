import * as v from "valibot";
import type { LocalTime } from "../calendar/month.ts";
import { payeeOf } from "../lane/pool.ts";
import type { MessageRecord } from "../lane/record.ts";
import { LIMITS } from "../limits.ts";
import { auditMessage, type AuditContext, type AuditResult } from "./audit.ts";
import { NestingError, NumberText, parseJsonText } from "./json-text.ts";
import { fieldProblem } from "./field-problems.ts";
import { CONTRACT_FIELDS, isMessageKind, MESSAGES } from "./message.ts";
import { ID_FIELDS, originalOfBrokenText, originalOfObject, originalOfShiftedRow } from "./original.ts";
import { REJECTION_CODES, type FieldProblem, type Reason } from "../outcome/outcomes.ts";
import { hideByForm, personHider, type HidePersons } from "./person-number.ts";
import { kindOf, readMessage, type ReadResult } from "./read-message.ts";
import { buildRejection, type StoredRejection } from "./rejection.ts";
import { repeatedPaths } from "./repeated-keys.ts";
import { adaptSetlinfo, adviseMissing, SETLINFO_FIELDS, type AdaptedResult } from "./setlinfo.ts";

/** A message as the intake queue delivers it. */
export interface RawMessage {
  readonly body: string;
  readonly ref: string;
  readonly attempt: number;
  readonly senderId: string;
  /** What the sender found wrong with the text before it could send it, e.g. a line too long for a message; JSON of a FieldProblem. */
  readonly defect?: string | undefined;
}

export type IntakeResult = { readonly lane: string; readonly record: MessageRecord } | { readonly rejection: StoredRejection };

/** Reads, audits and splits one message: it becomes a record of its lane, or a rejection that says why not. */
export function receiveMessage(raw: RawMessage, context: AuditContext): IntakeResult {
  const { ref, attempt } = raw;
  const parsed = parseBody(raw);
  if ("problems" in parsed) {
    const isShifted = parsed.problems.some(({ field }) => field === "row");
    const original = (isShifted ? originalOfShiftedRow : originalOfBrokenText)(raw.body, context.hashPerson);
    return { rejection: buildRejection(invalid(parsed.problems), { sender: raw.senderId, original }, context.now) };
  }
  const adapted = adaptSetlinfo(parsed.object);
  const object = adapted?.object ?? parsed.object;
  const sender = textField(object, "fixmedins_code") ?? raw.senderId;
  const repeated = adapted === undefined ? repeatedFields(raw.body) : repeatedInside(raw.body);
  if (repeated.length > 0) {
    const problems = repeated.map((field) => fieldProblem(field, "repeated"));
    // The object has the last value of each only, the text has all of them.
    return { rejection: rejectObject(invalid(problems), object, sender, originalOfBrokenText(raw.body, context.hashPerson), context.now) };
  }
  const read = adapted === undefined ? readMessage(object) : readAdapted(adapted);
  if ("problems" in read)
    return { rejection: rejectObject(invalid(read.problems), object, sender, originalOfObject(object, context.hashPerson), context.now) };
  const original = originalOfObject(object, context.hashPerson, read.message.kind);
  const audited = withReason(auditMessage(read.message, { ref, attempt, original, sender }, context, personHider(object["psn_no"])), adapted?.broken);
  if ("reason" in audited) return { rejection: rejectObject(audited.reason, object, sender, original, context.now) };
  return audited;
}

/** Reads what the adapter made of a national result, and says of what is missing where it may come from. */
function readAdapted({ object, problems }: AdaptedResult): ReadResult {
  // An object without a field is none of which more could be said.
  const read = Object.keys(object).length === 0 ? { problems: [] } : readMessage(object);
  const all = [...problems, ...("problems" in read ? adviseMissing(read.problems) : [])];
  return all.length === 0 ? read : { problems: all };
}

/** Fields of a message that it names twice, at its own level. */
function repeatedFields(body: string): string[] {
  const names = repeatedPaths(body).flatMap(([name = "", ...inside]) => (inside.length === 0 ? [name] : []));
  return [...new Set(names)].filter((field) => CONTRACT_FIELDS.has(field));
}

/** Fields of a national result that it names twice, at any level: its fields stand inside `setlinfo` and in rows. */
export function repeatedInside(body: string): string[] {
  const names = repeatedPaths(body).map((path) => path.at(-1) ?? "");
  return [...new Set(names)].filter((field) => CONTRACT_FIELDS.has(field) || SETLINFO_FIELDS.has(field));
}

/** The audit's result, or another reason that REJECTIONS names before the audit's. */
function withReason(audited: AuditResult, reason: Reason | undefined): AuditResult {
  if (reason === undefined) return audited;
  const isFirst = "reason" in audited && REJECTION_CODES.indexOf(audited.reason.code) <= REJECTION_CODES.indexOf(reason.code);
  return isFirst ? audited : { reason };
}

/** The rejection of a record that its lane refused. */
export function rejectRecord(lane: string, record: MessageRecord, reason: Reason, now: LocalTime): StoredRejection {
  const { kind, id, county, sender, original } = record;
  return buildRejection(reason, { kind, id, fixmedins_code: payeeOf(lane), insu_admdvs: county, sender, original }, now);
}

function parseBody(raw: RawMessage): { object: Record<string, unknown> } | { problems: FieldProblem[] } {
  if (raw.defect !== undefined) return { problems: [readDefect(raw.defect)] };
  const bytes = Buffer.byteLength(raw.body);
  if (bytes > LIMITS.messageBytes) return { problems: [tooLarge(bytes)] };
  try {
    const value = parseJsonText(raw.body);
    return isObject(value) ? { object: value } : { problems: [fieldProblem("message", "not_an_object")] };
  } catch (error) {
    if (error instanceof NestingError) return { problems: [fieldProblem("message", "too_deep")] };
    if (!(error instanceof SyntaxError)) throw error;
    return { problems: [brokenJson(error, raw.body)] };
  }
}

/** A bare number is no message, although it is parsed as an object that keeps its digits. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

/** Why a line or message can't be sent whole; senders put it into the message attribute `defect`. */
export function tooLarge(bytes: number): FieldProblem {
  return {
    field: "message",
    problem: `has ${bytes} bytes; a message may have ${LIMITS.messageBytes}`,
    problemZh: `共${bytes}字节，超过单条消息上限${LIMITS.messageBytes}字节`,
  };
}

/** The engine's own words name the position, but may quote the text, in which a person's number may stand; only the position is kept. */
function brokenJson(error: SyntaxError, body: string): FieldProblem {
  const position = /in JSON at position (\d+)/.exec(error.message)?.[1];
  const at = (place: string, placeZh: string): FieldProblem => ({
    field: "message",
    problem: `is not JSON${place}`,
    problemZh: `不是有效的JSON${placeZh}`,
  });
  if (position === undefined) return at("", "");
  const [place, length] = [Number(position) + 1, body.length];
  return place > length
    ? at(": it ends too early", "：文本提前结束")
    : at(` at character ${place} of ${length}`, `（第${place}个字符，共${length}个）`);
}

/** A sentence of ours; longer texts come from somebody else, and would make rejections that don't fit an item of the store. */
const defectText = v.pipe(v.string(), v.maxLength(200), v.transform(hideByForm));
const DefectSchema = v.object({ field: defectText, problem: defectText, problemZh: defectText });

function readDefect(text: string): FieldProblem {
  const defect = v.safeParse(v.pipe(v.string(), v.parseJson(), DefectSchema), text);
  return defect.success ? defect.output : fieldProblem("message", "not_an_object");
}

function invalid(problems: readonly FieldProblem[]): Reason {
  return { code: "invalid_message", details: { problems } };
}

function rejectObject(reason: Reason, object: Readonly<Record<string, unknown>>, sender: string, original: string, now: LocalTime): StoredRejection {
  const kind = shownText(kindOf(object), personHider(object["psn_no"]));
  // setl_id comes first in MESSAGES but other kinds may name it too, so it is the last guess.
  const guesses = Object.values(MESSAGES)
    .map(({ id }) => id)
    .toReversed();
  const idFields = kind !== undefined && isMessageKind(kind) ? [MESSAGES[kind].id, ...guesses] : guesses;
  const id = idFields.map((field) => textField(object, field)).find((one) => one !== undefined);
  // An allotment has no fixmedins_code: one that stands there all the same is nobody's.
  const institution = textField(object, kind === "allotment" ? "payee" : "fixmedins_code");
  return buildRejection(reason, { kind, id, fixmedins_code: institution, insu_admdvs: textField(object, "insu_admdvs"), sender, original }, now);
}

function textField(object: Readonly<Record<string, unknown>>, field: string): string | undefined {
  return shownText(object[field], ID_FIELDS.has(field) ? undefined : personHider(object["psn_no"]));
}

/** A text or number of the message, cut to a length that any index can hold. Ids are shown to the letter, without `hide`. */
function shownText(value: unknown, hide?: HidePersons): string | undefined {
  const text = value instanceof NumberText ? value.source : value;
  if (typeof text !== "string" || text === "") return undefined;
  return (hide?.(text) ?? text).slice(0, MAX_SHOWN_FIELD).toWellFormed();
}

const MAX_SHOWN_FIELD = 64;
