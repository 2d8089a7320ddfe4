import { countFinding, hasFindings, NO_FINDINGS, verdictsOf, type FindingVerdicts } from "../benefit/finding.ts";
import { addFen, fen, negateFen, subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUNDS, type Fund } from "../policy/funds.ts";
import type { RuleSet } from "../policy/policy.ts";
import {
  accountKeyText,
  emptyAccount,
  keyOf,
  netOf,
  NO_TOTALS,
  payableOf,
  type Account,
  type AccountKey,
  type FundTotals,
  type Lane,
  type MonthAccount,
  type PrepaidAccount,
} from "./account.ts";
import { addAllotment } from "./allotments.ts";
import type { CloseEntry, Entry, PrepaymentEntry, ReturnEntry, ReviewEntry } from "./entry.ts";
import { addShares, negateFundAmounts, type FundAmounts } from "./shares.ts";

/** A lane's accounts by key. Entries are folded into it in the order of the journal. */
export class AccountBook {
  readonly #accounts = new Map<string, Account>();
  readonly #absent: (key: AccountKey) => Account;

  /** `absent` says what an account is that was never put here: empty where the whole journal is folded, looked up where a posting is decided. */
  constructor(absent: (key: AccountKey) => Account = emptyAccount) {
    this.#absent = absent;
  }

  get(key: AccountKey): Account {
    return this.#accounts.get(accountKeyText(key)) ?? this.#absent(key);
  }

  month(lane: Lane, month: string, county: string): MonthAccount {
    return this.get({ period: month, county, institution: lane }) as MonthAccount;
  }

  prepaid(lane: Lane, county: string): PrepaidAccount {
    return this.get({ period: "prepaid", county, institution: lane }) as PrepaidAccount;
  }

  put(account: Account): void {
    this.#accounts.set(accountKeyText(keyOf(account)), account);
  }

