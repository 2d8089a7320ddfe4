import { addFindingCounts, hasFindings, NO_FINDINGS, type FindingCounts } from "../benefit/finding.ts";
import { payableOf, type FundTotals } from "../lane/account.ts";
import { addShares, NO_SHARES, type Shares } from "../lane/shares.ts";
import { addFen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";

/** The figures of one statement row. All amounts in fen. */
export interface Figures {
  /** 人次: records with an amount in the fund. A row over several funds counts a record once in each. */
  readonly count: number;
  /** 申报 */
  readonly accrued: Fen;
  /** 扣款 */
  readonly deducted: Fen;
  /** 预留 */
  readonly retained: Fen;
  /** 暂缓 */
  readonly deferred: Fen;
  /** 应拨: accrued − deducted − retained − deferred. */
  readonly payable: Fen;
  /** 实拨 */
  readonly disbursed: Fen;
  /** 预付抵扣: of disbursed, what was set off against prepayments; negative where an overpayment moved to them. */
  readonly setOff: Fen;
  /** 未拨: payable − disbursed; negative where more was paid, or taken back, than is owed. */
  readonly outstanding: Fen;
  /** The tiers' stored shares of accrued − deducted. */
  readonly shares: Shares;
  /** 审核: findings on the advances, less those of advances reversed; of a row over several funds, each fund's. */
  readonly findings: FindingCounts;
}

export const NO_FIGURES: Figures = {
  count: 0,
  accrued: ZERO_FEN,
  deducted: ZERO_FEN,
  retained: ZERO_FEN,
  deferred: ZERO_FEN,
  payable: ZERO_FEN,
  disbursed: ZERO_FEN,
  setOff: ZERO_FEN,
  outstanding: ZERO_FEN,
  shares: NO_SHARES,
  findings: NO_FINDINGS,
};

/** One account's row for one fund. */
export function figuresOf(totals: FundTotals): Figures {
  const { count, accrued, deducted, retained, deferred = ZERO_FEN, disbursed, setOff, shares, findings = NO_FINDINGS } = totals;
  const payable = payableOf(totals);
  const outstanding = subtractFen(payable, disbursed);
  return { count, accrued, deducted, retained, deferred, payable, disbursed, setOff, outstanding, shares, findings };
}

/** Column by column a + b. Every column is a linear sum, so rows may be added in any order and grouping. */
export function addFigures(a: Figures, b: Figures): Figures {
  return {
    count: a.count + b.count,
    accrued: addFen(a.accrued, b.accrued),
    deducted: addFen(a.deducted, b.deducted),
    retained: addFen(a.retained, b.retained),
    deferred: addFen(a.deferred, b.deferred),
    payable: addFen(a.payable, b.payable),
    disbursed: addFen(a.disbursed, b.disbursed),
    setOff: addFen(a.setOff, b.setOff),
    outstanding: addFen(a.outstanding, b.outstanding),
    shares: addShares(a.shares, b.shares),
    findings: addFindingCounts(a.findings, b.findings),
  };
}

/** True where the fund moved at all, or the audit found something. Asked of single accounts, so that members who cancel out still show their row. */
export function hasFigures(totals: FundTotals): boolean {
  const { count, accrued, deducted, retained, deferred = ZERO_FEN, disbursed, shares, findings = NO_FINDINGS } = totals;
  return hasFindings(findings) || [count, accrued, deducted, retained, deferred, disbursed, ...shares].some((figure) => figure !== 0);
}
