import type { FindingCounts } from "../benefit/finding.ts";
import { formatMonth } from "../calendar/month.ts";
import { REQUIRED_RATE, shortfall } from "../money/rate.ts";
import type { Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import type { AllotmentItem } from "../policy/allotment-rules.ts";
import type { Fund, PovertyStatus, Tier } from "../policy/funds.ts";
import type { RegionLevel, RegionPrefix } from "../region/region.ts";
import type { AllotmentFigures, AllotmentModel } from "./allotment-model.ts";
import type { Figures } from "./figures.ts";
import { rateText } from "./rated-sum.ts";
import type { RegionAccounts } from "./region-accounts.ts";
import { roundToFen, type ExactShares } from "./rounding-difference.ts";
import { modelStatement, type StatementModel } from "./statement-model.ts";

/** What is owed and paid, as text: yuan with two decimals, "1234.56". */
export interface StatementAmounts {
  readonly count: number;
  readonly accrued: string;
  readonly deducted: string;
  readonly retained: string;
  readonly deferred: string;
  readonly payable: string;
  readonly disbursed: string;
  readonly outstanding: string;
}

/** The figures of a row. */
export interface StatementFigures extends StatementAmounts {
  readonly shares: Readonly<Record<Tier, string>>;
  /** 审核: how many advances claimed more than the policy allows, less, or could not be checked; negative where reversals outweigh. */
  readonly findings: FindingCounts;
}

export interface StatementLine extends StatementFigures {
  readonly member: string;
  readonly memberName: string;
  readonly fund: Fund;
}

/** What was allotted by headcount; no part of `lines` and `totals`. */
export interface StatementAllotmentFigures {
  /** Allotments. */
  readonly count: number;
  /** Persons, each once for every allotment. */
  readonly headcount: Readonly<Record<PovertyStatus, number>>;
  readonly accrued: string;
  readonly shares: Readonly<Record<Tier, string>>;
}

export interface StatementAllotment extends StatementAllotmentFigures {
  readonly member: string;
  readonly memberName: string;
  readonly item: AllotmentItem;
}

/** A settlement statement as it is published: JSON that a finance bureau can check by adding. Rates are "0.8123" or null. */
export interface Statement {
  /** "2017-10" */
  readonly month: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly level: RegionLevel;
  readonly status: "open" | "closed";
  readonly lines: readonly StatementLine[];
  readonly totals: Readonly<Partial<Record<Fund, StatementFigures>>> & { readonly all: StatementFigures };
  /** Yuan, each rounded half away from zero, so that the three may miss zero by a fen. */
  readonly roundingDifference: Readonly<Record<Tier, string>>;
  /** 按人头拨付: beside the funds, outside the rate. */
  readonly allotments: readonly StatementAllotment[];
  readonly allotmentTotals: Readonly<Partial<Record<AllotmentItem, StatementAllotmentFigures>>> & { readonly all: StatementAllotmentFigures };
  readonly allotmentRoundingDifference: Readonly<Record<Tier, string>>;
  readonly rate: {
    readonly requirement: string;
    readonly month: string | null;
    readonly year: string | null;
    /** Yuan still to disburse for the year to reach the requirement, rounded up to the fen. */
    readonly shortfall: string;
  };
}

/** The statement of a region's accounts. A region without any gives an open one without lines, all zero. */
export function buildStatement(input: RegionAccounts): Statement {
  return formatStatement(modelStatement(input));
}

/** Writes amounts, rates and month as the public texts. Nothing is rounded but the rounding difference and the rates. */
export function formatStatement(model: StatementModel): Statement {
  const { region, regionName, level, status, totals, rate } = model;
  const byFund = Object.entries(totals.byFund).map(([fund, figures]) => [fund, formatFigures(figures)] as const);
  return {
    month: formatMonth(model.month),
    region,
    regionName,
    level,
    status,
    lines: model.lines.map(({ member, memberName, fund, ...figures }) => ({ member, memberName, fund, ...formatFigures(figures) })),
    totals: { ...(Object.fromEntries(byFund) as Partial<Record<Fund, StatementFigures>>), all: formatFigures(totals.all) },
    roundingDifference: formatDifference(model.roundingDifference),
    ...formatAllotments(model.allotments),
    rate: {
      requirement: REQUIRED_RATE.text,
      month: rateText(rate.month),
      year: rateText(rate.year),
      shortfall: formatYuan(shortfall(rate.year.disbursed, rate.year.payable)),
    },
  };
}

function formatFigures({ shares, findings, ...amounts }: Figures): StatementFigures {
  return { ...formatAmounts(amounts), shares: formatTiers(shares), findings };
}

export function formatAmounts({
  count,
  accrued,
  deducted,
  retained,
  deferred,
  payable,
  disbursed,
  outstanding,
}: Omit<Figures, "shares" | "findings">): StatementAmounts {
  return {
    count,
    accrued: formatYuan(accrued),
    deducted: formatYuan(deducted),
    retained: formatYuan(retained),
    deferred: formatYuan(deferred),
    payable: formatYuan(payable),
    disbursed: formatYuan(disbursed),
    outstanding: formatYuan(outstanding),
  };
}

function formatAllotments({ lines, byItem, all, ...rest }: AllotmentModel) {
  const ofItems = Object.entries(byItem).map(([item, figures]) => [item, formatAllotment(figures)] as const);
  return {
    allotments: lines.map(({ member, memberName, item, ...figures }) => ({ member, memberName, item, ...formatAllotment(figures) })),
    allotmentTotals: {
      ...(Object.fromEntries(ofItems) as Partial<Record<AllotmentItem, StatementAllotmentFigures>>),
      all: formatAllotment(all),
    },
    allotmentRoundingDifference: formatDifference(rest.roundingDifference),
  };
}

function formatAllotment({ count, headcountLifted, headcountUnlifted, accrued, shares }: AllotmentFigures): StatementAllotmentFigures {
  const headcount = { lifted: headcountLifted, unlifted: headcountUnlifted };
  return { count, headcount, accrued: formatYuan(accrued), shares: formatTiers(shares) };
}

function formatDifference({ numerators, denominator }: ExactShares): Record<Tier, string> {
  return formatTiers(numerators.map((numerator) => roundToFen(numerator, denominator)) as [Fen, Fen, Fen]);
}

function formatTiers([province, prefecture, county]: readonly [Fen, Fen, Fen]): Record<Tier, string> {
  return { province: formatYuan(province), prefecture: formatYuan(prefecture), county: formatYuan(county) };
}
