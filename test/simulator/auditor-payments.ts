import { net, outstanding, undecided, type AccountBook } from "./auditor-account.ts";
import { checkSplit, MOST_FEN } from "./auditor-accruals.ts";
import { claim, enter, firstDifference, nameOf, partsOf, type Entry, type Retention, type Turn } from "./auditor-entry.ts";
import { lastDayOfMonth } from "./auditor-faults.ts";
import { deferralOf, type Part } from "./auditor-lane.ts";
import { divide, divisionsFor, FUND_ORDER, percentOf } from "./auditor-policy.ts";

/** A deduction takes from a closed month, at most what is left of the fund and of the advance it names. */
export function checkDeduction(turn: Turn, entry: Entry): void {
  const { ledger } = turn;
  const name = nameOf(turn, entry);
  const parts = partsOf(turn, entry);
  const [[fund, part] = ["", undefined], ...more] = parts;
  const contents = claim(turn, entry, ({ values }) =>
    firstDifference({
      fund: [fund, values["fund"]],
      amount: [String(part?.amount), values["amount"]],
      month: [entry.month, values["setlym"]],
      advance: [entry.original, values["setl_id"]],
      reason: [entry.reason, values["reason"]],
    }),
  );
  if (part === undefined || more.length > 0) {
    ledger.complain(`${name} has ${parts.size} funds`);
    return;
  }
  if (part.amount <= 0n) ledger.complain(`${name} deducts ${part.amount} fen`);
  const account = closedAccount(turn, entry);
  const ofFund = undecided(account.row(fund));
  if (part.amount > ofFund) ledger.complain(`${name} deducts ${part.amount} fen of ${fund}, the month has ${ofFund} left`);
  const moreKeys: string[] = [];
  const [sent] = contents;
  if (entry.original === undefined) {
    const status = sent?.message.values["poverty_status"] ?? "";
    if (sent !== undefined) checkSplit(turn, entry, fund, part, divisionsFor(entry.county, lastDayOfMonth(entry.month ?? ""), fund, status));
  } else moreKeys.push(takeFromAdvance(turn, entry, fund, part));
  account.deduct(fund, part.ratio, part.amount, part.shares);
  returnOverpaid(turn, account, fund);
  enter(turn, entry, contents, parts, moreKeys);
}

/** Takes the deduction from its advance, and says which place it takes on it. */
function takeFromAdvance(turn: Turn, entry: Entry, fund: string, part: Part): string {
  const { ledger, lane } = turn;
  const name = nameOf(turn, entry);
  const id = entry.original ?? "";
  const advance = lane.find("advance", id);
  if (advance === undefined) {
    ledger.complain(`${name} is taken from advance ${id}, which is not posted`);
    return `deducted#${entry.ordinal ?? 0}#${id}`;
  }
  if (advance.reversedBy !== undefined) ledger.complain(`${name} is taken from advance ${id}, which reversal ${advance.reversedBy} took back`);
  if (advance.county !== entry.county || advance.month !== entry.month)
    ledger.complain(`${name} is of ${entry.month} of ${entry.county}, its advance of ${advance.month} of ${advance.county}`);
  const deferral = deferralOf(advance);
  if (deferral !== undefined) ledger.complain(`${name} is taken from advance ${id}, which review ${deferral.by} deferred`);
  const left = advance.parts.get(fund);
  if (part.amount > (left?.amount ?? 0n))
    ledger.complain(`${name} deducts ${part.amount} fen of ${fund}, its advance has ${left?.amount ?? 0n} left`);
  if (left !== undefined) {
    if (left.ratio !== part.ratio || left.rule !== part.rule)
      ledger.complain(`${name} follows ${part.rule} with ${part.ratio}, its advance ${left.rule} with ${left.ratio}`);
    const shares = divide(part.amount, percentOf(left.ratio));
    if (shares.some((share, tier) => share !== part.shares[tier]))
      ledger.complain(`${name}: shares of ${fund} are ${part.shares.join()}, and should be ${shares.join()}`);
    left.amount -= part.amount;
    advance.lefts.get(fund)?.push(left.amount);
    left.shares = left.shares.map((share, tier) => share - (part.shares[tier] ?? 0n));
    if (left.amount === 0n && left.shares.every((share) => share === 0n)) advance.parts.delete(fund);
  }
  if (entry.ordinal !== advance.changes)
    ledger.complain(`${name} calls itself deduction ${entry.ordinal} of advance ${id}, it is ${advance.changes}`);
  advance.changes += 1;
  return `deducted#${entry.ordinal ?? 0}#${id}`;
}

export function checkPrepayment(turn: Turn, entry: Entry): void {
  const { ledger, lane, touched } = turn;
  const contents = claimPayment(turn, entry, "time");
  const prepaid = lane.account("prepaid", entry.county);
  touched.add(prepaid);
  const fund = entry.fund ?? "";
  prepaid.flow(fund, (entry.time ?? "").slice(0, 4), BigInt(entry.amount ?? 0), 0n);
  if (prepaid.balance(fund) > MOST_FEN) ledger.complain(`${nameOf(turn, entry)} raises the prepaid ${fund} of ${prepaid.key} over 90 billion yuan`);
  enter(turn, entry, contents);
}

