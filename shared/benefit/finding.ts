import { ZERO_FEN, type Fen } from "../money/fen.ts";
import type { Fund } from "../policy/funds.ts";
import type { UnmappedPayments } from "./facts.ts";
import { UNMAPPED } from "./names.ts";

/**
 * What the benefit audit (审核) says of one fund of an advance: the amount lies in the range the policy allows, above it (the hospital claimed
 * too much), below it (the patient is owed), or that can't be told because something is missing.
 */
export const VERDICTS = ["within", "over", "under", "not_checkable"] as const;
export type Verdict = (typeof VERDICTS)[number];
export type NotedVerdict = Exclude<Verdict, "within">;
export const NOTED_VERDICTS: readonly NotedVerdict[] = ["over", "under", "not_checkable"];

/** One thing that was done to work out a range: what, with its numbers, and the rule and clause it follows where one says so. */
export interface Step {
  readonly text: string;
  /** e.g. "xishuangbanna-2017@1/basic-inpatient-county" */
  readonly rule?: string;
  readonly clause?: string;
  readonly assumption?: string;
}

/** The verdict on one fund, worked step by step. Amounts in fen. */
export interface FundFinding {
  readonly fund: Fund;
  readonly verdict: Verdict;
  readonly paid: Fen;
  /**
   * The range the policy allows, the low end rounded down to the fen and the high end up, so that no way of rounding is a finding. Where
   * something is missing: the ends that hold whatever it is.
   */
  readonly low: Fen;
  readonly high: Fen;
  /** How much it is over, or under, at least. */
  readonly by?: Fen;
  /** Fields of the message, keys of local parameters, or rules that would be needed. */
  readonly missing: readonly string[];
  /** The rules the range follows from. */
  readonly rules: readonly string[];
  /** Empty where the working did not ask for them. */
  readonly steps: readonly Step[];
}

/** A finding as a record and the journal keep it; its amount is the entry's. */
export interface NotedFinding extends Pick<FundFinding, "low" | "high" | "missing" | "rules"> {
  readonly verdict: NotedVerdict;
}

/** What an advance's audit found, by fund; a fund within its range, or that paid nothing and may have had to, is absent. */
export type Findings = Readonly<Partial<Record<Fund, NotedFinding>>>;

/** The same, verdicts only: what a reversal takes back. */
export type FindingVerdicts = Readonly<Partial<Record<Fund, NotedVerdict>>>;

/** How many findings of each verdict. */
export interface FindingCounts {
  readonly over: number;
  readonly under: number;
  readonly notCheckable: number;
}

export const NO_FINDINGS: FindingCounts = { over: 0, under: 0, notCheckable: 0 };

const COLUMN_OF: Readonly<Record<NotedVerdict, keyof FindingCounts>> = { over: "over", under: "under", not_checkable: "notCheckable" };

/** The counts with one finding more, or, where its advance is reversed, one less. */
export function countFinding(counts: FindingCounts, verdict: NotedVerdict, sign: 1 | -1): FindingCounts {
  const column = COLUMN_OF[verdict];
  return { ...counts, [column]: counts[column] + sign };
}

export function addFindingCounts(a: FindingCounts, b: FindingCounts): FindingCounts {
  return { over: a.over + b.over, under: a.under + b.under, notCheckable: a.notCheckable + b.notCheckable };
}

export function hasFindings({ over, under, notCheckable }: FindingCounts): boolean {
  return over !== 0 || under !== 0 || notCheckable !== 0;
}

export function verdictsOf(findings: Findings): FindingVerdicts {
  return Object.fromEntries(Object.entries(findings).map(([fund, { verdict }]) => [fund, verdict]));
}

/**
 * The findings worth keeping: those that are not within, but of a fund that paid nothing only that the patient is owed. That nobody can tell
 * whether a fund should have paid is no finding on a claim nobody made.
 */
export function notedFindings(findings: readonly FundFinding[]): Findings {
  const noted: Partial<Record<Fund, NotedFinding>> = {};
  for (const { fund, verdict, paid, low, high, missing, rules } of findings) {
    if (verdict === "within" || (verdict === "not_checkable" && paid === 0)) continue;
    noted[fund] = { verdict, low, high, missing, rules };
  }
  return noted;
}

/**
 * What is kept of an advance whose only note is a payment of no known fund (no fund paid anything): it stands with the funds that its fields name,
 * so that it is listed and counted like any other.
 */
export function unmappedFindings(audited: readonly FundFinding[], unmapped: UnmappedPayments, funds: readonly Fund[]): Findings {
  const { amount, kinds } = unmapped;
  const notes = funds.map((fund): [Fund, NotedFinding] => {
    const one = audited.find((finding) => finding.fund === fund);
    // A fund that no rule knows and that paid nothing is not audited; more than this it can't have paid.
    const { low, high, missing, rules } = one ?? { low: ZERO_FEN, high: amount, missing: [`${UNMAPPED}${kinds}`], rules: [] };
    return [fund, { verdict: "not_checkable", low, high, missing, rules }];
  });
  return Object.fromEntries(notes);
}

/** How far an amount lies outside a range, in fen; zero inside it. */
export function distance(paid: number, { low, high }: Pick<FundFinding, "low" | "high">): number {
  return paid > high ? paid - high : paid < low ? low - paid : 0;
}
