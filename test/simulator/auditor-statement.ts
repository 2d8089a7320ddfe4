import { at, column, net, outstanding, payable, type AccountBook, type Rows } from "./auditor-account.ts";
import { yuanOf } from "./auditor-fields.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { FUND_ORDER, percentOf, sum } from "./auditor-policy.ts";
import { countiesUnder, nameOfRegion } from "./auditor-regions.ts";

/** The figures of a row of a statement, as the contract writes them. */
export interface Figures {
  readonly count: number;
  readonly accrued: string;
  readonly deducted: string;
  readonly retained: string;
  readonly payable: string;
  readonly disbursed: string;
  readonly outstanding: string;
  readonly shares: { readonly province: string; readonly prefecture: string; readonly county: string };
}

export interface Line extends Figures {
  readonly member: string;
  readonly memberName: string;
  readonly fund: string;
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
  readonly roundingDifference: Figures["shares"];
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
  const lines = members.flatMap((member) => {
    const own = accounts.filter((account) => memberOf(region, account) === member);
    return [...sumByFund(own)].map(([fund, row]) => ({ member, memberName: memberName(region, member, month, year), fund, ...figuresOf(row) }));
  });
  const byFund = sumByFund(accounts);
  const isSettled = countiesUnder(region).every((county) => ledger.county(county).settledThrough >= month);
  const rated = ratedOf(accounts.map(({ rows }) => rows));
  const ratedYear = ratedOf(year.filter(({ closed }) => closed).map(({ rows }) => rows));
  return {
    month: `${month.slice(0, 4)}-${month.slice(4)}`,
    region,
    regionName: nameOfRegion(region),
    level: levelOf(region),
    status: isSettled && accounts.every(({ closed }) => closed) ? "closed" : "open",
    lines,
    totals: { ...Object.fromEntries([...byFund].map(([fund, row]) => [fund, figuresOf(row)])), all: figuresOf(addRows([...byFund.values()])) },
    roundingDifference: tiersOf(differencesIn(accounts).map(roundHundredth)),
    rate: { requirement: "0.85", month: rateOf(rated), year: rateOf(ratedYear), shortfall: yuanOf(shortfallOf(ratedYear)) },
  };
}

export function levelOf(region: string): string {
  return { 2: "province", 4: "prefecture", 6: "county" }[region.length] ?? "none";
}

export function memberOf(region: string, { county, lane }: AccountBook): string {
  return region.length === 6 ? lane : county.slice(0, region.length + 2);
}

/** An institution is called what its account of the month calls it, else what its newest of the year does, else its code. */
export function memberName(region: string, member: string, month: string, year: readonly AccountBook[]): string {
  if (region.length < 6) return nameOfRegion(member);
  const named = year.filter(({ lane, name }) => lane === member && name !== "").sort((a, b) => (a.period < b.period ? -1 : 1));
  return (named.find(({ period }) => period === month) ?? named.at(-1))?.name ?? member;
}

/** The rows of several accounts by fund, without funds in which none ever moved. */
export function sumByFund(accounts: readonly { readonly rows: Rows }[]): Map<string, readonly bigint[]> {
  const sums = new Map<string, readonly bigint[]>();
  for (const fund of FUND_ORDER) {
    const rows = accounts.map(({ rows: of }) => of.get(fund)).filter((row) => row !== undefined && isMoved(row)) as (readonly bigint[])[];
    if (rows.length > 0) sums.set(fund, addRows(rows));
  }
  return sums;
}

/** True where a statement shows the fund: what was only set off and given back shows nothing. */
export function isMoved(row: readonly bigint[]): boolean {
  return row.some((figure, place) => figure !== 0n && place !== column.setOff);
}

export function addRows(rows: readonly (readonly bigint[])[]): readonly bigint[] {
  return Array.from({ length: 9 }, (_, place) => sum(rows.map((row) => at(row, place))));
}

export function figuresOf(row: readonly bigint[]): Figures {
  return {
    count: Number(at(row, column.count)),
    accrued: yuanOf(at(row, column.accrued)),
    deducted: yuanOf(at(row, column.deducted)),
    retained: yuanOf(at(row, column.retained)),
    payable: yuanOf(payable(row)),
    disbursed: yuanOf(at(row, column.disbursed)),
    outstanding: yuanOf(outstanding(row)),
    shares: tiersOf(row.slice(column.tiers)),
  };
}

function tiersOf([province = 0n, prefecture = 0n, county = 0n]: readonly bigint[]): Figures["shares"] {
  return { province: yuanOf(province), prefecture: yuanOf(prefecture), county: yuanOf(county) };
}

/** 尾差 of each tier in hundredths of a fen: its shares less its percent of the amounts. */
export function differencesIn(accounts: readonly { readonly rows: Rows; readonly byRatio: ReadonlyMap<string, bigint> }[]): bigint[] {
  const result = [0n, 0n, 0n];
  for (const { rows, byRatio } of accounts) {
    for (const row of rows.values()) for (const tier of [0, 1, 2]) result[tier] = (result[tier] ?? 0n) + 100n * at(row, column.tiers + tier);
    for (const [key, amount] of byRatio) {
      const percent = percentOf(key.slice(key.indexOf(" ") + 1));
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
