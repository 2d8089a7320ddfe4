import { describe, expect, it } from "vitest";
import { addFundAmounts, negateFundAmounts, sharesAddUp, splitByRatio, splitFunds, type Shares } from "../../shared/lane/shares.ts";
import { fen } from "../../shared/money/fen.ts";
import { LIFTED } from "../support/lane.ts";

/** An amount with its shares of province, prefecture and county. */
const amount = (total: number, ...[province, prefecture, county]: readonly [number, number, number]) => {
  const shares: Shares = [fen(province), fen(prefecture), fen(county)];
  return { amount: fen(total), shares };
};

describe("the split of an amount among the tiers", () => {
  it("is refused by a ratio that names one, two or four of them: a share would be lost", () => {
    for (const ratio of ["1", "1:1", "1:1:1:1", "1:1:1:0"]) {
      expect(() => splitByRatio(fen(100), ratio)).toThrow(`ratio ${ratio} does not name three tiers`);
    }
  });

  it("leaves a fund with nothing in it out", () => {
    // 100 fen, 10:3:12 of 25: 40 / 12 / 48.
    const rules = { basic: LIFTED, critical: LIFTED };
    expect(splitFunds({ basic: fen(100), critical: fen(0) }, rules)).toEqual({ basic: amount(100, 40, 12, 48) });
  });

  it("needs a rule for every fund with an amount", () => {
    expect(() => splitFunds({ basic: fen(100), critical: fen(1) }, { basic: LIFTED })).toThrow("no rule splits critical");
    expect(splitFunds({ basic: fen(100), critical: fen(0) }, { basic: LIFTED })).not.toHaveProperty("critical");
  });
});

describe("amounts by fund", () => {
  const some = { basic: amount(3, 1, 0, 2), critical: amount(100, 40, 12, 48) };

  it("are added fund by fund, those of one side alone too", () => {
    expect(addFundAmounts(some, { basic: amount(1, 0, 0, 1), backstop: amount(7, 0, 0, 7) })).toEqual({
      basic: amount(4, 1, 0, 3),
      critical: amount(100, 40, 12, 48),
      backstop: amount(7, 0, 0, 7),
    });
  });

  it("come to nothing with their opposite, and to shares alone where the same amount was split otherwise", () => {
    expect(negateFundAmounts(some)).toEqual({ basic: amount(-3, -1, 0, -2), critical: amount(-100, -40, -12, -48) });
    expect(addFundAmounts(some, negateFundAmounts(some))).toEqual({});
    expect(addFundAmounts(some, { basic: amount(-3, 0, 0, -3) })).toEqual({ basic: amount(0, 1, 0, -1), critical: amount(100, 40, 12, 48) });
  });

  it("add up where the shares of every one of them do", () => {
    expect(sharesAddUp({})).toBe(true);
    expect(sharesAddUp(some)).toBe(true);
    expect(sharesAddUp({ ...some, backstop: amount(7, 0, 1, 7) })).toBe(false);
  });
});
