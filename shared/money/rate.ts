import { MoneyDecimal } from "./decimal.ts";
import { fen, ZERO_FEN, type Fen } from "./fen.ts";

/**
 * The disbursement rate (拨付率) the policies require over the year: at least 85 %
 * (云政办发〔2017〕102号 clause 九; 西政办发〔2017〕92号 二(二)).
 */
export const REQUIRED_RATE = { percent: 85, text: "0.85" } as const;

/** Disbursed ÷ payable with four decimals, rounded half up for display only; null where nothing is payable. */
export function formatRate(disbursed: Fen, payable: Fen): string | null {
  if (payable <= 0) return null;
  const text = new MoneyDecimal(disbursed).div(payable).toFixed(4);
  // A fen taken back against a large payable rounds to a zero that must not show a sign.
  return text === "-0.0000" ? "0.0000" : text;
}

/** True where disbursed ÷ payable is at least the required rate. Compares integers, never a rounded rate. */
export function meetsRequirement(disbursed: Fen, payable: Fen): boolean {
  return 100n * BigInt(disbursed) >= BigInt(REQUIRED_RATE.percent) * BigInt(payable);
}

/** The fen still to disburse to reach the required rate: rounded up to the fen, zero where it is reached. */
export function shortfall(disbursed: Fen, payable: Fen): Fen {
  if (payable <= 0 || meetsRequirement(disbursed, payable)) return ZERO_FEN;
  const needed = (BigInt(REQUIRED_RATE.percent) * BigInt(payable) + 99n) / 100n;
  return fen(Number(needed - BigInt(disbursed)));
}

/** Orders two rates exactly, the higher first, by cross multiplication. Both payables must be positive. */
export function compareRates(a: { disbursed: Fen; payable: Fen }, b: { disbursed: Fen; payable: Fen }): number {
  const difference = BigInt(b.disbursed) * BigInt(a.payable) - BigInt(a.disbursed) * BigInt(b.payable);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
