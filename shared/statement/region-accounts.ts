import type { MonthAccount } from "../lane/account.ts";
import { totalsAddUp } from "../lane/allotments.ts";
import { sumFen } from "../money/fen.ts";
import { FUNDS } from "../policy/funds.ts";
import type { Month } from "../calendar/month.ts";
import type { RegionPrefix } from "../region/region.ts";

/** What statements and rates of a region are made of: accounts under its code prefix, open and closed. */
export interface RegionAccounts {
  readonly region: RegionPrefix;
  readonly month: Month;
  /** The accounts of the month. */
  readonly monthAccounts: readonly MonthAccount[];
  /** The accounts of all months of the month's year, the month itself included. */
  readonly yearAccounts: readonly MonthAccount[];
  /** What the counties' calendars say of the month, where the caller asked them: they also close a month that nobody posted to. */
  readonly closed?: boolean;
}

/**
 * Throws where an account belongs elsewhere or its shares do not add up: a finance bureau must never get a statement of another's
 * accounts, or one that loses a fen.
 */
export function assertAccountsFit({ region, month, monthAccounts, yearAccounts }: RegionAccounts): void {
  for (const account of monthAccounts) assertFits(account, region, month);
  for (const account of yearAccounts) assertFits(account, region, month.slice(0, 4));
}

function assertFits(account: MonthAccount, region: RegionPrefix, period: string): void {
  const name = `account ${account.month}#${account.county}#${account.institution}`;
  if (!account.county.startsWith(region)) throw new Error(`${name} is not under region ${region}`);
  if (!account.month.startsWith(period)) throw new Error(`${name} is not of ${period}`);
  for (const [item, allotted] of Object.entries(account.allotments ?? {})) {
    if (!totalsAddUp(allotted)) throw new Error(`${name}: the shares or ratios of ${item} do not sum to what accrued`);
  }
  for (const fund of FUNDS) {
    const totals = account.funds[fund];
    if (totals === undefined) continue;
    const shared = totals.accrued - totals.deducted;
    if (sumFen(totals.shares) !== shared) throw new Error(`${name}: the shares of ${fund} do not sum to accrued − deducted`);
    if (sumFen(Object.values(totals.byRatio)) !== shared) throw new Error(`${name}: the ratios of ${fund} do not sum to accrued − deducted`);
  }
}
