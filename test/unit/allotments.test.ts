import { describe, expect, it } from "vitest";
import type { MonthAccount } from "../../shared/lane/account.ts";
import { evolve, AccountBook } from "../../shared/lane/evolve.ts";
import { assertPage, InvariantError } from "../../shared/lane/invariants.ts";
import { encodePage } from "../../shared/lane/page.ts";
import { LaneWalk } from "../../shared/lane/walk.ts";
import { fen } from "../../shared/money/fen.ts";
import { sampleParameterFor } from "../../shared/policy/book.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { advance, allotment, LANE, MENGHAI, openLane, prepayment } from "../support/lane.ts";
import { allotmentMessage, receive, recordOf, rejectionOf, type Fields } from "../support/messages.ts";

/*
 * 西政办发〔2017〕92号 二（三）: 12.00 yuan a person; 已脱贫 10:3:12, 未脱贫 15:2:8 of 25.
 * 100 已脱贫: 120000 fen: 48000 / 14400 / 57600.    50 未脱贫: 60000 fen: 36000 / 4800 / 19200.
 */
const PARTS = {
  lifted: { headcount: 100, amount: 120000, shares: [48000, 14400, 57600], ratio: "10:3:12" },
  unlifted: { headcount: 50, amount: 60000, shares: [36000, 4800, 19200], ratio: "15:2:8" },
};
const rejected = (overrides: Fields): string => {
  const { code, message } = rejectionOf(allotmentMessage(overrides));
  return `${code}: ${message}`;
};

describe("an allotment's message", () => {
  it("becomes a record of its payee's lane, headcount times unit amount split by the ratio of each status", () => {
    expect(receive(allotmentMessage())).toMatchObject({
      lane: "H53282200001",
      record: {
        kind: "allotment",
        id: "ALL-0001",
        item: "familyDoctor",
        unitAmount: 1200,
        unitFrom: "policy",
        rule: "xishuangbanna-2017@1/allotment.familyDoctor",
        parts: PARTS,
      },
    });
  });

  it("to the pool goes to the lane of the county's pool", () => {
    expect(receive(allotmentMessage({ payee: "POOL" }))).toMatchObject({ lane: "POOL#532822" });
    expect(receive(allotmentMessage({ payee: "POOL", insu_admdvs: "532823" }))).toMatchObject({ lane: "POOL#532823" });
  });

  it("has no part for a status without persons", () => {
    expect(Object.keys((recordOf(allotmentMessage({ headcount_unlifted: 0 })) as unknown as { parts: object }).parts)).toEqual(["lifted"]);
  });

  it("is split by the documents in force on its day", () => {
    // The day before the prefecture's: 4:6 of 120000 and 6:4 of 60000.
    expect(recordOf(allotmentMessage({ time: "2017-10-23 23:59:59" }))).toMatchObject({
      rule: "yunnan-2017@1/allotment.familyDoctor",
      parts: { lifted: { shares: [48000, 72000, 0] }, unlifted: { shares: [36000, 24000, 0] } },
    });
  });

  it("of a premium takes the message's amount, else the local parameter's, else says what is missing", () => {
    const premium = allotmentMessage({ item: "premium" });
    expect(recordOf({ ...premium, unit_amount: "180.00" })).toMatchObject({ unitAmount: 18000, unitFrom: "message" });
    const sample = { parameterFor: sampleParameterFor };
    expect(recordOf(premium, sample)).toMatchObject({ unitAmount: 15000, unitFrom: "xishuangbanna-sample-2017" });
    expect(recordOf({ ...premium, unit_amount: "180.00" }, sample)).toMatchObject({ unitAmount: 18000, unitFrom: "message" });
    expect(rejected({ item: "premium" })).toBe(
      "unknown_unit_amount: unit_amount of premium is missing, and county 532822 has no local parameter premium for 2017",
    );
  });

  it("may repeat the policy's amount and not change it", () => {
    expect(recordOf(allotmentMessage({ unit_amount: 12 }))).toMatchObject({ unitAmount: 1200, unitFrom: "policy" });
    expect(rejected({ unit_amount: "15.00" })).toBe("wrong_unit_amount: unit amount 15.00 of familyDoctor is not the 12.00 the policy says");
    expect(rejectionOf(allotmentMessage({ unit_amount: "15.00" })).numbers).toEqual({ stated: "15.00", allowed: "12.00" });
  });

  it("of Gansu is at least 50 yuan a person", () => {
    const gansu = { insu_admdvs: "620102", item: "premium", time: "2019-03-01 10:00:00" };
    const later = { now: "2019-12-31 12:00:00" };
    expect(recordOf(allotmentMessage({ ...gansu, unit_amount: "50.00" }), later)).toMatchObject({ parts: { lifted: { shares: [0, 500000, 0] } } });
    expect(rejectionOf(allotmentMessage({ ...gansu, unit_amount: "49.99" }), later)).toMatchObject({
      code: "wrong_unit_amount",
      message: "unit amount 49.99 of premium is less than the 50.00 the policy says",
      messageZh: "参保个人缴费补贴每人49.99元，低于政策规定的最低标准50.00元",
    });
    expect(rejectionOf(allotmentMessage({ ...gansu, item: "backstopSubsidy" }), later)).toMatchObject({
      code: "unknown_policy",
      message: "no policy in force for county 620102 on 2019-03-01 says who pays backstopSubsidy",
      messageZh: "2019-03-01在620102没有生效的政策规定兜底保障补助的分担",
    });
  });

  it.each([
    [{ insu_admdvs: "532800" }, "unknown_region"],
    [{ time: "2017-09-26 10:00:00" }, "unknown_policy"],
    [{ time: "2017-12-31 12:00:01" }, "future_settlement"],
  ])("with %j is rejected as %s", (overrides, code) => {
    expect(rejectionOf(allotmentMessage(overrides)).code).toBe(code);
  });

  it.each<[Fields, string]>([
    [{ payee: "pool" }, 'payee "pool" is a reserved word'],
    [{ payee: true }, 'payee "true" is not a text'],
    [{ payee: "H 1" }, 'payee "H 1" may hold letters, digits, dot, underscore and hyphen only, 30 at most'],
    [{ item: "dinner" }, 'item "dinner" is none of the values the field may have'],
    [{ headcount_lifted: "1.5" }, 'headcount_lifted "1.5" is not a whole number of persons from 0 to 10000000'],
    [{ headcount_lifted: -1 }, 'headcount_lifted "-1" is not a whole number of persons from 0 to 10000000'],
    [{ headcount_lifted: "1e3" }, 'headcount_lifted "1e3" is not a whole number of persons from 0 to 10000000'],
    [{ headcount_unlifted: 10_000_001 }, 'headcount_unlifted "10000001" is not a whole number of persons from 0 to 10000000'],
    [{ headcount_lifted: 0, headcount_unlifted: "0" }, "headcount_lifted + headcount_unlifted must be more than zero"],
    [{ unit_amount: "0.00" }, "unit_amount must be more than zero"],
    [{ unit_amount: "100000.01" }, "unit_amount is more than 100000.00 yuan a person"],
  ])("with %j is invalid", (overrides, message) => {
    expect(rejected(overrides)).toBe(`invalid_message: ${message}`);
  });

  it("of the pool is rejected under the payee's name", () => {
    expect(rejectionOf(allotmentMessage({ payee: "POOL", unit_amount: "15.00" }))).toMatchObject({ fixmedins_code: "POOL", insu_admdvs: "532822" });
  });
});

