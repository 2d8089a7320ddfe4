import { stat } from "node:fs/promises";
import { tooLarge } from "../../../shared/contract/intake.ts";
import type { FieldProblem } from "../../../shared/outcome/outcomes.ts";
import { REQUIRED_ADVANCE_FIELDS } from "../../../shared/contract/message.ts";
import { LIMITS } from "../../../shared/limits.ts";
import { readCsvRows } from "./csv-rows.ts";
import { chooseEncoding, type Encoding } from "./encoding.ts";
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

/** The messages of a file: a .csv is read as CSV, everything else as one JSON message per line. Empty lines are passed over. */
export async function* readMessages(file: string, options: InputOptions): AsyncGenerator<InputMessage> {
  const lines = readLines(file, await chooseEncoding(file, options.encoding), LIMITS.messageBytes);
  if (file.toLowerCase().endsWith(".csv")) yield* readCsvMessages(file, lines, options);
  else {
    for await (const line of lines) if (line.text.trim() !== "") yield toMessage(file, line.number, line.text, line.bytes);
  }
}

async function* readCsvMessages(file: string, lines: AsyncIterable<Line>, { warn }: InputOptions): AsyncGenerator<InputMessage> {
  let first = true;
  for await (const row of readCsvRows(lines, file)) {
    if (first) warnMissingColumns(file, row.header, warn);
    first = false;
    yield toMessage(file, row.number, row.text, row.bytes, row.problem);
  }
}

function warnMissingColumns(file: string, header: readonly string[], warn: (text: string) => void): void {
  const missing = REQUIRED_ADVANCE_FIELDS.filter((field) => !header.includes(field));
  if (missing.length > 0) warn(`${file}: the header lacks the column ${missing.join(", ")}; every row will be rejected for it`);
}

function toMessage(file: string, line: number, text: string, bytes: number, problem?: FieldProblem): InputMessage {
  const body = text.replace(NOT_SENDABLE, "\ufffd");
  const found = bytes > LIMITS.messageBytes ? tooLarge(bytes) : (problem ?? (body === text ? undefined : controlCharacters()));
  return { file, line, body, ...(found === undefined ? {} : { problem: found }) };
}

function controlCharacters(): FieldProblem {
  return { field: "message", problem: "holds control characters, which no queue accepts", problemZh: "含有队列不接受的控制字符" };
}
