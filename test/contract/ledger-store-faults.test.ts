import {
  PutItemCommand,
  type BatchGetItemCommandInput,
  type BatchWriteItemCommandInput,
  type DynamoDBClient,
  type KeysAndAttributes,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TableName } from "../../infra/wiring.ts";
import { BACKOFF } from "../../shared/store/dynamo-batch.ts";
import { createDynamoLedgerStore } from "../../shared/store/dynamo-ledger-store.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { createMemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { clientFor, startDynalite, type RunningEngine } from "../support/engines.ts";
import { someAccount, someEntry, somePage, someRejection } from "../support/ledger-items.ts";

const LANE = "H53282200012";
const ENTRIES = Array.from({ length: 60 }, (_, number) => someEntry(`advance#S${number + 10}`));
const WANTED = { index: ENTRIES.map((entry) => entry.key), accounts: [], calendars: [] };

/** Embedded engines do every batch whole (but for large reads) and never throttle: what DynamoDB does besides is played by middleware. */
describe("ledger store when the engine does not do as asked", () => {
  let engine: RunningEngine;
  let tables: Readonly<Record<TableName, string>>;
  let store: LedgerStore;
  let tests = 0;

  beforeAll(async () => {
    engine = await startDynalite();
  });
  beforeEach(async () => {
    tests += 1;
    tables = await engine.createTables(`t${tests}`);
    store = createDynamoLedgerStore(engine.client, tables);
  });
  afterAll(() => engine.stop());

  /** A store whose engine does only the first `does` of each batch's items, with the pauses it made. */
  function throttled(does: (items: number) => number): { store: LedgerStore; pausesMs: number[] } {
    const client = clientFor(engine.endpoint);
    leaveUndone(client, does);
    const pausesMs: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      pausesMs.push(ms);
      return Promise.resolve();
    };
    return { store: createDynamoLedgerStore(client, tables, { sleep, random: () => 0.5 }), pausesMs };
  }

  test("what a batch write leaves undone is written again until all is", async () => {
    const half = throttled((items) => Math.ceil(items / 2));
    await half.store.putIndex(LANE, ENTRIES);
    expect((await store.load(LANE, WANTED)).index).toEqual(ENTRIES);
    await half.store.putRejections(ENTRIES.map((entry) => someRejection(entry.key)));
    expect(await store.rejections()).toHaveLength(ENTRIES.length);
    expect(new Set(half.pausesMs)).toEqual(new Set([BACKOFF.firstPauseMs / 2]));
  });

  test("what a batch read leaves undone is read again until all is, in the order asked", async () => {
    await store.putIndex(LANE, ENTRIES);
    const slow = throttled((items) => Math.min(items, 7));
    expect((await slow.store.load(LANE, WANTED)).index).toEqual(ENTRIES);
  });

  test("a batch of which nothing moves is given up after so many pauses, each up to twice as long as the one before", async () => {
    const stuck = throttled(() => 0);
    const unprocessed = { name: "StoreFault", code: "unprocessed" };
    await expect(stuck.store.putIndex(LANE, ENTRIES.slice(0, 25))).rejects.toMatchObject({ ...unprocessed, table: "index" });
    expect(stuck.pausesMs).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
    await expect(stuck.store.putRejections([someRejection("a")])).rejects.toMatchObject({ ...unprocessed, table: "rejections" });
    await expect(stuck.store.load(LANE, WANTED)).rejects.toMatchObject({ ...unprocessed, table: "index" });
    await expect(stuck.store.calendars(["532822"])).rejects.toMatchObject({ ...unprocessed, table: "calendars" });
  });

  test("a batch of which something moves now and then is not given up", async () => {
    let requests = 0;
    const slow = throttled((items) => {
      requests += 1;
      return requests % BACKOFF.attempts === 0 ? Math.min(items, 1) : 0;
    });
    await slow.store.putIndex(LANE, ENTRIES.slice(0, 3));
    expect(requests).toBe(3 * BACKOFF.attempts);
    expect((await store.load(LANE, WANTED)).index).toEqual(ENTRIES.slice(0, 3));
  });

  test("every read asks for strong consistency", async () => {
    const client = clientFor(engine.endpoint);
    const weak: string[] = [];
    let reads = 0;
    client.middlewareStack.add(
      (next, context) => (args) => {
        const asked = JSON.stringify(args.input);
        if (/Query|Scan|Get/.test(context.commandName ?? "")) {
          reads += 1;
          if (asked.split('"ConsistentRead":true').length !== tablesOf(args.input) + 1) weak.push(context.commandName ?? "");
        }
        return next(args);
      },
      { step: "initialize" },
    );
    const strong = createDynamoLedgerStore(client, tables);
    await strong.newestPage(LANE);
    await strong.page(LANE, 1);
    await strong.load(LANE, { index: ["advance#S1"], accounts: [{ period: "201710", county: "532822", institution: LANE }], calendars: ["532822"] });
    await strong.monthAccounts("201710", "53");
    await strong.prepaidAccounts("53");
    await strong.calendars(["532822"]);
    await strong.rejections("53");
    for (const all of [strong.allPages(), strong.allIndexEntries(), strong.allAccounts()]) await Array.fromAsync<unknown>(all);
    expect(reads).toBe(10);
    await Array.fromAsync(strong.rejectionsOf(LANE));
    // One query of each of the two provinces and of what names none.
    expect(reads).toBe(13);
    expect(weak).toEqual([]);
  });

  test("an engine that can't be reached is a fault that may pass, with its cause", async () => {
    const nobody = createDynamoLedgerStore(clientFor("http://127.0.0.1:1", { maxAttempts: 1 }), tables);
    const unavailable = { name: "StoreFault", code: "unavailable", cause: { code: "ECONNREFUSED" } };
    await expect(nobody.newestPage(LANE)).rejects.toMatchObject({ ...unavailable, table: "journal" });
    await expect(nobody.append(somePage(LANE, 1))).rejects.toMatchObject({ ...unavailable, table: "journal" });
    await expect(nobody.putAccount(someAccount("532822", LANE))).rejects.toMatchObject({ ...unavailable, table: "accounts" });
    await expect(nobody.advanceCalendar("532822", { firstOpen: "201711" })).rejects.toMatchObject({ ...unavailable, table: "calendars" });
    await expect(nobody.load(LANE, WANTED)).rejects.toMatchObject({ ...unavailable, table: "index" });
    await expect(nobody.rejections("53")).rejects.toMatchObject({ ...unavailable, table: "rejections" });
    await expect(Array.fromAsync(nobody.rejectionsOf(LANE))).rejects.toMatchObject({ ...unavailable, table: "rejections" });
    await expect(Array.fromAsync(nobody.allAccounts())).rejects.toMatchObject({ ...unavailable, table: "accounts" });
  });

  test("an append that is done but not answered, and so sent again, says false of its own page", async () => {
    const client = clientFor(engine.endpoint);
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === "PutItemCommand") await next(args);
        return next(args);
      },
      { step: "build" },
    );
    expect(await createDynamoLedgerStore(client, tables).append(somePage(LANE, 1))).toBe(false);
    expect(await store.newestPage(LANE)).toEqual(somePage(LANE, 1));
  });

  test("an item this store did not write is a fault that names it, not a value", async () => {
    const put = (table: TableName, item: Record<string, string>) =>
      engine.client.send(
        new PutItemCommand({
          TableName: tables[table],
          Item: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, name === "version" ? { N: value } : { S: value }])),
        }),
      );
    await put("journal", { lane: LANE, version: "1", hash: "h" });
    await put("accounts", {
      period: "201710#53",
      owner: "532822#H1",
      version: "2",
      body: JSON.stringify(someAccount("532822", "H1", { version: 1 })),
    });
    await put("accounts", { period: "201711#53", owner: "532822#H2", version: "1", body: JSON.stringify(someAccount("532822", "H2")) });
    await put("rejections", { province: "53", key: "532822#H1#a", body: "{" });
    const unreadable = { name: "StoreFault", code: "unreadable" };
    await expect(store.newestPage(LANE)).rejects.toMatchObject({
      ...unreadable,
      message: expect.stringContaining(`${LANE} 1 has no body`) as string,
    });
    for (const month of ["201710", "201711"])
      await expect(store.monthAccounts(month, "53")).rejects.toMatchObject({ ...unreadable, table: "accounts" });
    await expect(store.rejections("53")).rejects.toMatchObject({ ...unreadable, table: "rejections" });
  });
});

