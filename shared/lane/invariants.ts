import { addFen, fen, subtractFen, sumFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { ALLOTMENT_ITEMS } from "../policy/allotment-rules.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import { accountKeyText, keyOf, netOf, type Account, type FundTotals } from "./account.ts";
import { amountOf, partsAddUp, totalsAddUp } from "./allotments.ts";
import type { Entry } from "./entry.ts";
import { sharesAddUp } from "./shares.ts";

/** A page that does not add up. It is a bug, found before anything is committed. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Asserts what must hold of every page before it is appended: shares sum to their amounts, in entries and in accounts, and every column of
 * the accounts moves by exactly what the entries say. `before` gives an account as it was.
 */
export function assertPage(entries: readonly Entry[], after: readonly Account[], before: (account: Account) => Account): void {
  for (const entry of entries) {
    if ("funds" in entry && !sharesAddUp(entry.funds)) throw new InvariantError(`shares of ${entry.kind} ${entry.id} do not sum to its amounts`);
    if (entry.kind === "allotment" && !partsAddUp(entry)) throw new InvariantError(`the parts of allotment ${entry.id} do not add up`);
  }
  for (const account of after) assertAccount(account);
  assertAllotments(entries, after, before);
  for (const fund of FUNDS) {
    const moved = (column: (totals: FundTotals) => Fen) =>
      sumFen(after.map((account) => subtractFen(columnOf(account, fund, column), columnOf(before(account), fund, column))));
    equal(
      moved((totals) => totals.accrued),
      sumEntries(ofKind(entries, "advance", "reversal"), fund),
      `accrued of ${fund}`,
    );
    equal(
      moved((totals) => totals.deducted),
      sumEntries(
        entries.filter((entry) => entry.kind === "deduction" || (entry.kind === "review" && entry.decision === "refused")),
        fund,
      ),
      `deducted of ${fund}`,
    );
    const lifted = entries.filter((entry) => entry.kind === "review" && entry.wasDeferred === true);
    equal(
      moved((totals) => totals.deferred ?? ZERO_FEN),
      subtractFen(
        sumEntries(
          entries.filter((entry) => entry.kind === "review" && entry.decision === "deferred"),
          fund,
        ),
        sumEntries(lifted, fund),
      ),
      `deferred of ${fund}`,
    );
    equal(
      moved((totals) => totals.released ?? ZERO_FEN),
      sumEntries(ofKind(entries, "release"), fund),
      `released of ${fund}`,
    );
    const balances = sumFen(after.map((account) => subtractFen(balanceOf(account, fund), balanceOf(before(account), fund))));
    const paid = addFen(
      moved((totals) => totals.disbursed),
      balances,
    );
    const came = sumEntries(ofKind(entries, "disbursement", "prepayment"), fund);
    equal(paid, subtractFen(came, sumEntries(ofKind(entries, "return"), fund)), `disbursed and prepaid of ${fund}`);
  }
}

/** What was allotted moves by exactly what the entries say, item by item. */
function assertAllotments(entries: readonly Entry[], after: readonly Account[], before: (account: Account) => Account): void {
  const accruedOf = (account: Account, item: (typeof ALLOTMENT_ITEMS)[number]): Fen =>
    account.type === "month" ? (account.allotments?.[item]?.accrued ?? ZERO_FEN) : ZERO_FEN;
  for (const item of ALLOTMENT_ITEMS) {
    const moved = sumFen(after.map((account) => subtractFen(accruedOf(account, item), accruedOf(before(account), item))));
    equal(
      moved,
      sumFen(entries.flatMap((entry) => (entry.kind === "allotment" && entry.item === item ? [amountOf(entry)] : []))),
      `accrued of ${item}`,
    );
  }
}

function assertAccount(account: Account): void {
  if (account.type === "prepaid") {
    for (const fund of FUNDS) {
      if ((account.balances[fund] ?? 0) < 0)
        throw new InvariantError(`prepaid balance of ${fund} in ${accountKeyText(keyOf(account))} is below zero`);
    }
    return;
  }
  for (const [item, totals] of Object.entries(account.allotments ?? {})) {
    if (!totalsAddUp(totals)) throw new InvariantError(`shares or ratios of ${item} in ${accountKeyText(keyOf(account))} do not sum to what accrued`);
  }
  for (const fund of FUNDS) {
    const totals = account.funds[fund];
    if (totals === undefined) continue;
    const net = netOf(totals);
    const { retained, deferred = ZERO_FEN } = totals;
    if (retained < 0 || deferred < 0 || addFen(retained, deferred) > Math.max(0, net))
      throw new InvariantError(`retained or deferred of ${fund} in ${accountKeyText(keyOf(account))} is below zero or more than there is`);
    equal(sumFen(totals.shares), net, `shares of ${fund} in ${accountKeyText(keyOf(account))}`);
    equal(sumFen(Object.values(totals.byRatio)), net, `totals by ratio of ${fund} in ${accountKeyText(keyOf(account))}`);
  }
}

function columnOf(account: Account, fund: Fund, column: (totals: FundTotals) => Fen): Fen {
  const totals = account.type === "month" ? account.funds[fund] : undefined;
  return totals === undefined ? ZERO_FEN : column(totals);
}

function balanceOf(account: Account, fund: Fund): Fen {
  return account.type === "prepaid" ? (account.balances[fund] ?? ZERO_FEN) : ZERO_FEN;
}

function ofKind(entries: readonly Entry[], ...kinds: readonly Entry["kind"][]): Entry[] {
  return entries.filter(({ kind }) => kinds.includes(kind));
}

function sumEntries(entries: readonly Entry[], fund: Fund): Fen {
  return sumFen(
    entries.map((entry) =>
      "funds" in entry ? (entry.funds[fund]?.amount ?? ZERO_FEN) : "amount" in entry && entry.fund === fund ? entry.amount : ZERO_FEN,
    ),
  );
}

function equal(actual: Fen, expected: Fen, what: string): void {
  if (actual !== expected) throw new InvariantError(`${what}: accounts say ${fen(actual)} fen, entries say ${fen(expected)}`);
}
