import { daysBetween, type Day } from "../calendar/day.ts";
import { formatMonth } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { closedSum, ratedSum } from "../statement/rated-sum.ts";
import type { ClosedMonths } from "./closed-months.ts";
import { isClosedBy } from "./due.ts";

/**
 * The rate the year would end with at the present pace (年末预计拨付率), four decimals, half up; at most 1, null where no month is closed or
 * nothing is owed. The year begins for a region with the month of its first account, which is January in every year but the one in which it joins:
 *
 *     disbursed so far × (days from the beginning to 31 December ÷ days from the beginning to today)
 *     ÷ owed for the closed months × (months from the beginning to December ÷ closed months)
 *
 * Payment follows the close, so that a forecast made early in a year is low; it says what happens if nothing changes, not what will happen.
 */
export function forecastRate(accounts: readonly MonthAccount[], day: Day, months: ClosedMonths | undefined): string | null {
  if (months === undefined) return null;
  const closed = accounts.filter((account) => isClosedBy(account, day));
  const owed = ratedSum(closed.filter(({ month }) => month <= months.last)).payable;
  if (owed <= 0) return null;
  const { disbursed } = closedSum(closed);
  const begin = `${formatMonth(months.first)}-01`;
  const daysOfYear = daysBetween(begin, `${months.first.slice(0, 4)}-12-31`) + 1;
  const daysPassed = Math.min(Math.max(daysBetween(begin, day) + 1, 1), daysOfYear);
  const monthsOfYear = 13 - Number(months.first.slice(4));
  const paid = BigInt(disbursed) * BigInt(daysOfYear) * BigInt(months.count);
  return cappedRate(paid, BigInt(owed) * BigInt(daysPassed) * BigInt(monthsOfYear));
}

const ONE = 10_000n;

/** The fraction as "0.8123", rounded half up, from 0 to 1. */
function cappedRate(numerator: bigint, denominator: bigint): string {
  const rounded = (2n * ONE * numerator + denominator) / (2n * denominator);
  const capped = numerator <= 0n ? 0n : rounded > ONE ? ONE : rounded;
  return `${capped / ONE}.${String(capped % ONE).padStart(4, "0")}`;
}
