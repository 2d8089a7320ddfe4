import { describe, expect, it } from "vitest";
import { payableOf, type FundTotals } from "../../shared/lane/account.ts";
import { encodePage } from "../../shared/lane/page.ts";
import type { LaneRecord } from "../../shared/lane/record.ts";
import { LaneWalk } from "../../shared/lane/walk.ts";
import {
  advance,
  deduction,
  disbursement,
  giveBack,
  LANE,
  MENGHAI,
  MENGLA,
  openLane,
  prepayment,
  release,
  reversal,
  review,
} from "../support/lane.ts";

/** A: 100.01 yuan of basic, B: 40.00 yuan. Closed with so much retained. */
const A = advance("A", { basic: 10001 });
const B = advance("B", { basic: 4000 });
const FIVE_PERCENT = { rule: "made-up-2017@1/payment.retention", ratio: "0.05", funds: ["basic"] } as const;

async function closedWith(records: readonly LaneRecord[], retention?: typeof FIVE_PERCENT) {
  const lane = openLane();
  await lane.post(...records);
  await lane.close("201710", MENGHAI, { on: "2017-11-05", ...(retention && { retention }) });
  return { ...lane, basic: () => lane.account("201710").funds.basic! };
}

/** [accrued, deducted, retained, deferred, payable, disbursed] in fen. */
function figures(totals: FundTotals): number[] {
  const { accrued, deducted, retained, deferred = 0, disbursed } = totals;
  return [accrued, deducted, retained, deferred, payableOf(totals), disbursed];
}

describe("a deferral (暂缓)", () => {
  it("withholds what is left of the advance, and moves no share", async () => {
    const lane = await closedWith([A, B]);
    const { shares } = lane.basic();
    await lane.post(deduction("D", "basic", 1, { settlementId: "A" }));
    expect(await lane.post(review("R1", "A", "deferred"))).toEqual(["posted"]);
    // 140.01 claimed − 0.01 deducted; of A 100.00 is left and withheld; payable 40.00.
    expect(figures(lane.basic())).toEqual([14001, 1, 0, 10000, 4000, 0]);
    expect(lane.basic().shares).toEqual([shares[0], shares[1], shares[2] - 1]);
  });

  it("keeps the withheld part from being paid, and lets the rest be paid", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(review("R1", "A", "deferred"));
    expect(await lane.reject(disbursement("P1", "basic", 4001))).toMatchObject({ code: "exceeds_payable", details: { available: 4000 } });
    expect(await lane.post(disbursement("P2", "basic", 4000))).toEqual(["posted"]);
  });

  it("lets nothing else change the advance until it is decided, and says which review it waits for", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(review("R1", "A", "deferred"));
    const waiting = { code: "under_review", details: { settlementId: "A", review: "R1", why: "病历待核实" } };
    expect(await lane.reject(reversal("X", "A", { time: "2017-11-20 10:00:00" }))).toEqual(waiting);
    expect(await lane.reject(deduction("D", "basic", 1, { settlementId: "A" }))).toEqual(waiting);
    expect(await lane.reject(review("R2", "A", "deferred"))).toEqual(waiting);
  });

  it("is kept out of a deduction that names no advance", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(review("R1", "A", "deferred"));
    expect(await lane.reject(deduction("D1", "basic", 4001, "lifted"))).toMatchObject({ code: "exceeds_payable", details: { available: 4000 } });
    expect(await lane.post(deduction("D2", "basic", 4000, "lifted"), review("R2", "A", "refused"))).toEqual(["posted", "posted"]);
    expect(figures(lane.basic())).toEqual([14001, 14001, 0, 0, 0, 0]);
  });

  it("can withhold only what was not paid yet", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(disbursement("P1", "basic", 4001));
    expect(await lane.reject(review("R1", "A", "deferred"))).toEqual({
      code: "exceeds_payable",
      details: { fund: "basic", month: "201710", needed: 10001, available: 10000 },
    });
    const exact = await closedWith([A, B]);
    await exact.post(disbursement("P1", "basic", 4000));
    expect(await exact.post(review("R1", "A", "deferred"))).toEqual(["posted"]);
    expect(figures(exact.basic())).toEqual([14001, 0, 0, 10001, 4000, 4000]);
  });

  it("is the same when it comes again, and a conflict with another decision", async () => {
    const lane = await closedWith([A]);
    expect(await lane.post(review("R1", "A", "deferred"), review("R1", "A", "deferred"), review("R1", "A", "refused"))).toEqual([
      "posted",
      "already_applied",
      "conflict",
    ]);
  });
});

