import type { Lane } from "../lane/account.ts";
import type { SplitEntry } from "../lane/entry.ts";
import { addShares, negateFundAmounts, NO_SHARES, type FundAmounts, type Shares } from "../lane/shares.ts";
import { addFen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";

/** The entries that move what a month's funds owe, or withhold a part of it. */
export type RecordEntry = SplitEntry;
export type RecordKind = RecordEntry["kind"];

/** A record as the journal of its institution holds it. */
export interface PaperRecord {
  readonly institution: Lane;
  readonly institutionName: string | undefined;
  readonly entry: RecordEntry;
}

/** What one rule split of one fund. */
export interface RuleUse {
  readonly rule: string;
  readonly fund: Fund;
  readonly ratio: string;
  /** Advances and reversals. */
  readonly count: number;
  /** Less what was deducted. */
  readonly amount: Fen;
  readonly shares: Shares;
}

/** Records summed up; sums of sums are sums, so that a prefecture's are its counties'. */
export interface RecordSums {
  readonly kinds: Readonly<Record<RecordKind, { readonly count: number; readonly amount: Fen }>>;
  /** By rule, then in the order of FUNDS. */
  readonly uses: readonly RuleUse[];
}

const NOTHING = { count: 0, amount: ZERO_FEN };
export const NO_RECORDS: RecordSums = { kinds: { advance: NOTHING, reversal: NOTHING, deduction: NOTHING, review: NOTHING }, uses: [] };

/**
 * What a record adds to what the funds owe: a deduction's amounts, which the journal has positive, are taken off, and those of an advance that is
 * refused. One that is deferred or approved changes only when it is paid.
 */
export function effectOf(entry: RecordEntry): FundAmounts {
  if (entry.kind === "review") return entry.decision === "refused" ? negateFundAmounts(entry.funds) : {};
  return entry.kind === "deduction" ? negateFundAmounts(entry.funds) : entry.funds;
}

/** Whether a record takes off what was claimed. */
export function isDeducted(entry: RecordEntry): boolean {
  return entry.kind === "deduction" || (entry.kind === "review" && entry.decision === "refused");
}

export function amountOf(funds: FundAmounts): Fen {
  return sumFen(Object.values(funds).map(({ amount }) => amount));
}

export function sumRecords(records: Iterable<PaperRecord>): RecordSums {
  const kinds = { ...NO_RECORDS.kinds };
  const uses = new Map<string, RuleUse>();
  for (const { entry } of records) {
    const effect = effectOf(entry);
    kinds[entry.kind] = add(kinds[entry.kind], { count: 1, amount: amountOf(effect) });
    for (const fund of FUNDS) {
      const one = effect[fund];
      if (one === undefined) continue;
      const rule = entry.rules[fund];
      if (rule === undefined) throw new Error(`${entry.kind} ${entry.id}: no rule split its ${fund}`);
      addUse(uses, { ...rule, fund, ...one, count: isDeducted(entry) ? 0 : 1 });
    }
  }
  return { kinds, uses: inOrder(uses.values()) };
}

export function addSums(sums: Iterable<RecordSums>): RecordSums {
  const sum = { ...NO_RECORDS.kinds };
  const uses = new Map<string, RuleUse>();
  for (const { kinds, uses: own } of sums) {
    for (const kind of Object.keys(sum) as RecordKind[]) sum[kind] = add(sum[kind], kinds[kind]);
    for (const use of own) addUse(uses, use);
  }
  return { kinds: sum, uses: inOrder(uses.values()) };
}

type Sum = RecordSums["kinds"][RecordKind];

function add(a: Sum, b: Sum): Sum {
  return { count: a.count + b.count, amount: addFen(a.amount, b.amount) };
}

function addUse(uses: Map<string, RuleUse>, { rule, fund, ratio, count, amount, shares }: RuleUse): void {
  const key = `${rule} ${ratio} ${fund}`;
  const known = uses.get(key) ?? { rule, fund, ratio, count: 0, amount: ZERO_FEN, shares: NO_SHARES };
  uses.set(key, { ...known, count: known.count + count, amount: addFen(known.amount, amount), shares: addShares(known.shares, shares) });
}

function inOrder(uses: Iterable<RuleUse>): RuleUse[] {
  const place = ({ rule, ratio, fund }: RuleUse): string => `${rule} ${ratio} ${FUNDS.indexOf(fund)}`;
  return [...uses].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
