import { addDays, type Day } from "../calendar/day.ts";
import { lastDayOf, type Month } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { DEFAULT_PAYMENT } from "../policy/payment-rules.ts";
import type { Policy } from "../policy/policy.ts";
import type { CountyCode } from "../region/region.ts";
import { ratedSum, type RatedSum } from "../statement/rated-sum.ts";

/** How many days after its close a county's month must be paid (拨付期限). */
export type DueDays = (county: CountyCode, month: Month) => number;

/** As the policy in force on the month's last day says; where no policy applies, what holds where none speaks of it. */
export function dueDaysBy(policyFor: (county: CountyCode, day: Day) => Policy | undefined): DueDays {
  return (county, month) => (policyFor(county, lastDayOf(month))?.payment ?? DEFAULT_PAYMENT).due.days;
}

/** True where the account was closed on the day or before; one that does not say when was closed by an older version, so long ago. */
export function isClosedBy({ state, closedOn }: MonthAccount, day: Day): boolean {
  return state === "closed" && (closedOn === undefined || closedOn <= day);
}

/** True from the last day of its term on: what is closed on 5 November with thirty days is due on 5 December, not on the 4th. */
export function isDue(account: MonthAccount, day: Day, dueDays: DueDays): boolean {
  if (!isClosedBy(account, day)) return false;
  return account.closedOn === undefined || addDays(account.closedOn, dueDays(account.county, account.month)) <= day;
}

/**
 * The two sides of the due rate (到期拨付率): the year's rate over accounts whose payment is due, so that a month just closed does not count
 * against anybody. Disbursements count as the accounts have them now.
 */
export function dueSum(accounts: readonly MonthAccount[], day: Day, dueDays: DueDays): RatedSum {
  return ratedSum(accounts.filter((account) => isDue(account, day, dueDays)));
}
