import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/limits.ts";
import { decideBatch } from "../../shared/lane/decide.ts";
import { MAX_TOTAL_FEN } from "../../shared/lane/judge.ts";
import { LaneView } from "../../shared/lane/lane-view.ts";
import { fen } from "../../shared/money/fen.ts";
import {
  advance,
  closing,
  deduction,
  disbursement,
  LANE,
  LIFTED,
  MENGHAI,
  MENGLA,
  openLane,
  prepayment,
  reversal,
  UNLIFTED,
} from "../support/lane.ts";

/*
 * Amounts in fen, shares as province / prefecture / county. Lifted 10:3:12 of 25, unlifted 15:2:8 of 25, largest remainder:
 * 100001 lifted: 40000.4 / 12000.12 / 48000.48 → 40000 / 12000 / 48001.     50000 unlifted: 30000 / 4000 / 16000.
 */

describe("an advance", () => {
  it("posts in the month it was settled in, with its shares and its rule", async () => {
    const lane = openLane();
    expect(await lane.post(advance("S1", { basic: 100001, backstop: 333 }, { name: "勐海县人民医院" }))).toEqual(["posted"]);
    expect(lane.entries()).toMatchObject([
      {
        kind: "advance",
        id: "S1",
        county: MENGHAI,
        month: "201710",
        time: "2017-10-25 09:30:00",
        institutionName: "勐海县人民医院",
        funds: { basic: { amount: 100001, shares: [40000, 12000, 48001] }, backstop: { amount: 333, shares: [0, 0, 333] } },
      },
    ]);
    expect(lane.entries()[0]).not.toHaveProperty("late");
    expect(lane.account("201710")).toEqual({
      type: "month",
      month: "201710",
      county: MENGHAI,
      institution: "H53282200012",
      institutionName: "勐海县人民医院",
      version: 1,
      state: "open",
      funds: {
        basic: {
          count: 1,
          accrued: 100001,
          deducted: 0,
          retained: 0,
          disbursed: 0,
          setOff: 0,
          shares: [40000, 12000, 48001],
          byRatio: { "10:3:12": 100001 },
        },
        backstop: { count: 1, accrued: 333, deducted: 0, retained: 0, disbursed: 0, setOff: 0, shares: [0, 0, 333], byRatio: { "0:0:1": 333 } },
      },
    });
  });

  it("adds to what its month already holds, each amount by its own ratio", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.post(advance("S2", { basic: 50000 }, { status: "unlifted" }));
    expect(lane.account("201710").funds.basic).toMatchObject({
      count: 2,
      accrued: 150001,
      shares: [70000, 16000, 64001],
      byRatio: { "10:3:12": 100001, "15:2:8": 50000 },
    });
  });

  it("without an amount is posted and counts in no fund", async () => {
    const lane = openLane();
    expect(await lane.post(advance("S1", {}))).toEqual(["posted"]);
    expect(lane.account("201710")).toMatchObject({ version: 1, funds: {} });
  });

  it("of a month its county has closed goes to the first open month and is late", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close("201710");
    const october = lane.account("201710");
    expect(await lane.post(advance("S2", { basic: 50000 }))).toEqual(["posted"]);
    expect(lane.entries().at(-1)).toMatchObject({ id: "S2", month: "201711", late: true });
    expect(lane.account("201710")).toEqual(october);
    expect(lane.account("201711").funds.basic?.accrued).toBe(50000);
  });

  it("of a month its county has closed goes past every closed month", async () => {
    const lane = openLane();
    await lane.close("201712");
    await lane.post(advance("S1", { basic: 100001 }));
    expect(lane.entries()).toMatchObject([{ month: "201801", late: true }]);
  });

  it("of a month not yet reached belongs to that month and is not late", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }, { time: "2017-11-02 08:00:00" }), advance("S2", { basic: 1 }));
    expect(lane.entries().map((entry) => (entry.kind === "advance" ? [entry.id, entry.month, entry.late] : []))).toEqual([
      ["S1", "201711", undefined],
      ["S2", "201710", undefined],
    ]);
  });

  it("follows the calendar of its own county", async () => {
    const lane = openLane();
    await lane.close("201710", MENGLA);
    await lane.post(advance("S1", { basic: 7 }), advance("S2", { basic: 9 }, { county: MENGLA }));
    expect(lane.account("201710", MENGHAI).funds.basic?.accrued).toBe(7);
    expect(lane.account("201711", MENGLA).funds.basic?.accrued).toBe(9);
  });

  it("names its institution in the entry only where the account is not called so yet", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }, { name: "勐海县医院" }), advance("S2", { basic: 1 }, { name: "勐海县医院" }));
    await lane.post(advance("S3", { basic: 1 }, { name: "勐海县人民医院" }), advance("S4", { basic: 1 }));
    expect(lane.entries().map((entry) => (entry.kind === "advance" ? entry.institutionName : ""))).toEqual([
      "勐海县医院",
      undefined,
      "勐海县人民医院",
      undefined,
    ]);
    expect(lane.account("201710").institutionName).toBe("勐海县人民医院");
  });

  it("is refused where the month's total would leave the range, counting what the same batch adds", async () => {
    const lane = openLane();
    const reason = { code: "total_out_of_range", details: { fund: "critical", month: "201710" } };
    expect(await lane.post(advance("S1", { critical: MAX_TOTAL_FEN - 5 }), advance("S2", { critical: 5 }), advance("S3", { critical: 1 }))).toEqual([
      "posted",
      "posted",
      "total_out_of_range",
    ]);
    expect(await lane.reject(advance("S3", { critical: 1 }))).toEqual(reason);
    expect(await lane.post(advance("S4", { basic: 1 }))).toEqual(["posted"]);
  });
});

