import type { FindingCounts } from "../../shared/benefit/finding.ts";
import type { FundTotals, MonthAccount } from "../../shared/lane/account.ts";
import { fen } from "../../shared/money/fen.ts";
import type { Fund } from "../../shared/policy/funds.ts";

interface Figures {
  count?: number;
  accrued?: number;
  deducted?: number;
  retained?: number;
  disbursed?: number;
  setOff?: number;
  shares?: [number, number, number];
  byRatio?: Record<string, number>;
  findings?: FindingCounts;
}

/** One fund's totals from plain fen. Without shares all of accrued − deducted is the prefecture's, as Gansu splits its pooled funds. */
export function totals(figures: Figures): FundTotals {
  const { count = 0, accrued = 0, deducted = 0, retained = 0, disbursed = 0, setOff = 0 } = figures;
  const { shares = [0, accrued - deducted, 0], byRatio = { "0:1:0": accrued - deducted } } = figures;
  return {
    count,
    accrued: fen(accrued),
    deducted: fen(deducted),
    retained: fen(retained),
    disbursed: fen(disbursed),
    setOff: fen(setOff),
    shares: [fen(shares[0]), fen(shares[1]), fen(shares[2])],
    byRatio: Object.fromEntries(Object.entries(byRatio).map(([ratio, amount]) => [ratio, fen(amount)])),
    ...(figures.findings === undefined ? {} : { findings: figures.findings }),
  };
}

/** A month account, closed unless said otherwise. */
export function account(
  month: string,
  county: string,
  institution: string,
  funds: Partial<Record<Fund, FundTotals>>,
  more: { state?: "open" | "closed"; institutionName?: string; closedOn?: string } = {},
): MonthAccount {
  return { type: "month", month, county, institution, version: 1, state: "closed", funds, ...more };
}
