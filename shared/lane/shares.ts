import { addFen, fen, negateFen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { parseRatio, type Weights } from "../money/ratio.ts";
import { split } from "../money/split.ts";
import { FUNDS, TIERS, type Fund } from "../policy/funds.ts";
import type { RuleSet } from "../policy/policy.ts";

/** What province, prefecture and county owe of an amount, in that order; they sum to it. */
export type Shares = readonly [province: Fen, prefecture: Fen, county: Fen];

export const NO_SHARES: Shares = [ZERO_FEN, ZERO_FEN, ZERO_FEN];

/** An amount of one fund with its split. */
export interface SharedAmount {
  readonly amount: Fen;
  readonly shares: Shares;
}

/** Amounts by fund; a fund without an amount is absent. */
export type FundAmounts = Readonly<Partial<Record<Fund, SharedAmount>>>;

const weights = new Map<string, Weights>();

/** Fen by fund; a fund without any is absent. */
export type FundFen = Readonly<Partial<Record<Fund, Fen>>>;

/** Splits an amount among the tiers by a ratio such as "10:3:12" (largest remainder, ties to the earlier tier). */
export function splitByRatio(amount: Fen, ratio: string): Shares {
  let parsed = weights.get(ratio);
  if (parsed === undefined) {
    parsed = parseRatio(ratio);
    weights.set(ratio, parsed);
  }
  const shares = split(amount, parsed);
  if (!areShares(shares)) throw new Error(`ratio ${ratio} does not name three tiers`);
  return shares;
}

function areShares(parts: Fen[]): parts is [Fen, Fen, Fen] {
  return parts.length === TIERS.length;
}

/** Splits each fund's amount by its rule. Throws where a fund with an amount has no rule: the caller has checked the policy. */
export function splitFunds(amounts: Readonly<Partial<Record<Fund, Fen>>>, rules: RuleSet): FundAmounts {
  const result: Partial<Record<Fund, SharedAmount>> = {};
  for (const fund of FUNDS) {
    const amount = amounts[fund];
    if (amount === undefined || amount === 0) continue;
    const rule = rules[fund];
    if (rule === undefined) throw new Error(`no rule splits ${fund}`);
    result[fund] = { amount, shares: splitByRatio(amount, rule.ratio) };
  }
  return result;
}

export function addShares(a: Shares, b: Shares): Shares {
  return [addFen(a[0], b[0]), addFen(a[1], b[1]), addFen(a[2], b[2])];
}

export function negateShares(a: Shares): Shares {
  return [negateFen(a[0]), negateFen(a[1]), negateFen(a[2])];
}

/** Fund by fund a + b; a fund whose amount and shares all become zero is dropped. */
export function addFundAmounts(a: FundAmounts, b: FundAmounts): FundAmounts {
  const result: Partial<Record<Fund, SharedAmount>> = {};
  for (const fund of FUNDS) {
    const amount = addFen(a[fund]?.amount ?? ZERO_FEN, b[fund]?.amount ?? ZERO_FEN);
    const shares = addShares(a[fund]?.shares ?? NO_SHARES, b[fund]?.shares ?? NO_SHARES);
    if (amount !== 0 || shares.some((share) => share !== 0)) result[fund] = { amount, shares };
  }
  return result;
}

export function negateFundAmounts(a: FundAmounts): FundAmounts {
  const result: Partial<Record<Fund, SharedAmount>> = {};
  for (const fund of FUNDS) {
    const one = a[fund];
    if (one !== undefined) result[fund] = { amount: negateFen(one.amount), shares: negateShares(one.shares) };
  }
  return result;
}

/** True where every fund's shares sum to its amount. */
export function sharesAddUp(amounts: FundAmounts): boolean {
  return Object.values(amounts).every((one) => fen(one.amount) === sumFen(one.shares));
}