describe("an id seen again", () => {
  const kinds = [
    ["advance", (content: string) => advance("X1", { basic: 5 }, { content })],
    ["reversal", (content: string) => reversal("X1", "S1", { content })],
    ["deduction", (content: string) => deduction("X1", "basic", 5, "lifted", { content })],
    ["deduction of an advance", (content: string) => deduction("X1", "basic", 5, { settlementId: "S2" }, { content })],
    ["prepayment", (content: string) => prepayment("X1", "basic", 5, { content })],
    ["disbursement", (content: string) => disbursement("X1", "basic", 5, { content })],
  ] as const;

  it.each(kinds)("is already applied where a %s says the same, in one batch and across pages", async (_, record) => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }), advance("S2", { basic: 100 }));
    await lane.close();
    expect(await lane.post(record(""), record(""))).toEqual(["posted", "already_applied"]);
    expect(await lane.post(record(""))).toEqual(["already_applied"]);
    await lane.post(advance("S9", { basic: 1 }));
    expect(await lane.post(record(""), record(""))).toEqual(["already_applied", "already_applied"]);
    expect(lane.pages().map((page) => page.length)).toEqual([2, 1, 1, 1]);
  });

  it.each(kinds)("is a conflict where a %s says something else, in one batch and across pages", async (_, record) => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }), advance("S2", { basic: 100 }));
    await lane.close();
    expect(await lane.post(record(""), record("other"))).toEqual(["posted", "conflict"]);
    expect(await lane.reject(record("other"))).toMatchObject({ code: "conflict", details: { id: "X1", page: 3 } });
    await lane.post(advance("S9", { basic: 1 }));
    expect(await lane.reject(record("other"))).toMatchObject({ code: "conflict", details: { id: "X1", page: 3 } });
    expect(await lane.post(record(""))).toEqual(["already_applied"]);
  });

  it("is a conflict with the page it is about to stand in where the other content comes in the same batch", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }));
    const decisions = await lane.decide(advance("S2", { basic: 1 }), advance("S2", { basic: 2 }));
    expect(decisions[1]).toMatchObject({ outcome: "rejected", reason: { code: "conflict", details: { id: "S2", kind: "advance", page: 2 } } });
  });

  it("is a conflict under another county: an institution's ids are its own, wherever the patient is insured", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }));
    expect(await lane.reject(advance("S1", { basic: 100 }, { county: MENGLA }))).toEqual({
      code: "conflict",
      details: { id: "S1", kind: "advance", page: 1 },
    });
    expect(lane.account("201710", MENGLA)).toBeUndefined();
  });

  it("may be taken once by every kind", async () => {
    const lane = openLane();
    await lane.post(advance("X1", { basic: 100 }), advance("S1", { basic: 100 }));
    await lane.close();
    expect(
      await lane.post(reversal("X1", "S1"), deduction("X1", "basic", 5, "lifted"), prepayment("X1", "basic", 5), disbursement("X1", "basic", 5)),
    ).toEqual(["posted", "posted", "posted", "posted"]);
  });

  it("adds no page where nothing is new", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }));
    expect(await lane.post(advance("S1", { basic: 100 }), advance("S1", { basic: 7 }), reversal("R1", "S2"))).toEqual([
      "already_applied",
      "conflict",
      "deferred",
    ]);
    expect(lane.pages()).toHaveLength(1);
  });
});

