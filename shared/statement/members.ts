import type { MonthAccount } from "../lane/account.ts";
import { isPool } from "../lane/pool.ts";
import { memberOf, regionLevel, regionName, type RegionLevel, type RegionPrefix } from "../region/region.ts";
import type { RegionAccounts } from "./region-accounts.ts";

/** What a region's statement lists: prefectures of a province, counties of a prefecture, institutions of a county. */
export type MemberLevel = "prefecture" | "county" | "institution";

const MEMBER_LEVELS: Readonly<Record<RegionLevel, MemberLevel>> = { province: "prefecture", prefecture: "county", county: "institution" };

export function memberLevel(region: RegionPrefix): MemberLevel {
  return MEMBER_LEVELS[regionLevel(region)];
}

/**
 * The accounts by member, members in code order. A former county code is a member of its own beside the code that followed it, because
 * records keep the code they came with.
 */
export function groupByMember(region: RegionPrefix, accounts: readonly MonthAccount[]): Map<string, MonthAccount[]> {
  const memberIs = memberLevel(region);
  const groups = Map.groupBy(accounts, ({ county, institution }) => (memberIs === "institution" ? institution : memberOf(region, county)));
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}

/**
 * The name of each member. An institution's is the one its account of the month carries, else the newest of the year, else its code: an
 * account that only took reversals or deductions knows no name.
 */
export function memberNames({ region, monthAccounts, yearAccounts }: RegionAccounts): (member: string) => string {
  if (memberLevel(region) !== "institution") return regionName;
  return institutionNames(yearAccounts, monthAccounts);
}

/** The name of each institution: the newest the accounts carry, those of `last` before all others, else its code. */
export function institutionNames(accounts: readonly MonthAccount[], last: readonly MonthAccount[] = []): (institution: string) => string {
  const oldestFirst = accounts.toSorted((a, b) => compareText(a.month, b.month));
  const names = new Map<string, string>();
  for (const { institution, institutionName } of [...oldestFirst, ...last]) {
    if (institutionName !== undefined && institutionName !== "") names.set(institution, institutionName);
  }
  return (member) => names.get(member) ?? (isPool(member) ? POOL_NAME : member);
}

/** What a county's pool is called where institutions have their names. */
const POOL_NAME = "资金池";

/** Orders by code unit, the same on every machine; a locale's order is not. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