describe("an allotment in its lane", () => {
  const A1 = allotment("A1", { lifted: 100, unlifted: 50 });

  it("stands beside the funds, with heads, shares and ratios", async () => {
    const lane = openLane();
    expect(await lane.post(advance("S1", { basic: 100001 }), A1)).toEqual(["posted", "posted"]);
    expect(lane.account("201710").allotments).toEqual({
      familyDoctor: {
        count: 1,
        headcountLifted: 100,
        headcountUnlifted: 50,
        accrued: 180000,
        shares: [84000, 19200, 76800],
        byRatio: { "10:3:12": 120000, "15:2:8": 60000 },
      },
    });
    expect(Object.keys(lane.account("201710").funds)).toEqual(["basic"]);
    expect((await verifyLedger(lane.store)).findings).toEqual([]);
  });

  it("adds up item by item", async () => {
    const lane = openLane();
    await lane.post(A1, allotment("A2", { lifted: 1, unlifted: 0 }));
    await lane.post(allotment("A3", { lifted: 1, unlifted: 0 }, { item: "premium", unitFen: 18003 }));
    expect(lane.account("201710").allotments).toMatchObject({
      familyDoctor: { count: 2, headcountLifted: 101, accrued: 181200, shares: [84480, 19344, 77376] },
      premium: { count: 1, headcountLifted: 1, headcountUnlifted: 0, accrued: 18003, shares: [7201, 2160, 8642] },
    });
  });

  it("is known by its id, in a name space of its own", async () => {
    const lane = openLane();
    expect(await lane.post(A1, advance("A1", { basic: 1 }), prepayment("A1", "basic", 1))).toEqual(["posted", "posted", "posted"]);
    expect(await lane.post(A1, allotment("A1", { lifted: 99, unlifted: 50 }))).toEqual(["already_applied", "conflict"]);
    expect(await lane.post(allotment("A2", { lifted: 1, unlifted: 0 }), allotment("A2", { lifted: 1, unlifted: 0 }))).toEqual([
      "posted",
      "already_applied",
    ]);
  });

  it("goes to the first open month where its own is closed, and is late", async () => {
    const lane = openLane();
    await lane.post(A1);
    await lane.close();
    const closed = lane.account("201710");
    expect(await lane.post(allotment("A2", { lifted: 1, unlifted: 0 }))).toEqual(["posted"]);
    expect(lane.entries().at(-1)).toMatchObject({ kind: "allotment", id: "A2", month: "201711", late: true });
    expect(lane.account("201710")).toEqual(closed);
    expect(lane.account("201711").allotments).toMatchObject({ familyDoctor: { accrued: 1200 } });
  });

  it("is not set off against prepayments at close", async () => {
    const lane = openLane();
    await lane.post(prepayment("P1", "basic", 500000), A1);
    await lane.close();
    expect(lane.balance("basic")).toBe(500000);
    expect(lane.account("201710")).toMatchObject({ state: "closed", funds: {}, allotments: { familyDoctor: { accrued: 180000 } } });
  });

  it("is rejected where its item's month would leave the range that adds up exactly", async () => {
    const lane = openLane();
    const huge = (id: string) => allotment(id, { lifted: 450_000, unlifted: 0 }, { item: "premium", unitFen: 10_000_000 });
    expect(await lane.post(huge("A1"), huge("A2"))).toEqual(["posted", "posted"]);
    expect(await lane.reject(allotment("A3", { lifted: 1, unlifted: 0 }, { item: "premium", unitFen: 1 }))).toEqual({
      code: "total_out_of_range",
      details: { fund: "premium", month: "201710" },
    });
  });

  it("leaves pages and accounts without allotments as they were written before", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    expect(lane.account("201710")).not.toHaveProperty("allotments");
    expect(JSON.stringify([...(lane.store.tables.pages.get(LANE)?.values() ?? [])])).not.toContain("allotment");
  });
});

