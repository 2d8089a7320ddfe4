import { at, column, net, type AccountBook, type Rows, type State } from "./auditor-account.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { readYuan } from "./auditor-fields.ts";
import { nameOfRegion } from "./auditor-regions.ts";
import { figuresOf, isMoved, memberOf, type Line } from "./auditor-statement.ts";

/** The statement that is being looked at. */
export interface Reading {
  readonly complain: (what: string) => void;
  readonly month: string;
  readonly region: string;
  readonly isClosed: boolean;
}

/** Every line is what the books said of its member at some time since the close, or, of an open month, at any time. */
export function checkLines(ledger: Ledger, reading: Reading, lines: readonly Line[]): void {
  const { complain, month, region, isClosed } = reading;
  const members = Map.groupBy(accountsOf(ledger, month, region), (account) => memberOf(region, account));
  const seen = new Set<string>();
  for (const line of lines) {
    const name = `line ${line.member} ${line.fund}`;
    if (seen.has(name)) complain(`has ${name} twice`);
    seen.add(name);
    const wrong = wrongIn(line);
    if (wrong !== undefined) complain(`${name}: ${wrong}`);
    const accounts = members.get(line.member);
    if (accounts === undefined) complain(`has ${name}, and no account of it`);
    else checkFigures(reading, line, accounts);
    const names = region.length === 6 ? namesOf(ledger, line.member, month) : [nameOfRegion(line.member)];
    if (!names.includes(line.memberName)) complain(`calls ${line.member} ${line.memberName}, and never was it called so`);
  }
  const order = lines.map(({ member }) => member);
  if (order.some((member, place) => place > 0 && (order[place - 1] ?? "") > member)) complain(`has its members in the order ${order.join()}`);
  for (const [member, accounts] of members) {
    for (const fund of accounts.flatMap(({ rows }) => [...rows.keys()])) {
      const mustShow = isClosed && accounts.some((account) => statesOf(account, true).every(({ rows }) => isMoved(rows.get(fund) ?? [])));
      if (mustShow && !seen.has(`line ${member} ${fund}`)) complain(`has no line ${member} ${fund}`);
    }
  }
  if (region.length === 6) for (const [member, [account]] of members) checkTogether(reading, member, account, lines);
}

export function accountsOf(ledger: Ledger, period: string, region: string): AccountBook[] {
  return [...ledger.accounts()].filter((account) => account.period.startsWith(period) && account.county.startsWith(region));
}

const NONE: Pick<State, "rows" | "byRatio" | "closed"> = { rows: new Map(), byRatio: new Map(), closed: false };

/** What a reader may have found of the account. */
export function statesOf(account: AccountBook, isClosed: boolean): readonly Pick<State, "rows" | "byRatio" | "closed">[] {
  return isClosed ? account.states.filter(({ closed }) => closed) : [NONE, ...account.states];
}

/** What every row must obey whatever the books say. */
function wrongIn(line: Line): string | undefined {
  const [accrued, deducted, retained, due, paid, open] = [
    line.accrued,
    line.deducted,
    line.retained,
    line.payable,
    line.disbursed,
    line.outstanding,
  ].map(readYuan) as [bigint, bigint, bigint, bigint, bigint, bigint];
  const shares = readYuan(line.shares.province) + readYuan(line.shares.prefecture) + readYuan(line.shares.county);
  if (due !== accrued - deducted - retained) return `payable ${line.payable} is not accrued − deducted − retained`;
  if (open !== due - paid) return `outstanding ${line.outstanding} is not payable − disbursed`;
  return shares === accrued - deducted ? undefined : `its shares sum to ${shares} fen, accrued − deducted are ${accrued - deducted}`;
}

const FIGURES: readonly (readonly [name: string, is: (line: Line) => bigint, of: (row: readonly bigint[]) => bigint])[] = [
  ["count", ({ count }) => BigInt(count), (row) => at(row, column.count)],
  ["accrued", ({ accrued }) => readYuan(accrued), (row) => at(row, column.accrued)],
  ["deducted", ({ deducted }) => readYuan(deducted), (row) => at(row, column.deducted)],
  ["retained", ({ retained }) => readYuan(retained), (row) => at(row, column.retained)],
  ["disbursed", ({ disbursed }) => readYuan(disbursed), (row) => at(row, column.disbursed)],
  ["the province's share", ({ shares }) => readYuan(shares.province), (row) => at(row, column.tiers)],
  ["the prefecture's share", ({ shares }) => readYuan(shares.prefecture), (row) => at(row, column.tiers + 1)],
  ["the county's share", ({ shares }) => readYuan(shares.county), (row) => at(row, column.tiers + 2)],
];

/** Each figure lies between the least and the most that the member's accounts ever said together. */
function checkFigures({ complain, isClosed }: Reading, line: Line, accounts: readonly AccountBook[]): void {
  for (const [name, is, of] of FIGURES) {
    const { least, most } = rangeOf(accounts, isClosed, ({ rows }) => of(rows.get(line.fund) ?? []));
    if (is(line) < least || is(line) > most) {
      const should = least === most ? `${least}` : `from ${least} to ${most}`;
      complain(`line ${line.member} ${line.fund}: ${name} is ${is(line)}, and was ever ${should}`);
    }
  }
}

/** The range of a sum over accounts each of which was read in one of its states. */
export function rangeOf(
  accounts: readonly AccountBook[],
  isClosed: boolean,
  value: (state: Pick<State, "rows" | "byRatio" | "closed">) => bigint,
): { readonly least: bigint; readonly most: bigint } {
  let [least, most] = [0n, 0n];
  for (const account of accounts) {
    const values = statesOf(account, isClosed).map(value);
    least += values.reduce((a, b) => (a < b ? a : b), values[0] ?? 0n);
    most += values.reduce((a, b) => (a > b ? a : b), values[0] ?? 0n);
  }
  return { least, most };
}

/** An institution's lines of a county are one account, read at one time: all of them fit one of its states. */
function checkTogether({ complain, isClosed }: Reading, member: string, account: AccountBook | undefined, lines: readonly Line[]): void {
  if (account === undefined) return;
  const own = lines.filter((line) => line.member === member);
  const fits = statesOf(account, isClosed).some(({ rows }) => isState(rows, own));
  if (!fits)
    complain(`shows ${account.key} as it never was: ${own.map(({ fund, accrued, disbursed }) => `${fund} ${accrued} ${disbursed}`).join("; ")}`);
}

function isState(rows: Rows, lines: readonly Line[]): boolean {
  const moved = [...rows].filter(([, row]) => isMoved(row));
  return moved.length === lines.length && lines.every((line) => figureText(rows.get(line.fund) ?? []) === figureText(rowOf(line)));
}

function figureText(row: readonly bigint[]): string {
  return JSON.stringify({ ...figuresOf(row), net: String(net(row)) });
}

function rowOf({ count, accrued, deducted, retained, disbursed, shares }: Line): bigint[] {
  const amounts = [accrued, deducted, retained, disbursed].map(readYuan);
  return [BigInt(count), ...amounts, 0n, ...[shares.province, shares.prefecture, shares.county].map(readYuan)];
}

/** Everything the institution was ever called in the year, and its code. */
function namesOf(ledger: Ledger, lane: string, month: string): string[] {
  const accounts = [...(ledger.lanes.get(lane)?.accounts.values() ?? [])].filter(({ period }) => period.startsWith(month.slice(0, 4)));
  return [lane, ...accounts.flatMap(({ states }) => states.map(({ name }) => name))];
}
