import { describe, expect, it } from "vitest";
import { NO_TOTALS, type Account, type FundTotals } from "../../shared/lane/account.ts";
import type { AdvanceEntry, DeductionEntry, DisbursementEntry, Entry, PrepaymentEntry } from "../../shared/lane/entry.ts";
import { assertPage, InvariantError } from "../../shared/lane/invariants.ts";
import type { Shares } from "../../shared/lane/shares.ts";
import { fen } from "../../shared/money/fen.ts";
import type { Fund } from "../../shared/policy/funds.ts";
import { LANE, LIFTED, MENGHAI } from "../support/lane.ts";

const shares = (province: number, prefecture: number, county: number): Shares => [fen(province), fen(prefecture), fen(county)];

/** 100 fen lifted, 10:3:12 of 25: 40 / 12 / 48. */
const HUNDRED = { amount: fen(100), shares: shares(40, 12, 48) };
const COMMON = { county: MENGHAI, hash: "h", time: "2017-10-25 09:30:00" };

function advanced(fund: Fund, one = HUNDRED): AdvanceEntry {
  return {
    kind: "advance",
    id: "S1",
    ...COMMON,
    month: "201710",
    status: "lifted",
    person: "p",
    facts: {},
    funds: { [fund]: one },
    rules: { [fund]: LIFTED },
  };
}

function deducted(fund: Fund, one = HUNDRED): DeductionEntry {
  const { county, hash } = COMMON;
  return { kind: "deduction", id: "D1", county, hash, month: "201710", reason: "r", funds: { [fund]: one }, rules: { [fund]: LIFTED } };
}

function paid(fund: Fund, amount: number): DisbursementEntry {
  return { kind: "disbursement", id: "B1", ...COMMON, month: "201710", fund, amount: fen(amount) };
}

function prepaid(fund: Fund, amount: number): PrepaymentEntry {
  return { kind: "prepayment", id: "P1", ...COMMON, fund, amount: fen(amount) };
}

/** The month's account with figures of one fund; `net` is also its shares, all the county's, and its one total by ratio. */
function month(fund: Fund, net: number, figures: Readonly<Partial<Record<keyof FundTotals, unknown>>> = {}): Account {
  const totals = { ...NO_TOTALS, accrued: net, shares: [0, 0, net], byRatio: { "0:0:1": net }, ...figures } as FundTotals;
  return { type: "month", month: "201710", county: MENGHAI, institution: LANE, version: 2, state: "open", funds: { [fund]: totals } };
}

function balance(fund: Fund, amount: number): Account {
  return { type: "prepaid", county: MENGHAI, institution: LANE, version: 2, balances: { [fund]: fen(amount) } };
}

/** What is wrong with a page whose entries turn these accounts into those; "" where nothing is. */
function wrong(entries: readonly Entry[], before: readonly Account[], after: readonly Account[]): string {
  const was = (account: Account): Account => {
    const found = before.find(({ type }) => type === account.type);
    if (found === undefined) throw new Error(`the case says nothing of the ${account.type} account before`);
    return found;
  };
  try {
    assertPage(entries, after, was);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(InvariantError);
    expect(error).toHaveProperty("name", "InvariantError");
    return (error as Error).message;
  }
}