describe("a reversal", () => {
  it("takes the whole advance back, every share exactly negated", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001, assistance: 3 }));
    expect(await lane.post(reversal("R1", "S1"))).toEqual(["posted"]);
    // 3 lifted: 1.2 / 0.36 / 1.44 → 1 / 0 / 2.
    expect(lane.entries()[1]).toMatchObject({
      kind: "reversal",
      original: "S1",
      month: "201710",
      funds: { basic: { amount: -100001, shares: [-40000, -12000, -48001] }, assistance: { amount: -3, shares: [-1, 0, -2] } },
      rules: { basic: LIFTED, assistance: LIFTED },
    });
    expect(lane.account("201710").funds.basic).toMatchObject({ count: 2, accrued: 0, shares: [0, 0, 0], byRatio: { "10:3:12": 0 } });
  });

  it("finds its advance in the same batch", async () => {
    const lane = openLane();
    expect(await lane.post(advance("S1", { basic: 100001 }), reversal("R1", "S1"), reversal("R2", "S1"))).toEqual([
      "posted",
      "posted",
      "already_reversed",
    ]);
    expect(lane.pages().map((page) => page.length)).toEqual([2]);
  });

  it("stands in the month it was made in", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.post(reversal("R1", "S1", { time: "2017-12-01 00:00:00" }));
    expect(lane.entries()[1]).toMatchObject({ month: "201712" });
    expect(lane.entries()[1]).not.toHaveProperty("late");
    expect(lane.account("201710").funds.basic?.accrued).toBe(100001);
    expect(lane.account("201712").funds.basic?.accrued).toBe(-100001);
  });

  it("stands in the first open month where its own is closed, and is late", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close("201710");
    await lane.post(reversal("R1", "S1", { time: "2017-10-31 23:59:59" }));
    expect(lane.entries().at(-1)).toMatchObject({ kind: "reversal", month: "201711", late: true });
  });

  it("never stands in a month before its advance's", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }, { time: "2017-11-02 08:00:00" }));
    await lane.post(reversal("R1", "S1", { time: "2017-10-30 08:00:00" }));
    expect(lane.entries().at(-1)).toMatchObject({ kind: "reversal", month: "201711", late: true });
  });

  it("is refused where the advance was reversed before, in an earlier page or in this batch", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }));
    expect(await lane.post(reversal("R1", "S1"), reversal("R2", "S1"))).toEqual(["posted", "already_reversed"]);
    expect(await lane.reject(reversal("R2", "S1"))).toEqual({ code: "already_reversed", details: { settlementId: "S1" } });
    await lane.post(advance("S2", { basic: 1 }));
    expect(await lane.reject(reversal("R2", "S1"))).toEqual({ code: "already_reversed", details: { settlementId: "S1" } });
    expect(lane.account("201710").funds.basic?.accrued).toBe(1);
  });

  it("waits for an advance nobody has posted, as often as it may, and is then refused", async () => {
    const lane = openLane({ deferAttempts: 2 });
    expect(await lane.post(reversal("R1", "S1"))).toEqual(["deferred"]);
    expect(await lane.post(reversal("R1", "S1", { attempt: 1 }))).toEqual(["deferred"]);
    expect(await lane.reject(reversal("R1", "S1", { attempt: 2 }))).toMatchObject({ code: "unknown_original", details: { settlementId: "S1" } });
    await lane.post(advance("S1", { basic: 1 }));
    expect(await lane.post(reversal("R1", "S1"))).toEqual(["posted"]);
  });

  it("of a reversal is refused at once", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }), reversal("R1", "S1"));
    const why = "it is itself a reversal, which can't be reversed";
    expect(await lane.reject(reversal("R2", "R1"))).toMatchObject({ code: "unknown_original", details: { settlementId: "R1", why } });
  });

  it("of an advance whose id a reversal has too reverses the advance", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }), reversal("S2", "S1"), advance("S2", { basic: 7 }));
    expect(await lane.post(reversal("R2", "S2"))).toEqual(["posted"]);
  });

  it("that names another county than its advance is refused at once", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }));
    const why = "it is insured in county 532822";
    expect(await lane.reject(reversal("R1", "S1", { county: MENGLA }))).toMatchObject({ code: "unknown_original", details: { why } });
  });

  it("of an advance with deductions takes back what is left of it", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001, critical: 50 }));
    await lane.close();
    // 20001 lifted: 8000.4 / 2400.12 / 9600.48 → 8000 / 2400 / 9601; 80000 is left.
    await lane.post(deduction("D1", "basic", 20001, { settlementId: "S1" }), deduction("D2", "critical", 50, { settlementId: "S1" }));
    await lane.post(reversal("R1", "S1"));
    expect(lane.entries().at(-1)).toMatchObject({ month: "201711", funds: { basic: { amount: -80000, shares: [-32000, -9600, -38400] } } });
    expect(lane.entries().at(-1)).not.toHaveProperty("funds.critical");
  });

  it("leaves no share behind where deductions took the amount in other parts than it was split in", async () => {
    const lane = openLane();
    // 3 lifted is 1 / 0 / 2, but 1 lifted is 0.4 / 0.12 / 0.48 → 0 / 0 / 1, three times over 0 / 0 / 3.
    await lane.post(advance("S1", { basic: 3 }));
    await lane.close();
    const one = (id: string) => deduction(id, "basic", 1, { settlementId: "S1" });
    expect(await lane.post(one("D1"), one("D2"))).toEqual(["posted", "posted"]);
    expect(await lane.post(one("D3"), one("D4"))).toEqual(["posted", "exceeds_payable"]);
    expect(await lane.post(reversal("R1", "S1"))).toEqual(["posted"]);
    expect(lane.entries().at(-1)).toMatchObject({ funds: { basic: { amount: 0, shares: [-1, 0, 1] } } });
  });

  it("sees a deduction of the same batch", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close();
    expect(await lane.post(deduction("D1", "basic", 20001, { settlementId: "S1" }), reversal("R1", "S1"))).toEqual(["posted", "posted"]);
    expect(lane.entries().at(-1)).toMatchObject({ funds: { basic: { amount: -80000 } } });
  });
});

