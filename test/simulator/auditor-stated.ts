import { at, column, COLUMNS, NOTHING, type Rows, type State } from "./auditor-account.ts";
import { FUND_ORDER } from "./auditor-policy.ts";

/** An account as a page or the accounts table has it. */
export interface StatedAccount {
  readonly type: string;
  readonly month?: string;
  readonly county: string;
  readonly institution: string;
  readonly institutionName?: string;
  readonly version: number;
  readonly state?: string;
  readonly funds?: Readonly<Record<string, unknown>>;
  readonly balances?: Readonly<Record<string, unknown>>;
}

/** How an account as it is stated differs from the book's; undefined where it doesn't. Nothing stated is zero. */
export function difference(stated: StatedAccount, state: Omit<State, "text">): string | undefined {
  if (stated.version !== state.version) return `is stated at version ${stated.version}, not ${state.version}`;
  if (stated.type === "prepaid") return differenceOf(stated.balances ?? {}, state.rows, (one) => [0n, 0n, 0n, 0n, BigInt(one as number)]);
  if ((stated.state === "closed") !== state.closed) return `is stated ${stated.state}, and is ${state.closed ? "closed" : "open"}`;
  if ((stated.institutionName ?? "") !== state.name) return `is stated with the name ${stated.institutionName}, not ${state.name}`;
  const funds = (stated.funds ?? {}) as Record<string, StatedTotals>;
  const wrongFigure = differenceOf(funds, state.rows, (one) => rowOf(one as StatedTotals));
  if (wrongFigure !== undefined) return wrongFigure;
  const ratios = new Map<string, bigint>();
  for (const [fund, { byRatio }] of Object.entries(funds)) {
    for (const [ratio, amount] of Object.entries(byRatio)) ratios.set(`${fund} ${ratio}`, BigInt(amount));
  }
  for (const key of new Set([...ratios.keys(), ...state.byRatio.keys()])) {
    const [says, is] = [ratios.get(key) ?? 0n, state.byRatio.get(key) ?? 0n];
    if (says !== is) return `says ${says} fen of ${key}, not ${is}`;
  }
  return undefined;
}

function differenceOf(stated: Readonly<Record<string, unknown>>, rows: Rows, read: (one: unknown) => readonly bigint[]): string | undefined {
  const unknown = Object.keys(stated).find((fund) => !FUND_ORDER.includes(fund as "basic"));
  if (unknown !== undefined) return `names a fund ${unknown}`;
  for (const fund of FUND_ORDER) {
    if (!(fund in stated) && !rows.has(fund)) continue;
    const says = fund in stated ? read(stated[fund]) : NOTHING;
    const is = rows.get(fund) ?? NOTHING;
    const place = COLUMNS.findIndex((_, index) => at(says, index) !== at(is, index));
    if (place >= 0) return `says ${COLUMNS[place]} of ${fund} is ${at(says, place)}, not ${at(is, place)}`;
  }
  return undefined;
}

interface StatedTotals {
  readonly [name: string]: unknown;
  readonly shares: readonly number[];
  readonly byRatio: Readonly<Record<string, number>>;
}

function rowOf(totals: StatedTotals): bigint[] {
  const figures = COLUMNS.slice(0, column.tiers).map((name) => BigInt(totals[name] as number));
  if (totals.shares.length !== 3) throw new Error(`has ${totals.shares.length} shares`);
  return [...figures, ...totals.shares.map(BigInt)];
}
