import { describe, expect, it } from "vitest";
import { fen } from "../../shared/money/fen.ts";
import { compareRates, formatRate, meetsRequirement, REQUIRED_RATE, shortfall } from "../../shared/money/rate.ts";

describe("the disbursement rate (拨付率) as shown", () => {
  it("requires 85 percent", () => {
    expect(REQUIRED_RATE).toEqual({ percent: 85, text: "0.85" });
  });

  it.each([
    [85, 100, "0.8500"],
    [1, 1, "1.0000"],
    [0, 100, "0.0000"],
    [100, 100, "1.0000"],
    [120, 100, "1.2000"],
    // 1 ÷ 3 = 0.33333…, 2 ÷ 3 = 0.66666…
    [1, 3, "0.3333"],
    [2, 3, "0.6667"],
    // Half a place, rounded up: 12345 ÷ 100000 = 0.12345; 849949999 ÷ 999999999 is just below 0.84995.
    [12345, 100000, "0.1235"],
    [849949999, 999999999, "0.8499"],
    [-50, 100, "-0.5000"],
    [9007199254740991, 9007199254740991, "1.0000"],
  ])("of %i fen of %i is %s", (disbursed, payable, text) => {
    expect(formatRate(fen(disbursed), fen(payable))).toBe(text);
  });

  it("that rounds to zero has no sign", () => {
    // −1 ÷ 1000000 = −0.000001.
    expect(formatRate(fen(-1), fen(1_000_000))).toBe("0.0000");
  });

  it("is none where nothing is payable", () => {
    expect(formatRate(fen(0), fen(0))).toBeNull();
    expect(formatRate(fen(5), fen(0))).toBeNull();
    expect(formatRate(fen(5), fen(-10))).toBeNull();
  });
});

describe("the 85 % requirement", () => {
  it.each([
    // 85 % of 123456.80 yuan is 104938.28 yuan exactly.
    [10493828, 12345680, true],
    [10493827, 12345680, false],
    [10493829, 12345680, true],
    // 85 % of 0.01 yuan is 0.0085 yuan: a whole fen reaches it.
    [1, 1, true],
    [0, 1, false],
    [0, 0, true],
    // Both are shown as 0.8500; 85 % of 1000000001 fen is 850000000.85.
    [850000000, 1000000001, false],
    [850000001, 1000000001, true],
    // 85 % of 2^53−1 is 7656119366529842.35.
    [7656119366529842, 9007199254740991, false],
    [7656119366529843, 9007199254740991, true],
  ])("with %i fen disbursed of %i: %s", (disbursed, payable, met) => {
    expect(meetsRequirement(fen(disbursed), fen(payable))).toBe(met);
  });
});

describe("the shortfall to 85 %", () => {
  it.each([
    [0, 100, 85],
    [84, 100, 1],
    [85, 100, 0],
    [90, 100, 0],
    // 85 % of 101 fen is 85.85: rounded up to 86.
    [0, 101, 86],
    [85, 101, 1],
    [86, 101, 0],
    // 85 % of 1, 2, 7 fen: 0.85, 1.7, 5.95.
    [0, 1, 1],
    [0, 2, 2],
    [0, 7, 6],
    // Money taken back has to be paid again.
    [-10, 100, 95],
    [0, 0, 0],
    [-5, 0, 0],
    [0, -100, 0],
    [7656119366529842, 9007199254740991, 1],
  ])("with %i fen disbursed of %i is %i fen", (disbursed, payable, missing) => {
    expect(shortfall(fen(disbursed), fen(payable))).toBe(missing);
  });

  it("is the fewest fen that reach the requirement, of every payable up to 20 yuan", () => {
    for (let payable = 1; payable <= 2_000; payable += 1) {
      for (const disbursed of [0, 1, Math.floor(payable / 2), Math.floor((payable * 85) / 100), payable]) {
        const missing = shortfall(fen(disbursed), fen(payable));
        expect(meetsRequirement(fen(disbursed + missing), fen(payable))).toBe(true);
        if (missing > 0) expect(meetsRequirement(fen(disbursed + missing - 1), fen(payable))).toBe(false);
      }
    }
  });
});

describe("two rates compared", () => {
  const rate = (disbursed: number, payable: number) => ({ disbursed: fen(disbursed), payable: fen(payable) });

  it("come in order, the higher first", () => {
    // 0.9, 0.85, 0.5, −0.1.
    const rates = [rate(1, 2), rate(9, 10), rate(-1, 10), rate(85, 100)];
    expect(rates.toSorted(compareRates)).toEqual([rate(9, 10), rate(85, 100), rate(1, 2), rate(-1, 10)]);
  });

  it("are equal where their fractions are", () => {
    expect(compareRates(rate(85, 100), rate(17, 20))).toBe(0);
    expect(compareRates(rate(0, 7), rate(0, 9))).toBe(0);
  });

  it("are told apart where floating point sees none", () => {
    // (2^53−2) ÷ (2^53−1) < 1 by 10^-16, and n ÷ (n+1) grows with n.
    expect(compareRates(rate(9007199254740990, 9007199254740991), rate(9007199254740989, 9007199254740990))).toBe(-1);
    expect(9007199254740990 / 9007199254740991).toBe(9007199254740989 / 9007199254740990);
    expect(compareRates(rate(9007199254740989, 9007199254740990), rate(9007199254740990, 9007199254740991))).toBe(1);
  });
});