/** How many tables a read names: a batch read says for each whether it is to be consistent. */
function tablesOf(input: object): number {
  return "RequestItems" in input ? Object.keys(input.RequestItems as object).length : 1;
}

type BatchInput = BatchWriteItemCommandInput | BatchGetItemCommandInput;

/** Lets the engine see only the first `does` items of a batch of one table, and says of the others that they were not processed. */
function leaveUndone(client: DynamoDBClient, does: (items: number) => number): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const kind = context.commandName;
      if (kind !== "BatchWriteItemCommand" && kind !== "BatchGetItemCommand") return next(args);
      const [[table, asked] = ["", []]] = Object.entries<WriteRequest[] | KeysAndAttributes>((args.input as BatchInput).RequestItems ?? {});
      const items: unknown[] = Array.isArray(asked) ? asked : (asked.Keys ?? []);
      const pack = (some: unknown[]) => ({ [table]: Array.isArray(asked) ? some : { ...asked, Keys: some } });
      const done = does(items.length);
      const input = { RequestItems: pack(items.slice(0, done)) } as BatchInput as typeof args.input;
      const answer = done === 0 ? { response: {}, output: { $metadata: {} } } : await next({ ...args, input });
      const undone = done === items.length ? {} : pack(items.slice(done));
      Object.assign(answer.output, kind === "BatchGetItemCommand" ? { UnprocessedKeys: undone } : { UnprocessedItems: undone });
      return answer;
    },
    { step: "initialize" },
  );
}