  /** The accounts that were put, in the order they were first put, as a page of this version leaves them. */
  touched(version: number): Account[] {
    return [...this.#accounts.values()].map((account) => ({ ...account, version }));
  }
}

/** Folds one entry of the lane into its accounts. The same entries in the same order always give the same accounts. */
export function evolve(book: AccountBook, lane: Lane, entry: Entry): void {
  switch (entry.kind) {
    case "advance": {
      const account = accrue(book.month(lane, entry.month, entry.county), entry.funds, entry.rules);
      const audited = note(account, verdictsOf(entry.findings ?? {}), 1);
      book.put(entry.institutionName === undefined ? audited : { ...audited, institutionName: entry.institutionName });
      return;
    }
    case "reversal": {
      const account = accrue(book.month(lane, entry.month, entry.county), entry.funds, entry.rules);
      book.put(note(account, entry.verdicts ?? {}, -1));
      return;
    }
    case "deduction":
      book.put(deduct(book.month(lane, entry.month, entry.county), entry.funds, entry.rules));
      returnOverpayment(book, lane, entry.month, entry.county);
      return;
    case "review":
      book.put(review(book.month(lane, entry.month, entry.county), entry));
      squareWithPrepaid(book, lane, entry.month, entry.county);
      return;
    case "release": {
      const account = book.month(lane, entry.month, entry.county);
      const { retained, released = ZERO_FEN, ...totals } = account.funds[entry.fund] ?? NO_TOTALS;
      book.put(withFund(account, entry.fund, { ...totals, retained: subtractFen(retained, entry.amount), released: addFen(released, entry.amount) }));
      squareWithPrepaid(book, lane, entry.month, entry.county);
      return;
    }
    case "prepayment":
    case "return":
      book.put(flow(book.prepaid(lane, entry.county), entry));
      return;
    case "disbursement": {
      const account = book.month(lane, entry.month, entry.county);
      const totals = account.funds[entry.fund] ?? NO_TOTALS;
      book.put(withFund(account, entry.fund, { ...totals, disbursed: addFen(totals.disbursed, entry.amount) }));
      return;
    }
    case "allotment": {
      const account = book.month(lane, entry.month, entry.county);
      book.put({ ...account, allotments: addAllotment(account.allotments ?? {}, entry) });
      return;
    }
    case "close":
      book.put(close(book.month(lane, entry.month, entry.county), entry));
      squareWithPrepaid(book, lane, entry.month, entry.county);
  }
}

function accrue(account: MonthAccount, funds: FundAmounts, rules: RuleSet): MonthAccount {
  return addNet(account, funds, rules, (totals, amount) => ({ ...totals, count: totals.count + 1, accrued: addFen(totals.accrued, amount) }));
}

/** What is retained never is more than is left of what it was retained of. */
function deduct(account: MonthAccount, funds: FundAmounts, rules: RuleSet): MonthAccount {
  return addNet(account, negateFundAmounts(funds), rules, (before, amount) => {
    const totals = { ...before, deducted: subtractFen(before.deducted, amount) };
    const most = Math.max(0, subtractFen(netOf(totals), totals.deferred ?? ZERO_FEN));
    return { ...totals, retained: fen(Math.min(totals.retained, most)) };
  });
}

function review(account: MonthAccount, { decision, funds, rules, retained = {}, wasDeferred }: ReviewEntry): MonthAccount {
  const sign = decision === "deferred" ? 1 : wasDeferred === true ? -1 : 0;
  let result = account;
  for (const fund of FUNDS) {
    const one = funds[fund];
    if (one === undefined || sign === 0) continue;
    const { deferred: before = ZERO_FEN, ...totals } = result.funds[fund] ?? NO_TOTALS;
    const deferred = addFen(before, sign > 0 ? one.amount : negateFen(one.amount));
    const back = retained[fund] ?? ZERO_FEN;
    const kept = sign > 0 ? subtractFen(totals.retained, back) : addFen(totals.retained, back);
    result = withFund(result, fund, { ...totals, retained: kept, ...(deferred === 0 ? {} : { deferred }) });
  }
  return decision === "refused" ? deduct(result, funds, rules) : result;
}

function close(account: MonthAccount, { on, retention }: CloseEntry): MonthAccount {
  let result: MonthAccount = { ...account, state: "closed", ...(on === undefined ? {} : { closedOn: on }) };
  for (const fund of FUNDS) {
    const retained = retention?.amounts[fund];
    if (retained !== undefined) result = withFund(result, fund, { ...(result.funds[fund] ?? NO_TOTALS), retained });
  }
  return result;
}

function flow(account: PrepaidAccount, { kind, fund, amount, time }: PrepaymentEntry | ReturnEntry): PrepaidAccount {
  const { balances, flows = {} } = account;
  const year = time.slice(0, 4);
  const before = flows[year]?.[fund] ?? { prepaid: ZERO_FEN, returned: ZERO_FEN };
  const after =
    kind === "prepayment" ? { ...before, prepaid: addFen(before.prepaid, amount) } : { ...before, returned: addFen(before.returned, amount) };
  const change = kind === "prepayment" ? amount : negateFen(amount);
  return {
    ...account,
    balances: { ...balances, [fund]: addFen(balances[fund] ?? ZERO_FEN, change) },
    flows: { ...flows, [year]: { ...flows[year], [fund]: after } },
  };
}

/**
 * Counts an advance's findings, or takes them back with a reversal, in the month the entry stands in: like its amounts, a reversal in a later
 * month is a negative row of that month, and the year's sum is right.
 */
function note(account: MonthAccount, verdicts: FindingVerdicts, sign: 1 | -1): MonthAccount {
  let result = account;
  for (const fund of FUNDS) {
    const verdict = verdicts[fund];
    if (verdict === undefined) continue;
    const { findings = NO_FINDINGS, ...totals } = result.funds[fund] ?? NO_TOTALS;
    const counts = countFinding(findings, verdict, sign);
    result = withFund(result, fund, hasFindings(counts) ? { ...totals, findings: counts } : totals);
  }
  return result;
}

/** Adds amounts to accrued − deducted: the column `change` names, the tiers' shares and the totals by ratio. */
function addNet(account: MonthAccount, funds: FundAmounts, rules: RuleSet, change: (totals: FundTotals, amount: Fen) => FundTotals): MonthAccount {
  let result = account;
  for (const fund of FUNDS) {
    const one = funds[fund];
    const ratio = rules[fund]?.ratio;
    if (one === undefined) continue;
    if (ratio === undefined) throw new Error(`an entry has an amount of ${fund} and no rule for it`);
    const totals = result.funds[fund] ?? NO_TOTALS;
    result = withFund(result, fund, {
      ...change(totals, one.amount),
      shares: addShares(totals.shares, one.shares),
      byRatio: { ...totals.byRatio, [ratio]: addFen(totals.byRatio[ratio] ?? ZERO_FEN, one.amount) },
    });
  }
  return result;
}

/** What a fund was paid beyond what is payable, after a later deduction or where reversals outweigh the month, becomes prepaid balance. */
function returnOverpayment(book: AccountBook, lane: Lane, month: string, county: string): void {
  moveBalances(book, lane, month, county, (outstanding) => fen(Math.min(outstanding, 0)));
}

/** Whenever what a closed month owes changes: an overpayment becomes balance, and the balance pays what it can. */
function squareWithPrepaid(book: AccountBook, lane: Lane, month: string, county: string): void {
  returnOverpayment(book, lane, month, county);
  setOffPrepayment(book, lane, month, county);
}

/** At close, and where a closed month owes more than before, the prepaid balance pays what it can of what is payable, fund by fund; this counts as disbursed. */
function setOffPrepayment(book: AccountBook, lane: Lane, month: string, county: string): void {
  moveBalances(book, lane, month, county, (outstanding, balance) => fen(Math.max(0, Math.min(outstanding, balance))));
}

/** Moves an amount per fund from the prepaid balance to disbursed (negative: back), and leaves accounts that nothing moves in untouched. */
function moveBalances(book: AccountBook, lane: Lane, month: string, county: string, moved: (outstanding: Fen, balance: Fen) => Fen): void {
  for (const fund of FUNDS) {
    const account = book.month(lane, month, county);
    const prepaid = book.prepaid(lane, county);
    const totals = account.funds[fund] ?? NO_TOTALS;
    const balance = prepaid.balances[fund] ?? ZERO_FEN;
    const amount = moved(subtractFen(payableOf(totals), totals.disbursed), balance);
    if (amount === 0) continue;
    book.put(withFund(account, fund, { ...totals, disbursed: addFen(totals.disbursed, amount), setOff: addFen(totals.setOff, amount) }));
    book.put({ ...prepaid, balances: { ...prepaid.balances, [fund]: addFen(balance, negateFen(amount)) } });
  }
}

function withFund(account: MonthAccount, fund: Fund, totals: FundTotals): MonthAccount {
  return { ...account, funds: { ...account.funds, [fund]: totals } };
}
