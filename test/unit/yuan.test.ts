import { describe, expect, it } from "vitest";
import { addFen, fen, negateFen, subtractFen, sumFen, ZERO_FEN } from "../../shared/money/fen.ts";
import { formatYuan, MAX_AMOUNT_FEN, parseYuan } from "../../shared/money/yuan.ts";

describe("an amount in yuan", () => {
  it.each([
    ["0", 0],
    ["0.00", 0],
    ["0.01", 1],
    ["0.1", 10],
    ["1", 100],
    ["12.1", 1210],
    ["12.10", 1210],
    ["1234.56", 123456],
    // In floating point 0.29 × 100 is 28.999999999999996 and 1.005 × 100 is 100.49999999999999.
    ["0.29", 29],
    ["4.35", 435],
    ["1.15", 115],
    ["00012.5", 1250],
    ["0000000000000000000000001", 100],
    ["-0", 0],
    ["-0.00", 0],
  ])("%j is read as %i fen", (text, amount) => {
    expect(parseYuan(text)).toBe(amount);
  });

  it("of minus zero is plain zero", () => {
    expect(Object.is(parseYuan("-0"), 0)).toBe(true);
  });

  it.each([
    "",
    " ",
    "1e3",
    "1E3",
    "1e-2",
    "NaN",
    "Infinity",
    " 12.00",
    "12.00 ",
    "12.00\n",
    "\t12",
    "1.",
    ".5",
    ".",
    "-",
    "--1",
    "+1",
    "1-",
    "１２",
    "12。50",
    "1,000",
    "1,000.00",
    "1_000",
    "1 000",
    "0x10",
    "0b1",
    "1/2",
    "12.3.4",
    "¥12",
    "12元",
    "一百",
    "null",
    "−1",
  ])("%j is not a decimal", (text) => {
    expect(parseYuan(text)).toBe("not_a_decimal");
  });

  it.each(["12.345", "0.001", "1.000", "-1.234", "99999999999999999.999"])("%j has too many decimals: nothing is rounded", (text) => {
    expect(parseYuan(text)).toBe("too_many_decimals");
  });

  it.each(["-1", "-0.01", "-00012.5", "-999999999999999999999"])("%j is negative", (text) => {
    expect(parseYuan(text)).toBe("negative");
  });

  it("may be 1,000,000,000.00, the most one message may name, and not a fen more", () => {
    expect(MAX_AMOUNT_FEN).toBe(100_000_000_000);
    expect(parseYuan("999999999.99")).toBe(99_999_999_999);
    expect(parseYuan("1000000000")).toBe(100_000_000_000);
    expect(parseYuan("1000000000.00")).toBe(100_000_000_000);
    expect(parseYuan("1000000000.01")).toBe("too_large");
  });

  it.each(["1000000001", "9999999999999", "10000000000000", "1000000000000000", "9007199254740993", "9".repeat(400)])("%s is too large", (text) => {
    expect(parseYuan(text)).toBe("too_large");
  });
});

describe("fen written in yuan", () => {
  it.each([
    [0, "0.00"],
    [1, "0.01"],
    [10, "0.10"],
    [100, "1.00"],
    [123456, "1234.56"],
    [-1, "-0.01"],
    [-100, "-1.00"],
    [-123456, "-1234.56"],
    // 2^53 − 1: no separator, no exponent, no digit lost.
    [9007199254740991, "90071992547409.91"],
    [-9007199254740991, "-90071992547409.91"],
  ])("%i is %s", (amount, text) => {
    expect(formatYuan(fen(amount))).toBe(text);
  });
});

describe("fen", () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)])("can't be %d", (value) => {
    expect(() => fen(value)).toThrow(RangeError);
  });

  it("have no negative zero", () => {
    expect(Object.is(fen(-0), 0)).toBe(true);
    expect(Object.is(negateFen(ZERO_FEN), 0)).toBe(true);
  });

  it("are added, subtracted, negated and summed", () => {
    expect(addFen(fen(7), fen(-9))).toBe(-2);
    expect(subtractFen(fen(7), fen(-9))).toBe(16);
    expect(negateFen(fen(7))).toBe(-7);
    expect(sumFen([fen(7), fen(-9), fen(3)])).toBe(1);
    expect(sumFen([])).toBe(0);
  });

  it("throw where a total leaves the safe range, even if a later part would bring it back", () => {
    const most = fen(Number.MAX_SAFE_INTEGER);
    expect(() => addFen(most, fen(1))).toThrow(RangeError);
    expect(() => subtractFen(negateFen(most), fen(1))).toThrow(RangeError);
    expect(() => sumFen([most, fen(1), fen(-1)])).toThrow(RangeError);
  });
});
