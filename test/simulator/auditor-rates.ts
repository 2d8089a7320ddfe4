import type { AccountBook, State } from "./auditor-account.ts";
import { differencesIn, rateOf, ratedOf, roundHundredth, shortfallOf, type Rated, type Statement, type Tiers } from "./auditor-statement.ts";
import type { Ledger } from "./auditor-ledger.ts";
import { accountsOf, rangeOf, type Reading } from "./auditor-lines.ts";
import { readYuan } from "./auditor-fields.ts";
import { FUND_ORDER, ITEM_ORDER } from "./auditor-policy.ts";

const RATED = ["basic", "critical", "assistance"];
const TIERS = ["province", "prefecture", "county"] as const;

/** Rates and rounding differences: the month's rate follows from the totals, the others lie where the books allow. */
export function checkRates(ledger: Ledger, reading: Reading, statement: Statement): void {
  const { complain, month, region } = reading;
  const { totals, rate } = statement;
  const rated = RATED.flatMap((fund) => totals[fund] ?? []);
  const owed = rated.reduce((sum, one) => sum + readYuan(one.accrued) - readYuan(one.deducted), 0n);
  const paid = rated.reduce((sum, one) => sum + readYuan(one.disbursed), 0n);
  if (rate.month !== rateOf({ owed, paid })) complain(`has the rate ${rate.month}, its totals give ${rateOf({ owed, paid })}`);
  const accounts = accountsOf(ledger, month, region);
  checkDifferences(reading, "rounding difference", accounts, FUND_ORDER, statement.roundingDifference);
  checkDifferences(reading, "rounding difference of allotments", accounts, ITEM_ORDER, statement.allotmentRoundingDifference);
  checkYear(ledger, reading, rate);
}

function checkDifferences(
  { complain, isClosed }: Reading,
  what: string,
  accounts: readonly AccountBook[],
  order: readonly string[],
  differences: Tiers,
): void {
  for (const [tier, name] of TIERS.entries()) {
    const { least, most } = rangeOf(accounts, isClosed, (state) => differencesOf(order, state)[tier] ?? 0n);
    const is = readYuan(differences[name]);
    if (is < roundHundredth(least) || is > roundHundredth(most))
      complain(`has a ${what} of ${name} of ${is} fen, and it was ever from ${least} to ${most} hundredths`);
  }
}

const ofFunds = new WeakMap<object, readonly bigint[]>();
const ofItems = new WeakMap<object, readonly bigint[]>();

const rated = new WeakMap<object, Rated>();

/** What an account's state says never changes, and is worked out once. */
function ratedIn(state: Pick<State, "rows">): Rated {
  let known = rated.get(state);
  if (known === undefined) rated.set(state, (known = ratedOf([state.rows])));
  return known;
}

function differencesOf(order: readonly string[], state: Pick<State, "rows" | "byRatio">): readonly bigint[] {
  const known = order === FUND_ORDER ? ofFunds : ofItems;
  let differences = known.get(state);
  if (differences === undefined) known.set(state, (differences = differencesIn(order, [state])));
  return differences;
}

/** The year's closed months. Those before a closed month are closed too; one after it may have been open when the statement was made. */
function checkYear(ledger: Ledger, { complain, month, region, isClosed }: Reading, { year, shortfall }: Statement["rate"]): void {
  let [leastOwed, mostOwed, leastPaid, mostPaid] = [0n, 0n, 0n, 0n];
  for (const account of accountsOf(ledger, month.slice(0, 4), region)) {
    const wasClosed = isClosed && account.period <= month;
    const owed = rangeOf([account], wasClosed, (state) => (state.closed ? ratedIn(state).owed : 0n));
    const paid = rangeOf([account], wasClosed, (state) => (state.closed ? ratedIn(state).paid : 0n));
    [leastOwed, mostOwed, leastPaid, mostPaid] = [leastOwed + owed.least, mostOwed + owed.most, leastPaid + paid.least, mostPaid + paid.most];
  }
  const least = { owed: mostOwed, paid: leastPaid };
  const most = { owed: leastOwed, paid: mostPaid };
  // Where nothing may have been owed, a rate may be none or anything.
  const isFree = leastOwed <= 0n || leastPaid < 0n;
  const isBetween = year !== null && Number(year) >= Number(rateOf(least)) && Number(year) <= Number(rateOf(most));
  if (!isFree && !isBetween) complain(`has the rate ${year} of the year, and it was ever from ${rateOf(least)} to ${rateOf(most)}`);
  const missing = readYuan(shortfall);
  if (missing > (mostOwed <= 0n ? 0n : shortfallOf(least)) || (!isFree && missing < shortfallOf(most)))
    complain(`has a shortfall of ${missing} fen, and it was ever from ${shortfallOf(most)} to ${shortfallOf(least)}`);
}
