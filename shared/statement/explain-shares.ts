import { fen, type Fen } from "../money/fen.ts";
import { parseRatio } from "../money/ratio.ts";
import { formatYuan } from "../money/yuan.ts";
import type { SharedAmount } from "../lane/shares.ts";
import { TIERS, type Tier } from "../policy/funds.ts";

/** How one tier's share came about: the exact part of the amount, its whole fen, and whether it got one of the fen left over. */
export interface ExplainedShare {
  readonly tier: Tier;
  readonly weight: number;
  /** Whole fen of amount × weight ÷ total, in yuan. */
  readonly floor: string;
  /** What is left of that division: numerator and denominator of a part of a fen, e.g. "20/25". */
  readonly remainder: string;
  /** 1 where its remainder was among the largest, so that it got a fen more. */
  readonly extraFen: number;
  /** The share as it stands in the journal, in yuan. */
  readonly share: string;
}

/**
 * Works a split of the journal again (largest remainder, ties to the earlier tier) from amount and ratio; the shares are those that were
 * stored. A deduction's or reversal's sign is the amount's.
 */
export function explainShares({ amount, shares }: SharedAmount, ratio: string): ExplainedShare[] {
  const weights = parseRatio(ratio);
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  return TIERS.map((tier, place) => {
    const weight = weights[place] ?? 0;
    const product = BigInt(amount) * BigInt(weight);
    const floor: Fen = fen(Number(product / total));
    const share = shares[place] ?? fen(0);
    return {
      tier,
      weight,
      floor: formatYuan(floor),
      remainder: `${product % total}/${total}`,
      extraFen: share - floor,
      share: formatYuan(share),
    };
  });
}