describe("an allotment that does not add up", () => {
  const entryOf = async () => {
    const lane = openLane();
    await lane.post(allotment("A1", { lifted: 100, unlifted: 0 }));
    const [entry] = lane.entries();
    if (entry?.kind !== "allotment") throw new Error("no allotment was posted");
    return entry;
  };
  const lifted = { headcount: 100, amount: fen(120000), shares: [fen(48000), fen(14400), fen(57600)], ratio: "10:3:12" } as const;

  it.each([
    ["its amount is not headcount × unit amount", { ...lifted, amount: fen(120001), shares: [fen(48001), fen(14400), fen(57600)] as const }, true],
    ["its shares do not sum to its amount", { ...lifted, shares: [fen(48000), fen(14400), fen(57601)] as const }, true],
    ["its shares do not follow its ratio", { ...lifted, shares: [fen(48001), fen(14399), fen(57600)] as const }, false],
  ])("is found by verify where %s", async (_, part, isRefused) => {
    const entry = { ...(await entryOf()), parts: { lifted: part } };
    const book = new AccountBook();
    evolve(book, LANE, entry);
    const accounts = book.touched(1);
    const walk = new LaneWalk(LANE);
    walk.take(encodePage({ lane: LANE, version: 1, previous: "", entries: [entry], accounts }));
    expect(walk.findings.map(({ what }) => what)).toEqual([expect.stringMatching(/^allotment A1: /)]);
    const empty: MonthAccount = { type: "month", month: "201710", county: MENGHAI, institution: LANE, version: 0, state: "open", funds: {} };
    const check = () => {
      assertPage([entry], accounts, () => empty);
    };
    if (isRefused) expect(check).toThrow(InvariantError);
    else expect(check).not.toThrow();
  });

  it("is refused where its account moved by another amount", async () => {
    const entry = await entryOf();
    const book = new AccountBook();
    evolve(book, LANE, entry);
    evolve(book, LANE, entry);
    const empty: MonthAccount = { type: "month", month: "201710", county: MENGHAI, institution: LANE, version: 0, state: "open", funds: {} };
    expect(() => {
      assertPage([entry], book.touched(1), () => empty);
    }).toThrow("accrued of familyDoctor: accounts say 240000 fen, entries say 120000");
  });

  it("is found in a month that was closed before", async () => {
    const entry = await entryOf();
    const book = new AccountBook();
    const entries = [entry, { kind: "close", county: MENGHAI, month: "201710" } as const, { ...entry, id: "A2" }];
    for (const one of entries) evolve(book, LANE, one);
    const walk = new LaneWalk(LANE);
    walk.take(encodePage({ lane: LANE, version: 1, previous: "", entries, accounts: book.touched(1) }));
    expect(walk.findings.map(({ what }) => what)).toEqual(["allotment A2 stands in month 201710, which was closed before"]);
  });
});
