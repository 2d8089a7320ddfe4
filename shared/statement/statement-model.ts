import type { Month } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { addFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { regionLevel, regionName, type RegionLevel, type RegionPrefix } from "../region/region.ts";
import { modelAllotments, type AllotmentModel } from "./allotment-model.ts";
import { addFigures, figuresOf, hasFigures, NO_FIGURES, type Figures } from "./figures.ts";
import { groupByMember, memberNames } from "./members.ts";
import { closedSum, ratedSum, type RatedSum } from "./rated-sum.ts";
import { assertAccountsFit, type RegionAccounts } from "./region-accounts.ts";
import { roundingDifference, type ExactShares } from "./rounding-difference.ts";

/** One member's figures in one fund. */
export interface LineModel extends Figures {
  readonly member: string;
  readonly memberName: string;
  readonly fund: Fund;
}

/** What a region owes for a month, in fen and exact fractions; statement.ts writes it as the public JSON. */
export interface StatementModel {
  readonly month: Month;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly level: RegionLevel;
  /** Never closed while an account of the month is open; a month nobody posted to is closed only where its calendars say so. */
  readonly status: "open" | "closed";
  /** By member, then in the order of FUNDS. */
  readonly lines: readonly LineModel[];
  readonly totals: { readonly byFund: Readonly<Partial<Record<Fund, Figures>>>; readonly all: Figures };
  readonly roundingDifference: ExactShares;
  readonly allotments: AllotmentModel;
  readonly rate: { readonly month: RatedSum; readonly year: RatedSum };
}

/** Sums a region's accounts to its statement. Exact; throws where an account does not belong to the region, month or year. */
export function modelStatement(input: RegionAccounts): StatementModel {
  assertAccountsFit(input);
  const { region, month, monthAccounts, yearAccounts, closed = monthAccounts.length > 0 } = input;
  const nameOf = memberNames(input);
  const members = groupByMember(region, monthAccounts);
  const lines = [...members].flatMap(([member, accounts]) =>
    Object.entries(sumByFund(accounts)).map(([fund, figures]) => ({ member, memberName: nameOf(member), fund: fund as Fund, ...figures })),
  );
  const byFund = sumByFund(monthAccounts);
  const all = Object.values(byFund).reduce(addFigures, NO_FIGURES);
  return {
    month,
    region,
    regionName: regionName(region),
    level: regionLevel(region),
    status: closed && monthAccounts.every(({ state }) => state === "closed") ? "closed" : "open",
    lines,
    totals: { byFund, all },
    roundingDifference: roundingDifference(all.shares, sumByRatio(monthAccounts)),
    allotments: modelAllotments(members, nameOf),
    rate: { month: ratedSum(monthAccounts), year: closedSum(yearAccounts) },
  };
}

/** The accounts' figures by fund, in the order of FUNDS; a fund that no account has a figure in is absent. */
function sumByFund(accounts: readonly MonthAccount[]): Partial<Record<Fund, Figures>> {
  const sums: Partial<Record<Fund, Figures>> = {};
  for (const fund of FUNDS) {
    for (const { funds } of accounts) {
      const totals = funds[fund];
      if (totals !== undefined && hasFigures(totals)) sums[fund] = addFigures(sums[fund] ?? NO_FIGURES, figuresOf(totals));
    }
  }
  return sums;
}

function sumByRatio(accounts: readonly MonthAccount[]): Map<string, Fen> {
  const sums = new Map<string, Fen>();
  for (const { funds } of accounts) {
    for (const totals of Object.values(funds)) {
      for (const [ratio, amount] of Object.entries(totals.byRatio)) sums.set(ratio, addFen(sums.get(ratio) ?? ZERO_FEN, amount));
    }
  }
  return sums;
}
