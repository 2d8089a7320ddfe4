import { at, COLUMNS, column, HIDDEN, net, NOTHING, outstanding, payable, type AccountBook, type Rows } from "./auditor-account.ts";
import { yuanOf } from "./auditor-fields.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { FUND_ORDER, ITEM_ORDER, percentOf, sum } from "./auditor-policy.ts";
import { countiesUnder, nameOfRegion } from "./auditor-regions.ts";

/** The figures of a row of a statement, as the contract writes them. */
export interface Figures {
  readonly count: number;
  readonly accrued: string;
  readonly deducted: string;
  readonly retained: string;
  readonly deferred: string;
  readonly payable: string;
  readonly disbursed: string;
  readonly outstanding: string;
  readonly shares: Tiers;
  readonly findings: { readonly over: number; readonly under: number; readonly notCheckable: number };
}

export interface Tiers {
  readonly province: string;
  readonly prefecture: string;
  readonly county: string;
}

interface OfMember {
  readonly member: string;
  readonly memberName: string;
}

export interface Line extends OfMember, Figures {
  readonly fund: string;
}

/** What was allotted by headcount. */
export interface ItemFigures {
  readonly count: number;
  readonly headcount: { readonly lifted: number; readonly unlifted: number };
  readonly accrued: string;
  readonly shares: Tiers;
}

export interface ItemLine extends OfMember, ItemFigures {
  readonly item: string;
}

/** A statement of the contract. */
export interface Statement {
  readonly month: string;
  readonly region: string;
  readonly regionName: string;
  readonly level: string;
  readonly status: string;
  readonly lines: readonly Line[];
  readonly totals: Readonly<Record<string, Figures>>;
  readonly roundingDifference: Tiers;
  /** Beside the lines, and no part of totals and rates. */
  readonly allotments: readonly ItemLine[];
  readonly allotmentTotals: Readonly<Record<string, ItemFigures>>;
  readonly allotmentRoundingDifference: Tiers;
  readonly rate: { readonly requirement: string; readonly month: string | null; readonly year: string | null; readonly shortfall: string };
}

/** What is paid and owed of the funds the requirement counts. */
export interface Rated {
  readonly owed: bigint;
  readonly paid: bigint;
}

const RATED = ["basic", "critical", "assistance"];

/** The auditor's own statement of a region and month ("201710"), from the books as they are. */
export function statementOf(ledger: Ledger, month: string, region: string): Statement {
  const year = [...ledger.accounts()].filter(
    ({ period, county }) => period !== "prepaid" && period.startsWith(month.slice(0, 4)) && county.startsWith(region),
  );
  const accounts = year.filter(({ period }) => period === month);
  const members = [...new Set(accounts.map((account) => memberOf(region, account)))].sort();
  const owners = members.map((member) => {
    const own = accounts.filter((account) => memberOf(region, account) === member);
    return { begin: { member, memberName: memberName(region, member, month, year) }, own };
  });
  /** Every member's rows of funds or of items, each with what begins its line. */
  const rowsOf = (order: readonly string[]) => owners.flatMap(({ begin, own }) => [...sumBy(order, own)].map(([of, row]) => ({ begin, of, row })));
  const byFund = sumBy(FUND_ORDER, accounts);
  const byItem = sumBy(ITEM_ORDER, accounts);
  const isSettled = countiesUnder(region).every((county) => ledger.county(county).settledThrough >= month);
  const rated = ratedOf(accounts.map(({ rows }) => rows));
  const ratedYear = ratedOf(year.filter(({ closed }) => closed).map(({ rows }) => rows));
  return {
    month: `${month.slice(0, 4)}-${month.slice(4)}`,
    region,
    regionName: nameOfRegion(region),
    level: levelOf(region),
    status: isSettled && accounts.every(({ closed }) => closed) ? "closed" : "open",
    lines: rowsOf(FUND_ORDER).map(({ begin, of, row }) => ({ ...begin, fund: of, ...figuresOf(row) })),
    totals: { ...Object.fromEntries([...byFund].map(([fund, row]) => [fund, figuresOf(row)])), all: figuresOf(addRows([...byFund.values()])) },
    roundingDifference: tiersOf(differencesIn(FUND_ORDER, accounts).map(roundHundredth)),
    allotments: rowsOf(ITEM_ORDER).map(({ begin, of, row }) => ({ ...begin, item: of, ...itemFiguresOf(row) })),
    allotmentTotals: {
      ...Object.fromEntries([...byItem].map(([item, row]) => [item, itemFiguresOf(row)])),
      all: itemFiguresOf(addRows([...byItem.values()])),
    },
    allotmentRoundingDifference: tiersOf(differencesIn(ITEM_ORDER, accounts).map(roundHundredth)),
    rate: { requirement: "0.85", month: rateOf(rated), year: rateOf(ratedYear), shortfall: yuanOf(shortfallOf(ratedYear)) },
  };
}

export function levelOf(region: string): string {
  return { 2: "province", 4: "prefecture", 6: "county" }[region.length] ?? "none";
}

export function memberOf(region: string, { county, lane }: AccountBook): string {
  return region.length === 6 ? lane : county.slice(0, region.length + 2);
}

