import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { splitByRatio } from "../../shared/lane/shares.ts";
import { fen } from "../../shared/money/fen.ts";
import { formatRatio, normalizeRatios, parseRatio, RatioError } from "../../shared/money/ratio.ts";
import { split, splitBig } from "../../shared/money/split.ts";

interface Vector {
  readonly id: string;
  readonly amount: string;
  readonly ratios: readonly string[];
  readonly expected: readonly string[];
  readonly source: string;
}

const { vectors, errorCases } = JSON.parse(readFileSync(new URL("../reference/split-vectors.json", import.meta.url), "utf8")) as {
  readonly vectors: readonly Vector[];
  readonly errorCases: readonly { readonly call: string }[];
};

const inSafeRange = (value: bigint): boolean => value >= -BigInt(Number.MAX_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

describe("splits published by other projects", () => {
  it("are 75, one of them beyond the safe range", () => {
    expect(vectors).toHaveLength(75);
    expect(vectors.filter(({ amount }) => !inSafeRange(BigInt(amount))).map(({ id }) => id)).toEqual(["v208"]);
  });

  for (const { id, amount, ratios, expected, source } of vectors) {
    it(`${id}: ${amount} by ${ratios.join(" : ")} is ${expected.join(" + ")} (${source})`, () => {
      const weights = normalizeRatios(ratios);
      expect(splitBig(BigInt(amount), weights).map(String)).toEqual(expected);
      if (!inSafeRange(BigInt(amount))) return;
      expect(split(fen(Number(amount)), weights.map(Number)).map(String)).toEqual(expected);
    });
  }
});

describe("what no split can be made of", () => {
  it("is what the published error cases list", () => {
    // The other calls: fractions of more than 100 % are plain weights here, and `remaining` clauses and unbounded scales do not exist.
    expect(errorCases.map(({ call }) => call)).toEqual([
      "allocate(x, [])",
      "allocate(x, negative ratio)",
      "allocate(x, [0,0])",
      "ratios summing to more than 100 %",
      "two `remaining` clauses",
      "allocate with auto/unbounded scale",
      "sum of ratios overflows",
    ]);
  });

  it("no weights at all", () => {
    expect(() => split(fen(100), [])).toThrow(RangeError);
    expect(() => splitBig(100n, [])).toThrow(RangeError);
    expect(() => normalizeRatios([])).toThrow(RatioError);
  });

  it("a negative weight", () => {
    expect(() => split(fen(100), [3, -1])).toThrow(RangeError);
    expect(() => splitBig(100n, [3n, -1n])).toThrow(RangeError);
    expect(() => normalizeRatios(["3", "-1"])).toThrow('ratio "-1" is not a decimal');
  });

  it("weights that are all zero, which elsewhere lose the amount", () => {
    expect(() => split(fen(100), [0, 0])).toThrow(RangeError);
    expect(() => splitBig(100n, [0n, 0n])).toThrow(RangeError);
    expect(() => normalizeRatios(["0", "0.00"])).toThrow("have no positive part");
  });

  it("a weight that is no safe integer", () => {
    for (const weight of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => split(fen(100), [1, weight])).toThrow(RangeError);
  });

  it("weights whose sum leaves the safe range still split exactly", () => {
    // 2^53−1 twice: half and half; the odd fen goes to the earlier part.
    expect(split(fen(101), [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])).toEqual([51, 50]);
  });
});

describe("ratios as documents print them", () => {
  it.each([
    // Yunnan 已脱贫 and 未脱贫, by 2; the backstop; Xishuangbanna: ×10 = 40:12:48, by 4, and ×10 = 60:8:32, by 4.
    ["4:6:0", "2:3:0"],
    ["6:4:0", "3:2:0"],
    ["0:0:1", "0:0:1"],
    ["4:1.2:4.8", "10:3:12"],
    ["6:0.8:3.2", "15:2:8"],
    // Twelfths: 1/3 = 4/12, 1/4 = 3/12.
    ["1/3:1/4", "4:3"],
    ["0.5:3/2", "1:3"],
    // 1.5/0.5 = 3.
    ["1.5/0.5:1", "3:1"],
    // Unequal decimals on both sides: 1.5/0.25 = 6, 0.25/1.5 = 1/6.
    ["1.5/0.25:1", "6:1"],
    ["0.25/1.5:1", "1:6"],
    ["007:007.000", "1:1"],
  ])("%s become the coprime integers %s", (text, weights) => {
    expect(formatRatio(parseRatio(text))).toBe(weights);
  });

  it("keep every digit, however many they write", () => {
    // 45 nines over 10^45. decimal.js, configured for 40 digits, once rounded this to 1:1.
    const nines = `0.${"9".repeat(45)}`;
    expect(normalizeRatios([nines, "1"])).toEqual([BigInt("9".repeat(45)), 10n ** 45n]);
  });

  it.each(["", " 4", "4 ", "-1", "+1", "1e3", "1.", ".5", "1/", "/2", "1/2/3", "1/-2", "NaN", "1,2", "４"])("%j is no ratio", (text) => {
    expect(() => normalizeRatios([text, "1"])).toThrow(RatioError);
  });

  it("a fraction of zeroths is no ratio", () => {
    expect(() => normalizeRatios(["1/0.0", "1"])).toThrow("ratio 1/0.0 divides by zero");
  });

  it("that need weights beyond the safe range are refused where numbers are counted", () => {
    expect(() => parseRatio("0.00000000000000001:1")).toThrow("needs weights beyond the safe range");
  });
});

describe("a split by the policies' ratios", () => {
  it.each([
    // Xishuangbanna 已脱贫 10:3:12 of 25. 123457×10/25 = 49382.8, ×3/25 = 14814.84, ×12/25 = 59259.36: two fen left, to .84 and .8.
    [123457, "4:1.2:4.8", [49383, 14815, 59259]],
    // 1 fen: 0.4, 0.12, 0.48: to the county. 2 fen: 0.8, 0.24, 0.96: one each to county and province.
    [1, "4:1.2:4.8", [0, 0, 1]],
    [2, "4:1.2:4.8", [1, 0, 1]],
    // Xishuangbanna 未脱贫 15:2:8 of 25. 100099×15/25 = 60059.4, ×2/25 = 8007.92, ×8/25 = 32031.68: two left, to .92 and .68.
    [100099, "6:0.8:3.2", [60059, 8008, 32032]],
    // Yunnan 2:3:0 of 5. 333×2/5 = 133.2, ×3/5 = 199.8: one left, to .8.
    [333, "4:6:0", [133, 200, 0]],
    [333, "6:4:0", [200, 133, 0]],
    [333, "0:0:1", [0, 0, 333]],
    [-123457, "4:1.2:4.8", [-49383, -14815, -59259]],
    [0, "6:0.8:3.2", [0, 0, 0]],
  ] as const)("%i fen by %s are %j", (amount, ratio, shares) => {
    expect(splitByRatio(fen(amount), ratio)).toEqual(shares);
  });

  it("refuses a ratio that does not name three tiers", () => {
    expect(() => splitByRatio(fen(100), "1:1")).toThrow("does not name three tiers");
  });
});

describe("a split of equal remainders", () => {
  it("gives the odd fen to the earlier tiers", () => {
    // Thirds of 100: 33.33 each, one left. Thirds of 101: 33.67 each, two left. Halves of 7 with a tier that pays nothing: 3.5 each.
    expect(split(fen(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(split(fen(101), [1, 1, 1])).toEqual([34, 34, 33]);
    expect(split(fen(7), [0, 1, 1])).toEqual([0, 4, 3]);
    expect(split(fen(-7), [0, 1, 1])).toEqual([0, -4, -3]);
  });
});

describe("a nested split, the province first and then the rest", () => {
  const nested = (amount: number, [province = 0, prefecture = 0, county = 0]: readonly number[]): number[] => {
    const [first = 0, rest = 0] = split(fen(amount), [province, prefecture + county]);
    return [first, ...split(fen(rest), [prefecture, county])];
  };

  it.each([
    /*
     * 10:3:12. 11 fen: 4.4, 1.32, 5.28 flat: the fen left goes to .4, the province: 5 1 5. Nested: 4.4 and 6.6: 4 and 7, then 1.4 and 5.6: 1 6.
     * 14 fen: 5.6, 1.68, 6.72 flat: two left, to .72 and .68: 5 2 7. Nested: 5.6 and 8.4: 6 and 8, then 1.6 and 6.4: 2 6.
     */
    { ratio: "4:1.2:4.8", residues: [11, 14], flat: [5, 1, 5], inTurn: [4, 1, 6] },
    // 15:2:8. 4 fen: 2.4, 0.32, 1.28 flat: to .4, the province: 3 0 1. Nested: 2.4 and 1.6: 2 and 2, then 0.4 and 1.6: 0 2.
    { ratio: "6:0.8:3.2", residues: [4, 21], flat: [3, 0, 1], inTurn: [2, 0, 2] },
  ])("of $ratio differs on two amounts of every 25 (8 %)", ({ ratio, residues, flat, inTurn }) => {
    const weights = parseRatio(ratio);
    const [least = 0] = residues;
    expect(split(fen(least), weights)).toEqual(flat);
    expect(nested(least, weights)).toEqual(inTurn);
    const differing = Array.from({ length: 2500 }, (_, amount) => amount).filter(
      (amount) => nested(amount, weights).join() !== split(fen(amount), weights).join(),
    );
    expect(differing).toHaveLength(200);
    expect(new Set(differing.map((amount) => amount % 25))).toEqual(new Set(residues));
  });

  it.each(["4:6:0", "6:4:0", "0:0:1"])("of %s never differs", (ratio) => {
    const weights = parseRatio(ratio);
    const differing = Array.from({ length: 2500 }, (_, amount) => amount).filter(
      (amount) => nested(amount, weights).join() !== split(fen(amount), weights).join(),
    );
    expect(differing).toEqual([]);
  });
});
