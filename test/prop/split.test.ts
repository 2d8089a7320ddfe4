import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen, negateFen } from "../../shared/money/fen.ts";
import { normalizeRatios } from "../../shared/money/ratio.ts";
import { split, splitBig } from "../../shared/money/split.ts";

fc.configureGlobal({ seed: 20171024 });

const MOST = Number.MAX_SAFE_INTEGER;
const nearTheEnds = fc.tuple(fc.nat({ max: 3_000 }), fc.constantFrom(1, -1)).map(([below, sign]) => sign * (MOST - below));

/** Small amounts meet every remainder, large ones pass 2^53 in their products. */
const amounts = fc.oneof(fc.integer({ min: -3_000, max: 3_000 }), fc.integer({ min: -MOST, max: MOST }), nearTheEnds).map((amount) => fen(amount));

/** Large ones pass 2^53 in their sum. */
const weight = fc.oneof(fc.constant(0), fc.nat({ max: 30 }), fc.nat({ max: 1_000_000 }), fc.maxSafeNat());
const weightLists = fc.array(weight, { minLength: 1, maxLength: 8 }).filter((weights) => weights.some((one) => one > 0));

const sum = (parts: readonly number[]): bigint => parts.reduce((total, part) => total + BigInt(part), 0n);
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

describe("every split", () => {
  it("sums to its amount", () => {
    fc.assert(fc.property(amounts, weightLists, (amount, weights) => sum(split(amount, weights)) === BigInt(amount)));
  });

  it("of a negative amount is the negated split", () => {
    fc.assert(
      fc.property(amounts, weightLists, (amount, weights) => {
        expect(split(negateFen(amount), weights)).toEqual(split(amount, weights).map(negateFen));
      }),
    );
  });

  it("gives each part less than one fen from its exact share, in the amount's direction", () => {
    fc.assert(
      fc.property(amounts, weightLists, (amount, weights) => {
        const total = sum(weights);
        for (const [place, share] of split(amount, weights).entries()) {
          // share ÷ 1 against amount × weight ÷ total, both times total.
          expect(absolute(BigInt(share) * total - BigInt(amount) * BigInt(weights[place]!))).toBeLessThan(total);
          expect(share === 0 || share > 0 === amount > 0).toBe(true);
        }
      }),
    );
  });

  it("gives a part of weight zero nothing", () => {
    fc.assert(
      fc.property(amounts, weightLists, (amount, weights) => {
        for (const [place, share] of split(amount, weights).entries()) if (weights[place] === 0) expect(share).toBe(0);
      }),
    );
  });

  it("is not changed by a part of weight zero anywhere", () => {
    fc.assert(
      fc.property(amounts, weightLists, fc.nat({ max: 8 }), (amount, weights, at) => {
        expect(split(amount, weights.toSpliced(at, 0, 0)).toSpliced(Math.min(at, weights.length), 1)).toEqual(split(amount, weights));
      }),
    );
  });

  it("is not changed by scaling the weights", () => {
    fc.assert(
      fc.property(amounts, weightLists, fc.integer({ min: 2, max: 1_000 }), (amount, weights, factor) => {
        const scaled = weights.map((one) => one * factor);
        fc.pre(scaled.every(Number.isSafeInteger));
        expect(split(amount, scaled)).toEqual(split(amount, weights));
        expect(split(amount, normalizeRatios(scaled.map(String)).map(Number))).toEqual(split(amount, weights));
      }),
    );
  });

  it("gives the earlier of two equal weights as much as the later, or one fen more", () => {
    fc.assert(
      fc.property(amounts, weightLists, (amount, weights) => {
        const shares = split(amount, weights).map(Math.abs);
        for (let earlier = 0; earlier < weights.length; earlier += 1) {
          for (let later = earlier + 1; later < weights.length; later += 1) {
            if (weights[earlier] === weights[later]) expect([0, 1]).toContain(shares[earlier]! - shares[later]!);
          }
        }
      }),
    );
  });

  it("gives the fen left over to the largest remainders, so that no other split of whole fen is closer", () => {
    fc.assert(
      fc.property(amounts, weightLists, (amount, weights) => {
        const total = sum(weights);
        const parts = split(fen(Math.abs(amount)), weights).map((share, place) => {
          const exact = BigInt(Math.abs(amount)) * BigInt(weights[place]!);
          return { up: BigInt(share) * total > exact, remainder: exact % total, place };
        });
        for (const winner of parts.filter(({ up }) => up)) {
          for (const loser of parts.filter(({ up }) => !up)) {
            expect(winner.remainder > loser.remainder || (winner.remainder === loser.remainder && winner.place < loser.place)).toBe(true);
          }
        }
      }),
    );
  });

  it("is the same in numbers and in unbounded integers", () => {
    fc.assert(
      fc.property(amounts, weightLists, (amount, weights) => {
        expect(split(amount, weights).map(String)).toEqual(splitBig(BigInt(amount), weights.map(BigInt)).map(String));
      }),
    );
  });
});

describe("a split in unbounded integers", () => {
  it("sums to its amount far beyond the safe range", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.array(fc.bigInt({ min: 1n, max: 10n ** 30n }), { minLength: 1, maxLength: 6 }), (amount, weights) => {
        expect(splitBig(amount, weights).reduce((total, part) => total + part, 0n)).toBe(amount);
      }),
    );
  });
});
