import { formatMonth, previousMonth, type Month } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { REQUIRED_RATE, shortfall } from "../money/rate.ts";
import { formatYuan } from "../money/yuan.ts";
import { RATED_FUNDS, type Fund } from "../policy/funds.ts";
import { regionLevel, regionName, type CountyCode, type RegionLevel, type RegionPrefix } from "../region/region.ts";
import { rankByRate } from "../statement/rank.ts";
import { formatSum, ratedSum, rateState, type RatedSum, type RateFigures, type RateState } from "../statement/rated-sum.ts";
import { hasFunds } from "../statement/rates.ts";
import { assertAccountsFit, type RegionAccounts } from "../statement/region-accounts.ts";

/** A prefecture or county in a ranking. Figures are those of the year's closed months up to the circular's. */
export interface CircularRow extends RateFigures {
  readonly region: RegionPrefix;
  readonly name: string;
  /** 1 for the highest rate; null where nothing is payable. */
  readonly rank: number | null;
  /** Yuan still to disburse to reach 85 %, rounded up to the fen. */
  readonly shortfall: string;
  readonly state: RateState;
  /** The same one month earlier; null where nothing was payable yet, or the year began with this month. */
  readonly previousRank: number | null;
  readonly previousRate: string | null;
  /** Places gained, negative for places lost; null where there is no earlier rank. */
  readonly rankChange: number | null;
  /** "+0.0123", of the rates as printed. */
  readonly rateChange: string | null;
}

export type CircularLevel = Exclude<RegionLevel, "province">;

/** One table of the circular: 综合 over the rated funds together ("all"), or 单项 over one of them. */
export interface CircularRanking {
  readonly level: CircularLevel;
  readonly fund: "all" | Fund;
  /** By rank; those without one last, by code. */
  readonly rows: readonly CircularRow[];
}

/** The circular (通报) of a month: 综合排名和单项排名 (甘卫扶贫函〔2019〕385号 十五), 定期跟踪监测、通报反馈 (云政办发〔2017〕102号 二十六). */
export interface Circular {
  readonly month: string;
  readonly previousMonth: string | null;
  readonly region: RegionPrefix;
  readonly regionName: string;
  /** Open where any account of the month still is: its ranks may change. */
  readonly status: "open" | "closed";
  readonly requirement: string;
  readonly rankings: readonly CircularRanking[];
}

/** What can have a circular: what has prefectures or counties to rank. */
export function hasCircular(region: RegionPrefix): boolean {
  return regionLevel(region) !== "county";
}

/**
 * Ranks the prefectures of a province and its counties, or the counties of a prefecture, by the year's rate as it stood with the month's close,
 * against what it was with the close before. Disbursements count as they are now, for both: accounts do not keep the day each was paid on.
 */
export function buildCircular(input: RegionAccounts): Circular {
  assertAccountsFit(input);
  const { region, month, monthAccounts, yearAccounts, closed } = input;
  if (!hasCircular(region)) throw new Error(`a circular ranks prefectures and counties; ${region} is a county`);
  const accounts = yearAccounts.filter((account) => hasFunds(account) && account.month <= month);
  const before = previousMonth(month);
  const levels: readonly CircularLevel[] = regionLevel(region) === "province" ? ["prefecture", "county"] : ["county"];
  const isClosed = closed ?? monthAccounts.every(({ state }) => state === "closed");
  return {
    month: formatMonth(month),
    previousMonth: before.startsWith(month.slice(0, 4)) ? formatMonth(before) : null,
    region,
    regionName: regionName(region),
    status: isClosed ? "closed" : "open",
    requirement: REQUIRED_RATE.text,
    rankings: levels.flatMap((level) => (["all", ...RATED_FUNDS] as const).map((fund) => ranking(level, fund, accounts, month, before))),
  };
}

function ranking(level: CircularLevel, fund: "all" | Fund, accounts: readonly MonthAccount[], month: Month, before: Month): CircularRanking {
  const funds = fund === "all" ? RATED_FUNDS : [fund];
  const members = [...Map.groupBy(accounts, ({ county }) => memberAt(level, county))].sort(([a], [b]) => (a < b ? -1 : 1));
  const through = (last: Month): Map<RegionPrefix, RatedSum> =>
    new Map(
      members.map(([member, own]) => [
        member,
        ratedSum(
          own.filter((one) => one.state === "closed" && one.month <= last),
          funds,
        ),
      ]),
    );
  const [now, then] = [through(month), through(before)];
  const [ranks, ranksThen] = [rankByRate(now), rankByRate(then)];
  const rows = [...now].map(([member, sum]) =>
    rowOf(member, { sum, rank: ranks.get(member) ?? null }, { sum: then.get(member), rank: ranksThen.get(member) ?? null }),
  );
  return { level, fund, rows: rows.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.region < b.region ? -1 : 1)) };
}

function memberAt(level: CircularLevel, county: CountyCode): RegionPrefix {
  return level === "prefecture" ? county.slice(0, 4) : county;
}

interface Placed<Sum> {
  readonly sum: Sum;
  readonly rank: number | null;
}

function rowOf(region: RegionPrefix, { sum, rank }: Placed<RatedSum>, then: Placed<RatedSum | undefined>): CircularRow {
  const figures = formatSum(sum);
  const previousRate = then.sum === undefined ? null : formatSum(then.sum).rate;
  return {
    region,
    name: regionName(region),
    rank,
    ...figures,
    shortfall: formatYuan(shortfall(sum.disbursed, sum.payable)),
    state: rateState(sum),
    previousRank: then.rank,
    previousRate,
    rankChange: rank === null || then.rank === null ? null : then.rank - rank,
    rateChange: rateChange(figures.rate, previousRate),
  };
}

/** The difference of two rates of four decimals, exactly. */
function rateChange(rate: string | null, previous: string | null): string | null {
  if (rate === null || previous === null) return null;
  const difference = tenThousandths(rate) - tenThousandths(previous);
  const size = String(Math.abs(difference)).padStart(5, "0");
  return `${difference > 0 ? "+" : difference < 0 ? "-" : ""}${size.slice(0, -4)}.${size.slice(-4)}`;
}

function tenThousandths(rate: string): number {
  return Number(rate.replace(".", ""));
}