describe("the decision on a deferral", () => {
  it("to approve (准予) makes it payable again", async () => {
    const lane = await closedWith([A, B]);
    expect(await lane.post(review("R1", "A", "deferred"), review("R2", "A", "approved"))).toEqual(["posted", "posted"]);
    expect(figures(lane.basic())).toEqual([14001, 0, 0, 0, 14001, 0]);
    expect(lane.basic()).not.toHaveProperty("deferred");
    expect(await lane.post(deduction("D", "basic", 1, { settlementId: "A" }), review("R3", "A", "deferred"))).toEqual(["posted", "posted"]);
    expect(figures(lane.basic())).toEqual([14001, 1, 0, 10000, 4000, 0]);
  });

  it("to refuse (不予支付) deducts it for good, with its shares", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(review("R1", "A", "deferred"), review("R2", "A", "refused"));
    expect(figures(lane.basic())).toEqual([14001, 10001, 0, 0, 4000, 0]);
    // 40.00 by 10:3:12 is 16.00, 4.80, 19.20.
    expect(lane.basic().shares).toEqual([1600, 480, 1920]);
    expect(await lane.reject(review("R3", "A", "refused"))).toMatchObject({ code: "nothing_left" });
    expect(await lane.reject(review("R4", "A", "approved"))).toMatchObject({ code: "not_deferred" });
  });

  it("needs a deferral only to approve", async () => {
    const lane = await closedWith([A, B]);
    expect(await lane.reject(review("R1", "A", "approved"))).toEqual({ code: "not_deferred", details: { settlementId: "A" } });
    expect(await lane.post(review("R2", "B", "refused"))).toEqual(["posted"]);
    expect(figures(lane.basic())).toEqual([14001, 4000, 0, 0, 10001, 0]);
  });
});

describe("a refusal of what was paid", () => {
  it("leaves a prepaid balance, which pays the next approval first", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(review("R1", "B", "deferred"), disbursement("P1", "basic", 10001), review("R2", "A", "refused"));
    expect([figures(lane.basic()), lane.balance("basic")]).toEqual([[14001, 10001, 0, 4000, 0, 0], 10001]);
    await lane.post(review("R3", "B", "approved"));
    expect([figures(lane.basic()), lane.balance("basic")]).toEqual([[14001, 10001, 0, 0, 4000, 4000], 6001]);
  });
});

describe("a review", () => {
  it("names an advance of the institution and county, in a closed month", async () => {
    const lane = await closedWith([A, advance("NOV", { basic: 100 }, { time: "2017-11-03 10:00:00" })]);
    expect(await lane.reject(review("R1", "Z", "deferred"))).toMatchObject({ code: "unknown_original" });
    expect(await lane.reject(review("R2", "A", "deferred", { county: MENGLA }))).toMatchObject({ code: "unknown_original" });
    expect(await lane.reject(review("R3", "NOV", "deferred"))).toEqual({ code: "month_not_closed", details: { month: "201711", county: MENGHAI } });
    await lane.post(reversal("X", "A", { time: "2017-11-20 10:00:00" }));
    expect(await lane.reject(review("R4", "A", "refused"))).toMatchObject({ code: "already_reversed" });
  });

  it("finds nothing left where deductions took all but a fen between two tiers", async () => {
    // 0.05 by 10:3:12 is [2, 1, 2], but 0.02 and 0.03 are [1, 0, 1] and [1, 0, 2]: their sum leaves [0, 1, −1].
    const lane = await closedWith([advance("S", { basic: 5 }), B]);
    await lane.post(deduction("D1", "basic", 2, { settlementId: "S" }), deduction("D2", "basic", 3, { settlementId: "S" }));
    expect(await lane.reject(review("R1", "S", "deferred"))).toMatchObject({ code: "nothing_left" });
  });

  it("is taken back by a reversal where it was refused: nothing is left to reverse", async () => {
    const lane = await closedWith([A, B]);
    await lane.post(review("R1", "A", "refused"));
    expect(await lane.post(reversal("X", "A", { time: "2017-11-20 10:00:00" }))).toEqual(["posted"]);
    expect(lane.account("201711").funds).toEqual({});
  });
});