describe("a deduction", () => {
  it("that names an advance follows the advance's rule, and takes from its month", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 50000 }, { status: "unlifted" }), advance("S2", { basic: 100001 }));
    await lane.close();
    // 10001 unlifted: 6000.6 / 800.08 / 3200.32 → 6001 / 800 / 3200.
    expect(await lane.post(deduction("D1", "basic", 10001, { settlementId: "S1" }))).toEqual(["posted"]);
    expect(lane.entries().at(-1)).toMatchObject({
      kind: "deduction",
      month: "201710",
      original: "S1",
      ordinal: 0,
      funds: { basic: { amount: 10001, shares: [6001, 800, 3200] } },
      rules: { basic: UNLIFTED },
    });
    expect(lane.account("201710").funds.basic).toMatchObject({
      count: 2,
      accrued: 150001,
      deducted: 10001,
      disbursed: 0,
      shares: [63999, 15200, 60801],
      byRatio: { "10:3:12": 100001, "15:2:8": 39999 },
    });
  });

  it("that names a poverty status follows that status's rule", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 150001 }));
    await lane.close();
    // All of it, unlifted: 90000.6 / 12000.08 / 48000.32 → 90001 / 12000 / 48000, whatever it was split by.
    expect(await lane.post(deduction("D1", "basic", 150001, "unlifted"))).toEqual(["posted"]);
    expect(lane.entries().at(-1)).toMatchObject({ funds: { basic: { shares: [90001, 12000, 48000] } }, rules: { basic: UNLIFTED } });
    expect(lane.entries().at(-1)).not.toHaveProperty("original");
    expect(lane.account("201710").funds.basic?.byRatio).toEqual({ "10:3:12": 150001, "15:2:8": -150001 });
  });

  it("may not take more than is left of its advance", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }), advance("S2", { basic: 100001 }));
    await lane.close();
    const from = { settlementId: "S1" };
    const exceeds = (needed: number, available: number) => ({
      code: "exceeds_payable",
      details: { fund: "basic", month: "201710", needed, available },
    });
    expect(await lane.reject(deduction("D1", "basic", 100002, from))).toEqual(exceeds(100002, 100001));
    expect(await lane.post(deduction("D1", "basic", 60000, from), deduction("D2", "basic", 40002, from))).toEqual(["posted", "exceeds_payable"]);
    expect(await lane.reject(deduction("D2", "basic", 40002, from))).toEqual(exceeds(40002, 40001));
    expect(await lane.post(deduction("D2", "basic", 40001, from))).toEqual(["posted"]);
    expect(await lane.reject(deduction("D3", "basic", 1, from))).toEqual(exceeds(1, 0));
  });

  it("may not take more than is left of the month, even of an advance that has more", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close();
    await lane.post(deduction("D1", "basic", 100000, "lifted"));
    expect(await lane.reject(deduction("D2", "basic", 2, { settlementId: "S1" }))).toMatchObject({ details: { needed: 2, available: 1 } });
    expect(await lane.reject(deduction("D2", "basic", 2, "lifted"))).toMatchObject({ details: { needed: 2, available: 1 } });
    expect(await lane.post(deduction("D2", "basic", 1, { settlementId: "S1" }))).toEqual(["posted"]);
  });

  it("of a fund its advance has no amount in has nothing to take", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }), advance("S2", { critical: 100001 }));
    await lane.close();
    const rejected = { code: "exceeds_payable", details: { fund: "critical", month: "201710", needed: 1, available: 0 } };
    expect(await lane.reject(deduction("D1", "critical", 1, { settlementId: "S1" }))).toEqual(rejected);
  });

  it("of a month with more taken back than advanced has nothing to take", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 40000 }), reversal("R1", "S1", { time: "2017-11-02 08:00:00" }));
    await lane.close("201711");
    expect(await lane.reject(deduction("D1", "basic", 1, "lifted", { month: "201711" }))).toMatchObject({ details: { needed: 1, available: 0 } });
  });

  it("is refused while its month is open", async () => {
    const lane = openLane();
    const rejected = { code: "month_not_closed", details: { month: "201710", county: MENGHAI } };
    expect(await lane.reject(deduction("D1", "basic", 1, "lifted"))).toEqual(rejected);
    await lane.post(advance("S1", { basic: 100001 }));
    expect(await lane.reject(deduction("D1", "basic", 1, "lifted"))).toEqual(rejected);
    expect(await lane.reject(deduction("D1", "basic", 1, { settlementId: "S1" }))).toEqual(rejected);
  });

  it("of a closed month in which the institution has nothing has nothing to take", async () => {
    const lane = openLane();
    await lane.close();
    expect(await lane.reject(deduction("D1", "basic", 1, "lifted"))).toMatchObject({ code: "exceeds_payable", details: { available: 0 } });
  });

  it("of an advance that is unknown, elsewhere insured or in another month is refused at once", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 5 }, { county: MENGLA }), advance("S2", { basic: 5 }, { time: "2017-11-01 00:00:00" }));
    await lane.post(advance("S3", { basic: 5 }));
    await lane.close("201711");
    const why = async (settlementId: string) => (await lane.reject(deduction("D1", "basic", 1, { settlementId }))).details;
    expect(await why("S0")).toMatchObject({ settlementId: "S0", why: "this institution has posted no advance of that id" });
    expect(await why("S1")).toMatchObject({ settlementId: "S1", why: "it is insured in county 532823" });
    expect(await why("S2")).toMatchObject({ settlementId: "S2", why: "it stands in month 201711" });
  });

  it("of a reversed advance is refused", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }), advance("S2", { basic: 100 }));
    await lane.close();
    await lane.post(reversal("R1", "S1"));
    const rejected = { code: "already_reversed", details: { settlementId: "S1" } };
    expect(await lane.reject(deduction("D1", "basic", 1, { settlementId: "S1" }))).toEqual(rejected);
    expect(await lane.post(reversal("R2", "S2"), deduction("D1", "basic", 1, { settlementId: "S2" }))).toEqual(["posted", "already_reversed"]);
  });

  it("that leaves a month overpaid turns the overpayment into prepaid balance, which the next close sets off", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001, critical: 10 }));
    await lane.close();
    await lane.post(disbursement("B1", "basic", 90000));
    // Payable falls to 80000, 10000 less than was paid.
    await lane.post(deduction("D1", "basic", 20001, "lifted"));
    expect(lane.account("201710").funds.basic).toMatchObject({ accrued: 100001, deducted: 20001, disbursed: 80000, setOff: -10000 });
    expect(lane.account("201710").funds.critical).toMatchObject({ disbursed: 0, setOff: 0 });
    expect(lane.balance("basic")).toBe(10000);
    await lane.post(advance("S2", { basic: 30000 }, { time: "2017-11-03 08:00:00" }));
    await lane.close("201711");
    expect(lane.account("201711").funds.basic).toMatchObject({ accrued: 30000, disbursed: 10000, setOff: 10000 });
    expect(lane.balance("basic")).toBe(0);
    expect(await lane.reject(disbursement("B2", "basic", 20001, { month: "201711" }))).toMatchObject({ details: { available: 20000 } });
  });

  it("that leaves a month not overpaid moves no balance", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close();
    await lane.post(disbursement("B1", "basic", 80000));
    await lane.post(deduction("D1", "basic", 20001, "lifted"));
    expect(lane.account("201710").funds.basic).toMatchObject({ deducted: 20001, disbursed: 80000, setOff: 0 });
    expect(lane.balance("basic")).toBe(0);
  });
});

