import { describe, expect, it } from "vitest";
import { emptyAccount } from "../../shared/lane/account.ts";
import type { AdvanceEntry, CloseEntry, Entry } from "../../shared/lane/entry.ts";
import { AccountBook, evolve } from "../../shared/lane/evolve.ts";
import { decodePage, encodePage, type StoredPage } from "../../shared/lane/page.ts";
import type { Shares } from "../../shared/lane/shares.ts";
import { LaneWalk } from "../../shared/lane/walk.ts";
import { fen } from "../../shared/money/fen.ts";
import { createMemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { advance, deduction, LANE, LIFTED, MENGHAI, openLane, prepayment, reversal } from "../support/lane.ts";

/** 100 fen lifted, 10:3:12 of 25: 40 / 12 / 48, unless other shares are given. */
function posted(id: string, shares: readonly [number, number, number] = [40, 12, 48]): AdvanceEntry {
  const { kind, county, hash, time, status, person, facts } = advance(id, { basic: 100 });
  const split: Shares = [fen(shares[0]), fen(shares[1]), fen(shares[2])];
  const funds = { basic: { amount: fen(100), shares: split } };
  return { kind, id, county, hash, month: "201710", time, status, person, facts, funds, rules: { basic: LIFTED } };
}

const CLOSE: CloseEntry = { kind: "close", county: MENGHAI, month: "201710" };

/** A journal of pages that a writer without any rule has appended: accounts are folded, hashes are chained. */
function journal(...pages: readonly (readonly Entry[])[]): StoredPage[] {
  const book = new AccountBook();
  const stored: StoredPage[] = [];
  for (const entries of pages) {
    for (const entry of entries) evolve(book, LANE, entry);
    const version = stored.length + 1;
    stored.push(encodePage({ lane: LANE, version, previous: stored.at(-1)?.hash ?? "", entries, accounts: book.touched(version) }));
  }
  return stored;
}

function findings(pages: readonly StoredPage[]) {
  const walk = new LaneWalk(LANE);
  for (const page of pages) walk.take(page);
  return walk.findings.map(({ page, what }) => `${page}: ${what}`);
}

describe("a walk along a lane's journal", () => {
  it("finds nothing where every page keeps the rules", () => {
    expect(findings(journal([posted("S1"), posted("S2")], [CLOSE]))).toEqual([]);
  });

  it("finds shares that do not sum to their amount", () => {
    expect(findings(journal([posted("S1", [40, 12, 47])]))).toEqual([
      "1: advance S1: shares do not sum to the amount",
      "1: advance S1: shares of basic do not follow xishuangbanna-2017@1/pooled-lifted",
    ]);
  });

  it("finds shares that sum but do not follow their rule, and a fund without a rule", () => {
    expect(findings(journal([posted("S1", [41, 11, 48])]))).toEqual([
      "1: advance S1: shares of basic do not follow xishuangbanna-2017@1/pooled-lifted",
    ]);
    const unruled = { lane: LANE, version: 1, previous: "", entries: [{ ...posted("S1"), rules: {} }], accounts: [] };
    expect(findings([encodePage(unruled)])).toEqual([
      "1: advance S1: shares of basic do not follow any rule",
      "1: can't be folded: an entry has an amount of basic and no rule for it",
    ]);
  });

  it("finds a deduction that does not follow its rule", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }));
    await lane.close();
    await lane.post(deduction("D1", "basic", 25, "lifted"));
    const entries = lane.entries().map((entry): Entry => {
      if (entry.kind !== "deduction") return entry;
      return { ...entry, funds: { basic: { amount: fen(25), shares: [fen(25), fen(0), fen(0)] } } };
    });
    expect(findings(journal(entries))).toEqual(["1: deduction D1: shares of basic do not follow xishuangbanna-2017@1/pooled-lifted"]);
  });

  it("finds nothing in a reversal whose shares no rule gives, because deductions took the amount in other parts", async () => {
    const lane = openLane();
    // 3 lifted is 1 / 0 / 2, and 1 lifted is 0 / 0 / 1: three of them leave 1 / 0 / −1 of nothing.
    await lane.post(advance("S1", { basic: 3 }));
    await lane.close();
    for (const id of ["D1", "D2", "D3"]) await lane.post(deduction(id, "basic", 1, { settlementId: "S1" }));
    expect(await lane.post(reversal("R1", "S1"))).toEqual(["posted"]);
    expect(findings([...lane.store.tables.pages.get(LANE)!.values()])).toEqual([]);
  });

  it("finds advances and reversals in a month that was closed before", () => {
    const { kind, county, hash, month, time, funds, rules } = { ...posted("S2"), kind: "reversal" as const };
    const back: Entry = { kind, id: "R1", county, hash, month, time, original: "S1", reason: "", funds, rules };
    expect(findings(journal([posted("S1")], [CLOSE], [posted("S2"), back]))).toEqual([
      "3: advance S2 stands in month 201710, which was closed before",
      "3: reversal R1 stands in month 201710, which was closed before",
    ]);
  });

  it("finds an id that stands in two pages, or twice in one", () => {
    expect(findings(journal([posted("S1")], [posted("S1")]))).toEqual(["2: advance#S1 already stands on page 1"]);
    expect(findings(journal([posted("S1"), posted("S1")]))).toEqual(["1: advance#S1 already stands on page 1"]);
  });

  it("finds accounts that a page's entries change and the page does not state, once each", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }), prepayment("P1", "basic", 30), prepayment("P2", "basic", 1));
    const [page] = journal(lane.entries());
    const { entries, accounts } = decodePage(page!);
    expect(findings([encodePage({ lane: LANE, version: 1, previous: "", entries, accounts: [] })])).toEqual([
      `1: does not state account 201710#${MENGHAI}#${LANE}, which its entries change`,
      `1: does not state account prepaid#${MENGHAI}#${LANE}, which its entries change`,
    ]);
    // The close moves 30 fen out of the prepaid balance.
    await lane.close();
    const [, second] = [...lane.store.tables.pages.get(LANE)!.values()];
    const close = decodePage(second!);
    const unstated = encodePage({ ...close, accounts: close.accounts.filter(({ type }) => type === "month") });
    expect(accounts).toHaveLength(2);
    expect(findings([lane.store.tables.pages.get(LANE)!.get(1)!, unstated])).toEqual([
      `2: does not state account prepaid#${MENGHAI}#${LANE}, which its entries change`,
    ]);
  });

  it("finds a prepaid account that a page without a month changes and does not state", () => {
    const { kind, id, county, hash, time, fund, amount } = prepayment("P1", "basic", 30);
    const entries: Entry[] = [{ kind, id, county, hash, time, fund, amount }];
    expect(findings([encodePage({ lane: LANE, version: 1, previous: "", entries, accounts: [] })])).toEqual([
      `1: does not state account prepaid#${MENGHAI}#${LANE}, which its entries change`,
    ]);
  });

  it("counts the entries of all pages, closes too", () => {
    const walk = new LaneWalk(LANE);
    for (const page of journal([posted("S1"), posted("S2")], [CLOSE])) walk.take(page);
    expect(walk.entries).toBe(3);
  });

  it("finds pages that are missing, and the break in the chain", () => {
    const [first, , third] = journal([posted("S1")], [posted("S2")], [posted("S3")]);
    expect(findings([first!, third!])).toEqual([
      "3: follows page 1: pages between are missing",
      "3: does not hold the hash of the page before it",
      `3: states account 201710#${MENGHAI}#${LANE} otherwise than its entries add up to`,
    ]);
  });

  it("finds a page whose text is no JSON any more", () => {
    const [page] = journal([posted("S1")]);
    expect(findings([{ ...page!, body: page!.body.slice(1) }])).toEqual([`1: page 1 of lane ${LANE} does not have the hash it was stored with`]);
  });
});

describe("verify, where the newest page is not applied", () => {
  /** A page of an advance and a prepayment, of which nothing is stored but the page and what was born before it. */
  async function unapplied({ born }: { born: boolean }) {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 100 }), prepayment("P1", "basic", 5));
    const ledger = createMemoryLedgerStore();
    await ledger.append((await lane.store.page(LANE, 1))!);
    const account = emptyAccount({ period: "201710", county: MENGHAI, institution: LANE });
    if (born && account.type === "month") await ledger.bear(account);
    return (await verifyLedger(ledger)).findings.map(({ what }) => what);
  }

  it("finds no fault in that: the next posting applies it", async () => {
    expect(await unapplied({ born: true })).toEqual([]);
  });

  it("finds that a month account was never born", async () => {
    expect(await unapplied({ born: false })).toEqual([`account 201710#${MENGHAI}#${LANE} is missing`]);
  });
});
