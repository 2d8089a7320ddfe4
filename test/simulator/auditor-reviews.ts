import { at, column, outstanding, undecided, type AccountBook } from "./auditor-account.ts";
import { claim, enter, firstDifference, nameOf, partsOf, type Entry, type Turn } from "./auditor-entry.ts";
import { deferralOf, type Part, type Posted } from "./auditor-lane.ts";
import { claimPayment, closedAccount, square } from "./auditor-payments.ts";

/** A review decides on all that is left of one advance, in the closed month the advance stands in. */
export function checkReview(turn: Turn, entry: Entry): void {
  const { ledger, lane } = turn;
  const name = nameOf(turn, entry);
  const contents = claim(turn, entry, ({ values }) =>
    firstDifference({
      advance: [entry.original, values["setl_id"]],
      decision: [entry.decision, values["decision"]],
      reason: [entry.reason, values["reason"]],
      time: [entry.time, values["time"]],
    }),
  );
  const parts = partsOf(turn, entry);
  const id = entry.original ?? "";
  const account = closedAccount(turn, entry);
  const advance = lane.find("advance", id);
  if (advance === undefined) ledger.complain(`${name} decides on advance ${id}, which is not posted`);
  else {
    if (advance.reversedBy !== undefined) ledger.complain(`${name} decides on advance ${id}, which reversal ${advance.reversedBy} took back`);
    if (advance.county !== entry.county || advance.month !== entry.month)
      ledger.complain(`${name} is of ${entry.month} of ${entry.county}, its advance of ${advance.month} of ${advance.county}`);
    if (entry.ordinal !== advance.changes) ledger.complain(`${name} calls itself change ${entry.ordinal} of advance ${id}, it is ${advance.changes}`);
    advance.changes += 1;
    checkAllLeft(turn, entry, advance, parts);
    decide(turn, entry, { advance, account, parts });
    square(turn, account);
  }
  enter(turn, entry, contents, parts, [`deducted#${entry.ordinal ?? 0}#${id}`]);
}

/** What is decided on is all that is left: a fund with no amount is none, whatever fen deductions left between the tiers. */
function checkAllLeft(turn: Turn, entry: Entry, advance: Posted, parts: ReadonlyMap<string, Part>): void {
  const left = new Map([...advance.parts].filter(([, { amount }]) => amount !== 0n));
  for (const fund of new Set([...parts.keys(), ...left.keys()])) {
    const [is, should] = [textOf(parts.get(fund)), textOf(left.get(fund))];
    if (is !== should) turn.ledger.complain(`${nameOf(turn, entry)} decides on ${is} of ${fund}, left are ${should}`);
  }
}

function textOf(part: Part | undefined): string {
  return part === undefined ? "nothing" : `${part.amount} (${part.shares.join()}) by ${part.rule} with ${part.ratio}`;
}

interface Case {
  readonly advance: Posted;
  readonly account: AccountBook;
  readonly parts: ReadonlyMap<string, Part>;
}

function decide(turn: Turn, entry: Entry, one: Case): void {
  const { ledger } = turn;
  const { advance, account, parts } = one;
  const name = nameOf(turn, entry);
  const deferral = deferralOf(advance);
  const { decision } = entry;
  if (deferral === undefined && decision === "approved") ledger.complain(`${name} approves advance ${advance.id}, which is not deferred`);
  if (deferral !== undefined && decision === "deferred")
    ledger.complain(`${name} defers advance ${advance.id}, which review ${deferral.by} deferred`);
  if (parts.size === 0) ledger.complain(`${name} decides on advance ${advance.id}, of which nothing is left`);
  if ((entry.wasDeferred === true) !== (decision !== "deferred" && deferral !== undefined))
    ledger.complain(`${name} says advance ${advance.id} was ${entry.wasDeferred === true ? "" : "not "}deferred`);
  if (decision === "deferred") {
    const retained = defer(turn, name, one);
    checkRetained(turn, entry, retained);
    advance.deferrals.push({ by: entry.id, from: ledger.step, to: Infinity, retained });
    return;
  }
  const back = decision === "approved" ? (deferral?.retained ?? new Map<string, bigint>()) : new Map<string, bigint>();
  checkRetained(turn, entry, back);
  if (deferral !== undefined) {
    for (const [fund, { amount }] of parts) account.decide(fund, amount, back.get(fund) ?? 0n);
    deferral.to = ledger.step;
  }
  if (decision === "refused") refuse(turn, name, one);
}