describe("ledger store in memory, for simulations", () => {
  test("`before` sees every operation with its arguments before it has any effect; what it throws keeps it from having one", async () => {
    const seen: unknown[] = [];
    let crashed = false;
    const store = createMemoryLedgerStore({
      before: (...call) => {
        seen.push(call);
        if (crashed) throw new Error("vanished");
      },
    });
    await store.append(somePage(LANE, 1));
    crashed = true;
    await expect(store.append(somePage(LANE, 2))).rejects.toThrow("vanished");
    await expect(store.putIndex(LANE, [someEntry("advance#S1")])).rejects.toThrow("vanished");
    crashed = false;
    expect(await store.newestPage(LANE)).toEqual(somePage(LANE, 1));
    expect((await store.load(LANE, WANTED)).index).toEqual([]);
    expect(seen).toEqual([
      ["append", somePage(LANE, 1)],
      ["append", somePage(LANE, 2)],
      ["putIndex", LANE, [someEntry("advance#S1")]],
      ["newestPage", LANE],
      ["load", LANE, WANTED],
    ]);
  });

  test("`before` names every operation of the port", async () => {
    const seen = new Set<string>();
    const store = createMemoryLedgerStore({ before: (operation) => void seen.add(operation) });
    await store.newestPage(LANE);
    await store.page(LANE, 1);
    await store.load(LANE, WANTED);
    await store.bear(someAccount("532822", LANE));
    await store.append(somePage(LANE, 1));
    await store.putIndex(LANE, []);
    await store.putAccount(someAccount("532822", LANE));
    await store.monthAccounts("201710", "53");
    await store.prepaidAccounts("53");
    await store.calendars([]);
    await store.advanceCalendar("532822", {});
    await store.putRejections([]);
    await store.rejections();
    for (const all of [store.allPages(), store.allIndexEntries(), store.allAccounts(), store.rejectionsOf(LANE)]) await Array.fromAsync<unknown>(all);
    expect([...seen, "tables"].toSorted()).toEqual(Object.keys(store).toSorted());
  });

  test("two appends of one version that wait together still end with one true", async () => {
    const waiting: (() => void)[] = [];
    const store = createMemoryLedgerStore({
      before: () =>
        new Promise((resolve) => {
          waiting.push(resolve);
        }),
    });
    const both = [store.append(somePage(LANE, 1, "a")), store.append(somePage(LANE, 1, "b"))];
    waiting.toReversed().forEach((go) => {
      go();
    });
    expect(await Promise.all(both)).toEqual([false, true]);
  });

  test("`between` lets a batch end half way, as a batch of DynamoDB may", async () => {
    let steps = 0;
    const store = createMemoryLedgerStore({
      between: () => {
        steps += 1;
        if (steps === 2) throw new Error("vanished");
      },
    });
    await expect(store.putIndex(LANE, ENTRIES)).rejects.toThrow("vanished");
    expect([...(store.tables.index.get(LANE)?.values() ?? [])]).toEqual(ENTRIES.slice(0, 2));
  });

  test("`between` lets another worker write amid a load, which is no snapshot", async () => {
    const accounts = [someAccount("532822", LANE), someAccount("532823", LANE)];
    const later = accounts.map((account) => ({ ...account, version: 2 }));
    const store = createMemoryLedgerStore({
      between: (operation) => {
        if (operation === "load") for (const account of later) store.tables.accounts.set(`201710#${account.county}#${LANE}`, account);
      },
    });
    for (const account of accounts) await store.putAccount(account);
    const keys = accounts.map(({ county, institution }) => ({ period: "201710", county, institution }));
    const found = await store.load(LANE, { index: [], accounts: keys, calendars: [] });
    expect(found.accounts.map((account) => account.version)).toEqual([1, 2]);
  });

  test("its tables can be tampered with behind its back", async () => {
    const store = createMemoryLedgerStore();
    await store.append(somePage(LANE, 1));
    store.tables.pages.get(LANE)?.set(1, { ...somePage(LANE, 1), body: "tampered" });
    expect((await store.newestPage(LANE))?.body).toBe("tampered");
  });
});
