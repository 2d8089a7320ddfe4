import type { MonthAccount } from "../lane/account.ts";
import { shortfall } from "../money/rate.ts";
import { formatYuan } from "../money/yuan.ts";
import { regionLevel, regionName, type RegionLevel } from "../region/region.ts";
import { groupByMember, memberLevel, memberNames } from "./members.ts";
import { rankByRate } from "./rank.ts";
import { closedSum, formatSum, rateState, ratedSum, type RatedSum, type RateFigures, type RateState } from "./rated-sum.ts";
import { assertAccountsFit, type RegionAccounts } from "./region-accounts.ts";

/** A region's or institution's place in the circular (通报): 综合排名, 甘卫扶贫函〔2019〕385号 clause 十五. */
export interface RateRow {
  readonly region: string;
  readonly name: string;
  readonly level: RegionLevel | "institution";
  readonly month: RateFigures;
  /** The year's closed months. */
  readonly year: RateFigures;
  /** Yuan still to disburse for the year to reach 85 %, rounded up to the fen. */
  readonly shortfall: string;
  /** 1 for the highest year rate among the members; null for the region itself and where nothing is payable. */
  readonly rank: number | null;
  /** The year against 85 %: reached, missed, or nothing payable yet. */
  readonly state: RateState;
}

/** The region itself, then its members that have accounts in the month or its year, by code. */
export function buildRates(input: RegionAccounts): RateRow[] {
  assertAccountsFit(input);
  const { region } = input;
  const [monthAccounts, yearAccounts] = [input.monthAccounts.filter(hasFunds), input.yearAccounts.filter(hasFunds)];
  const nameOf = memberNames(input);
  const level = memberLevel(region);
  const ofMonth = groupByMember(region, monthAccounts);
  const ofYear = groupByMember(region, yearAccounts);
  const members = groupByMember(region, [...monthAccounts, ...yearAccounts]).keys();
  const years = new Map([...members].map((member) => [member, closedSum(ofYear.get(member) ?? [])]));
  const ranks = rankByRate(years);
  return [
    rowOf({ region, name: regionName(region), level: regionLevel(region), rank: null }, ratedSum(monthAccounts), closedSum(yearAccounts)),
    ...[...years].map(([member, year]) =>
      rowOf({ region: member, name: nameOf(member), level, rank: ranks.get(member) ?? null }, ratedSum(ofMonth.get(member) ?? []), year),
    ),
  ];
}

/** A pool, or an institution that was only allotted something by headcount, owes and is paid nothing that a rate counts. */
export function hasFunds({ funds, allotments }: MonthAccount): boolean {
  return allotments === undefined || Object.keys(funds).length > 0;
}

function rowOf({ region, name, level, rank }: Pick<RateRow, "region" | "name" | "level" | "rank">, month: RatedSum, year: RatedSum): RateRow {
  return {
    region,
    name,
    level,
    month: formatSum(month),
    year: formatSum(year),
    shortfall: formatYuan(shortfall(year.disbursed, year.payable)),
    rank,
    state: rateState(year),
  };
}