/** Only what was not paid yet is withheld; what is retained of it gives way, and is said by fund. */
function defer({ ledger }: Turn, name: string, { account, parts }: Case): ReadonlyMap<string, bigint> {
  const retained = new Map<string, bigint>();
  for (const [fund, { amount }] of parts) {
    const row = account.row(fund);
    const short = amount - outstanding(row);
    if (short > at(row, column.retained))
      ledger.complain(`${name} defers ${amount} fen of ${fund}, not paid are ${outstanding(row) + at(row, column.retained)}`);
    if (short > 0n) retained.set(fund, short);
    account.defer(fund, amount, short > 0n ? short : 0n);
  }
  return retained;
}

/** The hospital bears it: what is left of the advance is deducted for good. */
function refuse({ ledger }: Turn, name: string, { advance, account, parts }: Case): void {
  for (const [fund, { amount, shares, ratio }] of parts) {
    const left = undecided(account.row(fund));
    if (amount > left) ledger.complain(`${name} refuses ${amount} fen of ${fund}, the month has ${left} left`);
    account.deduct(fund, ratio, amount, shares);
    advance.lefts.get(fund)?.push(0n);
    advance.parts.delete(fund);
  }
}

function checkRetained(turn: Turn, entry: Entry, should: ReadonlyMap<string, bigint>): void {
  const text = (amounts: Iterable<readonly [string, number | bigint]>): string =>
    [...amounts]
      .map(([fund, amount]) => `${fund} ${amount}`)
      .sort()
      .join(", ");
  const [is, right] = [text(Object.entries(entry.retained ?? {})), text(should)];
  if (is !== right) turn.ledger.complain(`${nameOf(turn, entry)} moves "${is}" of what is retained, and should move "${right}"`);
}

/** What is retained of a closed month becomes payable. */
export function checkRelease(turn: Turn, entry: Entry): void {
  const contents = claim(turn, entry, ({ values }) =>
    firstDifference({
      fund: [entry.fund, values["fund"]],
      amount: [String(entry.amount), values["amount"]],
      month: [entry.month, values["setlym"]],
      reason: [entry.reason, values["reason"]],
      time: [entry.time, values["time"]],
    }),
  );
  const account = closedAccount(turn, entry);
  const [fund, amount] = [entry.fund ?? "", BigInt(entry.amount ?? 0)];
  const retained = at(account.row(fund), column.retained);
  if (amount > retained) turn.ledger.complain(`${nameOf(turn, entry)} releases ${amount} fen of ${fund}, retained are ${retained}`);
  account.release(fund, amount);
  square(turn, account);
  enter(turn, entry, contents);
}

/** An institution gives back what was prepaid and not set off. */
export function checkReturn(turn: Turn, entry: Entry): void {
  const contents = claimPayment(turn, entry, "time");
  const prepaid = turn.lane.account("prepaid", entry.county);
  turn.touched.add(prepaid);
  const [fund, amount] = [entry.fund ?? "", BigInt(entry.amount ?? 0)];
  const balance = prepaid.balance(fund);
  if (amount > balance) turn.ledger.complain(`${nameOf(turn, entry)} returns ${amount} fen of ${fund}, prepaid are ${balance}`);
  prepaid.flow(fund, (entry.time ?? "").slice(0, 4), 0n, amount);
  enter(turn, entry, contents);
}
