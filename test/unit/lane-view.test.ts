import { describe, expect, it } from "vitest";
import { emptyAccount, type AccountKey, type MonthAccount } from "../../shared/lane/account.ts";
import type { CloseEntry, PrepaymentEntry } from "../../shared/lane/entry.ts";
import { indexEntriesOf, LaneView, StaleViewError } from "../../shared/lane/lane-view.ts";
import type { Page } from "../../shared/lane/page.ts";
import { fen } from "../../shared/money/fen.ts";
import { LANE, MENGHAI, MENGLA } from "../support/lane.ts";

const OCTOBER: AccountKey = { period: "201710", county: MENGHAI, institution: LANE };
const PREPAID: AccountKey = { period: "prepaid", county: MENGHAI, institution: LANE };
const NOTHING = { index: [], accounts: [], calendars: [], pages: [], unborn: [] };

const entry: PrepaymentEntry = {
  kind: "prepayment",
  id: "P1",
  county: MENGHAI,
  hash: "h1",
  time: "2017-10-24 12:00:00",
  fund: "basic",
  amount: fen(5),
};
const close: CloseEntry = { kind: "close", county: MENGHAI, month: "201710" };
const october = (version: number): MonthAccount => ({ ...(emptyAccount(OCTOBER) as MonthAccount), version });

/** Page 7 of the lane: a prepayment and a close. */
const NEWEST: Page = { lane: LANE, version: 7, previous: "", entries: [entry, close], accounts: [october(7)] };

describe("the view of a lane", () => {
  it("of a lane without a page knows nothing and is at version 0", () => {
    const view = new LaneView(LANE, undefined);
    expect(view.version).toBe(0);
    expect(view.index("prepayment#P1")).toBeUndefined();
    expect(view.account(OCTOBER)).toBeUndefined();
    expect(view.takeMissing()).toEqual({ ...NOTHING, index: ["prepayment#P1"], accounts: [OCTOBER] });
  });

  it("knows from the start what the newest page says", () => {
    const view = new LaneView(LANE, NEWEST);
    expect(view.version).toBe(7);
    const at = { key: "prepayment#P1", page: 7, hash: "h1" };
    expect(view.index("prepayment#P1")).toEqual(at);
    expect(view.entry(at)).toEqual(entry);
    expect(view.account(OCTOBER)).toEqual(october(7));
    expect(view.takeMissing()).toBeUndefined();
  });

  it("remembers once what it was asked and did not know, until that is taken", () => {
    const view = new LaneView(LANE, NEWEST);
    for (const version of [3, 3]) {
      expect(view.index("advance#S1")).toBeUndefined();
      expect(view.account(PREPAID)).toBeUndefined();
      expect(view.calendar(MENGLA)).toBeUndefined();
      expect(view.entry({ key: "advance#S1", page: version, hash: "h" })).toBeUndefined();
    }
    expect(view.takeMissing()).toEqual({ index: ["advance#S1"], accounts: [PREPAID], calendars: [MENGLA], pages: [3], unborn: [] });
    expect(view.takeMissing()).toBeUndefined();
  });

  it.each([
    ["an id", (view: LaneView) => view.index("advance#S1"), { index: ["advance#S1"] }],
    ["an account", (view: LaneView) => view.account(PREPAID), { accounts: [PREPAID] }],
    ["a calendar", (view: LaneView) => view.calendar(MENGLA), { calendars: [MENGLA] }],
    ["a page", (view: LaneView) => view.entry({ key: "advance#S1", page: 3, hash: "h" }), { pages: [3] }],
  ])("misses %s alone", (_what, ask, missing) => {
    const view = new LaneView(LANE, NEWEST);
    expect(ask(view)).toBeUndefined();
    expect(view.takeMissing()).toEqual({ ...NOTHING, ...missing });
  });

  it("tells what does not exist from what was not loaded", () => {
    const view = new LaneView(LANE, NEWEST);
    view.learnIndex(["advance#S1", "advance#S2"], [{ key: "advance#S2", page: 3, hash: "h2" }]);
    expect(view.index("advance#S1")).toBeNull();
    expect(view.index("advance#S2")).toEqual({ key: "advance#S2", page: 3, hash: "h2" });
    view.learnAccounts([PREPAID], []);
    expect(view.account(PREPAID)).toBeNull();
    const calendar = { county: MENGLA, firstOpen: "201711", settledThrough: "" } as const;
    view.learnCalendars([MENGHAI, MENGLA], [calendar]);
    expect(view.calendar(MENGHAI)).toBeNull();
    expect(view.calendar(MENGLA)).toEqual(calendar);
    expect(view.takeMissing()).toBeUndefined();
  });

  it("believes the newest page rather than a stored account or index that may be older", () => {
    const view = new LaneView(LANE, NEWEST);
    view.learnAccounts([OCTOBER], [october(6)]);
    expect(view.account(OCTOBER)).toEqual(october(7));
    view.learnIndex(["prepayment#P1"], []);
    expect(view.index("prepayment#P1")).toEqual({ key: "prepayment#P1", page: 7, hash: "h1" });
  });

  it("reads an entry from a page it has learnt", () => {
    const view = new LaneView(LANE, NEWEST);
    const other = { ...entry, id: "P2", hash: "h2" };
    view.learnPage({ ...NEWEST, version: 3, entries: [{ ...entry, id: "P0" }, other] });
    expect(view.entry({ key: "prepayment#P2", page: 3, hash: "h2" })).toEqual(other);
  });

  it("is a bug where the index names a page that does not hold the id", () => {
    const view = new LaneView(LANE, NEWEST);
    expect(() => view.entry({ key: "prepayment#P2", page: 7, hash: "h" })).toThrow(
      `index of lane ${LANE} says prepayment#P2 stands on page 7, which does not hold it`,
    );
  });
});

