import { FUND_ORDER } from "./auditor-policy.ts";

/** The columns of a row; amounts in fen. */
export const COLUMNS = ["count", "accrued", "deducted", "retained", "disbursed", "setOff", "province", "prefecture", "county"] as const;
const [COUNT, ACCRUED, DEDUCTED, RETAINED, DISBURSED, SET_OFF, FIRST_TIER] = [0, 1, 2, 3, 4, 5, 6];

/** One fund of one account, as a vector: what an entry does is a vector that is added. */
export type Row = bigint[];
export type Rows = ReadonlyMap<string, readonly bigint[]>;

const NOTHING: readonly bigint[] = COLUMNS.map(() => 0n);

export const accrual = (amount: bigint, shares: readonly bigint[]): Row => [1n, amount, 0n, 0n, 0n, 0n, ...shares];
export const deduction = (amount: bigint, shares: readonly bigint[]): Row => [0n, 0n, amount, 0n, 0n, 0n, ...shares.map((one) => -one)];
const payment = (amount: bigint, setOff: bigint): Row => [0n, 0n, 0n, 0n, amount, setOff, 0n, 0n, 0n];

export const net = (row: readonly bigint[]): bigint => at(row, ACCRUED) - at(row, DEDUCTED);
export const payable = (row: readonly bigint[]): bigint => net(row) - at(row, RETAINED);
export const outstanding = (row: readonly bigint[]): bigint => payable(row) - at(row, DISBURSED);
export const at = (row: readonly bigint[], column: number): bigint => row[column] ?? 0n;
export const column = {
  count: COUNT,
  accrued: ACCRUED,
  deducted: DEDUCTED,
  retained: RETAINED,
  disbursed: DISBURSED,
  setOff: SET_OFF,
  tiers: FIRST_TIER,
};

/** An account as a page left it. */
export interface State {
  readonly version: number;
  readonly closed: boolean;
  readonly name: string;
  readonly rows: Rows;
  readonly byRatio: ReadonlyMap<string, bigint>;
  /** The body it is stored with: the text the page states, once that was found right. */
  text: string;
}

/** What one institution is owed for one county and month ("prepaid": what it was paid ahead), folded from the journal. */
export class AccountBook {
  readonly period: string;
  readonly county: string;
  readonly lane: string;
  closed = false;
  /** When it was closed, in steps of the auditor. */
  closedAt = Infinity;
  name = "";
  readonly rows = new Map<string, Row>();
  /** By fund and ratio: "basic 10:3:12". */
  readonly byRatio = new Map<string, bigint>();
  /** By version, oldest first. */
  readonly states: State[] = [];
  /** What each fund had left after every change since the close: of the month's amounts, and to be paid. */
  readonly left = new Map<string, { readonly net: bigint[]; readonly outstanding: bigint[] }>();

  constructor(period: string, county: string, lane: string) {
    this.period = period;
    this.county = county;
    this.lane = lane;
  }

  get key(): string {
    return `${this.period}#${this.county}#${this.lane}`;
  }

  row(fund: string): readonly bigint[] {
    return this.rows.get(fund) ?? NOTHING;
  }

  accrue(fund: string, ratio: string, amount: bigint, shares: readonly bigint[]): void {
    this.#add(fund, accrual(amount, shares));
    this.#addRatio(fund, ratio, amount);
  }

  deduct(fund: string, ratio: string, amount: bigint, shares: readonly bigint[]): void {
    this.#add(fund, deduction(amount, shares));
    this.#addRatio(fund, ratio, -amount);
  }

  pay(fund: string, amount: bigint): void {
    this.#add(fund, payment(amount, 0n));
  }

  /** Pays from the prepaid balance, or back into it where the amount is below zero. */
  setOff(fund: string, amount: bigint, prepaid: AccountBook): void {
    this.#add(fund, payment(amount, amount));
    prepaid.prepay(fund, -amount);
  }

  /** Of a prepaid account the balance is its only figure. */
  prepay(fund: string, amount: bigint): void {
    this.#add(fund, payment(amount, 0n));
  }

  balance(fund: string): bigint {
    return at(this.row(fund), DISBURSED);
  }

  close(step: number): void {
    this.closed = true;
    this.closedAt = step;
  }

  /** From now on, what is left can be deducted and disbursed. */
  beginPayments(): void {
    this.left.clear();
    for (const [fund, row] of this.rows) this.left.set(fund, { net: [net(row)], outstanding: [outstanding(row)] });
  }

  keep(version: number, text: string): State {
    const state = {
      version,
      closed: this.closed,
      name: this.name,
      rows: new Map([...this.rows].map(([fund, row]) => [fund, row.slice()])),
      byRatio: new Map(this.byRatio),
      text,
    };
    this.states.push(state);
    return state;
  }

  stateAt(version: number): State | undefined {
    for (let place = this.states.length - 1; place >= 0; place -= 1) {
      if (this.states[place]?.version === version) return this.states[place];
    }
    return undefined;
  }

  #add(fund: string, change: readonly bigint[]): void {
    let row = this.rows.get(fund);
    if (row === undefined) this.rows.set(fund, (row = NOTHING.slice()));
    for (const [place, amount] of change.entries()) row[place] = at(row, place) + amount;
    const left = this.left.get(fund);
    left?.net.push(net(row));
    left?.outstanding.push(outstanding(row));
  }

  #addRatio(fund: string, ratio: string, amount: bigint): void {
    const key = `${fund} ${ratio}`;
    this.byRatio.set(key, (this.byRatio.get(key) ?? 0n) + amount);
  }
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
  const figures = COLUMNS.slice(0, FIRST_TIER).map((name) => BigInt(totals[name] as number));
  if (totals.shares.length !== 3) throw new Error(`has ${totals.shares.length} shares`);
  return [...figures, ...totals.shares.map(BigInt)];
}

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
