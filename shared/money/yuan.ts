import { fen, type Fen } from "./fen.ts";

/**
 * The largest amount one message may name: 1,000,000,000.00 yuan. The national field allows 16,2 digits, which passes 2^53 fen;
 * this limit leaves room for 90,000 such amounts in one total before it could leave the safe range.
 */
export const MAX_AMOUNT_FEN = fen(100_000_000_000);

export type YuanProblem = "not_a_decimal" | "too_many_decimals" | "negative" | "too_large";

const PLAIN_DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * Reads an amount in yuan, e.g. "1234.5", as fen. Exact: no floating point is involved and nothing is rounded. Exponents, spaces, signs other
 * than a leading minus, separators and more than two decimals are problems, as is anything below zero or above MAX_AMOUNT_FEN.
 */
export function parseYuan(text: string): Fen | YuanProblem {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return "not_a_decimal";
  const [, sign = "", whole = "", decimals = ""] = match;
  if (decimals.length > 2) return "too_many_decimals";
  // Exact up to the limit and far beyond it; what has more digits than a number keeps stays above the limit however it is rounded.
  const amount = Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  if (sign === "-" && amount !== 0) return "negative";
  return amount > MAX_AMOUNT_FEN ? "too_large" : fen(amount);
}

/** Writes fen as yuan with two decimals and no separators: 123456 → "1234.56". Exact. */
export function formatYuan(amount: Fen): string {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