describe("a prepayment", () => {
  it("raises the balance of its fund and county", async () => {
    const lane = openLane();
    expect(await lane.post(prepayment("P1", "basic", 500), prepayment("P2", "basic", 70), prepayment("P3", "critical", 3))).toEqual([
      "posted",
      "posted",
      "posted",
    ]);
    await lane.post(prepayment("P4", "basic", 9, { county: MENGLA }));
    expect([lane.balance("basic"), lane.balance("critical"), lane.balance("basic", MENGLA)]).toEqual([570, 3, 9]);
  });

  it("is set off at close, fund by fund, up to what is payable", async () => {
    const lane = openLane();
    await lane.post(prepayment("P1", "basic", 50000), prepayment("P2", "critical", 1000), prepayment("P3", "assistance", 77));
    await lane.post(advance("S1", { basic: 30000, critical: 5000, backstop: 9 }));
    expect(lane.account("201710").funds.basic).toMatchObject({ disbursed: 0, setOff: 0 });
    await lane.close();
    expect(lane.account("201710").funds).toMatchObject({
      basic: { disbursed: 30000, setOff: 30000 },
      critical: { disbursed: 1000, setOff: 1000 },
      backstop: { disbursed: 0, setOff: 0 },
    });
    expect(lane.account("201710").funds).not.toHaveProperty("assistance");
    expect([lane.balance("basic"), lane.balance("critical"), lane.balance("assistance")]).toEqual([20000, 0, 77]);
  });

  it("after a close waits for the next one", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 30000 }));
    await lane.close();
    await lane.post(prepayment("P1", "basic", 500));
    expect(lane.account("201710").funds.basic?.disbursed).toBe(0);
    await lane.post(advance("S2", { basic: 200 }, { time: "2017-11-03 08:00:00" }));
    await lane.close("201711");
    expect(lane.account("201711").funds.basic?.disbursed).toBe(200);
    expect(lane.balance("basic")).toBe(300);
  });

  it("of one county never pays for another", async () => {
    const lane = openLane();
    await lane.post(prepayment("P1", "basic", 500, { county: MENGLA }), advance("S1", { basic: 300 }));
    await lane.close();
    expect(lane.account("201710").funds.basic?.disbursed).toBe(0);
    expect(lane.balance("basic", MENGLA)).toBe(500);
  });

  it("is refused where the balance would leave the range", async () => {
    const lane = openLane();
    expect(await lane.post(prepayment("P1", "basic", MAX_TOTAL_FEN), prepayment("P2", "basic", 1))).toEqual(["posted", "total_out_of_range"]);
    expect(await lane.reject(prepayment("P2", "basic", 1))).toEqual({ code: "total_out_of_range", details: { fund: "basic", month: "201710" } });
  });
});

