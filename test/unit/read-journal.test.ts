import { describe, expect, it } from "vitest";
import { readJournal } from "../../shared/store/read-journal.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { advance, LANE } from "../support/lane.ts";
import { createMemoryLedgerStore } from "../support/memory-ledger-store.ts";

async function laneOfPages(pages: number) {
  const asked: string[] = [];
  let [open, most] = [0, 0];
  const store = createMemoryLedgerStore({
    before: async (operation, lane, version) => {
      if (operation !== "page") return;
      asked.push(`${String(lane)} ${String(version)}`);
      most = Math.max(most, (open += 1));
      // Later pages answer sooner.
      for (let turn = Number(version); turn < 40; turn += 1) await Promise.resolve();
      open -= 1;
    },
  });
  for (let page = 1; page <= pages; page += 1) await postToLane(store, LANE, [advance(`a${page}`, { basic: page })], { deferAttempts: 0 });
  await postToLane(store, "H2", [advance("other", { basic: 1 })], { deferAttempts: 0 });
  asked.length = 0;
  return { store, asked, most: () => most };
}

describe("a lane's journal", () => {
  it("is read in order, a few pages ahead, and of no other lane", async () => {
    const { store, asked, most } = await laneOfPages(30);
    const versions = (await Array.fromAsync(readJournal(store, LANE))).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 30 }, (_, place) => place + 1));
    // The newest page came with the question which it is.
    expect(asked.toSorted()).toEqual(Array.from({ length: 29 }, (_, place) => `${LANE} ${place + 1}`).toSorted());
    expect(most()).toBe(8);
  });

  it("asks for no more than a few pages beyond those that are wanted", async () => {
    const { store, asked } = await laneOfPages(30);
    for await (const { version } of readJournal(store, LANE)) if (version === 3) break;
    expect(asked.length).toBeLessThanOrEqual(3 + 8);
  });

  it("of an institution that has posted nothing is empty", async () => {
    expect(await Array.fromAsync(readJournal(createMemoryLedgerStore(), LANE))).toEqual([]);
  });

  it("that lacks a page is a bug, told by its number", async () => {
    const { store } = await laneOfPages(5);
    store.tables.pages.get(LANE)!.delete(3);
    await expect(Array.fromAsync(readJournal(store, LANE))).rejects.toThrow(`page 3 of lane ${LANE} does not exist, though page 5 does`);
  });
});
