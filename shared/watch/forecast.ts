import { addDays, daysBetween, type Day } from "../calendar/day.ts";
import { formatMonth, lastDayOf } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { closedSum, ratedSum } from "../statement/rated-sum.ts";
import type { ClosedMonths } from "./closed-months.ts";
import { isClosedBy } from "./due.ts";

/**
 * The rate a region's year would have in the end at the present pace (全年预计拨付率), four decimals, half up; at most 1.
 *
 *     disbursed so far × (days of the year ÷ days since the first close)
 *     ÷ owed for the closed months × (months of the year ÷ closed months)
 *
 * Payment begins with the first close and follows each later one, so that it is given as many days as the year has, counted from there: at
 * their end December has been paid as January was. A region's year begins with the month of its first account: January in every year but the one
 * in which it joined. It says what comes of it if nothing changes, not what will come. Null where no month is closed or nothing is owed.
 */
export function forecastRate(accounts: readonly MonthAccount[], day: Day, months: ClosedMonths | undefined): string | null {
  if (months === undefined) return null;
  const closed = accounts.filter((account) => isClosedBy(account, day));
  const owed = ratedSum(closed.filter(({ month }) => month <= months.last)).payable;
  if (owed <= 0) return null;
  const { disbursed } = closedSum(closed);
  const monthsOfYear = 13 - Number(months.first.slice(4));
  const daysOfYear = daysBetween(`${formatMonth(months.first)}-01`, `${months.first.slice(0, 4)}-12-31`) + 1;
  const daysPassed = Math.min(Math.max(daysBetween(firstClose(closed, months), day) + 1, 1), daysOfYear);
  const paid = BigInt(disbursed) * BigInt(daysOfYear) * BigInt(months.count);
  return cappedRate(paid, BigInt(owed) * BigInt(daysPassed) * BigInt(monthsOfYear));
}

/** The day the first month was first closed on; where no account says it, the earliest it can have been. */
function firstClose(closed: readonly MonthAccount[], { first }: ClosedMonths): Day {
  const days = closed.filter(({ month }) => month === first).map(({ closedOn }) => closedOn);
  const known = days.filter((day) => day !== undefined).sort();
  return known[0] ?? addDays(lastDayOf(first), 1);
}

const ONE = 10_000n;

/** The fraction as "0.8123", rounded half up, from 0 to 1. */
function cappedRate(numerator: bigint, denominator: bigint): string {
  const rounded = (2n * ONE * numerator + denominator) / (2n * denominator);
  const capped = numerator <= 0n ? 0n : rounded > ONE ? ONE : rounded;
  return `${capped / ONE}.${String(capped % ONE).padStart(4, "0")}`;
}