describe("a close", () => {
  it("closes the account, and closing again changes nothing", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    expect(await lane.close()).toEqual(["posted"]);
    expect(lane.account("201710")).toMatchObject({ state: "closed", version: 2, funds: { basic: { accrued: 100001 } } });
    expect(await lane.close()).toEqual(["already_applied"]);
    expect(lane.account("201710").version).toBe(2);
  });

  it("that stands twice in a batch is posted once", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    expect(await lane.post(closing(), closing())).toEqual(["posted", "already_applied"]);
  });

  it("of a month in which the institution has nothing closes nothing", async () => {
    const lane = openLane();
    expect(await lane.close()).toEqual(["already_applied"]);
    expect(lane.pages()).toEqual([]);
  });

  it("closes one county's account and leaves another's open", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }), advance("S2", { basic: 1 }, { county: MENGLA }));
    await lane.close("201710", MENGHAI);
    expect([lane.account("201710").state, lane.account("201710", MENGLA).state]).toEqual(["closed", "open"]);
  });

  it("turns a negative payable into prepaid balance, which the next close sets off", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 40000 }));
    await lane.close("201710");
    await lane.post(disbursement("B1", "basic", 40000));
    await lane.post(reversal("R1", "S1", { time: "2017-11-02 08:00:00" }), advance("S2", { basic: 15000 }, { time: "2017-11-03 08:00:00" }));
    await lane.close("201711");
    // November: 15000 − 40000 = −25000.
    expect(lane.account("201711").funds.basic).toMatchObject({ accrued: -25000, disbursed: -25000, setOff: -25000 });
    expect(lane.balance("basic")).toBe(25000);
    await lane.post(advance("S3", { basic: 30000 }, { time: "2017-12-03 08:00:00" }));
    await lane.close("201712");
    expect(lane.account("201712").funds.basic).toMatchObject({ accrued: 30000, disbursed: 25000, setOff: 25000 });
    expect(lane.balance("basic")).toBe(0);
  });
});

