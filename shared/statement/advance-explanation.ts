import type { FundFinding, NotedFinding, Step, Verdict } from "../benefit/finding.ts";
import { UNMAPPED } from "../benefit/names.ts";
import type { Calendar } from "../calendar/calendar.ts";
import { formatMonth } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { leftOf, type Original } from "../lane/decide.ts";
import type { AdvanceEntry, ReversalEntry, ReviewDecision, ReviewEntry } from "../lane/entry.ts";
import { ZERO_FEN } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import { FUNDS, type Fund, type PovertyStatus } from "../policy/funds.ts";
import { regionName } from "../region/region.ts";
import { citeRule, type ClauseOf } from "./clause-of.ts";
import { explainShares, type ExplainedShare } from "./explain-shares.ts";
import { figuresOf } from "./figures.ts";
import { formatAmounts, type StatementAmounts } from "./statement.ts";

/** A finding in yuan. */
export interface ExplainedFinding {
  readonly verdict: Verdict;
  readonly low: string;
  readonly high: string;
  readonly by?: string;
  readonly missing: readonly string[];
}

/** One fund of an advance worked through; amounts in yuan. */
export interface ExplainedFund {
  readonly fund: Fund;
  /** What the hospital advanced. */
  readonly amount: string;
  /** What is left of it after deductions and a reversal. */
  readonly left: string;
  /** The audit by the rules and parameters the product has today; absent of a fund no rule knows. */
  readonly audit?: ExplainedFinding & { readonly steps: readonly Step[] };
  /** What the audit noted when the advance was taken in, where it noted anything. */
  readonly noted?: ExplainedFinding;
  /** True where today's audit says otherwise than the one at intake: rules, parameters or the audit itself changed since. */
  readonly changed: boolean;
  readonly split?: { readonly rule: string; readonly ratio: string; readonly clause: string; readonly shares: readonly ExplainedShare[] };
  /** Where the institution's account of that month, county and fund stands: of it the advance is a part. */
  readonly account?: StatementAmounts;
}

/** An advance worked through from its amounts to what was disbursed. */
export interface AdvanceExplanation {
  readonly setl_id: string;
  readonly institution: string;
  readonly institutionName: string;
  readonly county: string;
  readonly countyName: string;
  readonly setl_time: string;
  readonly poverty_status: PovertyStatus;
  /** Accounting month; later than the settlement's where that was closed. */
  readonly month: string;
  readonly late: boolean;
  readonly monthState: "open" | "closed";
  /** The first month the county has open; null before its first close. */
  readonly firstOpenMonth: string | null;
  /** The page of the institution's journal it stands on. */
  readonly page: number;
  /** The message's other fields, as it was sent. */
  readonly facts: Readonly<Record<string, string>>;
  readonly funds: readonly ExplainedFund[];
  readonly reversal?: {
    readonly reversal_id: string;
    readonly time: string;
    readonly month: string;
    readonly late: boolean;
    readonly reason: string;
  };
  readonly deductions: readonly { readonly deduction_id: string; readonly fund: Fund; readonly amount: string; readonly reason: string }[];
  /** 审核 by the agency, the last one in force. */
  readonly reviews: readonly ExplainedReview[];
}

export interface ExplainedReview {
  readonly review_id: string;
  readonly decision: ReviewDecision;
  readonly time: string;
  readonly reason: string;
  /** What the decision is on, by fund. */
  readonly amounts: Readonly<Partial<Record<Fund, string>>>;
}

/** What an explanation is made of. */
export interface ExplanationInput {
  readonly institution: string;
  readonly original: Original;
  readonly page: number;
  readonly reversal: ReversalEntry | undefined;
  readonly account: MonthAccount;
  readonly calendar: Calendar | undefined;
  /** The audit worked again, with its steps. */
  readonly findings: readonly FundFinding[];
}

