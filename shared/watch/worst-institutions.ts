import type { MonthAccount } from "../lane/account.ts";
import { shortfall } from "../money/rate.ts";
import { formatYuan } from "../money/yuan.ts";
import { formatSum, ratedSum, type RateFigures } from "../statement/rated-sum.ts";

/** An institution that waits for money. Amounts in yuan. */
export interface WaitingInstitution extends RateFigures {
  readonly institution: string;
  readonly name: string;
  /** Still to disburse to it to reach the required rate. */
  readonly shortfall: string;
}

/** As many as a person acts on at once. */
export const MOST_WAITING = 5;

/** The institutions that lack most of the required rate over these accounts, the largest shortfall first; equal ones by code. */
export function worstInstitutions(due: readonly MonthAccount[]): WaitingInstitution[] {
  return [...Map.groupBy(due, ({ institution }) => institution)]
    .map(([institution, accounts]) => {
      const sum = ratedSum(accounts);
      return { institution, name: nameOf(accounts) ?? institution, sum, missing: shortfall(sum.disbursed, sum.payable) };
    })
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => b.missing - a.missing || (a.institution < b.institution ? -1 : 1))
    .slice(0, MOST_WAITING)
    .map(({ institution, name, sum, missing }) => ({ institution, name, ...formatSum(sum), shortfall: formatYuan(missing) }));
}

/** The newest name: an account that only took reversals or deductions knows none. */
function nameOf(accounts: readonly MonthAccount[]): string | undefined {
  const newestFirst = [...accounts].sort((a, b) => (a.month > b.month ? -1 : 1));
  return newestFirst.map(({ institutionName }) => institutionName).find((name) => name !== undefined && name !== "");
}
