import { describe, expect, it } from "vitest";
import { splitByRatio } from "../../shared/lane/shares.ts";
import { fen } from "../../shared/money/fen.ts";
import { parseRatio } from "../../shared/money/ratio.ts";
import { splitBig } from "../../shared/money/split.ts";

const MOST = Number.MAX_SAFE_INTEGER;

/** The ratios as the documents print them, and in tenths, so that the model needs no ratio to be read: 4 : 1.2 : 4.8 = 40 : 12 : 48. */
const PRINTED_RATIOS: readonly { readonly text: string; readonly weights: readonly bigint[] }[] = [
  { text: "4:6:0", weights: [40n, 60n, 0n] },
  { text: "6:4:0", weights: [60n, 40n, 0n] },
  { text: "4:1.2:4.8", weights: [40n, 12n, 48n] },
  { text: "6:0.8:3.2", weights: [60n, 8n, 32n] },
  { text: "0:0:1", weights: [0n, 0n, 10n] },
];

describe.each(PRINTED_RATIOS)("every amount by $text", ({ text, weights }) => {
  /** The first few amounts whose shares are not the model's, or a negative zero, which would print and hash differently from zero. */
  const differing = (amounts: Iterable<number>): string[] => {
    const found: string[] = [];
    for (const amount of amounts) {
      const shares = splitByRatio(fen(amount), text);
      const expected = modelSplit(BigInt(amount), weights);
      if (shares.every((share, tier) => BigInt(share) === expected[tier] && !Object.is(share, -0))) continue;
      found.push(`${amount}: ${shares.join()}, not ${expected.join()}`);
      if (found.length > 5) break;
    }
    return found;
  };

  it("of 0 to 100,000 fen is the model's", () => {
    expect(differing(from(0, 100_000))).toEqual([]);
  });

  it("of −100,000 to 0 fen is the model's", () => {
    expect(differing(from(-100_000, 0))).toEqual([]);
  });

  it("on both sides of the point where a product passes 2^53, and at both ends of the safe range, is the model's", () => {
    const largest = Math.max(...parseRatio(text));
    for (const middle of [Math.floor(MOST / largest), MOST - 500]) {
      expect(differing(from(middle - 500, Math.min(middle + 500, MOST)))).toEqual([]);
      expect(differing(from(Math.max(-middle - 500, -MOST), -middle + 500))).toEqual([]);
    }
  });

  it("of −2,500 to 2,500 fen is the same in unbounded integers", () => {
    const coprime = parseRatio(text).map(BigInt);
    const wrong = [...from(-2_500, 2_500)].filter(
      (amount) => splitBig(BigInt(amount), coprime).join() !== modelSplit(BigInt(amount), weights).join(),
    );
    expect(wrong).toEqual([]);
  });
});

function* from(first: number, last: number): Generator<number> {
  // Counted by steps: beyond 2^53 − 1 a number no longer grows by one, and the loop would not end.
  for (let step = 0; step <= last - first; step += 1) yield first + step;
}

/**
 * The rule written a second time, in unbounded integers and without a line of the product: each part gets the whole fen of its exact share,
 * and the parts in order of what they lost by that, the earlier before the later where they lost the same, get one of the fen left over.
 */
function modelSplit(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const size = amount < 0n ? -amount : amount;
  const whole = weights.map((weight) => (size * weight) / total);
  const lost = weights.map((weight, place) => size * weight - whole[place]! * total);
  const places = [...weights.keys()].sort((a, b) => (lost[a] === lost[b] ? a - b : lost[a]! > lost[b]! ? -1 : 1));
  const left = Number(size - whole.reduce((sum, share) => sum + share, 0n));
  for (const place of places.slice(0, left)) whole[place]! += 1n;
  return amount < 0n ? whole.map((share) => -share) : whole;
}