describe("a disbursement", () => {
  it("is refused while its month is open", async () => {
    const lane = openLane();
    const rejected = { code: "month_not_closed", details: { month: "201710", county: MENGHAI } };
    expect(await lane.reject(disbursement("B1", "basic", 1))).toEqual(rejected);
    await lane.post(advance("S1", { basic: 100001 }));
    expect(await lane.reject(disbursement("B1", "basic", 1))).toEqual(rejected);
  });

  it("is refused for the first open month, also where the institution has nothing in it", async () => {
    const lane = openLane();
    await lane.close("201710");
    expect(await lane.reject(disbursement("B1", "basic", 1, { month: "201711" }))).toMatchObject({ code: "month_not_closed" });
    expect(await lane.reject(disbursement("B1", "basic", 1, { month: "201710" }))).toMatchObject({ code: "exceeds_payable" });
  });

  it("pays up to exactly what is outstanding, and says what is left where it asks for more", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close();
    const exceeds = (needed: number, available: number) => ({
      code: "exceeds_payable",
      details: { fund: "basic", month: "201710", needed, available },
    });
    expect(await lane.reject(disbursement("B1", "basic", 100002))).toEqual(exceeds(100002, 100001));
    expect(await lane.post(disbursement("B1", "basic", 60000), disbursement("B2", "basic", 60000))).toEqual(["posted", "exceeds_payable"]);
    expect(await lane.reject(disbursement("B2", "basic", 60000))).toEqual(exceeds(60000, 40001));
    expect(await lane.post(disbursement("B2", "basic", 40001))).toEqual(["posted"]);
    expect(await lane.reject(disbursement("B3", "basic", 1))).toEqual(exceeds(1, 0));
    expect(lane.account("201710").funds.basic).toMatchObject({ accrued: 100001, disbursed: 100001, setOff: 0 });
  });

  it("pays what deductions have left", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close();
    await lane.post(deduction("D1", "basic", 20001, "lifted"));
    expect(await lane.post(disbursement("B1", "basic", 80001), disbursement("B2", "basic", 80000))).toEqual(["exceeds_payable", "posted"]);
  });

  it("of a fund or a closed month in which the institution has nothing has nothing to pay", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close("201711");
    await lane.post(closing("201710"));
    expect(await lane.reject(disbursement("B1", "critical", 1))).toMatchObject({ code: "exceeds_payable", details: { available: 0 } });
    expect(await lane.reject(disbursement("B1", "basic", 1, { month: "201711" }))).toMatchObject({
      code: "exceeds_payable",
      details: { available: 0 },
    });
  });

  it("leaves what was accrued, deducted and shared as it is", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100001 }));
    await lane.close();
    const before = lane.account("201710").funds.basic;
    await lane.post(disbursement("B1", "basic", 5));
    expect(lane.account("201710").funds.basic).toEqual({ ...before, disbursed: 5 });
  });
});