export function explainAdvance(input: ExplanationInput, clauseOf: ClauseOf): AdvanceExplanation {
  const { institution, original, page, reversal, account, calendar } = input;
  const { advance, changes } = original;
  return {
    setl_id: advance.id,
    institution,
    institutionName: account.institutionName ?? institution,
    county: advance.county,
    countyName: regionName(advance.county),
    setl_time: advance.time,
    poverty_status: advance.status,
    month: formatMonth(advance.month),
    late: advance.late === true,
    monthState: account.state,
    firstOpenMonth: calendar === undefined || calendar.firstOpen === "" ? null : formatMonth(calendar.firstOpen),
    page,
    facts: advance.facts,
    funds: FUNDS.flatMap((fund) => explainFund(fund, input, clauseOf)),
    ...(reversal === undefined ? {} : { reversal: explainReversal(reversal) }),
    deductions: changes.flatMap(({ kind, id, funds, reason }) =>
      FUNDS.flatMap((fund) => {
        const amount = funds[fund]?.amount;
        return amount === undefined || kind !== "deduction" ? [] : [{ deduction_id: id, fund, amount: formatYuan(amount), reason }];
      }),
    ),
    reviews: changes.flatMap((change) => (change.kind === "review" ? [explainReview(change)] : [])),
  };
}

function explainReview({ id, decision, time, reason, funds }: ReviewEntry): ExplainedReview {
  const amounts = Object.entries(funds).map(([fund, { amount }]) => [fund, formatYuan(amount)] as const);
  return { review_id: id, decision, time, reason, amounts: Object.fromEntries(amounts) };
}

function explainReversal({ id, time, month, late, reason }: ReversalEntry): NonNullable<AdvanceExplanation["reversal"]> {
  return { reversal_id: id, time, month: formatMonth(month), late: late === true, reason };
}

/** The fund's part, empty for one that neither paid nor was audited. */
function explainFund(fund: Fund, input: ExplanationInput, clauseOf: ClauseOf): ExplainedFund[] {
  const { advance, reversed } = input.original;
  const paid = advance.funds[fund];
  const audit = input.findings.find((one) => one.fund === fund);
  const noted = advance.findings?.[fund];
  if (paid === undefined && audit === undefined && noted === undefined) return [];
  const explained: ExplainedFund = {
    fund,
    amount: formatYuan(paid?.amount ?? ZERO_FEN),
    left: reversed ? formatYuan(ZERO_FEN) : formatYuan(leftOf(input.original)[fund]?.amount ?? ZERO_FEN),
    ...(audit === undefined ? {} : { audit: { ...formatFinding(audit), steps: audit.steps } }),
    ...(noted === undefined ? {} : { noted: formatFinding(noted) }),
    changed: isChanged(audit, noted),
    ...splitOf(fund, advance, clauseOf),
    ...accountOf(fund, input.account),
  };
  return [explained];
}

function formatFinding({ verdict, low, high, missing, ...rest }: FundFinding | NotedFinding): ExplainedFinding {
  const by = "by" in rest ? rest.by : undefined;
  return { verdict, low: formatYuan(low), high: formatYuan(high), ...(by === undefined ? {} : { by: formatYuan(by) }), missing };
}

/**
 * What intake noted is compared with what it would note today: of a fund that paid nothing it does not note that nobody can tell, unless a
 * payment of no known fund is all there is to note.
 */
function isChanged(audit: FundFinding | undefined, noted: NotedFinding | undefined): boolean {
  if (audit === undefined && noted?.missing.some((name) => name.startsWith(UNMAPPED)) === true) return false;
  const isUnnoted = audit?.verdict === "not_checkable" && audit.paid === 0 && noted?.verdict !== "not_checkable";
  const today = audit === undefined || isUnnoted ? "within" : audit.verdict;
  if (noted === undefined) return today !== "within";
  return today !== noted.verdict || audit?.low !== noted.low || audit.high !== noted.high;
}

function splitOf(fund: Fund, { funds, rules }: AdvanceEntry, clauseOf: ClauseOf): Pick<ExplainedFund, "split"> {
  const [paid, rule] = [funds[fund], rules[fund]];
  if (paid === undefined || rule === undefined) return {};
  return { split: { rule: rule.rule, ratio: rule.ratio, clause: citeRule(clauseOf, rule.rule), shares: explainShares(paid, rule.ratio) } };
}

function accountOf(fund: Fund, { funds }: MonthAccount): Pick<ExplainedFund, "account"> {
  const totals = funds[fund];
  return totals === undefined ? {} : { account: formatAmounts(figuresOf(totals)) };
}
