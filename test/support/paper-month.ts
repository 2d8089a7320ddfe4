import type { Paper } from "../../shared/paper/paper.ts";
import type { LaneRecord } from "../../shared/lane/record.ts";
import { POLICY_LAYERS } from "../../shared/policy/book.ts";
import { countiesOf } from "../../shared/region/region.ts";
import { clausesOf } from "../../shared/statement/clause-of.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { readPapers } from "../../shared/store/read-papers.ts";
import { advance, allotment, closing, deduction, disbursement, LANE, MENGHAI, MENGLA, prepayment, reversal } from "./lane.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "./memory-ledger-store.ts";

/** A hospital whose name a spreadsheet would run and a browser would take for markup. */
export const HOSTILE_LANE = "H53282200034";
export const HOSTILE_NAME = "=1+1<b>卫生院</b>";
/** Twenty digits, of which a spreadsheet keeps fifteen. */
export const LONG_ID = "20171025000000000001";

/** Shares are worked by hand in the tests that use it: 10:3:12 for the lifted, 15:2:8 for the unlifted, the backstop the county's. */
export async function paperMonth({ close = true } = {}): Promise<MemoryLedgerStore> {
  const store = createMemoryLedgerStore();
  const post = async (lane: string, ...records: readonly LaneRecord[]): Promise<void> => {
    const decisions = await postToLane(store, lane, records, { deferAttempts: 3 });
    const refused = decisions.find(({ outcome }) => outcome !== "posted");
    if (refused !== undefined) throw new Error(`${lane}: a record was not posted but ${refused.outcome}`);
  };
  await post(
    LANE,
    prepayment("P1", "basic", 800),
    { ...advance("S1", { basic: 1001, backstop: 99 }, { name: "勐海县人民医院" }), person: "abcdefghijkl", facts: { medfee_sumamt: "12.34" } },
    advance("S2", { basic: 2000, critical: 505 }, { status: "unlifted" }),
    advance("S3", { basic: 333 }),
    advance("S20", { basic: 100 }, { county: MENGLA }),
  );
  await post(LANE, reversal("R1", "S3"));
  await post(HOSTILE_LANE, advance(LONG_ID, { basic: 5 }, { name: HOSTILE_NAME }));
  await post("POOL#532822", allotment("A1", { lifted: 1, unlifted: 0 }));
  if (!close) return store;
  for (const county of countiesOf("5328")) await store.advanceCalendar(county, { firstOpen: "201711" });
  await post(LANE, closing(), closing("201710", MENGLA));
  await post(HOSTILE_LANE, closing());
  await post("POOL#532822", closing());
  for (const county of countiesOf("5328")) await store.advanceCalendar(county, { settledThrough: "201710" });
  await post(LANE, deduction("D1", "basic", 101, { settlementId: "S2" }), disbursement("B1", "basic", 1500));
  return store;
}

/** Every paper under the prefix, by region. */
export async function papersOf(store: MemoryLedgerStore, region: string): Promise<Map<string, Paper>> {
  const papers = new Map<string, Paper>();
  for await (const paper of readPapers(store, "201710", region, clausesOf(POLICY_LAYERS))) papers.set(paper.region, paper);
  return papers;
}

export async function countyPaper(options?: { close?: boolean }): Promise<Paper> {
  const paper = (await papersOf(await paperMonth(options), MENGHAI)).get(MENGHAI);
  if (paper === undefined) throw new Error("the county has no paper");
  return paper;
}
