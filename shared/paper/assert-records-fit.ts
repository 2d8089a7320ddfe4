import { addShares, NO_SHARES } from "../lane/shares.ts";
import { fen, sumFen, ZERO_FEN } from "../money/fen.ts";
import { FUNDS } from "../policy/funds.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import type { RecordSums } from "./record-sums.ts";

/**
 * Throws where the records do not add up to the accounts, fund by fund: in count, amount and shares. A paper whose details are not its totals
 * must never be printed.
 */
export function assertRecordsFit({ region, month, totals }: StatementModel, { uses }: RecordSums): void {
  for (const fund of FUNDS) {
    const own = uses.filter((use) => use.fund === fund);
    const { count = 0, accrued = ZERO_FEN, deducted = ZERO_FEN, shares = NO_SHARES } = totals.byFund[fund] ?? {};
    const stated = [count, fen(accrued - deducted), ...shares];
    const found = [
      own.reduce((sum, use) => sum + use.count, 0),
      sumFen(own.map(({ amount }) => amount)),
      ...own.reduce((sum, use) => addShares(sum, use.shares), NO_SHARES),
    ];
    if (stated.join() !== found.join()) {
      throw new Error(`the records of ${region} in ${month} do not add up to its accounts: ${fund} is ${found.join(" ")}, not ${stated.join(" ")}`);
    }
  }
}
