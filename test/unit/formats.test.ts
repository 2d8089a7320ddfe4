import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Environment } from "../../functions/environment.ts";
import { ledgerFunction } from "../../functions/ledger/handler.ts";
import { readFold, writeFold } from "../../shared/lane/fold.ts";
import { FormatFault } from "../../shared/lane/format.ts";
import { decodePage, type StoredPage } from "../../shared/lane/page.ts";
import { accountItem, accountOf } from "../../shared/store/dynamo-items.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { advance, LANE } from "../support/lane.ts";
import { createMemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { account } from "../support/statement-accounts.ts";

const OTHER = "H53282200013";
const POSTING = { deferAttempts: 0 };
const SAYS = "and this version of Fund Flow reads up to 1: a newer version wrote it and has to go on with it";

/** The page as another version of the product would have written it, its hash and all. */
function rewritten({ lane, version, body }: StoredPage, change: (page: Record<string, unknown>) => Record<string, unknown>): StoredPage {
  const text = JSON.stringify(change(JSON.parse(body) as Record<string, unknown>));
  return { lane, version, body: text, hash: createHash("sha256").update(text).digest("base64url") };
}

const inFormat = (format: unknown) => (page: Record<string, unknown>) => ({ ...page, format });

/** A store with a page of the lane, and that page. */
async function posted(): Promise<{ readonly store: ReturnType<typeof createMemoryLedgerStore>; readonly page: StoredPage }> {
  const store = createMemoryLedgerStore();
  await postToLane(store, LANE, [advance("S1", { basic: 100 })], POSTING);
  return { store, page: store.tables.pages.get(LANE)!.get(1)! };
}

describe("what has no format", () => {
  it("was written before there were any, and is read", async () => {
    const { page } = await posted();
    const old = rewritten(page, ({ format, ...rest }) => {
      expect(format).toBe(1);
      return rest;
    });
    expect(decodePage(old)).toEqual(decodePage(page));
    const { format, ...item } = accountItem(account("201710", "532822", LANE, {}));
    expect(format).toEqual({ N: "1" });
    expect(accountOf(item)).toEqual(account("201710", "532822", LANE, {}));
    expect(readFold(JSON.stringify({ lane: LANE, records: [] })).lane).toBe(LANE);
  });
});

describe("a newer format", () => {
  it.each([2, 99, 0, -1, 1.5, "1", null])("%j of a page is refused, and says who can go on", async (format) => {
    const { page } = await posted();
    const fault = new FormatFault(`page 1 of lane ${LANE} is in page format ${JSON.stringify(format)}, ${SAYS}`);
    expect(() => decodePage(rewritten(page, inFormat(format)))).toThrow(fault);
  });

  it("of an account is refused", () => {
    const item = { ...accountItem(account("201710", "532822", LANE, {})), format: { N: "2" } };
    expect(() => accountOf(item)).toThrow(new FormatFault(`account 201710#53 532822#${LANE} is in account format 2, ${SAYS}`));
  });

  it("of a fold is refused", () => {
    const body = writeFold({ lane: LANE, records: [] }).replace('"format":1', '"format":2');
    expect(() => readFold(body)).toThrow(new FormatFault(`a fold of lane ${LANE} is in fold format 2, ${SAYS}`));
  });

  it("stops the walk of verify, which would else call sound pages damaged", async () => {
    const { store, page } = await posted();
    store.tables.pages.get(LANE)!.set(1, rewritten(page, inFormat(2)));
    await expect(verifyLedger(store, () => undefined)).rejects.toThrow(FormatFault);
  });
});

describe("old code beside new code", () => {
  it("leaves a lane alone that new code has written to, goes on with the others, and is done once it is brought up to date", async () => {
    const { store, page } = await posted();
    const newer = rewritten(page, inFormat(2));
    store.tables.pages.get(LANE)!.set(1, newer);
    const lines: Readonly<Record<string, unknown>>[] = [];
    const ledger = ledgerFunction({ deferAttempts: 0, deferSeconds: 0, queues: { intake: "" } } as unknown as Environment, {
      store,
      queues: { send: () => Promise.reject(new Error("nothing is to be sent")) } as never,
      nowEpochMs: () => Date.parse("2017-10-30T10:00:00+08:00"),
      sleep: () => Promise.resolve(),
      log: (line) => lines.push(line),
    });
    const message = (lane: string, id: string) => ({
      messageId: `m-${lane}`,
      body: writeFold({ lane, records: [advance(id, { basic: 100 })] }),
      attributes: { MessageGroupId: lane },
      messageAttributes: {},
    });
    const event = { Records: [message(LANE, "S2"), message(OTHER, "S3")] };

    expect(await ledger(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: `m-${LANE}` }],
      outcomes: [{ ref: "advance S3", outcome: "posted" }],
    });
    expect(lines).toMatchObject([{ level: "error", lane: LANE, fault: { name: "FormatFault" } }]);
    expect([...store.tables.pages.get(LANE)!]).toEqual([[1, newer]]);

    // New code takes over: what came back is posted, and nothing twice.
    store.tables.pages.get(LANE)!.set(1, page);
    expect((await ledger(event)).outcomes.map(({ outcome }) => outcome).sort()).toEqual(["already_applied", "posted"]);
    expect((await verifyLedger(store, () => undefined)).findings).toEqual([]);
  });
});
