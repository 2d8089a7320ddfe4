import { at, COLUMNS, column, HIDDEN, net, NOTHING, outstanding, payable, type AccountBook, type Row, type State } from "./auditor-account.ts";
import { readYuan } from "./auditor-fields.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { nameOfRegion } from "./auditor-regions.ts";
import { codeOf, isMoved, memberOf, type ItemLine, type Line, type Statement } from "./auditor-statement.ts";

/** The statement that is being looked at. */
export interface Reading {
  readonly complain: (what: string) => void;
  readonly month: string;
  readonly region: string;
  readonly isClosed: boolean;
}

/** A line of a fund or an item with its figures in fen. */
interface ReadLine {
  readonly member: string;
  readonly memberName: string;
  readonly of: string;
  readonly row: Row;
  /** What is wrong with it whatever the books say. */
  readonly wrong: string | undefined;
}

/** What a reader may have found of an account. */
type Found = Pick<State, "rows" | "byRatio" | "closed">;
const NOT_YET: Found = { rows: new Map(), byRatio: new Map(), closed: false };

/** Every line is what the books said of its member at some time since the close, or, of an open month, at any time. */
export function checkLines(ledger: Ledger, reading: Reading, { lines, allotments }: Pick<Statement, "lines" | "allotments">): void {
  const { complain, month, region, isClosed } = reading;
  const members = Map.groupBy(accountsOf(ledger, month, region), (account) => memberOf(region, account));
  const read = [...lines.map(readLine), ...allotments.map(readItemLine)];
  const seen = new Set<string>();
  for (const line of read) {
    const { member, memberName, of, wrong } = line;
    const name = `line ${member} ${of}`;
    if (seen.has(name)) complain(`has ${name} twice`);
    seen.add(name);
    if (wrong !== undefined) complain(`${name}: ${wrong}`);
    const accounts = members.get(member);
    if (accounts === undefined) complain(`has ${name}, and no account of it`);
    else checkFigures(reading, line, accounts);
    const names = region.length === 6 ? namesOf(ledger, member, month) : [nameOfRegion(member)];
    if (!names.includes(memberName)) complain(`calls ${member} ${memberName}, and never was it called so`);
  }
  for (const order of [lines.map(({ member }) => member), allotments.map(({ member }) => member)]) {
    if (order.some((member, place) => place > 0 && (order[place - 1] ?? "") > member)) complain(`has its members in the order ${order.join()}`);
  }
  for (const [member, accounts] of members) {
    for (const of of isClosed ? accounts.flatMap(({ rows }) => [...rows.keys()]) : []) {
      const mustShow = accounts.some((account) => statesOf(account, true).every(({ rows }) => isMoved(rows.get(of) ?? [])));
      if (mustShow && !seen.has(`line ${member} ${of}`)) complain(`has no line ${member} ${of}`);
    }
    if (region.length === 6) for (const account of accounts) checkTogether(reading, account, read);
  }
}

export function accountsOf(ledger: Ledger, period: string, region: string): AccountBook[] {
  return [...ledger.accounts()].filter((account) => account.period.startsWith(period) && account.county.startsWith(region));
}

function statesOf(account: AccountBook, isClosed: boolean): readonly Found[] {
  return isClosed ? account.states.filter(({ closed }) => closed) : [NOT_YET, ...account.states];
}

function readLine(line: Line): ReadLine {
  const { member, memberName, fund, count, accrued, deducted, retained, deferred, disbursed, shares, findings } = line;
  const amounts = [accrued, deducted, retained, disbursed].map(readYuan);
  const found = [findings.over, findings.under, findings.notCheckable].map(BigInt);
  const row = [BigInt(count), ...amounts, 0n, ...tiersOf(shares), ...found, 0n, 0n, readYuan(deferred), 0n];
  const wrong =
    readYuan(line.payable) !== payable(row)
      ? `payable ${line.payable} is not accrued − deducted − retained − deferred`
      : readYuan(line.outstanding) !== outstanding(row)
        ? `outstanding ${line.outstanding} is not payable − disbursed`
        : wrongShares(row);
  return { member, memberName, of: fund, row, wrong };
}

