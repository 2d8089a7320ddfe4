import type { Day } from "../calendar/day.ts";
import { formatMonth } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { shortfall } from "../money/rate.ts";
import { formatYuan } from "../money/yuan.ts";
import { regionLevel, regionName, type RegionLevel, type RegionPrefix } from "../region/region.ts";
import { formatSum, ratedSum, rateState, type RateFigures, type RateState } from "../statement/rated-sum.ts";
import { closedMonths, openMonths } from "./closed-months.ts";
import { isClosedBy, isDue, type DueDays } from "./due.ts";
import { forecastRate } from "./forecast.ts";
import { worstInstitutions, type WaitingInstitution } from "./worst-institutions.ts";

/** How a region stands on a day. Amounts in yuan, rates "0.8123" or null. */
export interface RegionWatch {
  readonly region: RegionPrefix;
  readonly name: string;
  readonly level: RegionLevel;
  readonly day: Day;
  /** The year looked at: the newest of which anything is due, so that a year is followed until the next one's first payment is due. */
  readonly ofYear: string;
  /** The last month the region is through with ("2017-10"), and its rate; null before the first. */
  readonly latestMonth: string | null;
  readonly month: RateFigures | null;
  /** The months that are over and not closed, oldest first ("2017-11"). */
  readonly openMonths: readonly string[];
  /** The year's closed months. */
  readonly year: RateFigures;
  /** Of them, those whose payment is due. */
  readonly due: RateFigures;
  /** The due rate against 85 %; none where nothing is due. */
  readonly state: RateState;
  /** Yuan still to disburse for the due rate to reach 85 %, rounded up to the fen. */
  readonly shortfall: string;
  /** The rate the year would have in the end at the present pace; null before anything is due. */
  readonly forecast: string | null;
  /** Whom it should be disbursed to first. */
  readonly worst: readonly WaitingInstitution[];
}

/** Looks at one region's accounts of the day's year and the year before. */
export function watchRegion(region: RegionPrefix, accounts: readonly MonthAccount[], day: Day, dueDays: DueDays): RegionWatch {
  const closed = accounts.filter((account) => isClosedBy(account, day));
  const due = closed.filter((account) => isDue(account, day, dueDays));
  const year = yearLookedAt(due, closed, day);
  const ofYear = ({ month }: MonthAccount): boolean => month.startsWith(year);
  const months = closedMonths(accounts.filter(ofYear), day);
  const dueOfYear = due.filter(ofYear);
  const sum = ratedSum(dueOfYear);
  return {
    region,
    name: regionName(region),
    level: regionLevel(region),
    day,
    ofYear: year,
    latestMonth: months === undefined ? null : formatMonth(months.last),
    month: months === undefined ? null : formatSum(ratedSum(accounts.filter(({ month }) => month === months.last))),
    openMonths: openMonths(accounts, day).map(formatMonth),
    year: formatSum(ratedSum(closed.filter(ofYear))),
    due: formatSum(sum),
    state: rateState(sum),
    shortfall: formatYuan(shortfall(sum.disbursed, sum.payable)),
    forecast: sum.payable > 0 ? forecastRate(accounts.filter(ofYear), day, months) : null,
    worst: worstInstitutions(dueOfYear),
  };
}

function yearLookedAt(due: readonly MonthAccount[], closed: readonly MonthAccount[], day: Day): string {
  const owing = due.filter((account) => ratedSum([account]).payable > 0);
  return newestYear(owing) ?? newestYear(closed) ?? day.slice(0, 4);
}

function newestYear(accounts: readonly MonthAccount[]): string | undefined {
  return accounts.map(({ month }) => month.slice(0, 4)).reduce<string | undefined>((a, b) => (a === undefined || a < b ? b : a), undefined);
}