/** An institution is called what its account of the month calls it, else what its newest of the year does, else its code. A pool has one name. */
export function memberName(region: string, member: string, month: string, year: readonly AccountBook[]): string {
  if (region.length < 6) return nameOfRegion(member);
  const named = year.filter(({ lane, name }) => lane === member && name !== "").sort((a, b) => (a.period < b.period ? -1 : 1));
  return (named.find(({ period }) => period === month) ?? named.at(-1))?.name ?? codeOf(member);
}

export function codeOf(lane: string): string {
  return lane.startsWith("POOL#") ? "资金池" : lane;
}

/** The rows of several accounts by fund, or by item, without those in which none ever moved. */
export function sumBy(order: readonly string[], accounts: readonly { readonly rows: Rows }[]): Map<string, readonly bigint[]> {
  const sums = new Map<string, readonly bigint[]>();
  for (const one of order) {
    const rows = accounts.map(({ rows: of }) => of.get(one)).filter((row) => row !== undefined && isMoved(row)) as (readonly bigint[])[];
    if (rows.length > 0) sums.set(one, addRows(rows));
  }
  return sums;
}

/** True where a statement shows the fund: what was only set off and given back shows nothing. */
export function isMoved(row: readonly bigint[]): boolean {
  return row.some((figure, place) => figure !== 0n && !HIDDEN.includes(place));
}

export function addRows(rows: readonly (readonly bigint[])[]): readonly bigint[] {
  const [first = NOTHING, ...others] = rows;
  if (others.length === 0) return first;
  const result = first.slice();
  for (const row of others) for (const place of COLUMNS.keys()) result[place] = at(result, place) + at(row, place);
  return result;
}

export function figuresOf(row: readonly bigint[]): Figures {
  return {
    count: Number(at(row, column.count)),
    accrued: yuanOf(at(row, column.accrued)),
    deducted: yuanOf(at(row, column.deducted)),
    retained: yuanOf(at(row, column.retained)),
    deferred: yuanOf(at(row, column.deferred)),
    payable: yuanOf(payable(row)),
    disbursed: yuanOf(at(row, column.disbursed)),
    outstanding: yuanOf(outstanding(row)),
    shares: tiersOf(row.slice(column.tiers)),
    findings: {
      over: Number(at(row, column.findings)),
      under: Number(at(row, column.findings + 1)),
      notCheckable: Number(at(row, column.findings + 2)),
    },
  };
}

function itemFiguresOf(row: readonly bigint[]): ItemFigures {
  const headcount = { lifted: Number(at(row, column.heads)), unlifted: Number(at(row, column.heads + 1)) };
  const [count, accrued] = [Number(at(row, column.count)), yuanOf(at(row, column.accrued))];
  return { count, headcount, accrued, shares: tiersOf(row.slice(column.tiers)) };
}

function tiersOf([province = 0n, prefecture = 0n, county = 0n]: readonly bigint[]): Tiers {
  return { province: yuanOf(province), prefecture: yuanOf(prefecture), county: yuanOf(county) };
}

/** 尾差 of each tier in hundredths of a fen, of the funds or of the items: its shares less its percent of the amounts. */
export function differencesIn(
  order: readonly string[],
  accounts: readonly { readonly rows: Rows; readonly byRatio: ReadonlyMap<string, bigint> }[],
): bigint[] {
  const result = [0n, 0n, 0n];
  for (const { rows, byRatio } of accounts) {
    for (const [of, row] of rows) {
      if (order.includes(of)) for (const tier of [0, 1, 2]) result[tier] = (result[tier] ?? 0n) + 100n * at(row, column.tiers + tier);
    }
    for (const [key, amount] of byRatio) {
      const space = key.indexOf(" ");
      if (!order.includes(key.slice(0, space))) continue;
      const percent = percentOf(key.slice(space + 1));
      for (const tier of [0, 1, 2]) result[tier] = (result[tier] ?? 0n) - amount * (percent[tier] ?? 0n);
    }
  }
  return result;
}

/** To the fen, half away from zero. */
export function roundHundredth(hundredths: bigint): bigint {
  return hundredths < 0n ? -roundHundredth(-hundredths) : (hundredths + 50n) / 100n;
}

export function ratedOf(accounts: readonly Rows[]): Rated {
  const rows = accounts.flatMap((of) => RATED.map((fund) => of.get(fund) ?? []));
  return { owed: sum(rows.map(net)), paid: sum(rows.map((row) => at(row, column.disbursed))) };
}

/** Paid ÷ owed with four decimals, half up; null where nothing is owed. */
export function rateOf({ owed, paid }: Rated): string | null {
  if (owed <= 0n) return null;
  const size = ((paid < 0n ? -paid : paid) * 20_000n + owed) / (2n * owed);
  return `${paid < 0n && size > 0n ? "-" : ""}${size / 10_000n}.${String(size % 10_000n).padStart(4, "0")}`;
}

/** The fen still to pay until the requirement is met, rounded up. */
export function shortfallOf({ owed, paid }: Rated): bigint {
  if (owed <= 0n) return 0n;
  const needed = (owed * 85n + 99n) / 100n - paid;
  return needed > 0n ? needed : 0n;
}