describe("a retention (质量保证金)", () => {
  it("keeps back its part of each fund named at close, rounded down to the fen", async () => {
    const lane = await closedWith([A, B, advance("C", { assistance: 1000 })], FIVE_PERCENT);
    // 140.01 × 0.05 = 7.0005.
    expect(figures(lane.basic())).toEqual([14001, 0, 700, 0, 13301, 0]);
    expect(figures(lane.account("201710").funds.assistance!)).toEqual([1000, 0, 0, 0, 1000, 0]);
    expect(lane.account("201710").closedOn).toBe("2017-11-05");
  });

  it("is nothing of a month that owes less than nothing", async () => {
    const lane = openLane();
    await lane.post(A);
    await lane.close();
    await lane.post(reversal("X", "A", { time: "2017-11-20 10:00:00" }));
    await lane.close("201711", MENGHAI, { retention: FIVE_PERCENT });
    expect(lane.account("201711").funds.basic).toMatchObject({ accrued: -10001, retained: 0 });
  });

  it("gives way to a deferral of all there is, and comes back with the approval", async () => {
    const lane = await closedWith([A], FIVE_PERCENT);
    expect(figures(lane.basic())).toEqual([10001, 0, 500, 0, 9501, 0]);
    await lane.post(review("R1", "A", "deferred"));
    expect(figures(lane.basic())).toEqual([10001, 0, 0, 10001, 0, 0]);
    await lane.post(review("R2", "A", "approved"));
    expect(figures(lane.basic())).toEqual([10001, 0, 500, 0, 9501, 0]);
    await lane.post(review("R3", "A", "deferred"), review("R4", "A", "refused"));
    expect(figures(lane.basic())).toEqual([10001, 10001, 0, 0, 0, 0]);
  });

  it("is released up to what is retained, and then payable", async () => {
    const lane = await closedWith([A, B], FIVE_PERCENT);
    expect(await lane.reject(release("L1", "basic", 701))).toEqual({
      code: "exceeds_retained",
      details: { fund: "basic", month: "201710", needed: 701, available: 700 },
    });
    expect(await lane.post(release("L2", "basic", 300), release("L2", "basic", 300))).toEqual(["posted", "already_applied"]);
    expect(figures(lane.basic())).toEqual([14001, 0, 400, 0, 13601, 0]);
    expect(lane.basic().released).toBe(300);
    expect(await lane.reject(release("L3", "basic", 1, { month: "201711" }))).toMatchObject({ code: "month_not_closed" });
    expect(await lane.reject(release("L4", "critical", 1))).toMatchObject({ code: "exceeds_retained", details: { available: 0 } });
  });

  it("never is more than is left after deductions", async () => {
    const lane = await closedWith([A], FIVE_PERCENT);
    await lane.post(deduction("D1", "basic", 9600, { settlementId: "A" }));
    // 4.01 is left, and 5.00 was retained.
    expect(figures(lane.basic())).toEqual([10001, 9600, 401, 0, 0, 0]);
  });

  it("released is paid by the prepaid balance first", async () => {
    const lane = await closedWith([A, B], FIVE_PERCENT);
    await lane.post(prepayment("V", "basic", 200, { time: "2017-12-01 10:00:00" }), release("L", "basic", 700));
    expect([figures(lane.basic()), lane.balance("basic")]).toEqual([[14001, 0, 0, 0, 14001, 200], 0]);
  });

  it("that is not the stated part of what the month owes is found by a walk of the journal", async () => {
    const lane = await closedWith([A], FIVE_PERCENT);
    const pages = [...lane.store.tables.pages.get(LANE)!.values()];
    const walk = new LaneWalk(LANE);
    for (const page of pages) walk.take(page);
    expect(walk.findings).toEqual([]);
    const [first, close] = lane.pages();
    const [entry] = close ?? [];
    if (entry?.kind !== "close" || entry.retention === undefined || first === undefined) throw new Error("no close");
    const tampered = { ...entry, retention: { ...entry.retention, amounts: { basic: entry.retention.amounts.basic } } };
    const { accounts, ...rest } = JSON.parse(pages[1]!.body) as { accounts: never; previous: string };
    const page = encodePage({
      lane: LANE,
      version: 2,
      previous: rest.previous,
      accounts,
      entries: [{ ...tampered, retention: { ...tampered.retention, ratio: "0.06" } }],
    } as never);
    const again = new LaneWalk(LANE);
    for (const one of [pages[0]!, page]) again.take(one);
    expect(again.findings.map(({ what }) => what)).toEqual(["close of 201710 532822: what is retained is not 0.06 of what is owed"]);
  });
});

describe("a return (预付款退回)", () => {
  it("takes from the prepaid balance up to what is in it, and is counted by year", async () => {
    const lane = openLane();
    await lane.post(prepayment("V", "basic", 5000), giveBack("B1", "basic", 2000));
    expect(lane.balance("basic")).toBe(3000);
    expect(await lane.reject(giveBack("B2", "basic", 3001))).toEqual({
      code: "exceeds_prepaid",
      details: { fund: "basic", needed: 3001, available: 3000 },
    });
    expect(await lane.reject(giveBack("B3", "critical", 1))).toMatchObject({ code: "exceeds_prepaid", details: { available: 0 } });
    await lane.post(giveBack("B4", "basic", 3000, { time: "2018-01-05 10:00:00" }));
    expect(lane.store.tables.accounts.get(`prepaid#${MENGHAI}#${LANE}`)).toMatchObject({
      balances: { basic: 0 },
      flows: { "2017": { basic: { prepaid: 5000, returned: 2000 } }, "2018": { basic: { prepaid: 0, returned: 3000 } } },
    });
  });
});
