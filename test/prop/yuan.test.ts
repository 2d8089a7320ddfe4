import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen } from "../../shared/money/fen.ts";
import { formatYuan, MAX_AMOUNT_FEN, parseYuan } from "../../shared/money/yuan.ts";

fc.configureGlobal({ seed: 20171024 });

const amounts = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: MAX_AMOUNT_FEN })).map((amount) => fen(amount));

describe("an amount in yuan", () => {
  it("is read back as the fen it was written from", () => {
    fc.assert(fc.property(amounts, (amount) => parseYuan(formatYuan(amount)) === amount));
  });

  it("of any sign and size says every fen: its digits without the point are the fen", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (amount) => {
        const text = formatYuan(fen(amount));
        expect(text).toMatch(/^-?(0|[1-9]\d*)\.\d\d$/);
        expect(BigInt(text.replace(".", ""))).toBe(BigInt(amount));
        expect(text.startsWith("-")).toBe(amount < 0);
      }),
    );
  });

  it("is the same with and without trailing zeros and with leading ones", () => {
    fc.assert(
      fc.property(amounts, fc.nat({ max: 30 }), (amount, zeros) => {
        const text = formatYuan(amount);
        expect(parseYuan(text.replace(/\.?0{1,2}$/, ""))).toBe(amount);
        expect(parseYuan("0".repeat(zeros) + text)).toBe(amount);
      }),
    );
  });

  it("below zero is negative, a third decimal is one too many, whatever the digits", () => {
    fc.assert(
      fc.property(
        amounts.filter((amount) => amount > 0),
        fc.nat({ max: 9 }),
        (amount, digit) => {
          expect(parseYuan(`-${formatYuan(amount)}`)).toBe("negative");
          expect(parseYuan(`${formatYuan(amount)}${digit}`)).toBe("too_many_decimals");
        },
      ),
    );
  });

  it("of any text is fen within the limit or a problem, never something between", () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^-?[0-9]{0,20}\.?[0-9]{0,4}$/), fc.double().map(String));
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseYuan(text);
        if (typeof parsed === "string") return;
        expect(Number.isSafeInteger(parsed) && parsed >= 0 && parsed <= MAX_AMOUNT_FEN).toBe(true);
        // What was read says the same as the text: digits alone, so that BigInt can compare them.
        const [whole = "", decimals = ""] = text.replace("-", "").split(".");
        expect(BigInt(parsed)).toBe(BigInt(whole + decimals.padEnd(2, "0")));
      }),
    );
  });
});
