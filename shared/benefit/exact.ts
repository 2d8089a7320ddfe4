import { fen, type Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";

declare const exactBrand: unique symbol;

/**
 * An amount in hundred-millionths of a fen. A fen amount times a factor of four decimals (half a deductible), times a ratio of four decimals,
 * is still a whole number of them: nothing is rounded until the end, where the low end of a range is rounded down to the fen and the high end up.
 */
export type Exact = bigint & { readonly [exactBrand]: true };

const UNITS_PER_FEN = 100_000_000n;

/** What a ratio or factor may have: four decimals. */
const FACTOR_DECIMALS = 4;
const FACTOR_UNITS = 10n ** BigInt(FACTOR_DECIMALS);

export const NOTHING = 0n as Exact;

export function exact(amount: Fen): Exact {
  return (BigInt(amount) * UNITS_PER_FEN) as Exact;
}

/** An amount of yuan with two decimals, as local parameters and rules write it. */
export function exactYuan(text: string): Exact {
  const match = /^(\d+)\.(\d{2})$/.exec(text);
  if (match === null) throw new Error(`${JSON.stringify(text)} is not an amount of yuan with two decimals`);
  return (BigInt(`${match[1]}${match[2]}`) * UNITS_PER_FEN) as Exact;
}

export function add(a: Exact, b: Exact): Exact {
  return (a + b) as Exact;
}

export function subtract(a: Exact, b: Exact): Exact {
  return (a - b) as Exact;
}

/** a − b, or nothing where that is below zero. */
export function above(a: Exact, b: Exact): Exact {
  return a > b ? subtract(a, b) : NOTHING;
}

export function least(a: Exact, b: Exact): Exact {
  return a < b ? a : b;
}

export function most(a: Exact, b: Exact): Exact {
  return a > b ? a : b;
}

/** A decimal such as "0.85" or "1.5" in ten-thousandths. Throws where it has more than four decimals. */
export function factorOf(text: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,4}))?$/.exec(text);
  if (match === null) throw new Error(`${JSON.stringify(text)} is not a decimal of four decimals at most`);
  const [, whole = "", decimals = ""] = match;
  return BigInt(whole + decimals.padEnd(FACTOR_DECIMALS, "0"));
}

/** The amount times a factor in ten-thousandths. Throws where the product would have to be rounded. */
export function times(amount: Exact, factor: bigint): Exact {
  const product = amount * factor;
  if (product % FACTOR_UNITS !== 0n) throw new Error(`${amount} × ${factor} ÷ ${FACTOR_UNITS} is no whole number`);
  return (product / FACTOR_UNITS) as Exact;
}

/** Rounded down to the fen; of an amount of zero or more. */
export function floorFen(amount: Exact): Fen {
  return fen(Number(amount / UNITS_PER_FEN));
}

/** Rounded up to the fen; of an amount of zero or more. */
export function ceilFen(amount: Exact): Fen {
  return fen(Number((amount + UNITS_PER_FEN - 1n) / UNITS_PER_FEN));
}

/** In yuan, with as many decimals as it takes to be exact, two at least: "1111.113". */
export function formatExact(amount: Exact): string {
  const whole = formatYuan(floorFen(amount));
  const rest = String(amount % UNITS_PER_FEN).padStart(8, "0");
  return whole + rest.replace(/0+$/, "");
}

/** A factor in ten-thousandths as per cent: 8500 → "85%". */
export function formatPercent(factor: bigint): string {
  const percent = String(factor / 100n);
  const rest = String(factor % 100n).padStart(2, "0");
  return `${percent}${rest === "00" ? "" : `.${rest.replace(/0$/, "")}`}%`;
}
