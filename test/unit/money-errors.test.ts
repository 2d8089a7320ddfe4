import { describe, expect, it } from "vitest";
import { fen } from "../../shared/money/fen.ts";
import { formatRate } from "../../shared/money/rate.ts";
import { parseRatio, RatioError } from "../../shared/money/ratio.ts";
import { split, splitBig } from "../../shared/money/split.ts";

describe("what is wrong with a sum of money", () => {
  it("is named with the number that is no amount", () => {
    expect(() => fen(0.5)).toThrow(new RangeError("0.5 is not a safe integer number of fen"));
    expect(() => fen(2 ** 53)).toThrow("9007199254740992 is not a safe integer number of fen");
  });

  it("is named with the weight that splits nothing", () => {
    expect(() => split(fen(100), [3, -1])).toThrow("weight -1 is not an integer of zero or more");
    expect(() => split(fen(100), [0.5, 1])).toThrow("weight 0.5 is not an integer of zero or more");
    expect(() => split(fen(100), [0, 0])).toThrow("weights must have a positive part");
    expect(() => splitBig(100n, [0n, 0n])).toThrow("weights must be zero or more, with a positive part");
    expect(() => splitBig(100n, [3n, -1n])).toThrow("weights must be zero or more, with a positive part");
  });

  it("is told from other errors by its name where a ratio is wrong", () => {
    expect(() => parseRatio("4:x:6")).toThrow(expect.objectContaining({ name: "RatioError" }));
    expect(() => parseRatio("4:x:6")).toThrow(RatioError);
  });
});

describe("a rate of the largest amounts", () => {
  it("is rounded once, from the exact quotient", () => {
    // 20001 × 8000000000000001 − 20000 × 8000400000000001 = 1: the quotient is 1.00005 less 1 ÷ (20000 × 8000000000000001), which twenty digits do not show.
    expect(formatRate(fen(8_000_400_000_000_001), fen(8_000_000_000_000_001))).toBe("1.0000");
    // Five fen of 100000: exactly 1.00005.
    expect(formatRate(fen(100_005), fen(100_000))).toBe("1.0001");
  });
});
