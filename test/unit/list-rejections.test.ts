import { describe, expect, it } from "vitest";
import { rejectRecord } from "../../shared/contract/intake.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { MessageRecord } from "../../shared/lane/record.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { listRejections, standing } from "../../shared/store/list-rejections.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { advance, closing, disbursement, LANE, MENGHAI, openLane, reversal } from "../support/lane.ts";
import { createMemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { advanceMessage, recordOf, rejectionOf, reversalMessage } from "../support/messages.ts";

const NOW = "2017-12-31 12:00:00";
const OPTIONS = { deferAttempts: 0 };

/** Posts records one by one as the ledger function does: what is rejected is stored. */
async function post(store: LedgerStore, lane: string, ...records: readonly MessageRecord[]): Promise<void> {
  for (const one of records) {
    const [decision] = await postToLane(store, lane, [one], OPTIONS);
    const record = { ...one, original: JSON.stringify(one) };
    if (decision?.outcome === "rejected") await store.putRejections([rejectRecord(lane, record, decision.reason, NOW)]);
  }
}

/** The listed rejections in few words: "month_not_closed d1", and those that were overtaken in brackets. */
async function listed(store: LedgerStore, region?: string): Promise<string[]> {
  const all = await listRejections(store, region);
  return all.map(({ code, id, posted_since }) => (posted_since === true ? `(${code} ${id})` : `${code} ${id}`)).sort();
}

describe("a rejection", () => {
  it("stands as long as its id is not posted, and no longer", async () => {
    const { store, close } = openLane();
    const early = disbursement("d1", "basic", 100);
    await post(store, LANE, advance("a1", { basic: 100 }), early, disbursement("d2", "basic", 100));
    expect(await listed(store)).toEqual(["month_not_closed d1", "month_not_closed d2"]);
    await close();
    await post(store, LANE, early);
    expect(await listed(store)).toEqual(["(month_not_closed d1)", "month_not_closed d2"]);
    await post(store, LANE, disbursement("d2", "basic", 100));
    expect(await listed(store)).toEqual(["(month_not_closed d1)", "exceeds_payable d2", "month_not_closed d2"]);
  });

  it("is overtaken by a corrected message under its id, however often the id was refused before", async () => {
    const { store, close } = openLane();
    await post(store, LANE, advance("a1", { basic: 100 }), disbursement("d1", "basic", 100));
    await close();
    await post(store, LANE, disbursement("d1", "basic", 101), disbursement("d1", "basic", 99));
    expect(await listed(store)).toEqual(["(exceeds_payable d1)", "(month_not_closed d1)"]);
  });

  it("stands as a conflict, whose id is posted with other content", async () => {
    const { store } = openLane();
    await post(store, LANE, advance("a1", { basic: 100 }), advance("a1", { basic: 101 }));
    expect(await listed(store)).toEqual(["conflict a1"]);
  });

  it("is not overtaken by the same id of another kind or another institution", async () => {
    const store = createMemoryLedgerStore();
    await post(store, "H1", reversal("x", "nothing"), advance("x", { basic: 100 }));
    await post(store, "H2", disbursement("x", "basic", 100), reversal("y", "nothing"));
    await post(store, "H3", advance("y", { basic: 100 }), reversal("x", "y"));
    expect(await listed(store)).toEqual(["month_not_closed x", "unknown_original x", "unknown_original y"]);
  });

  it("is not overtaken by what else an entry takes in the index: an advance's reversal is no message of that id", async () => {
    const { store } = openLane();
    await store.putRejections([rejectionOf(reversalMessage({ reversal_id: "a1", fixmedins_code: LANE, insu_admdvs: "532899" }))]);
    await post(store, LANE, advance("a1", { basic: 100 }), reversal("r1", "a1"));
    expect(await listed(store)).toEqual(["unknown_region a1"]);
  });

  it.each([
    ["alone", false],
    ["while another worker applies it and appends the next between the two reads of the lane", true],
  ])("is known to be overtaken by a page whose writer vanished before it applied it, %s", async (_title, movesOn) => {
    let isGone = false;
    let reads = 0;
    const store = createMemoryLedgerStore({
      before: async (operation) => {
        if (isGone && operation === "putIndex") throw new Error("gone");
        if (reads === 0 || (operation !== "load" && operation !== "newestPage")) return;
        reads += 1;
        if (reads !== 3 || !movesOn) return;
        [isGone, reads] = [false, 0];
        await post(store, LANE, advance("a2", { basic: 100 }));
      },
    });
    await post(store, LANE, advance("a1", { basic: 100 }), disbursement("d1", "basic", 100));
    await store.advanceCalendar(MENGHAI, { firstOpen: "201711" });
    await postToLane(store, LANE, [closing()], OPTIONS);
    isGone = true;
    await expect(post(store, LANE, disbursement("d1", "basic", 100))).rejects.toThrow("gone");
    expect(store.tables.index.get(LANE)?.has("disbursement#d1")).toBe(false);
    reads = 1;
    expect(await listed(store)).toEqual(["(month_not_closed d1)"]);
    expect(store.tables.index.get(LANE)?.has("disbursement#d1")).toBe(movesOn);
  });

  it("changes in nothing else, and not at all in the store", async () => {
    const { store } = openLane();
    const wrong = rejectionOf(advanceMessage({ fixmedins_code: LANE, fund_pay_sumamt: "1534.50" }));
    const other = rejectionOf(advanceMessage({ fixmedins_code: LANE, setl_id: "S2", fund_pay_sumamt: "1534.50" }));
    await store.putRejections([wrong, other]);
    await post(store, LANE, recordOf(advanceMessage({ fixmedins_code: LANE })));
    const stored = await store.rejections();
    expect(new Set(stored)).toEqual(new Set([wrong, other]));
    const all = await listRejections(store);
    expect(all).toEqual(stored.map((one) => (one.id === "S2" ? one : { ...one, posted_since: true })));
    expect(standing(all)).toEqual([other]);
    expect(await store.rejections()).toEqual(stored);
  });
});

describe("the list of rejections", () => {
  const wrong = (lane: string, setl_id: string, insu_admdvs = "532899"): StoredRejection =>
    rejectionOf(advanceMessage({ fixmedins_code: lane, setl_id, insu_admdvs }));

  it("asks for each id once, a hundred in a request, and only of institutions that have posted", async () => {
    const asked: (readonly [lane: string, ids: number])[] = [];
    let [open, most] = [0, 0];
    let isListing = false;
    const store = createMemoryLedgerStore({
      before: async (operation, lane, wanted) => {
        if (operation !== "load" || !isListing) return;
        asked.push([String(lane), (wanted as { index: readonly string[] }).index.length]);
        most = Math.max(most, (open += 1));
        await Promise.resolve();
        open -= 1;
      },
    });
    const lanes = Array.from({ length: 20 }, (_, place) => `H${place + 10}`);
    for (const lane of lanes) await post(store, lane, advance("a1", { basic: 100 }), advance("s7", { basic: 100 }));
    const ids = Array.from({ length: 250 }, (_, place) => `s${place}`);
    await store.putRejections(ids.flatMap((id) => [wrong("H10", id), wrong("H10", id, "532898")]));
    await store.putRejections([...lanes, "never-posted"].map((lane) => wrong(lane, "s7", "532800")));
    isListing = true;
    const all = await listRejections(store);
    expect(asked.filter(([lane]) => lane === "H10").map(([, count]) => count)).toEqual([100, 100, 50]);
    expect(new Set(asked.map(([lane]) => lane))).toEqual(new Set(lanes));
    expect(asked).toHaveLength(lanes.length + 2);
    expect(most).toBeLessThanOrEqual(8);
    expect(all).toHaveLength(500 + 21);
    expect(all.filter((one) => one.posted_since).map(({ id }) => id)).toEqual(Array(2 + 20).fill("s7"));
  });

  it("is of the region asked for, in the store's order", async () => {
    const store = createMemoryLedgerStore();
    await post(store, "H1", advance("s1", { basic: 100 }));
    await store.putRejections([wrong("H2", "s2"), wrong("H1", "s1"), wrong("H1", "s1", "620199"), wrong("H0", "s0")]);
    expect((await listRejections(store, "53")).map(({ fixmedins_code }) => fixmedins_code)).toEqual(["H0", "H1", "H2"]);
    expect(await listed(store, "62")).toEqual(["(unknown_region s1)"]);
    expect(await listed(store, "51")).toEqual([]);
  });
});
