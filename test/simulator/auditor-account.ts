/** The columns of a row; amounts in fen. Of an item only the count, what accrued, the tiers and the heads ever move. */
export const COLUMNS = [
  ...(["count", "accrued", "deducted", "retained", "disbursed", "setOff", "province", "prefecture", "county"] as const),
  ...(["over", "under", "notCheckable", "headcountLifted", "headcountUnlifted", "deferred", "released"] as const),
];
/** Their places; the tiers' shares begin at `tiers`, the counts of findings at `findings` and those of persons at `heads`. */
export const column = {
  ...({ count: 0, accrued: 1, deducted: 2, retained: 3, disbursed: 4, setOff: 5, tiers: 6, findings: 9, heads: 12 } as const),
  ...({ deferred: 14, released: 15 } as const),
};
/** Those that no statement shows. */
export const HIDDEN: readonly number[] = [column.setOff, column.released];

/** One fund or item of one account, as a vector: what an entry does is a vector that is added. */
export type Row = bigint[];
export type Rows = ReadonlyMap<string, readonly bigint[]>;

export const NOTHING: readonly bigint[] = COLUMNS.map(() => 0n);

const accrual = (amount: bigint, shares: readonly bigint[]): Row => [1n, amount, 0n, 0n, 0n, 0n, ...shares];
const deduction = (amount: bigint, shares: readonly bigint[], retained: bigint): Row => [
  ...[0n, 0n, amount, retained, 0n, 0n],
  ...shares.map((one) => -one),
];
/** Moves what is retained, and, with −1 and more, what is deferred or released. */
const withheld = (retained: bigint, deferred: bigint, released: bigint): Row =>
  COLUMNS.map((_, place) => ({ [column.retained]: retained, [column.deferred]: deferred, [column.released]: released })[place] ?? 0n);
const payment = (amount: bigint, setOff: bigint): Row => [0n, 0n, 0n, 0n, amount, setOff];

export const net = (row: readonly bigint[]): bigint => at(row, column.accrued) - at(row, column.deducted);
/** What is neither deducted nor waits for a decision: what may be deducted. */
export const undecided = (row: readonly bigint[]): bigint => net(row) - at(row, column.deferred);
export const payable = (row: readonly bigint[]): bigint => undecided(row) - at(row, column.retained);
export const outstanding = (row: readonly bigint[]): bigint => payable(row) - at(row, column.disbursed);
export const at = (row: readonly bigint[], place: number): bigint => row[place] ?? 0n;

/** The persons of one status in an allotment, and what is allotted for them. */
export interface Allotted {
  readonly status: string;
  readonly heads: bigint;
  readonly amount: bigint;
  readonly shares: readonly bigint[];
  readonly ratio: string;
}

/** What one fund had left, after every change: to be deducted, to be paid, retained, and not yet paid. Of a prepaid account its balance. */
export interface Lefts {
  readonly deductible: bigint[];
  readonly outstanding: bigint[];
  readonly retained: bigint[];
  readonly unpaid: bigint[];
  readonly balance: bigint[];
}

/** An account as a page left it. */
export interface State {
  readonly version: number;
  readonly closed: boolean;
  /** The day of its close. */
  readonly closedOn: string;
  readonly name: string;
  readonly rows: Rows;
  readonly byRatio: ReadonlyMap<string, bigint>;
  /** Of a prepaid account: what was prepaid and returned, by year and fund: "2017 basic". */
  readonly flows: ReadonlyMap<string, Flow>;
  /** The body it is stored with: the text the page states, once that was found right. */
  text: string;
}

export type Flow = readonly [prepaid: bigint, returned: bigint];

/** What one institution is owed for one county and month ("prepaid": what it was paid ahead), folded from the journal. */
export class AccountBook {
  readonly period: string;
  readonly county: string;
  readonly lane: string;
  closed = false;
  /** When it was closed, in steps of the auditor. */
  closedAt = Infinity;
  closedOn = "";
  /** Whether something that was withheld became payable: what was too much to pay or deduct before may be right now. */
  mayHaveRisen = false;
  name = "";
  /** By fund, and by item of what was allotted. */
  readonly rows = new Map<string, Row>();
  /** By fund or item and ratio: "basic 10:3:12". */
  readonly byRatio = new Map<string, bigint>();
  /** By version, oldest first. */
  readonly states: State[] = [];
  readonly flows = new Map<string, Flow>();
  /** What each fund had left after every change since the close; of a prepaid account, since ever. */
  readonly left = new Map<string, Lefts>();

  constructor(period: string, county: string, lane: string) {
    this.period = period;
    this.county = county;
    this.lane = lane;
  }

