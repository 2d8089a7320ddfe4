import type { MonthAccount } from "../lane/account.ts";
import { NO_ALLOTMENT, type AllotmentTotals } from "../lane/allotments.ts";
import { addShares, type Shares } from "../lane/shares.ts";
import { addFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { ALLOTMENT_ITEMS, type AllotmentItem } from "../policy/allotment-rules.ts";
import { roundingDifference, type ExactShares } from "./rounding-difference.ts";

/** What was allotted by headcount, in fen. Headcounts count a person once for each allotment. */
export interface AllotmentFigures {
  readonly count: number;
  readonly headcountLifted: number;
  readonly headcountUnlifted: number;
  readonly accrued: Fen;
  readonly shares: Shares;
}

/** One member's figures in one item. */
export interface AllotmentLineModel extends AllotmentFigures {
  readonly member: string;
  readonly memberName: string;
  readonly item: AllotmentItem;
}

/** A statement's allotments (按人头拨付): beside its lines and totals, of which they are no part, and outside the 85 % rate. */
export interface AllotmentModel {
  /** By member, then in the order of ALLOTMENT_ITEMS. */
  readonly lines: readonly AllotmentLineModel[];
  readonly byItem: Readonly<Partial<Record<AllotmentItem, AllotmentFigures>>>;
  readonly all: AllotmentFigures;
  readonly roundingDifference: ExactShares;
}

/** Sums the accounts' allotments. `members` are the accounts by member, in the order to list them. */
export function modelAllotments(members: ReadonlyMap<string, readonly MonthAccount[]>, nameOf: (member: string) => string): AllotmentModel {
  const lines = [...members].flatMap(([member, accounts]) =>
    sumByItem(accounts).map(([item, totals]) => ({ member, memberName: nameOf(member), item, ...figuresOnly(totals) })),
  );
  const sums = sumByItem([...members.values()].flat());
  const all = sums.map(([, totals]) => totals).reduce(addTotals, NO_ALLOTMENT);
  return {
    lines,
    byItem: Object.fromEntries(sums.map(([item, totals]) => [item, figuresOnly(totals)])),
    all: figuresOnly(all),
    roundingDifference: roundingDifference(all.shares, Object.entries(all.byRatio)),
  };
}

/** The items any account has, in the order of ALLOTMENT_ITEMS. */
function sumByItem(accounts: readonly MonthAccount[]): [AllotmentItem, AllotmentTotals][] {
  return ALLOTMENT_ITEMS.flatMap((item): [AllotmentItem, AllotmentTotals][] => {
    const found = accounts.flatMap(({ allotments }) => allotments?.[item] ?? []);
    return found.length === 0 ? [] : [[item, found.reduce(addTotals)]];
  });
}

/** Column by column a + b. */
function addTotals(a: AllotmentTotals, b: AllotmentTotals): AllotmentTotals {
  const byRatio = { ...a.byRatio };
  for (const [ratio, amount] of Object.entries(b.byRatio)) byRatio[ratio] = addFen(byRatio[ratio] ?? ZERO_FEN, amount);
  return {
    count: a.count + b.count,
    headcountLifted: a.headcountLifted + b.headcountLifted,
    headcountUnlifted: a.headcountUnlifted + b.headcountUnlifted,
    accrued: addFen(a.accrued, b.accrued),
    shares: addShares(a.shares, b.shares),
    byRatio,
  };
}

function figuresOnly({ count, headcountLifted, headcountUnlifted, accrued, shares }: AllotmentTotals): AllotmentFigures {
  return { count, headcountLifted, headcountUnlifted, accrued, shares };
}
