import { isLocalTime, type LocalTime } from "../calendar/month.ts";
import { FIELD_PROBLEMS, type FieldProblemKey } from "../contract/field-problems.ts";
import { formatYuan, parseYuan } from "../money/yuan.ts";
import { ZERO_FEN, type Fen } from "../money/fen.ts";

/** What the bank says of one payment: it was made in full, in part, or not at all. */
export interface ReceiptRow {
  readonly line: number;
  readonly payment_id: string;
  /** What was to be paid, where the receipt says it. */
  readonly amount: Fen | undefined;
  /** What was paid; zero of a failed transfer. */
  readonly paid: Fen;
  /** Less was paid than was to be. */
  readonly partial: boolean;
  readonly time: LocalTime | undefined;
  /** Why it failed. */
  readonly reason: string;
}

/** Cells of a row by column, and its line in the file. */
export interface ReceiptCells {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<ReceiptColumn, string>>>;
}

export type ReceiptColumn = "payment_id" | "amount" | "status" | "paid" | "time" | "clock" | "reason";

/** Headings of banks' files, in Chinese and English. */
export const RECEIPT_HEADINGS: Readonly<Record<ReceiptColumn, readonly string[]>> = {
  payment_id: ["付款编号", "payment_id", "disbursement_id"],
  amount: ["金额", "付款金额", "amount"],
  status: ["状态", "付款状态", "处理状态", "status"],
  paid: ["实付金额", "实际付款金额", "paid_amount", "paid"],
  time: ["日期", "付款日期", "交易日期", "付款时间", "交易时间", "日期/时间", "日期时间", "date", "time"],
  clock: ["时间", "clock"],
  reason: ["失败原因", "原因", "备注", "reason"],
};

const STATUSES: ReadonlyMap<string, "success" | "partial" | "failed"> = new Map(
  (
    [
      ["success", ["成功", "付款成功", "交易成功", "success", "succeeded"]],
      ["partial", ["部分", "部分成功", "partial"]],
      ["failed", ["失败", "付款失败", "交易失败", "failed", "failure"]],
    ] as const
  ).flatMap(([status, texts]) => texts.map((text) => [text, status] as const)),
);

/** A cell of a receipt that can't be understood; nothing of the file may then be posted. */
export interface ReceiptProblem {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly problem: string;
}

/** Reads a row, or says what is wrong with it. Amounts may be grouped by thousands. */
export function readReceiptRow({ line, cells }: ReceiptCells): ReceiptRow | ReceiptProblem {
  const wrong = (column: ReceiptColumn, problem: string): ReceiptProblem => ({
    line,
    column: RECEIPT_HEADINGS[column][0] ?? column,
    value: cells[column] ?? "",
    problem,
  });
  const { payment_id = "", reason = "" } = cells;
  if (payment_id === "") return wrong("payment_id", "is missing");
  const status = STATUSES.get((cells.status ?? "").toLowerCase());
  if (status === undefined) return wrong("status", "is none of 成功, 部分, 失败, success, partial, failed");
  const amount = readAmount(cells.amount);
  if (typeof amount === "string") return wrong("amount", FIELD_PROBLEMS[amount][0]);
  const actual = readAmount(cells.paid);
  if (typeof actual === "string") return wrong("paid", FIELD_PROBLEMS[actual][0]);
  if (status === "failed") {
    if ((actual ?? 0) !== 0) return wrong("paid", "is paid, though the transfer failed");
    return { line, payment_id, amount, paid: ZERO_FEN, partial: false, time: undefined, reason };
  }
  const paid = actual ?? (status === "success" ? amount : undefined);
  if (paid === undefined) return wrong(status === "partial" ? "paid" : "amount", "is missing");
  if (paid === 0) return wrong(actual === undefined ? "amount" : "paid", "is zero, though the transfer was made");
  const isWhole = amount === undefined || paid === amount;
  if (status === "success" && !isWhole) return wrong("paid", `is not the ${formatYuan(amount)} to be paid, though the status is not 部分`);
  if (status === "partial" && amount !== undefined && paid >= amount) return wrong("paid", `is not a part of the ${formatYuan(amount)} to be paid`);
  const time = readTime(cells.time, cells.clock);
  if (time === undefined) return wrong(cells.time === undefined ? "clock" : "time", "is not a day or time such as 2017-11-25 15:00:00");
  return { line, payment_id, amount, paid, partial: status === "partial", time, reason };
}

export function isProblem(row: ReceiptRow | ReceiptProblem): row is ReceiptProblem {
  return "problem" in row;
}

/** The first two rows of a number that can't both be true: the bank made a payment once, and so much was paid. */
export function contradiction(rows: readonly ReceiptRow[]): ReceiptProblem | undefined {
  const first = new Map<string, ReceiptRow>();
  for (const row of rows) {
    if (row.paid === 0) continue;
    const known = first.get(row.payment_id);
    if (known === undefined) first.set(row.payment_id, row);
    else if (known.paid !== row.paid) {
      const problem = `is paid ${formatYuan(row.paid)}, though line ${known.line} says ${formatYuan(known.paid)} of the same number`;
      return { line: row.line, column: RECEIPT_HEADINGS.payment_id[0] ?? "", value: row.payment_id, problem };
    }
  }
  return undefined;
}

function readAmount(text: string | undefined): Fen | undefined | FieldProblemKey {
  if (text === undefined || text === "") return undefined;
  return parseYuan(/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text);
}

/** "2017-11-25 15:00:00" of "2017/11/25 15:00", "20171125", "2017-11-25T15:00:00", or of day and time in two columns. A day alone is its first second. */
function readTime(first: string | undefined, second: string | undefined): LocalTime | undefined {
  const text = [first, second].filter((part) => part !== undefined && part !== "").join(" ");
  const match = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (match === null) return undefined;
  const [, year = "", separator = "", month = "", day = "", hour = "0", minute = "00", seconds = "00"] = match;
  if (separator === "" && (month.length < 2 || day.length < 2)) return undefined;
  const two = (part: string): string => part.padStart(2, "0");
  const time = `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}:${seconds}`;
  return isLocalTime(time) ? time : undefined;
}
