import type { MonthAccount } from "../lane/account.ts";
import { addFen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { formatRate, meetsRequirement } from "../money/rate.ts";
import { formatYuan } from "../money/yuan.ts";
import { RATED_FUNDS, type Fund } from "../policy/funds.ts";

/** The two sides of a disbursement rate (拨付率), in fen, over the funds the 85 % requirement counts. */
export interface RatedSum {
  /** accrued − deducted. Unlike a statement's 应拨 it includes what is retained: retaining must not raise the rate. */
  readonly payable: Fen;
  readonly disbursed: Fen;
}

/** One period's rate: yuan with two decimals, and "0.8123" or null. payable is accrued − deducted of the rated funds. */
export interface RateFigures {
  readonly payable: string;
  readonly disbursed: string;
  readonly rate: string | null;
}

/** A rate against 85 %: reached, missed, or nothing payable. */
export type RateState = "ok" | "low" | "none";

/** Over some of the rated funds where not over all. */
export function ratedSum(accounts: Iterable<MonthAccount>, of: readonly Fund[] = RATED_FUNDS): RatedSum {
  let [payable, disbursed] = [ZERO_FEN, ZERO_FEN];
  for (const { funds } of accounts) {
    for (const fund of of) {
      const totals = funds[fund];
      if (totals === undefined) continue;
      payable = addFen(payable, subtractFen(totals.accrued, totals.deducted));
      disbursed = addFen(disbursed, totals.disbursed);
    }
  }
  return { payable, disbursed };
}

/** The year's rate counts closed months only: an open month is not yet owed. */
export function closedSum(accounts: readonly MonthAccount[]): RatedSum {
  return ratedSum(accounts.filter(({ state }) => state === "closed"));
}

/** "0.8123": four decimals, rounded half up for display only; null where nothing is payable. */
export function rateText({ payable, disbursed }: RatedSum): string | null {
  return formatRate(disbursed, payable);
}

export function formatSum(sum: RatedSum): RateFigures {
  return { payable: formatYuan(sum.payable), disbursed: formatYuan(sum.disbursed), rate: rateText(sum) };
}

export function rateState({ payable, disbursed }: RatedSum): RateState {
  return payable <= 0 ? "none" : meetsRequirement(disbursed, payable) ? "ok" : "low";
}
