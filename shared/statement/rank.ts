import { compareRates } from "../money/rate.ts";
import type { RatedSum } from "./rated-sum.ts";

/**
 * Ranks by rate, 1 the highest, compared exactly: two rates that print alike still rank apart. Equal rates share a rank and the next one
 * skips (1, 2, 2, 4). Members with nothing payable are left out.
 */
export function rankByRate(sums: ReadonlyMap<string, RatedSum>): Map<string, number> {
  const rated = [...sums].filter(([, { payable }]) => payable > 0).sort(([, a], [, b]) => compareRates(a, b));
  const ranks = new Map<string, number>();
  let previous: { sum: RatedSum; rank: number } | undefined;
  for (const [index, [member, sum]] of rated.entries()) {
    const rank = previous !== undefined && compareRates(previous.sum, sum) === 0 ? previous.rank : index + 1;
    ranks.set(member, rank);
    previous = { sum, rank };
  }
  return ranks;
}
