import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { FIELD_PROBLEMS } from "../../../shared/contract/field-problems.ts";
import { NestingError, NumberText, parseJsonText } from "../../../shared/contract/json-text.ts";
import { formatMonth, parseMonth, type Month } from "../../../shared/calendar/month.ts";
import { negateFen, type Fen } from "../../../shared/money/fen.ts";
import { parseYuan, type YuanProblem } from "../../../shared/money/yuan.ts";
import type { RefundFlag, StatedTotals } from "../../../shared/reconcile/build-reconciliation.ts";
import { SUMMED } from "../../../shared/reconcile/fields.ts";
import { UserError } from "./user-error.ts";

/** 3201's input as a hospital states it. */
export interface TotalsFile {
  readonly totals: StatedTotals;
  readonly flag?: RefundFlag;
}

/** An amount of the command line; a total may be negative. */
export function totalArgument(text: string): Fen {
  const amount = parseTotal(text);
  if (typeof amount === "string") throw new InvalidArgumentError(`"${text}" ${FIELD_PROBLEMS[amount][0]}.`);
  return amount;
}

export function countArgument(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a number of settlements.`);
  return Number(text);
}

/**
 * Reads a JSON file with 3201's input: its fields alone, or the request they are sent in. Throws UserError with field and value where it can't be
 * used, and where it is of another month.
 */
export async function readTotalsFile(file: string, month: Month): Promise<TotalsFile> {
  const fields = dataOf(file, await readFile(file, "utf8"));
  const text = (field: string): string | undefined => {
    const value = fields[field] instanceof NumberText ? fields[field].source : fields[field];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") throw new UserError(`${file}: ${field} is neither a number nor a text`);
    return value;
  };
  for (const field of ["stmt_begndate", "stmt_enddate"]) {
    const day = text(field);
    if (day !== undefined && parseMonth(day.slice(0, 7)) !== month) throw new UserError(`${file}: ${field} "${day}" is not in ${formatMonth(month)}`);
  }
  const wrong = (field: string, value: string, problem: string): UserError => new UserError(`${file}: ${field} "${value}" ${problem}`);
  const amounts = SUMMED.flatMap((field) => {
    const value = text(field);
    if (value === undefined) return [];
    const amount = parseTotal(value);
    if (typeof amount === "string") throw wrong(field, value, FIELD_PROBLEMS[amount][0]);
    return [[field, amount] as const];
  });
  const [count, flag] = [text("fixmedins_setl_cnt"), text("refd_setl_flag")];
  if (count !== undefined && !/^\d{1,10}$/.test(count)) throw wrong("fixmedins_setl_cnt", count, "is not a number of settlements");
  if (count === undefined && amounts.length === 0) throw new UserError(`${file} states none of fixmedins_setl_cnt, ${SUMMED.join(", ")}`);
  if (flag !== undefined && flag !== "0" && flag !== "1") throw wrong("refd_setl_flag", flag, "is neither 0 nor 1");
  return {
    totals: { ...Object.fromEntries(amounts), ...(count === undefined ? {} : { count: Number(count) }) },
    ...(flag === undefined ? {} : { flag }),
  };
}

function dataOf(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value = parseJsonText(text.replace(/^\uFEFF/, ""));
    const input = isObject(value) && isObject(value["input"]) ? value["input"] : value;
    const data = isObject(input) && isObject(input["data"]) ? input["data"] : input;
    if (isObject(data)) return data;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof NestingError)) throw error;
  }
  throw new UserError(`${file} is not a JSON object with the fields of 3201`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

function parseTotal(text: string): Fen | YuanProblem {
  const amount = parseYuan(text.replace(/^-/, ""));
  return typeof amount === "number" && text.startsWith("-") ? negateFen(amount) : amount;
}
