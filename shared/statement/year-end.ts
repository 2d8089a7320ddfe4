import { formatMonth } from "../calendar/month.ts";
import type { MonthAccount, PrepaidAccount } from "../lane/account.ts";
import { addFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { meetsRequirement, REQUIRED_RATE, shortfall } from "../money/rate.ts";
import { formatYuan } from "../money/yuan.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { regionLevel, regionName, type RegionLevel, type RegionPrefix } from "../region/region.ts";
import { figuresOf } from "./figures.ts";
import { institutionNames } from "./members.ts";
import { rateText, ratedSum, type RatedSum } from "./rated-sum.ts";

/** What a year's settlement is made of: the accounts of its months, and what is prepaid now. */
export interface YearAccounts {
  /** "2017" */
  readonly year: string;
  readonly region: RegionPrefix;
  readonly months: readonly MonthAccount[];
  readonly prepaid: readonly PrepaidAccount[];
}

/** The columns of a year's settlement, amounts in yuan. */
const COLUMNS = [
  "accrued",
  "deducted",
  "retained",
  "released",
  "deferred",
  "payable",
  "disbursed",
  "outstanding",
  "prepaid",
  "returned",
  "prepaidBalance",
] as const;
export type YearColumn = (typeof COLUMNS)[number];
export type YearFigures = Readonly<Record<YearColumn, string>>;

export interface YearLine extends YearFigures {
  readonly institution: string;
  readonly institutionName: string;
  readonly fund: Fund;
}

/** The final rate of a year: disbursed ÷ (accrued − deducted) over the rated funds, of closed months. */
export interface YearRate {
  readonly payable: string;
  readonly disbursed: string;
  readonly rate: string | null;
  readonly state: "ok" | "low" | "none";
  readonly shortfall: string;
}

/** 年度清算: what a year's closed months owe each institution, what was paid and kept back, and the final rate against 85 %. */
export interface YearEnd {
  readonly year: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly level: RegionLevel;
  /** Months of the year with an account that is still open, "2017-12": their figures are not in. */
  readonly openMonths: readonly string[];
  /** By institution, then in the order of FUNDS. */
  readonly lines: readonly YearLine[];
  readonly institutions: readonly (YearRate & { readonly institution: string; readonly institutionName: string })[];
  readonly totals: Readonly<Partial<Record<Fund, YearFigures>>> & { readonly all: YearFigures };
  readonly rate: YearRate & { readonly requirement: string };
}

type Sums = Record<YearColumn, Fen>;

/** Settles a year. Exact; what was prepaid and returned is of messages of the year, the balance of this moment. */
export function settleYear({ year, region, months, prepaid }: YearAccounts): YearEnd {
  const closed = months.filter(({ state }) => state === "closed");
  const nameOf = institutionNames(months);
  const institutions = [...new Set([...closed, ...prepaid].map(({ institution }) => institution))].sort((a, b) => (a < b ? -1 : 1));
  const lines = institutions.flatMap((institution) => {
    const own = closed.filter((account) => account.institution === institution);
    const balances = prepaid.filter((account) => account.institution === institution);
    return FUNDS.flatMap((fund) => {
      const sums = sumFund(fund, year, own, balances);
      return COLUMNS.every((column) => sums[column] === 0) ? [] : [{ institution, fund, sums }];
    });
  });
  const totalOf = (of: typeof lines): YearFigures => formatSums(of.map(({ sums }) => sums).reduce(addSums, noSums()));
  const byFund = FUNDS.map((fund) => [fund, lines.filter((line) => line.fund === fund)] as const).filter(([, of]) => of.length > 0);
  return {
    year,
    region,
    regionName: regionName(region),
    level: regionLevel(region),
    openMonths: [...new Set(months.filter(({ state }) => state === "open").map(({ month }) => formatMonth(month)))].sort(),
    lines: lines.map(({ institution, fund, sums }) => ({ institution, institutionName: nameOf(institution), fund, ...formatSums(sums) })),
    institutions: institutions.map((institution) => ({
      institution,
      institutionName: nameOf(institution),
      ...rateOf(ratedSum(closed.filter((account) => account.institution === institution))),
    })),
    totals: { ...(Object.fromEntries(byFund.map(([fund, of]) => [fund, totalOf(of)])) as Partial<Record<Fund, YearFigures>>), all: totalOf(lines) },
    rate: { requirement: REQUIRED_RATE.text, ...rateOf(ratedSum(closed)) },
  };
}

function sumFund(fund: Fund, year: string, months: readonly MonthAccount[], prepaid: readonly PrepaidAccount[]): Sums {
  const sums = months.flatMap(({ funds }): Sums[] => {
    const totals = funds[fund];
    if (totals === undefined) return [];
    const { accrued, deducted, retained, deferred, payable, disbursed, outstanding } = figuresOf(totals);
    return [{ ...noSums(), accrued, deducted, retained, released: totals.released ?? ZERO_FEN, deferred, payable, disbursed, outstanding }];
  });
  const flows = prepaid.map(({ balances, flows: all }): Sums => {
    const flow = all?.[year]?.[fund];
    const [came, returned] = [flow?.prepaid ?? ZERO_FEN, flow?.returned ?? ZERO_FEN];
    return { ...noSums(), prepaid: came, returned, prepaidBalance: balances[fund] ?? ZERO_FEN };
  });
  return [...sums, ...flows].reduce(addSums, noSums());
}

function noSums(): Sums {
  return Object.fromEntries(COLUMNS.map((column) => [column, ZERO_FEN])) as Sums;
}

function addSums(a: Sums, b: Sums): Sums {
  return Object.fromEntries(COLUMNS.map((column) => [column, addFen(a[column], b[column])])) as Sums;
}

function formatSums(sums: Sums): YearFigures {
  return Object.fromEntries(COLUMNS.map((column) => [column, formatYuan(sums[column])])) as Record<YearColumn, string>;
}

function rateOf({ payable, disbursed }: RatedSum): YearRate {
  const state = payable <= 0 ? "none" : meetsRequirement(disbursed, payable) ? "ok" : "low";
  return {
    payable: formatYuan(payable),
    disbursed: formatYuan(disbursed),
    rate: rateText({ payable, disbursed }),
    state,
    shortfall: formatYuan(shortfall(disbursed, payable)),
  };
}
