import type { FindingCounts } from "../benefit/finding.ts";
import { subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import type { Fund } from "../policy/funds.ts";
import type { CountyCode } from "../region/region.ts";
import type { Month } from "../calendar/month.ts";
import type { Allotments } from "./allotments.ts";
import { NO_SHARES, type FundFen, type Shares } from "./shares.ts";

/** A lane is the payee that keeps one journal: an institution's code (fixmedins_code), or a county's pool (pool.ts). */
export type Lane = string;

/** One fund's figures in a month account. All amounts in fen. */
export interface FundTotals {
  /** Advances and reversals with an amount in this fund. */
  readonly count: number;
  /** 申报: what the institution advanced, less what was reversed. Frozen at close. */
  readonly accrued: Fen;
  /** 扣款 */
  readonly deducted: Fen;
  /** 预留: kept back at close (质量保证金), less what was released. */
  readonly retained: Fen;
  /** Of what was retained, what was released since; absent where nothing was. */
  readonly released?: Fen;
  /** 暂缓: left of advances that are deferred, not payable until they are decided; absent where none is. */
  readonly deferred?: Fen;
  /** 实拨: paid out, and set off against prepayments. */
  readonly disbursed: Fen;
  /** Of disbursed, what moved from the prepaid balance; negative where an overpayment moved to it. */
  readonly setOff: Fen;
  /** The tiers' shares of accrued − deducted: the sum of the shares of each record, never split again. */
  readonly shares: Shares;
  /** accrued − deducted by the ratio it was split by, from which the rounding difference (尾差) follows. */
  readonly byRatio: Readonly<Record<string, Fen>>;
  /** The audit's findings on its advances, less those of advances reversed; absent where there are none. Moved by the entries that move accrued. */
  readonly findings?: FindingCounts;
}

/** What one institution is owed for the patients of one county in one accounting month. */
export interface MonthAccount {
  readonly type: "month";
  readonly month: Month;
  readonly county: CountyCode;
  readonly institution: Lane;
  readonly institutionName?: string;
  /** The page of the lane that wrote it last; 0 for an account that was born and never posted to. */
  readonly version: number;
  readonly state: "open" | "closed";
  /** The day of its close, "2017-11-05"; absent while open, and on accounts closed before it was kept. */
  readonly closedOn?: string;
  readonly funds: Readonly<Partial<Record<Fund, FundTotals>>>;
  /** What was allotted by headcount, beside the funds; absent where nothing was, and on accounts older than allotments. */
  readonly allotments?: Allotments;
}

/** What was prepaid (预付) to an institution for a county and not yet set off, by fund. */
export interface PrepaidAccount {
  readonly type: "prepaid";
  readonly county: CountyCode;
  readonly institution: Lane;
  readonly version: number;
  readonly balances: FundFen;
  /** What was prepaid and returned, by year of the message; absent where nothing was, and on accounts older than returns. */
  readonly flows?: Readonly<Record<string, Readonly<Partial<Record<Fund, PrepaidFlow>>>>>;
}

export interface PrepaidFlow {
  readonly prepaid: Fen;
  readonly returned: Fen;
}

export type Account = MonthAccount | PrepaidAccount;

/** Names one account of a lane; the period is a month or "prepaid". */
export interface AccountKey {
  readonly period: Month | "prepaid";
  readonly county: CountyCode;
  readonly institution: Lane;
}

export function keyOf(account: Account): AccountKey {
  const period = account.type === "month" ? account.month : "prepaid";
  return { period, county: account.county, institution: account.institution };
}

/** The key as one text, for maps and messages: "201710#532822#H53282200012". */
export function accountKeyText(key: AccountKey): string {
  return `${key.period}#${key.county}#${key.institution}`;
}

export const NO_TOTALS: FundTotals = {
  count: 0,
  accrued: ZERO_FEN,
  deducted: ZERO_FEN,
  retained: ZERO_FEN,
  disbursed: ZERO_FEN,
  setOff: ZERO_FEN,
  shares: NO_SHARES,
  byRatio: {},
};

/** An account as it is born: empty, open, written by no page yet. */
export function emptyAccount(key: AccountKey): Account {
  const { period, county, institution } = key;
  return period === "prepaid"
    ? { type: "prepaid", county, institution, version: 0, balances: {} }
    : { type: "month", month: period, county, institution, version: 0, state: "open", funds: {} };
}

/** 应拨: accrued − deducted − retained − deferred. Negative where reversals outweigh the month's advances. */
export function payableOf(totals: FundTotals): Fen {
  return subtractFen(subtractFen(netOf(totals), totals.retained), totals.deferred ?? ZERO_FEN);
}

/** 核定: accrued − deducted. */
export function netOf({ accrued, deducted }: FundTotals): Fen {
  return subtractFen(accrued, deducted);
}
