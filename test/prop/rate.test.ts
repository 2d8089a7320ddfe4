import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen } from "../../shared/money/fen.ts";
import { compareRates, formatRate, meetsRequirement, shortfall } from "../../shared/money/rate.ts";

fc.configureGlobal({ seed: 20171024 });

const payables = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })).map((amount) => fen(amount));
const anyFen = fc.oneof(fc.integer({ min: -500, max: 500 }), fc.maxSafeInteger()).map((amount) => fen(amount));
const rates = fc.record({ disbursed: anyFen, payable: payables });

describe("a disbursement rate (拨付率)", () => {
  it("is shown as the nearest of four decimals, half a place away from zero", () => {
    fc.assert(
      fc.property(anyFen, payables, (disbursed, payable) => {
        // |disbursed| × 10,000 ÷ payable + ½, cut to a whole number.
        const size = BigInt(Math.abs(disbursed));
        const nearest = (2n * 10_000n * size + BigInt(payable)) / (2n * BigInt(payable));
        const digits = String(nearest).padStart(5, "0");
        const sign = disbursed < 0 && nearest > 0n ? "-" : "";
        expect(formatRate(disbursed, payable)).toBe(`${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`);
      }),
    );
  });

  it("has as shortfall the fewest fen that bring it to 85 %, none where it is there", () => {
    fc.assert(
      fc.property(anyFen, payables, (disbursed, payable) => {
        const required = (BigInt(payable) * 85n + 99n) / 100n;
        const missing = required - BigInt(disbursed);
        fc.pre(missing <= BigInt(Number.MAX_SAFE_INTEGER));
        expect(BigInt(shortfall(disbursed, payable))).toBe(missing > 0n ? missing : 0n);
        expect(meetsRequirement(disbursed, payable)).toBe(missing <= 0n);
      }),
    );
  });

  it("stands before every lower one and nowhere else, in whatever order the rates come", () => {
    fc.assert(
      fc.property(fc.array(rates, { maxLength: 12 }), (list) => {
        const sorted = list.toSorted(compareRates);
        for (const [place, next] of sorted.slice(1).entries()) {
          const one = sorted[place]!;
          expect(BigInt(one.disbursed) * BigInt(next.payable)).toBeGreaterThanOrEqual(BigInt(next.disbursed) * BigInt(one.payable));
        }
      }),
    );
  });

  it("compares as the opposite the other way round, and as equal to its multiple", () => {
    fc.assert(
      fc.property(rates, rates, fc.integer({ min: 1, max: 1_000 }), (a, b, factor) => {
        expect(compareRates(a, b) + compareRates(b, a)).toBe(0);
        const multiple = { disbursed: a.disbursed * factor, payable: a.payable * factor };
        fc.pre(Number.isSafeInteger(multiple.disbursed) && Number.isSafeInteger(multiple.payable));
        expect(compareRates(a, { disbursed: fen(multiple.disbursed), payable: fen(multiple.payable) })).toBe(0);
      }),
    );
  });
});
