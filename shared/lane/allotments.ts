import { addFen, fen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import type { AllottedPart, AllottedParts } from "../policy/allot.ts";
import type { AllotmentItem } from "../policy/allotment-rules.ts";
import { POVERTY_STATUSES } from "../policy/funds.ts";
import { addShares, NO_SHARES, splitByRatio, type Shares } from "./shares.ts";

/** One item's figures in a month account. Allotments stand beside the funds: no prepayment is set off against them, no rate counts them. */
export interface AllotmentTotals {
  /** Allotments. */
  readonly count: number;
  readonly headcountLifted: number;
  readonly headcountUnlifted: number;
  /** Fen; frozen at close. */
  readonly accrued: Fen;
  /** The tiers' shares of accrued: the sum of the shares of each allotment, never split again. */
  readonly shares: Shares;
  /** accrued by the ratio it was split by. */
  readonly byRatio: Readonly<Record<string, Fen>>;
}

/** By item; an item nothing was allotted of is absent. */
export type Allotments = Readonly<Partial<Record<AllotmentItem, AllotmentTotals>>>;

export const NO_ALLOTMENT: AllotmentTotals = {
  count: 0,
  headcountLifted: 0,
  headcountUnlifted: 0,
  accrued: ZERO_FEN,
  shares: NO_SHARES,
  byRatio: {},
};

/** What is posted of an allotment and moves accounts. */
export interface Allotted {
  readonly item: AllotmentItem;
  /** Fen a person. */
  readonly unitAmount: Fen;
  readonly parts: AllottedParts;
}

export function partsOf(parts: AllottedParts): AllottedPart[] {
  return POVERTY_STATUSES.flatMap((status) => parts[status] ?? []);
}

export function amountOf({ parts }: Pick<Allotted, "parts">): Fen {
  return sumFen(partsOf(parts).map(({ amount }) => amount));
}

/** Adds one allotment to its item's totals. */
export function addAllotment(allotments: Allotments, { item, parts }: Allotted): Allotments {
  const before = allotments[item] ?? NO_ALLOTMENT;
  const { count, headcountLifted, headcountUnlifted } = before;
  let { accrued, shares, byRatio } = before;
  for (const part of partsOf(parts)) {
    accrued = addFen(accrued, part.amount);
    shares = addShares(shares, part.shares);
    byRatio = { ...byRatio, [part.ratio]: addFen(byRatio[part.ratio] ?? ZERO_FEN, part.amount) };
  }
  const totals: AllotmentTotals = {
    count: count + 1,
    headcountLifted: headcountLifted + (parts.lifted?.headcount ?? 0),
    headcountUnlifted: headcountUnlifted + (parts.unlifted?.headcount ?? 0),
    accrued,
    shares,
    byRatio,
  };
  return { ...allotments, [item]: totals };
}

/** True where each part is headcount × unit amount and its shares sum to it. */
export function partsAddUp({ unitAmount, parts }: Allotted): boolean {
  return partsOf(parts).every(({ headcount, amount, shares }) => fen(headcount * unitAmount) === amount && sumFen(shares) === amount);
}

/** True where the shares are those the part's ratio gives. */
export function followsRatio({ amount, shares, ratio }: AllottedPart): boolean {
  return splitByRatio(amount, ratio).every((share, tier) => share === shares[tier]);
}

/** True where the totals' shares and amounts by ratio sum to what accrued. */
export function totalsAddUp({ accrued, shares, byRatio }: AllotmentTotals): boolean {
  return sumFen(shares) === accrued && sumFen(Object.values(byRatio)) === accrued;
}
