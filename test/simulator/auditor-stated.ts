import { at, column, COLUMNS, NOTHING, type Rows, type State } from "./auditor-account.ts";
import { FUND_ORDER, ITEM_ORDER } from "./auditor-policy.ts";

/** An account as a page or the accounts table has it. */
export interface StatedAccount {
  readonly type: string;
  readonly month?: string;
  readonly county: string;
  readonly institution: string;
  readonly institutionName?: string;
  readonly version: number;
  readonly state?: string;
  readonly funds?: Readonly<Record<string, StatedTotals>>;
  readonly allotments?: Readonly<Record<string, StatedTotals>>;
  readonly closedOn?: string;
  readonly balances?: Readonly<Record<string, number>>;
  readonly flows?: Readonly<Record<string, Readonly<Record<string, { readonly prepaid: number; readonly returned: number }>>>>;
}

/** The figures of a fund or item, under the names of the columns. */
interface StatedTotals {
  readonly [name: string]: unknown;
  readonly shares: readonly number[];
  readonly byRatio: Readonly<Record<string, number>>;
  readonly findings?: Readonly<Record<string, number>>;
}

/** How an account as it is stated differs from the book's; undefined where it doesn't. Nothing stated is zero. */
export function difference(stated: StatedAccount, state: Omit<State, "text">): string | undefined {
  if (stated.version !== state.version) return `is stated at version ${stated.version}, not ${state.version}`;
  if (stated.type === "prepaid") return differenceOfBalances(stated.balances ?? {}, state.rows) ?? differenceOfFlows(stated.flows, state.flows);
  if ((stated.state === "closed") !== state.closed) return `is stated ${stated.state}, and is ${state.closed ? "closed" : "open"}`;
  if ((stated.closedOn ?? "") !== state.closedOn) return `is stated closed on ${stated.closedOn}, and was on ${state.closedOn || "no day"}`;
  if ((stated.institutionName ?? "") !== state.name) return `is stated with the name ${stated.institutionName}, not ${state.name}`;
  const { funds = {}, allotments } = stated;
  // Accounts are written as they were before there were findings and allotments, where they have none.
  if (allotments !== undefined && Object.keys(allotments).length === 0) return "states allotments, and has none";
  const empty = Object.keys(funds).find((fund) => isEmpty(funds[fund]?.findings));
  if (empty !== undefined) return `states findings of ${empty}, and has none`;
  // Nor do they name what none of is withheld.
  const withheld = Object.keys(funds).find((fund) => funds[fund]?.["deferred"] === 0 || funds[fund]?.["released"] === 0);
  if (withheld !== undefined) return `states deferred or released of ${withheld}, and has none`;
  return (
    differenceOf(funds, state.rows, FUND_ORDER, fundRow) ??
    differenceOf(allotments ?? {}, state.rows, ITEM_ORDER, itemRow) ??
    differenceOfRatios({ ...funds, ...allotments }, state.byRatio)
  );
}

function differenceOfBalances(balances: Readonly<Record<string, number>>, rows: Rows): string | undefined {
  return differenceOf(balances, rows, FUND_ORDER, (one) => [0n, 0n, 0n, 0n, BigInt(one)]);
}

function differenceOfFlows(stated: StatedAccount["flows"], flows: State["flows"]): string | undefined {
  if (stated !== undefined && flows.size === 0) return "states flows, and has none";
  const says = new Map<string, string>();
  for (const [year, funds] of Object.entries(stated ?? {})) {
    for (const [fund, { prepaid, returned }] of Object.entries(funds)) says.set(`${year} ${fund}`, `${prepaid} and ${returned}`);
  }
  for (const key of new Set([...says.keys(), ...flows.keys()])) {
    const is = flows.get(key)?.join(" and ");
    if (says.get(key) !== is) return `says ${says.get(key)} fen were prepaid and returned in ${key}, it were ${is}`;
  }
  return undefined;
}

function differenceOf<T>(
  stated: Readonly<Record<string, T>>,
  rows: Rows,
  order: readonly string[],
  read: (one: T) => readonly bigint[],
): string | undefined {
  const unknown = Object.keys(stated).find((name) => !order.includes(name));
  if (unknown !== undefined) return `names ${order === FUND_ORDER ? "a fund" : "an item"} ${unknown}`;
  for (const name of order) {
    const one = stated[name];
    const row = rows.get(name);
    if (one === undefined && row === undefined) continue;
    const [says, is] = [one === undefined ? NOTHING : read(one), row ?? NOTHING];
    const place = COLUMNS.findIndex((_, index) => at(says, index) !== at(is, index));
    if (place >= 0) return `says ${COLUMNS[place]} of ${name} is ${at(says, place)}, not ${at(is, place)}`;
  }
  return undefined;
}

function differenceOfRatios(stated: Readonly<Record<string, StatedTotals>>, byRatio: ReadonlyMap<string, bigint>): string | undefined {
  const ratios = new Map<string, bigint>();
  for (const [name, totals] of Object.entries(stated)) {
    for (const [ratio, amount] of Object.entries(totals.byRatio)) ratios.set(`${name} ${ratio}`, BigInt(amount));
  }
  for (const key of new Set([...ratios.keys(), ...byRatio.keys()])) {
    const [says, is] = [ratios.get(key) ?? 0n, byRatio.get(key) ?? 0n];
    if (says !== is) return `says ${says} fen of ${key}, not ${is}`;
  }
  return undefined;
}

function isEmpty(counts: Readonly<Record<string, number>> | undefined): boolean {
  return counts !== undefined && Object.values(counts).every((count) => count === 0);
}

const FIGURES = COLUMNS.slice(0, column.tiers);
const FINDINGS = COLUMNS.slice(column.findings, column.heads);
const HEADS = COLUMNS.slice(column.heads, column.deferred);
const WITHHELD = COLUMNS.slice(column.deferred);

function fundRow(totals: StatedTotals): bigint[] {
  const { findings } = totals;
  const counts = FINDINGS.map((name) => BigInt(findings?.[name] ?? 0));
  const withheld = WITHHELD.map((name) => BigInt((totals[name] as number | undefined) ?? 0));
  return [...FIGURES.map((name) => figure(totals, name)), ...sharesOf(totals), ...counts, 0n, 0n, ...withheld];
}

function itemRow(totals: StatedTotals): bigint[] {
  const none = [0n, 0n, 0n];
  const [count, accrued] = [figure(totals, "count"), figure(totals, "accrued")];
  return [count, accrued, ...none, 0n, ...sharesOf(totals), ...none, ...HEADS.map((name) => figure(totals, name))];
}

function figure(totals: StatedTotals, name: string): bigint {
  return BigInt(totals[name] as number);
}

function sharesOf({ shares }: StatedTotals): bigint[] {
  if (shares.length !== 3) throw new Error(`has ${shares.length} shares`);
  return shares.map(BigInt);
}
