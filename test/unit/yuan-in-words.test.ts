import { describe, expect, it } from "vitest";
import { fen } from "../../shared/money/fen.ts";
import { MAX_FEN_IN_WORDS, yuanInWords } from "../../shared/money/yuan-in-words.ts";

describe("an amount in capital numerals", () => {
  // The first six are the examples of 《支付结算办法》 appendix 1; where it allows two writings, the one without the optional 零.
  it.each([
    [140_950, "壹仟肆佰零玖元伍角整"],
    [600_714, "陆仟零柒元壹角肆分"],
    [168_032, "壹仟陆佰捌拾元叁角贰分"],
    [10_700_053, "壹拾万柒仟元伍角叁分"],
    [1_640_902, "壹万陆仟肆佰零玖元零贰分"],
    [32_504, "叁佰贰拾伍元零肆分"],
    [0, "零元整"],
    [1, "壹分"],
    [5, "伍分"],
    [10, "壹角整"],
    [37, "叁角柒分"],
    [100, "壹元整"],
    [101, "壹元零壹分"],
    [110, "壹元壹角整"],
    [1_000, "壹拾元整"],
    [1_100, "壹拾壹元整"],
    [10_100, "壹佰零壹元整"],
    [100_100, "壹仟零壹元整"],
    [101_000, "壹仟零壹拾元整"],
    [1_000_000, "壹万元整"],
    [1_000_100, "壹万零壹元整"],
    [1_100_000, "壹万壹仟元整"],
    [10_050_000, "壹拾万零伍佰元整"],
    [2_010_000_000, "贰仟零壹拾万元整"],
    [10_000_000_000, "壹亿元整"],
    [10_000_100_000, "壹亿零壹仟元整"],
    [10_100_000_000, "壹亿零壹佰万元整"],
    [11_000_000_000, "壹亿壹仟万元整"],
    [1_000_000_000_100, "壹佰亿零壹元整"],
    [10_000_010_000_001, "壹仟亿零壹拾万元零壹分"],
    [12_345_678_901_234, "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"],
    [99_999_999_999_999, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"],
    [100_000_000_000_000, "壹万亿元整"],
  ])("of %i fen is %s", (amount, words) => {
    expect(yuanInWords(fen(amount))).toBe(words);
  });

  it("begins with 负 where it is negative", () => {
    expect(yuanInWords(fen(-1_230))).toBe("负壹拾贰元叁角整");
    expect(yuanInWords(fen(-1))).toBe("负壹分");
    expect(yuanInWords(fen(-100_000_000_000_000))).toBe("负壹万亿元整");
  });

  it("is refused beyond a million million yuan, either way", () => {
    expect(() => yuanInWords(fen(MAX_FEN_IN_WORDS + 1))).toThrow(RangeError);
    expect(() => yuanInWords(fen(-100_000_000_000_001))).toThrow("-100000000000001 fen is more than is written in words");
  });
});
