import { monthsOfYear, type Month } from "../calendar/month.ts";
import { accountKeyText, keyOf, type Account, type MonthAccount } from "../lane/account.ts";
import { decodePage } from "../lane/page.ts";
import { FIRST_POLICY_MONTH } from "../policy/book.ts";
import { countiesOf, type RegionPrefix } from "../region/region.ts";
import type { RegionAccounts } from "../statement/region-accounts.ts";
import type { YearAccounts } from "../statement/year-end.ts";
import { eachLimit } from "./each-limit.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Queries at once; one region has tens of lanes, a province hundreds. */
const CONCURRENCY = 16;

/** The accounts statements and rates are made of, for a region and any region inside it. */
export interface AccountsRead {
  readonly month: readonly MonthAccount[];
  readonly within: (region: RegionPrefix) => Pick<RegionAccounts, "monthAccounts" | "yearAccounts" | "closed">;
}

/**
 * Reads a region's accounts of a month and its year: one keyed query per month, and the newest page of every lane listed, because a page
 * that was committed counts even where nobody has applied it yet. The accounts are read again after the pages: by then every page before
 * the newest is applied. Calendars are read before all accounts: a month that was settled by then has every account it will ever have.
 * Accounts that were born and never posted to are left out.
 */
export async function readRegion(store: LedgerStore, month: Month, region: RegionPrefix): Promise<AccountsRead> {
  const months = monthsOfYear(month.slice(0, 4)).filter((one) => one >= FIRST_POLICY_MONTH);
  const settled = await settledCounties(store, month, region);
  const list = async (): Promise<MonthAccount[]> => (await Promise.all(months.map((one) => store.monthAccounts(one, region)))).flat();
  const year = (await readCurrent(store, list)).filter((account) => account.type === "month");
  const inMonth = year.filter((account) => account.month === month);
  const within = (inner: RegionPrefix) => {
    const monthAccounts = inMonth.filter((account) => account.county.startsWith(inner));
    // Every county, also one that has no account: a county that is not settled may still get one.
    const closed = countiesOf(inner).every((county) => settled.has(county)) && monthAccounts.every((account) => account.state === "closed");
    return { monthAccounts, yearAccounts: year.filter((account) => account.county.startsWith(inner)), closed };
  };
  return { month: inMonth, within };
}

/** The accounts of a year, and what is prepaid at this moment, under a region. */
export async function readYear(store: LedgerStore, year: string, region: RegionPrefix): Promise<YearAccounts> {
  const months = monthsOfYear(year).filter((one) => one >= FIRST_POLICY_MONTH);
  const current = await readCurrent(store, async () => {
    const listed = await Promise.all([...months.map((one) => store.monthAccounts(one, region)), store.prepaidAccounts(region)]);
    return listed.flat();
  });
  return {
    year,
    region,
    months: current.filter((account) => account.type === "month"),
    prepaid: current.filter((account) => account.type === "prepaid"),
  };
}

/** The accounts listed as the newest pages of their lanes leave them; those that were born and never posted to are left out. */
async function readCurrent(store: LedgerStore, list: () => Promise<Account[]>): Promise<Account[]> {
  const lanes = new Set((await list()).map((account) => account.institution));
  const newest: Account[] = [];
  await eachLimit([...lanes], CONCURRENCY, async (lane) => {
    const page = await store.newestPage(lane);
    if (page !== undefined) newest.push(...decodePage(page).accounts);
  });
  const current = new Map((await list()).map((account) => [accountKeyText(keyOf(account)), account] as const));
  for (const account of newest) {
    const key = accountKeyText(keyOf(account));
    const known = current.get(key);
    if (known !== undefined && known.version < account.version) current.set(key, account);
  }
  return [...current.values()].filter((account) => account.version > 0);
}

async function settledCounties(store: LedgerStore, month: Month, region: RegionPrefix): Promise<ReadonlySet<string>> {
  const calendars = await store.calendars(countiesOf(region));
  return new Set(calendars.filter((one) => one.settledThrough >= month).map((one) => one.county));
}
