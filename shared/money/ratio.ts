/** Weights of a split as coprime integers, e.g. [10, 3, 12] for 4:1.2:4.8. */
export type Weights = readonly number[];

/** Why a list of ratios can't split anything; the message names the ratio. */
export class RatioError extends Error {
  override readonly name = "RatioError";
}

/**
 * Turns ratios as documents print them ("4", "1.2", "3/2") into coprime integers in the same proportion. Exact. Throws RatioError where a
 * ratio is not a plain decimal or fraction, is negative, or all are zero.
 */
export function normalizeRatios(ratios: readonly string[]): bigint[] {
  const parts = ratios.map(readFraction);
  const common = parts.reduce((product, part) => product * part.denominator, 1n);
  const scaled = parts.map((part) => part.numerator * (common / part.denominator));
  const divisor = scaled.reduce(greatestCommonDivisor, 0n);
  if (divisor === 0n) throw new RatioError(`ratios ${JSON.stringify(ratios)} have no positive part`);
  return scaled.map((weight) => weight / divisor);
}

/** Reads "4:1.2:4.8" as weights. Throws RatioError where they don't fit safe integers. */
export function parseRatio(text: string): Weights {
  return normalizeRatios(text.split(":")).map((weight) => {
    const value = Number(weight);
    if (!Number.isSafeInteger(value)) throw new RatioError(`ratio ${text} needs weights beyond the safe range`);
    return value;
  });
}

/** Writes weights as text: [10, 3, 12] → "10:3:12". */
export function formatRatio(weights: Weights): string {
  return weights.join(":");
}

function readFraction(text: string): { numerator: bigint; denominator: bigint } {
  const match = /^(\d+)(?:\.(\d+))?(?:\/(\d+)(?:\.(\d+))?)?$/.exec(text);
  if (match === null) throw new RatioError(`ratio ${JSON.stringify(text)} is not a decimal or a fraction of zero or more`);
  const [, overWhole = "", overDecimals = "", underWhole = "1", underDecimals = ""] = match;
  // Both sides as integers of the same power of ten: digits are never rounded, however many there are.
  const places = Math.max(overDecimals.length, underDecimals.length);
  const numerator = BigInt(overWhole + overDecimals.padEnd(places, "0"));
  const denominator = BigInt(underWhole + underDecimals.padEnd(places, "0"));
  if (denominator === 0n) throw new RatioError(`ratio ${text} divides by zero`);
  return { numerator, denominator };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