describe("a year", () => {
  it("conserves every fen: what was paid is disbursed or a prepaid balance", async () => {
    const lane = openLane();
    const paid = { basic: 0, critical: 0 };
    const pay = async (record: ReturnType<typeof disbursement> | ReturnType<typeof prepayment>) => {
      expect(await lane.post(record)).toEqual(["posted"]);
      paid[record.fund as keyof typeof paid] += record.amount;
    };
    await pay(prepayment("P1", "basic", 70000));
    await lane.post(advance("S1", { basic: 100001, critical: 3000 }), advance("S2", { basic: 50000 }, { status: "unlifted" }));
    await lane.close("201710");
    await pay(disbursement("B1", "basic", 80001));
    await pay(disbursement("B2", "critical", 3000));
    await lane.post(deduction("D1", "basic", 20001, { settlementId: "S1" }), deduction("D2", "critical", 1, "lifted"));
    await lane.post(reversal("R1", "S2", { time: "2017-11-09 08:00:00" }), advance("S3", { basic: 10 }, { time: "2017-11-10 08:00:00" }));
    await lane.close("201711");
    await lane.post(advance("S4", { basic: 20000, critical: 100 }, { time: "2017-12-01 08:00:00" }));
    await lane.close("201712");
    /*
     * basic: October 150001 − 20001 payable, all paid (70000 set off, 80001) and 20001 returned; November 10 − 50000 = −49990, returned;
     * December 20000, set off. Balance 20001 + 49990 − 20000 = 49991. critical: 3000 paid, 1 returned, set off in December.
     */
    const months = ["201710", "201711", "201712"].map((month) => lane.account(month).funds);
    expect(months.map((funds) => [funds.basic?.disbursed, funds.critical?.disbursed])).toEqual([
      [130000, 2999],
      [-49990, undefined],
      [20000, 1],
    ]);
    expect([lane.balance("basic"), lane.balance("critical")]).toEqual([49991, 0]);
    const disbursed = (fund: "basic" | "critical") => months.reduce((sum, funds) => sum + (funds[fund]?.disbursed ?? 0), 0);
    expect(disbursed("basic") + lane.balance("basic")).toBe(paid.basic);
    expect(disbursed("critical") + lane.balance("critical")).toBe(paid.critical);
  });
});

describe("a batch", () => {
  it("as large as folds get stands in one page", async () => {
    const lane = openLane();
    const records = Array.from({ length: LIMITS.foldRecords }, (_, place) => advance(`S${place}`, { basic: 1 + place }));
    await lane.post(...records);
    expect(lane.pages().map((page) => page.length)).toEqual([50]);
    // 1 + 2 + … + 50.
    expect(lane.account("201710").funds.basic).toMatchObject({ count: 50, accrued: 1275 });
  });
});

describe("a decision", () => {
  it("throws where it posts to an account that was not loaded", () => {
    const view = new LaneView(LANE, undefined);
    const entry = { kind: "prepayment", id: "P1", county: MENGHAI, time: "2017-10-24 12:00:00", fund: "basic", amount: fen(1), hash: "" } as const;
    expect(() => decideBatch(view, [prepayment("P1", "basic", 1)], () => ({ entry }))).toThrow(
      `account prepaid ${MENGHAI} of lane ${LANE} is posted to but was not loaded`,
    );
  });

  it("throws where it posts to a month whose account was never born", () => {
    const view = new LaneView(LANE, undefined);
    view.learnAccounts([{ period: "201710", county: MENGHAI, institution: LANE }], []);
    const { kind, id, county, hash, time, status, person, facts, funds, rules } = advance("S1", { basic: 1 });
    const entry = { kind, id, county, hash, month: "201710", time, status, person, facts, funds, rules };
    expect(() => decideBatch(view, [advance("S1", { basic: 1 })], () => ({ entry }))).toThrow(
      `account 201710 ${MENGHAI} of lane ${LANE} is posted to but was not loaded`,
    );
  });

  it("never rejects a close, which nobody could send again", () => {
    const reason = { code: "month_not_closed", details: { month: "201710", county: MENGHAI } } as const;
    expect(() => decideBatch(new LaneView(LANE, undefined), [closing()], () => ({ reason }))).toThrow("a close can't be rejected");
  });

  it("that posts nothing changes no account", () => {
    const view = new LaneView(LANE, undefined);
    expect(decideBatch(view, [prepayment("P1", "basic", 1)], () => "already_applied")).toEqual({
      decisions: [{ outcome: "already_applied", record: prepayment("P1", "basic", 1) }],
      entries: [],
      accounts: [],
    });
  });

  it("writes each rule set of a page once", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }), advance("S2", { basic: 2 }), advance("S3", { basic: 3 }, { status: "unlifted" }));
    const body = JSON.parse(lane.store.tables.pages.get(LANE)?.get(1)?.body ?? "") as { rules: unknown };
    expect(body.rules).toEqual([{ basic: LIFTED }, { basic: UNLIFTED }]);
  });
});
