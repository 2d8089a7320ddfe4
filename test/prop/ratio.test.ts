import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRatio, normalizeRatios, parseRatio, RatioError } from "../../shared/money/ratio.ts";

fc.configureGlobal({ seed: 20171024 });

const weights = fc
  .array(fc.oneof(fc.constant(0), fc.nat({ max: 40 }), fc.maxSafeNat()), { minLength: 1, maxLength: 6 })
  .filter((parts) => parts.some((part) => part > 0));

/** A part as a document may print it: digits, perhaps decimals, perhaps a fraction of two such. */
const decimal = fc.stringMatching(/^[0-9]{1,12}(\.[0-9]{1,9})?$/);
const part = fc.oneof(
  { weight: 3, arbitrary: decimal },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        decimal,
        decimal.filter((text) => /[1-9]/.test(text)),
      )
      .map((pair) => pair.join("/")),
  },
);
const printed = fc.array(part, { minLength: 1, maxLength: 5 }).filter((parts) => parts.some((text) => /[1-9]/.test(text.split("/")[0]!)));

/** The value of a printed part, exact, as numerator and denominator. */
function valueOf(text: string): readonly [bigint, bigint] {
  const [over = "", under = "1"] = text.split("/");
  const scaled = (one: string) => BigInt(one.replace(".", "")) * 10n ** BigInt(20 - (one.split(".")[1] ?? "").length);
  return [scaled(over), scaled(under)];
}

const divisorOf = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisorOf(b, a % b));

describe("a ratio", () => {
  it("of coprime weights is read back as the weights it was written from", () => {
    fc.assert(
      fc.property(weights, (parts) => {
        const divisor = parts.map(BigInt).reduce(divisorOf);
        const coprime = parts.map((one) => Number(BigInt(one) / divisor));
        expect(parseRatio(formatRatio(coprime))).toEqual(coprime);
        expect(parseRatio(formatRatio(parts))).toEqual(coprime);
      }),
    );
  });

  it("becomes coprime integers in the proportion it was printed in", () => {
    fc.assert(
      fc.property(printed, (parts) => {
        const normalized = normalizeRatios(parts);
        expect(normalized).toHaveLength(parts.length);
        expect(normalized.reduce(divisorOf)).toBe(1n);
        const total = normalized.reduce((sum, one) => sum + one, 0n);
        // Each part's share of the whole, by cross multiplication: a ÷ b of a1 ÷ b1 + a2 ÷ b2 + …
        const values = parts.map(valueOf);
        const common = values.reduce((product, [, under]) => product * under, 1n);
        const scaled = values.map(([over, under]) => over * (common / under));
        const whole = scaled.reduce((sum, one) => sum + one, 0n);
        for (const [place, one] of normalized.entries()) expect(one * whole).toBe(scaled[place]! * total);
      }),
    );
  });

  it("is the same with zeros before and behind its digits", () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1, maxLength: 4 }), fc.nat({ max: 5 }), (parts, zeros) => {
        fc.pre(parts.some((text) => /[1-9]/.test(text)));
        const padded = parts.map((text) => `${"0".repeat(zeros)}${text}${text.includes(".") ? "" : "."}${"0".repeat(zeros + 1)}`);
        expect(normalizeRatios(padded)).toEqual(normalizeRatios(parts));
      }),
    );
  });

  it("of any text is coprime weights or a RatioError, never something between", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[0-9.:/-]{0,20}$/),
      fc.array(fc.double().map(String)).map((parts) => parts.join(":")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const parsed = parseRatio(text);
          expect(parsed).toHaveLength(text.split(":").length);
          expect(parsed.every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
          expect(parsed.map(BigInt).reduce(divisorOf)).toBe(1n);
        } catch (error) {
          expect(error).toBeInstanceOf(RatioError);
        }
      }),
    );
  });
});