/** A disbursement pays for a closed month, at most what is to be paid. */
export function checkDisbursement(turn: Turn, entry: Entry): void {
  const contents = claimPayment(turn, entry, "setlym");
  const account = closedAccount(turn, entry);
  const amount = BigInt(entry.amount ?? 0);
  const fund = entry.fund ?? "";
  const left = outstanding(account.row(fund));
  if (amount > left) turn.ledger.complain(`${nameOf(turn, entry)} pays ${amount} fen of ${fund}, payable are ${left} more`);
  account.pay(fund, amount);
  enter(turn, entry, contents);
}

export function claimPayment(turn: Turn, entry: Entry, month: "time" | "setlym") {
  return claim(turn, entry, ({ values }) =>
    firstDifference({
      fund: [entry.fund, values["fund"]],
      amount: [String(entry.amount), values["amount"]],
      time: [entry.time, values["time"]],
      ...(month === "time" ? {} : { month: [entry.month, values["setlym"]] as const }),
    }),
  );
}

/** The close of an account: once, and only after its county's calendar has moved past the month on somebody's command. */
export function checkClose(turn: Turn, entry: Entry): void {
  const { ledger, lane, touched } = turn;
  const month = entry.month ?? "";
  const name = `close of ${month} of county ${entry.county} on ${turn.where}`;
  const county = ledger.county(entry.county);
  const known = lane.known(month, entry.county);
  if (known === undefined && !ledger.born.has(`${month}#${entry.county}#${lane.lane}`))
    ledger.complain(`${name} closes an account that does not exist`);
  if (known?.closed === true) ledger.complain(`${name} closes an account that is closed`);
  if (county.firstOpen <= month) ledger.complain(`${name} comes before the calendar has moved on: first open is ${county.firstOpen || "unset"}`);
  if (!ledger.isCommanded(entry.county, month)) ledger.complain(`${name} was commanded by nobody`);
  const account = lane.account(month, entry.county);
  touched.add(account);
  account.close(ledger.step, entry.on ?? "");
  checkDay(turn, entry, name);
  checkRetention(turn, entry, account, name);
  square(turn, account);
  account.beginPayments();
}

/** A month is closed on a day after it: the command's, where all that may have closed it name one. */
function checkDay({ ledger }: Turn, { county, month = "", on = "" }: Entry, name: string): void {
  const days = ledger.commands.filter((one) => ledger.isOf(one, county, month)).map((one) => one.time?.slice(0, 10));
  if (!/^\d{4}-\d\d-\d\d$/.test(on) || on <= lastDayOfMonth(month)) ledger.complain(`${name} is of the day ${on || "none"}`);
  else if (days.length > 0 && days.every((day) => day !== undefined && day !== on))
    ledger.complain(`${name} is of the day ${on}, commanded was ${days.join(" or ")}`);
}

/** What is kept back of each fund is the documents' part of what the month owes, rounded down to the fen. */
function checkRetention({ ledger }: Turn, { retention }: Entry, account: AccountBook, name: string): void {
  const { rule = "", percent = 0n, funds = [] } = ledger.retention ?? {};
  const amounts: Record<string, number> = {};
  for (const fund of FUND_ORDER) {
    const kept = funds.includes(fund) ? (net(account.row(fund)) * percent) / 100n : 0n;
    if (kept <= 0n) continue;
    amounts[fund] = Number(kept);
    account.retain(fund, kept);
  }
  const isNone = Object.keys(amounts).length === 0;
  const should = isNone ? undefined : JSON.stringify({ rule, ratio: `0.${String(percent).padStart(2, "0")}`, amounts });
  const says = retention === undefined ? undefined : JSON.stringify(sorted(retention));
  if (says !== should) ledger.complain(`${name} retains ${says ?? "nothing"}, and should retain ${should ?? "nothing"}`);
}

function sorted({ rule, ratio, amounts }: Retention): Retention {
  return { rule, ratio, amounts: Object.fromEntries(FUND_ORDER.flatMap((fund) => (amounts[fund] === undefined ? [] : [[fund, amounts[fund]]]))) };
}

/** Where what a closed month owes may have changed: an overpayment becomes prepaid balance, and the balance pays what it can. */
export function square(turn: Turn, account: AccountBook): void {
  for (const fund of account.rows.keys()) {
    returnOverpaid(turn, account, fund);
    const prepaid = turn.lane.known("prepaid", account.county);
    const due = outstanding(account.row(fund));
    const balance = prepaid?.balance(fund) ?? 0n;
    const paid = due < balance ? due : balance;
    if (prepaid === undefined || paid <= 0n) continue;
    account.setOff(fund, paid, prepaid);
    turn.touched.add(prepaid);
  }
}

/** What was paid beyond what is payable becomes prepaid balance. */
function returnOverpaid(turn: Turn, account: AccountBook, fund: string): void {
  const over = outstanding(account.row(fund));
  if (over >= 0n) return;
  const prepaid = turn.lane.account("prepaid", account.county);
  account.setOff(fund, over, prepaid);
  turn.touched.add(prepaid);
}

export function closedAccount(turn: Turn, entry: Entry): AccountBook {
  const { lane, touched, ledger } = turn;
  const account = lane.account(entry.month ?? "", entry.county);
  if (!account.closed)
    ledger.complain(`${nameOf(turn, entry)} moves money of ${entry.month} of county ${entry.county}, which lane ${lane.lane} has not closed`);
  touched.add(account);
  return account;
}