function readItemLine({ member, memberName, item, count, headcount, accrued, shares }: ItemLine): ReadLine {
  const none = [0n, 0n, 0n];
  const row = [
    BigInt(count),
    readYuan(accrued),
    ...none,
    0n,
    ...tiersOf(shares),
    ...none,
    BigInt(headcount.lifted),
    BigInt(headcount.unlifted),
    0n,
    0n,
  ];
  return { member, memberName, of: item, row, wrong: wrongShares(row) };
}

function tiersOf({ province, prefecture, county }: Line["shares"]): bigint[] {
  return [province, prefecture, county].map(readYuan);
}

/** What every row must obey whatever the books say. */
function wrongShares(row: Row): string | undefined {
  const shares = at(row, column.tiers) + at(row, column.tiers + 1) + at(row, column.tiers + 2);
  return shares === net(row) ? undefined : `its shares sum to ${shares} fen, accrued − deducted are ${net(row)}`;
}

/** Each figure lies between the least and the most that the member's accounts ever said together. */
function checkFigures({ complain, isClosed }: Reading, { member, of, row }: ReadLine, accounts: readonly AccountBook[]): void {
  const ranges = rangesOf(accounts, isClosed, of);
  for (const [place, name] of COLUMNS.entries()) {
    if (HIDDEN.includes(place)) continue;
    const [is, least, most] = [at(row, place), at(ranges.least, place), at(ranges.most, place)];
    if (is < least || is > most)
      complain(`line ${member} ${of}: ${name} is ${is}, and was ever ${least === most ? least : `from ${least} to ${most}`}`);
  }
}

/** The range of each figure of a fund or item, summed over accounts each of which was read in one of its states. */
function rangesOf(accounts: readonly AccountBook[], isClosed: boolean, of: string): { readonly least: Row; readonly most: Row } {
  const [least, most] = [NOTHING.slice(), NOTHING.slice()];
  for (const account of accounts) {
    const rows = statesOf(account, isClosed).map((state) => state.rows.get(of) ?? NOTHING);
    const [first = NOTHING, ...others] = rows;
    for (let place = 0; place < NOTHING.length; place += 1) {
      let low = at(first, place);
      let high = low;
      for (const row of others) {
        const figure = at(row, place);
        if (figure < low) low = figure;
        else if (figure > high) high = figure;
      }
      least[place] = at(least, place) + low;
      most[place] = at(most, place) + high;
    }
  }
  return { least, most };
}

/** The range of a sum over accounts each of which was read in one of its states. */
export function rangeOf(
  accounts: readonly AccountBook[],
  isClosed: boolean,
  value: (state: Found) => bigint,
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
function checkTogether({ complain, isClosed }: Reading, account: AccountBook, read: readonly ReadLine[]): void {
  const own = read.filter(({ member }) => member === account.lane);
  if (statesOf(account, isClosed).some((state) => isState(state, own))) return;
  const shown = own.map(({ of, row }) => `${of} ${row.join(" ")}`).join("; ");
  complain(`shows ${account.key} as it never was: ${shown}`);
}

function isState({ rows }: Found, own: readonly ReadLine[]): boolean {
  let moved = 0;
  for (const row of rows.values()) if (isMoved(row)) moved += 1;
  return (
    moved === own.length &&
    own.every(({ of, row }) => row.every((figure, place) => HIDDEN.includes(place) || figure === at(rows.get(of) ?? [], place)))
  );
}

/** Everything the institution was ever called in the year, and its code. */
function namesOf(ledger: Ledger, lane: string, month: string): string[] {
  const accounts = [...(ledger.lanes.get(lane)?.accounts.values() ?? [])].filter(({ period }) => period.startsWith(month.slice(0, 4)));
  return [codeOf(lane), ...accounts.flatMap(({ states }) => states.map(({ name }) => name))];
}
