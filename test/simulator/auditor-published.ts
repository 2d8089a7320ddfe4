import { csvOf, linesOf } from "./auditor-csv.ts";
import { readYuan } from "./auditor-fields.ts";
import { checkLines } from "./auditor-lines.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { checkRates } from "./auditor-rates.ts";
import { countiesUnder, nameOfRegion } from "./auditor-regions.ts";
import { levelOf, statementOf, type Figures, type ItemFigures, type Statement } from "./auditor-statement.ts";

/** A statement that was put: what cannot lag is right, what can is what the books were at some time. At rest all is as the books are. */
export function checkPublished(ledger: Ledger, key: string, body: string): void {
  const [, year = "", number = "", region = "", ending] = /^statements\/(\d{4})-(\d\d)\/(\d+)\.(json|csv)$/.exec(key) ?? [];
  const month = year + number;
  const complain = (what: string): void => {
    ledger.complain(`${key} ${what}`);
  };
  if (ending === undefined || countiesUnder(region).length === 0) {
    complain("is no place for a statement");
    return;
  }
  // Time only widens what a statement may have been, so that what was right once needs no second look until it must be exact.
  if (!ledger.isAtRest && ledger.published.get(key) === body) return;
  ledger.published.set(key, body);
  if (ledger.isAtRest) {
    const wrong = differenceFromBooks(ledger, month, region, body, ending);
    if (wrong !== undefined) complain(`differs from the books: ${wrong}`);
    return;
  }
  if (ending === "csv") {
    const read = linesOf(body, levelOf(region));
    if (read === undefined) complain(`is no such table: ${body.slice(0, 200)}`);
    else checkLines(ledger, { complain, month, region, isClosed: false }, read);
    return;
  }
  const statement = JSON.parse(body) as Statement;
  const isClosed = statement.status === "closed";
  checkHead(statement, { month: `${year}-${number}`, region }, complain);
  if (isClosed) checkClosed(ledger, month, region, complain);
  checkLines(ledger, { complain, month, region, isClosed }, statement);
  const { lines, totals, allotments, allotmentTotals } = statement;
  checkTotals("lines", lines, ({ fund }) => fund, totals, READERS, complain);
  checkTotals("allotments", allotments, ({ item }) => item, allotmentTotals, ITEM_READERS, complain);
  checkRates(ledger, { complain, month, region, isClosed }, statement);
}

/** How a statement differs from the auditor's own of this moment. */
function differenceFromBooks(ledger: Ledger, month: string, region: string, body: string, ending: string): string | undefined {
  const place = `${month} ${region}`;
  const own = ledger.own.get(place) ?? statementOf(ledger, month, region);
  ledger.own.set(place, own);
  if (ending === "json") return deepDifference(JSON.parse(body), own, "");
  return body === csvOf(own) ? undefined : firstDifferentLine(body, csvOf(own));
}

type Complain = (what: string) => void;

function checkHead(statement: Statement, { month, region }: { readonly month: string; readonly region: string }, complain: Complain): void {
  const { regionName, level, status, rate } = statement;
  if (statement.month !== month || statement.region !== region) complain(`calls itself ${statement.region} of ${statement.month}`);
  if (regionName !== nameOfRegion(region) || level !== levelOf(region)) complain(`calls its region ${regionName}, a ${level}`);
  if (status !== "open" && status !== "closed") complain(`has the status ${status}`);
  if (rate.requirement !== "0.85") complain(`requires ${rate.requirement}`);
}

/** Closed is what no account can be open in any more. */
function checkClosed(ledger: Ledger, month: string, region: string, complain: Complain): void {
  const open = countiesUnder(region).find((county) => ledger.county(county).settledThrough < month);
  if (open !== undefined) complain(`is closed, and county ${open} is settled through ${ledger.county(open).settledThrough || "nothing"}`);
  for (const account of ledger.accounts()) {
    if (account.period === month && account.county.startsWith(region) && !account.closed) complain(`is closed, and account ${account.key} is open`);
  }
}

const AMOUNTS = ["accrued", "deducted", "retained", "deferred", "payable", "disbursed", "outstanding"] as const;
const TIERS = ["province", "prefecture", "county"] as const;
const FINDINGS = ["over", "under", "notCheckable"] as const;

type Readers<F> = readonly (readonly [name: string, read: (figures: F) => bigint])[];

/** Totals are the sums of the lines, column by column. */
function checkTotals<F, L extends F>(
  what: string,
  lines: readonly L[],
  keyOf: (line: L) => string,
  totals: Readonly<Record<string, F>>,
  readers: Readers<F>,
  complain: Complain,
): void {
  for (const key of new Set([...Object.keys(totals), ...lines.map(keyOf), "all"])) {
    const own = key === "all" ? lines : lines.filter((line) => keyOf(line) === key);
    const total = totals[key];
    if (total === undefined || (own.length === 0 && key !== "all")) {
      complain(`has ${what} of ${key} and no total, or a total and no lines`);
      continue;
    }
    for (const [name, read] of readers) {
      const sum = own.reduce((result, line) => result + read(line), 0n);
      if (read(total) !== sum) complain(`says ${name} of ${key} is ${read(total)} in total, its lines sum to ${sum}`);
    }
  }
}

const SHARES = TIERS.map((tier) => [`the share of ${tier}`, ({ shares }: Pick<Figures, "shares">) => readYuan(shares[tier])] as const);

const READERS: Readers<Figures> = [
  ["count", ({ count }) => BigInt(count)],
  ...AMOUNTS.map((name) => [name, (figures: Figures) => readYuan(figures[name])] as const),
  ...SHARES,
  ...FINDINGS.map((name) => [`findings ${name}`, ({ findings }: Figures) => BigInt(findings[name])] as const),
];

const ITEM_READERS: Readers<ItemFigures> = [
  ["count", ({ count }) => BigInt(count)],
  ["lifted heads", ({ headcount }) => BigInt(headcount.lifted)],
  ["unlifted heads", ({ headcount }) => BigInt(headcount.unlifted)],
  ["accrued", ({ accrued }) => readYuan(accrued)],
  ...SHARES,
];

/** The first place where two values of JSON differ; the order of names doesn't count. */
function deepDifference(is: unknown, should: unknown, path: string): string | undefined {
  if (is === should) return undefined;
  if (typeof is !== "object" || typeof should !== "object" || is === null || should === null)
    return `${path || "it"} is ${JSON.stringify(is)}, and should be ${JSON.stringify(should)}`;
  for (const name of new Set([...Object.keys(should), ...Object.keys(is)])) {
    const wrong = deepDifference((is as Record<string, unknown>)[name], (should as Record<string, unknown>)[name], `${path}.${name}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function firstDifferentLine(is: string, should: string): string {
  const [has, wants] = [is.split("\r\n"), should.split("\r\n")];
  const place = wants.findIndex((line, index) => line !== has[index]);
  return place < 0
    ? `it has ${has.length} lines, and should have ${wants.length}`
    : `line ${place + 1} is "${has[place]}", and should be "${wants[place]}"`;
}