  get key(): string {
    return `${this.period}#${this.county}#${this.lane}`;
  }

  row(of: string): readonly bigint[] {
    return this.rows.get(of) ?? NOTHING;
  }

  accrue(fund: string, ratio: string, amount: bigint, shares: readonly bigint[]): void {
    this.#add(fund, accrual(amount, shares));
    this.#addRatio(fund, ratio, amount);
  }

  deduct(fund: string, ratio: string, amount: bigint, shares: readonly bigint[]): void {
    // What is retained never is more than is left of what it was retained of.
    const row = this.row(fund);
    const most = undecided(row) - amount;
    const over = at(row, column.retained) - (most > 0n ? most : 0n);
    this.#add(fund, deduction(amount, shares, over > 0n ? -over : 0n));
    this.#addRatio(fund, ratio, -amount);
  }

  /** Keeps an amount back, or, below zero, no longer. */
  retain(fund: string, amount: bigint): void {
    this.#add(fund, withheld(amount, 0n, 0n));
  }

  release(fund: string, amount: bigint): void {
    this.#add(fund, withheld(-amount, 0n, amount));
    this.mayHaveRisen = true;
  }

  /** Withholds what is left of an advance; what was retained of it gives way. */
  defer(fund: string, amount: bigint, retained: bigint): void {
    this.#add(fund, withheld(-retained, amount, 0n));
  }

  /** Withholds it no longer; what had given way comes back, but for a refusal. */
  decide(fund: string, amount: bigint, retained: bigint): void {
    this.#add(fund, withheld(retained, -amount, 0n));
    this.mayHaveRisen = true;
  }

  /** Counts a finding of an advance by the place of its verdict, or, with −1, takes it back. */
  find(fund: string, verdict: number, times: bigint): void {
    const row = this.#own(fund);
    row[column.findings + verdict] = at(row, column.findings + verdict) + times;
  }

  /** Counts one allotment, whatever statuses it is for. */
  allot(item: string, parts: readonly Allotted[]): void {
    const row = this.#own(item);
    row[column.count] = at(row, column.count) + 1n;
    for (const { status, heads, amount, shares, ratio } of parts) {
      const of = column.heads + (status === "lifted" ? 0 : 1);
      row[of] = at(row, of) + heads;
      this.#add(item, [0n, ...accrual(amount, shares).slice(1)]);
      this.#addRatio(item, ratio, amount);
    }
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

  /** Counts what was prepaid, or returned, in a year. */
  flow(fund: string, year: string, prepaid: bigint, returned: bigint): void {
    this.prepay(fund, prepaid - returned);
    const [before, back] = this.flows.get(`${year} ${fund}`) ?? [0n, 0n];
    this.flows.set(`${year} ${fund}`, [before + prepaid, back + returned]);
  }

  balance(fund: string): bigint {
    return at(this.row(fund), column.disbursed);
  }

  close(step: number, day: string): void {
    this.closed = true;
    this.closedAt = step;
    this.closedOn = day;
  }

  /** From now on, what is left can be deducted and disbursed. */
  beginPayments(): void {
    this.left.clear();
    for (const fund of this.rows.keys()) this.#keepLeft(fund);
  }

  keep(version: number, text: string): State {
    const state = {
      version,
      closed: this.closed,
      closedOn: this.closedOn,
      name: this.name,
      rows: new Map([...this.rows].map(([of, row]) => [of, row.slice()])),
      byRatio: new Map(this.byRatio),
      flows: new Map(this.flows),
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

  #own(of: string): Row {
    let row = this.rows.get(of);
    if (row === undefined) this.rows.set(of, (row = NOTHING.slice()));
    return row;
  }

  #add(of: string, change: readonly bigint[]): void {
    const row = this.#own(of);
    for (const [place, amount] of change.entries()) row[place] = at(row, place) + amount;
    if (this.period === "prepaid" || this.left.has(of)) this.#keepLeft(of);
  }

  #keepLeft(of: string): void {
    const row = this.row(of);
    let left = this.left.get(of);
    if (left === undefined) this.left.set(of, (left = { deductible: [], outstanding: [], retained: [], unpaid: [], balance: [0n] }));
    left.deductible.push(undecided(row));
    left.outstanding.push(outstanding(row));
    left.retained.push(at(row, column.retained));
    left.unpaid.push(outstanding(row) + at(row, column.retained));
    left.balance.push(at(row, column.disbursed));
  }

  #addRatio(of: string, ratio: string, amount: bigint): void {
    const key = `${of} ${ratio}`;
    this.byRatio.set(key, (this.byRatio.get(key) ?? 0n) + amount);
  }
}
