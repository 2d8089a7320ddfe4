import type { Shares } from "../lane/shares.ts";
import { fen, type Fen } from "../money/fen.ts";
import { parseRatio } from "../money/ratio.ts";

/** Exact fractions of a fen for province, prefecture and county, over one positive denominator. */
export interface ExactShares {
  readonly numerators: readonly [province: bigint, prefecture: bigint, county: bigint];
  readonly denominator: bigint;
}

/**
 * The rounding difference (尾差) of each tier, exact: the sum of its shares, each rounded to the fen when its record was split, less its
 * exact part of the amounts by ratio. Positive where the tier bears more than its exact part. The three sum to zero.
 * Throws where a ratio does not name three tiers.
 */
export function roundingDifference(shares: Shares, byRatio: Iterable<readonly [ratio: string, amount: Fen]>): ExactShares {
  const parts = [...byRatio].map(([ratio, amount]) => ({ amount: BigInt(amount), ...readWeights(ratio) }));
  const denominator = [...new Set(parts.map(({ total }) => total))].reduce((product, total) => product * total, 1n);
  const differenceOf = (tier: 0 | 1 | 2): bigint =>
    parts.reduce(
      (difference, { amount, weights, total }) => difference - amount * weights[tier] * (denominator / total),
      BigInt(shares[tier]) * denominator,
    );
  return { numerators: [differenceOf(0), differenceOf(1), differenceOf(2)], denominator };
}

/**
 * Rounds to the fen, half away from zero as the decimal module does, so that a difference and its opposite round alike. For display only:
 * the three rounded differences need not sum to zero.
 */
export function roundToFen(numerator: bigint, denominator: bigint): Fen {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = Number((2n * magnitude + denominator) / (2n * denominator));
  return fen(numerator < 0n ? -rounded : rounded);
}

function readWeights(ratio: string): { weights: readonly [bigint, bigint, bigint]; total: bigint } {
  const [province, prefecture, county, ...more] = parseRatio(ratio).map(BigInt);
  if (province === undefined || prefecture === undefined || county === undefined || more.length > 0) {
    throw new Error(`ratio ${ratio} does not name three tiers`);
  }
  return { weights: [province, prefecture, county], total: province + prefecture + county };
}
