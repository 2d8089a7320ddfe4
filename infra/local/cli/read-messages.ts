import { stat } from "node:fs/promises";
import { fieldProblem } from "../../../shared/contract/field-problems.ts";
import { repeatedInside, tooLarge } from "../../../shared/contract/intake.ts";
import { NestingError, NumberText, parseJsonText } from "../../../shared/contract/json-text.ts";
import type { FieldProblem } from "../../../shared/outcome/outcomes.ts";
import { REQUIRED_ADVANCE_FIELDS } from "../../../shared/contract/message.ts";
import { trimSetlinfo } from "../../../shared/contract/setlinfo.ts";
import { LIMITS } from "../../../shared/limits.ts";
import { NOTHING_BESIDE, type Beside } from "./beside.ts";
import { readCsvRows } from "./csv-rows.ts";
import { chooseEncoding, type Encoding } from "./encoding.ts";
import { readJsonValues, startsDocument } from "./json-values.ts";
import { readLines, type Line } from "./lines.ts";
import { UserError } from "./user-error.ts";

/** One message of a file, ready to be sent. */
export interface InputMessage {
  readonly file: string;
  readonly line: number;
  readonly body: string;
  /** What is wrong with the line before anything is read from it; it is sent all the same, so that its rejection is stored. */
  readonly problem?: FieldProblem;
}

export interface InputOptions {
  readonly encoding?: Encoding;
  /** What national settlement results lack. */
  readonly beside?: Beside;
  readonly warn: (text: string) => void;
}

/** SQS takes the characters of XML 1.0: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const NOT_SENDABLE = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Fails before anything is sent where a file can't be read. */
export async function checkFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) throw new UserError(`there is no file ${file}`);
    if (!found.isFile()) throw new UserError(`${file} is not a file`);
  }
}

/**
 * The messages of a file: a .csv is read as CSV, a list or a JSON text over many lines value by value, everything else as one JSON message per
 * line. Empty lines are passed over. National settlement results leave what the adapter does not read behind, and take along what they lack.
 */
export async function* readMessages(file: string, options: InputOptions): AsyncGenerator<InputMessage> {
  const encoding = await chooseEncoding(file, options.encoding);
  const { beside = NOTHING_BESIDE } = options;
  const lines = readLines(file, encoding, LIMITS.messageBytes);
  if (file.toLowerCase().endsWith(".csv")) yield* readCsvMessages(file, lines, options);
  else {
    const values = (await isDocument(file, encoding)) ? readJsonValues(file, encoding, LIMITS.messageBytes) : lines;
    for await (const { number, text, bytes } of values) {
      if (text.trim() !== "") yield toMessage(file, number, trimResult(text, bytes, beside));
    }
  }
}

async function isDocument(file: string, encoding: Encoding): Promise<boolean> {
  for await (const { text } of readLines(file, encoding, LIMITS.messageBytes)) if (text.trim() !== "") return startsDocument(text);
  return false;
}

async function* readCsvMessages(
  file: string,
  lines: AsyncIterable<Line>,
  { warn, beside = NOTHING_BESIDE }: InputOptions,
): AsyncGenerator<InputMessage> {
  let first = true;
  for await (const row of readCsvRows(lines, file)) {
    if (first) warnMissingColumns(file, row.header, beside, warn);
    first = false;
    yield toMessage(file, row.number, row.problem === undefined ? trimResult(row.text, row.bytes, beside) : row);
  }
}

function warnMissingColumns(file: string, header: readonly string[], beside: Beside, warn: (text: string) => void): void {
  const missing = REQUIRED_ADVANCE_FIELDS.filter((field) => !header.includes(field) && !beside.fields.has(field));
  if (missing.length > 0) warn(`${file}: the header lacks the column ${missing.join(", ")}; every row will be rejected for it`);
}

/** A text to be sent, its bytes in the file, and what is wrong with it. */
interface Text {
  readonly text: string;
  readonly bytes: number;
  readonly problem?: FieldProblem;
}

/** Of a national settlement result what the adapter reads, with what it lacks beside it; any other text as it is. */
function trimResult(text: string, bytes: number, beside: Beside): Text {
  const asItIs = { text, bytes };
  if (bytes > LIMITS.messageBytes) return asItIs;
  const value = parseObject(text);
  const trimmed = value === undefined ? undefined : trimSetlinfo(value, beside.find);
  if (trimmed === undefined) return asItIs;
  // Parsing took the last value of each field that stands there twice; so it is said here, while both are known.
  const [repeated] = repeatedInside(text);
  const sent = JSON.stringify(trimmed);
  return { text: sent, bytes: Buffer.byteLength(sent), ...(repeated === undefined ? {} : { problem: fieldProblem(repeated, "repeated") }) };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJsonText(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NestingError) return undefined;
    throw error;
  }
}

function toMessage(file: string, line: number, { text, bytes, problem }: Text): InputMessage {
  const body = text.replace(NOT_SENDABLE, "\ufffd");
  const found = bytes > LIMITS.messageBytes ? tooLarge(bytes) : (problem ?? (body === text ? undefined : controlCharacters()));
  return { file, line, body, ...(found === undefined ? {} : { problem: found }) };
}

function controlCharacters(): FieldProblem {
  return { field: "message", problem: "holds control characters, which no queue accepts", problemZh: "含有队列不接受的控制字符" };
}
