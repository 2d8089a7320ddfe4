import type { FindingCounts } from "../benefit/finding.ts";
import { formatMonth } from "../calendar/month.ts";
import { REQUIRED_RATE, shortfall } from "../money/rate.ts";
import type { Fen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import type { Fund, Tier } from "../policy/funds.ts";
import type { RegionLevel, RegionPrefix } from "../region/region.ts";
import type { Figures } from "./figures.ts";
import { rateText } from "./rated-sum.ts";
import type { RegionAccounts } from "./region-accounts.ts";
import { roundToFen } from "./rounding-difference.ts";
import { modelStatement, type StatementModel } from "./statement-model.ts";

/** The figures of a row as text; amounts in yuan with two decimals, "1234.56". */
export interface StatementFigures {
  readonly count: number;
  readonly accrued: string;
  readonly deducted: string;
  readonly retained: string;
  readonly payable: string;
  readonly disbursed: string;
  readonly outstanding: string;
  readonly shares: Readonly<Record<Tier, string>>;
  /** 审核: how many advances claimed more than the policy allows, less, or could not be checked; negative where reversals outweigh. */
  readonly findings: FindingCounts;
}

export interface StatementLine extends StatementFigures {
  readonly member: string;
  readonly memberName: string;
  readonly fund: Fund;
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
  const { numerators, denominator } = model.roundingDifference;
  const rounded = numerators.map((numerator) => roundToFen(numerator, denominator)) as [Fen, Fen, Fen];
  return {
    month: formatMonth(model.month),
    region,
    regionName,
    level,
    status,
    lines: model.lines.map(({ member, memberName, fund, ...figures }) => ({ member, memberName, fund, ...formatFigures(figures) })),
    totals: { ...(Object.fromEntries(byFund) as Partial<Record<Fund, StatementFigures>>), all: formatFigures(totals.all) },
    roundingDifference: formatTiers(rounded),
    rate: {
      requirement: REQUIRED_RATE.text,
      month: rateText(rate.month),
      year: rateText(rate.year),
      shortfall: formatYuan(shortfall(rate.year.disbursed, rate.year.payable)),
    },
  };
}

function formatFigures({ count, accrued, deducted, retained, payable, disbursed, outstanding, shares, findings }: Figures): StatementFigures {
  return {
    count,
    accrued: formatYuan(accrued),
    deducted: formatYuan(deducted),
    retained: formatYuan(retained),
    payable: formatYuan(payable),
    disbursed: formatYuan(disbursed),
    outstanding: formatYuan(outstanding),
    shares: formatTiers(shares),
    findings,
  };
}

function formatTiers([province, prefecture, county]: readonly [Fen, Fen, Fen]): Record<Tier, string> {
  return { province: formatYuan(province), prefecture: formatYuan(prefecture), county: formatYuan(county) };
}