/** Funds that are not the first in any list besides the one that is. */
describe.each(["basic", "critical", "topup"] as const)("a page with amounts of %s", (fund) => {
  it("is right where its accounts move by what its entries say", () => {
    expect(wrong([], [], [])).toBe("");
    expect(wrong([advanced(fund)], [month(fund, 7)], [month(fund, 107)])).toBe("");
    // A deduction of 100 from 300: 200 is left to share.
    const left = { accrued: 300, deducted: 100, shares: [0, 0, 200], byRatio: { "0:0:1": 200 } };
    expect(wrong([deducted(fund)], [month(fund, 300)], [month(fund, 300, left)])).toBe("");
    expect(wrong([paid(fund, 60)], [month(fund, 300, { disbursed: 5 })], [month(fund, 300, { disbursed: 65 })])).toBe("");
    expect(wrong([prepaid(fund, 60)], [balance(fund, 5)], [balance(fund, 65)])).toBe("");
  });

  it("may move money between what is prepaid and what is disbursed, and nowhere else", () => {
    const before = [month(fund, 300, { disbursed: 5 }), balance(fund, 60)];
    expect(wrong([], before, [month(fund, 300, { disbursed: 65 }), balance(fund, 0)])).toBe("");
    expect(wrong([], before, [month(fund, 300, { disbursed: 65 }), balance(fund, 1)])).toBe(
      `disbursed and prepaid of ${fund}: accounts say 1 fen, entries say 0`,
    );
    expect(wrong([], before, [month(fund, 300, { disbursed: 64 }), balance(fund, 0)])).toBe(
      `disbursed and prepaid of ${fund}: accounts say -1 fen, entries say 0`,
    );
  });

  it("is a bug where an entry's shares do not sum to its amount", () => {
    const entry = advanced(fund, { amount: fen(100), shares: shares(40, 12, 47) });
    expect(wrong([prepaid(fund, 1), entry], [month(fund, 0)], [month(fund, 100)])).toBe("shares of advance S1 do not sum to its amounts");
  });

  it("is a bug where an account accrues more or less than was advanced", () => {
    expect(wrong([advanced(fund)], [month(fund, 7)], [month(fund, 106)])).toBe(`accrued of ${fund}: accounts say 99 fen, entries say 100`);
    expect(wrong([], [month(fund, 7)], [month(fund, 8)])).toBe(`accrued of ${fund}: accounts say 1 fen, entries say 0`);
    // A deduction of nothing accrued is not an advance.
    expect(wrong([deducted(fund)], [month(fund, 7)], [month(fund, 107)])).toBe(`accrued of ${fund}: accounts say 100 fen, entries say 0`);
  });

  it("is a bug where an account deducts more or less than its entries", () => {
    const left = { accrued: 300, deducted: 99, shares: [0, 0, 201], byRatio: { "0:0:1": 201 } };
    expect(wrong([deducted(fund)], [month(fund, 300)], [month(fund, 300, left)])).toBe(`deducted of ${fund}: accounts say 99 fen, entries say 100`);
  });

  it("is a bug where an account disburses more or less than was paid", () => {
    const [before, after] = [[month(fund, 300)], [month(fund, 300, { disbursed: 61 })]];
    expect(wrong([paid(fund, 60)], before, after)).toBe(`disbursed and prepaid of ${fund}: accounts say 61 fen, entries say 60`);
  });

  it("is a bug where a prepayment is lost", () => {
    expect(wrong([prepaid(fund, 60)], [balance(fund, 5)], [balance(fund, 5)])).toBe(
      `disbursed and prepaid of ${fund}: accounts say 0 fen, entries say 60`,
    );
  });

  it("is a bug where an account's shares or its totals by ratio are not what it owes", () => {
    const key = `201710#${MENGHAI}#${LANE}`;
    const off = (figures: Readonly<Partial<Record<keyof FundTotals, unknown>>>) => wrong([], [month(fund, 50)], [month(fund, 50, figures)]);
    expect(off({ shares: [1, 0, 50] })).toBe(`shares of ${fund} in ${key}: accounts say 51 fen, entries say 50`);
    expect(off({ byRatio: { "0:0:1": 50, "10:3:12": 2 } })).toBe(`totals by ratio of ${fund} in ${key}: accounts say 52 fen, entries say 50`);
  });

  it("is a bug where a prepaid balance falls below zero, and none where it falls to it", () => {
    const pay = (left: number) => wrong([], [month(fund, 300), balance(fund, 60)], [month(fund, 300, { disbursed: 60 - left }), balance(fund, left)]);
    expect(pay(0)).toBe("");
    expect(pay(-1)).toBe(`prepaid balance of ${fund} in prepaid#${MENGHAI}#${LANE} is below zero`);
  });
});

describe("a page with amounts of two funds", () => {
  it("is a bug where one is counted for the other", () => {
    expect(wrong([prepaid("basic", 60)], [balance("basic", 0)], [balance("critical", 60)])).toBe(
      "disbursed and prepaid of basic: accounts say 0 fen, entries say 60",
    );
    expect(wrong([advanced("basic")], [month("basic", 0)], [month("critical", 100)])).toBe("accrued of basic: accounts say 0 fen, entries say 100");
  });
});
