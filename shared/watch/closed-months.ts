import { monthOf, nextMonth, type Month } from "../calendar/month.ts";
import type { Day } from "../calendar/day.ts";
import type { MonthAccount } from "../lane/account.ts";
import { isClosedBy } from "./due.ts";

/** The months a region has behind it: from the first with an account to the last before one that is still open. */
export interface ClosedMonths {
  readonly first: Month;
  readonly last: Month;
  readonly count: number;
}

/**
 * The closed months among the accounts of one region and year. A region is through with a month when every account of it and of the months
 * before is closed; undefined where its first month is not. A month without an account is closed when a later one is.
 */
export function closedMonths(accounts: readonly MonthAccount[], day: Day): ClosedMonths | undefined {
  const byMonth = [...Map.groupBy(accounts, ({ month }) => month)].sort(([a], [b]) => (a < b ? -1 : 1));
  const open = byMonth.findIndex(([, ofMonth]) => !ofMonth.every((account) => isClosedBy(account, day)));
  const closed = open === -1 ? byMonth : byMonth.slice(0, open);
  const [first, last] = [closed[0]?.[0], closed.at(-1)?.[0]];
  if (first === undefined || last === undefined) return undefined;
  let count = 1;
  for (let month = first; month < last; month = nextMonth(month)) count += 1;
  return { first, last, count };
}

/** The months among the accounts that are over on the day and not closed, oldest first. */
export function openMonths(accounts: readonly MonthAccount[], day: Day): Month[] {
  const now = monthOf(`${day} 00:00:00`);
  const open = accounts.filter((account) => account.month < now && !isClosedBy(account, day));
  return [...new Set(open.map(({ month }) => month))].sort();
}