describe("an account to be posted to", () => {
  const known = (...accounts: readonly MonthAccount[]): LaneView => {
    const view = new LaneView(LANE, undefined);
    view.learnAccounts([OCTOBER], accounts);
    return view;
  };

  it("is loaded before anybody asks whether it was born", () => {
    const view = new LaneView(LANE, undefined);
    expect(view.bornAccount(OCTOBER)).toBeUndefined();
    expect(view.takeMissing()).toEqual({ ...NOTHING, accounts: [OCTOBER] });
  });

  it.each([
    ["does not exist", []],
    ["was born by another worker and never posted to", [october(0)]],
  ])("must be born where it %s", (_state, accounts) => {
    const view = known(...accounts);
    expect(view.bornAccount(OCTOBER)).toBeUndefined();
    expect(view.takeMissing()).toEqual({ ...NOTHING, unborn: [OCTOBER] });
    view.learnBirth(OCTOBER);
    expect(view.bornAccount(OCTOBER)).toEqual(october(0));
    expect(view.takeMissing()).toBeUndefined();
  });

  it("is taken as it is where a page has written it", () => {
    const view = known(october(1));
    expect(view.bornAccount(OCTOBER)).toEqual(october(1));
    expect(view.takeMissing()).toBeUndefined();
  });
});

describe("the index entries of a page", () => {
  it("are its entries' ids with their hashes; a close has none", () => {
    const reversal = {
      kind: "reversal",
      id: "R1",
      original: "S1",
      county: MENGHAI,
      hash: "h2",
      month: "201710",
      time: "",
      reason: "",
      funds: {},
      rules: {},
    } as const;
    expect(indexEntriesOf({ ...NEWEST, entries: [entry, close, reversal] })).toEqual([
      { key: "prepayment#P1", page: 7, hash: "h1" },
      { key: "reversal#R1", page: 7, hash: "h2" },
      { key: "reversed#S1", page: 7, hash: "h2" },
    ]);
  });
});

describe("a view that no longer fits together", () => {
  it("is told by its name", () => {
    expect(new StaleViewError("moved").name).toBe("StaleViewError");
  });
});
