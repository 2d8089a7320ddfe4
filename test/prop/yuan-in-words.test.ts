import fc from "fast-check";
import Nzh from "nzh";
import { describe, expect, it } from "vitest";
import { fen, negateFen } from "../../shared/money/fen.ts";
import { MAX_FEN_IN_WORDS, yuanInWords } from "../../shared/money/yuan-in-words.ts";
import { formatYuan } from "../../shared/money/yuan.ts";

/** Amounts of every length, with as many zeros in them as real ones have. */
const amounts = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 14 })
  .map((digits) => fen(Number(digits.join(""))));

/** Another way to write the same: every digit with its place, and then zeros are struck out. */
function byStriking(fenText: string): string {
  const [yuan = "0", decimals = "00"] = fenText.split(".");
  const places = ["", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟", "万"];
  const name = (character: string): string => "零壹贰叁肆伍陆柒捌玖".charAt(Number(character));
  const long = Array.from(yuan, (character, index) => name(character) + (places[yuan.length - 1 - index] ?? "")).join("");
  const whole = long
    .replace(/零[拾佰仟]/g, "零")
    .replace(/零+/g, "零")
    .replace(/零([万亿])/g, "$1")
    .replace(/亿万/g, "亿")
    .replace(/(.)零$/, "$1");
  // Between 亿 and what is below it a 零 stands wherever the thousands of 万 are missing; striking out 亿万 took it away.
  const gapped = yuan.length > 8 && yuan.at(-8) === "0" && Number(yuan.slice(-8)) > 0 ? whole.replace(/亿零?/, "亿零") : whole;
  const [jiao = "0", last = "0"] = decimals;
  const head = Number(yuan) === 0 && Number(decimals) > 0 ? "" : `${gapped}元`;
  if (decimals === "00") return `${head}整`;
  if (last === "0") return `${head}${name(jiao)}角整`;
  return `${head}${jiao === "0" ? (head === "" ? "" : "零") : `${name(jiao)}角`}${name(last)}分`;
}

describe("capital numerals", () => {
  it("are what another package writes", () => {
    fc.assert(
      fc.property(amounts, fc.boolean(), (amount, negative) => {
        const signed = negative ? negateFen(amount) : amount;
        expect(yuanInWords(signed)).toBe(Nzh.cn.toMoney(formatYuan(signed), { outSymbol: false, forceZheng: true }));
      }),
      { numRuns: 5_000, seed: 20171024 },
    );
  });

  it("are the digits with their places, zeros struck out", () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(yuanInWords(amount)).toBe(byStriking(formatYuan(amount)));
      }),
      { numRuns: 5_000, seed: 20171024 },
    );
  });

  it("are so for every amount up to 20,000.00 yuan around whole numbers", () => {
    for (let yuan = 0; yuan <= 20_000; yuan += 1) {
      for (const rest of [0, 1, 10, 99]) {
        const amount = fen(yuan * 100 + rest);
        const words = Nzh.cn.toMoney(formatYuan(amount), { outSymbol: false, forceZheng: true });
        if (yuanInWords(amount) !== words) expect.fail(`${amount}: ${yuanInWords(amount)}, not ${words}`);
      }
    }
  });

  it("differ where amounts differ", () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => (yuanInWords(a) === yuanInWords(b)) === (a === b)),
      { numRuns: 2_000, seed: 20171024 },
    );
    expect(yuanInWords(MAX_FEN_IN_WORDS)).toBe("壹万亿元整");
  });
});
