import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  QueryCommand,
  ScanCommand,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { TABLES } from "../../infra/wiring.ts";
import { createDynamoLedgerStore } from "../../shared/store/dynamo-ledger-store.ts";
import { DynamoModel, type DynamoCommand, type DynamoModelOptions, type Item } from "../simulator/dynamo-model.ts";
import { somePage } from "../support/ledger-items.ts";
import { advance, CALENDARS, entry, get, getAll, INDEX, JOURNAL, keysWith, lane, N, page, PREFIX, put, putAll, S, scan, when } from "./commands.ts";

/** What the simulator's model of DynamoDB does that no engine can be held to: what it shows, and what it makes readers meet. */

const LANE = "H53282200012";
const WEAK = { ConsistentRead: false };

const tables = Object.fromEntries(Object.entries(TABLES).map(([name, wiring]) => [`${PREFIX}-${name}`, wiring]));
const modelWith = (options: DynamoModelOptions = {}): DynamoModel => new DynamoModel(tables, options);
const itemsOf = (model: DynamoModel, command: QueryCommand | ScanCommand): Item[] => (model.execute(command) as QueryCommandOutput).Items ?? [];
const versions = (items: readonly Item[]): number[] => items.map((item) => Number(item["version"]?.N));

describe("the model of DynamoDB refuses what it does not know", () => {
  const unknown: readonly [what: string, command: unknown][] = [
    ["another command", new DeleteItemCommand({ TableName: JOURNAL, Key: page(LANE, 1) })],
    ["another parameter", put(JOURNAL, page(LANE, 1), { ReturnValues: "ALL_OLD" })],
    [
      "another parameter of a batch",
      new BatchGetItemCommand({ RequestItems: { [JOURNAL]: { Keys: [page(LANE, 1)] } }, ReturnConsumedCapacity: "TOTAL" }),
    ],
    [
      "another parameter of a batch's table",
      new BatchGetItemCommand({ RequestItems: { [JOURNAL]: { Keys: [page(LANE, 1)], AttributesToGet: ["lane"] } } }),
    ],
    ["a batch that deletes", new BatchWriteItemCommand({ RequestItems: { [JOURNAL]: [{ DeleteRequest: { Key: page(LANE, 1) } }] } })],
    ["another condition", put(JOURNAL, page(LANE, 1), { ...when("lane"), ConditionExpression: "attribute_exists(#x)" })],
    ["a condition in other words", put(JOURNAL, page(LANE, 1), { ...when("lane"), ConditionExpression: "attribute_not_exists (#x)" })],
    ["another update", advance("532822", "f", S("x"), { UpdateExpression: "ADD #field :v" })],
    ["no update", advance("532822", "f", S("x"), { UpdateExpression: undefined })],
    ["another query", lane(LANE, { KeyConditionExpression: "#p = :p AND #s > :s" })],
    ["a filter", scan(JOURNAL, { FilterExpression: "#x = :x" })],
    ["a projection", lane(LANE, { ProjectionExpression: "#p" })],
    ["another type of value", put(JOURNAL, page(LANE, 1, { body: { BOOL: true } }))],
    ["a value of two types", put(JOURNAL, page(LANE, 1, { body: { S: "1", N: "1" } as unknown as Item[string] }))],
    ["a value that is missing", put(JOURNAL, page(LANE, 1, { body: undefined as unknown as Item[string] }))],
    ["a number that DynamoDB would write otherwise", put(JOURNAL, { lane: S(LANE), version: N("1.0") })],
    ["a number too large to be sure of", put(JOURNAL, { lane: S(LANE), version: N("1".repeat(16)) })],
    ["half a surrogate pair", put(INDEX, entry(LANE, "\ud83d"))],
  ];

  test.each(unknown)("%s", (_, command) => {
    const model = modelWith();
    expect(() => model.execute(command as DynamoCommand)).toThrow(expect.objectContaining({ name: "NotModelled" }));
    expect(model.notModelled).toHaveLength(1);
    for (const table of Object.keys(tables)) expect(model.items(table)).toEqual([]);
  });

  test("and keeps it, where the store takes it for a fault", async () => {
    const model = modelWith();
    const store = createDynamoLedgerStore(model.client(), { ...TABLE_NAMES, journal: JOURNAL });
    await expect(store.append(somePage(LANE, 1, "\ud83d"))).rejects.toMatchObject({ code: "unavailable" });
    expect(model.notModelled).toEqual([expect.stringContaining("half a surrogate pair")]);
  });

  test("while what DynamoDB refuses is no such thing", () => {
    const model = modelWith();
    expect(() => model.execute(put(JOURNAL, page("", 1)))).toThrow(expect.objectContaining({ name: "ValidationException" }));
    expect(model.notModelled).toEqual([]);
  });
});

const TABLE_NAMES = { journal: JOURNAL, index: INDEX, accounts: `${PREFIX}-accounts`, calendars: CALENDARS, rejections: `${PREFIX}-rejections` };

describe("items of the model of DynamoDB", () => {
  test("are nobody else's: what is changed outside does not change inside", () => {
    const model = modelWith();
    const given = page(LANE, 1, { body: { S: "as put" } });
    model.execute(put(JOURNAL, given));
    model.execute(putAll({ [INDEX]: [entry(LANE, "k", { body: { S: "as put" } })] }));
    const read = (): Item[] => [
      ...model.items(JOURNAL),
      ...itemsOf(model, lane(LANE)),
      ...itemsOf(model, scan(JOURNAL)),
      (model.execute(get(JOURNAL, page(LANE, 1))) as { Item: Item }).Item,
      ...(model.execute(getAll({ [JOURNAL]: [page(LANE, 1)] })) as { Responses: Record<string, Item[]> }).Responses[JOURNAL]!,
    ];
    for (const item of [given, ...read()]) (item["body"] as { S: string }).S = "changed";
    expect(read().map((item) => item["body"]?.S)).toEqual(read().map(() => "as put"));
  });

  test("are shown in the order of their keys", () => {
    const model = modelWith();
    for (const name of ["b", "a", "医", "😀", "\ufffd"]) for (const version of [10, 9]) model.execute(put(JOURNAL, page(name, version)));
    const order = model.items(JOURNAL).map((item) => `${item["lane"]?.S} ${item["version"]?.N}`);
    expect(order).toEqual(["a", "b", "医", "\ufffd", "😀"].flatMap((name) => [`${name} 9`, `${name} 10`]));
  });

  test("are told when they are written, with what stood there, and not where a condition failed or a batch was refused", () => {
    const told: unknown[] = [];
    const model = modelWith({ onWrite: (table, item, before) => void told.push([table, item, before]) });
    const tries: DynamoCommand[] = [
      put(JOURNAL, page(LANE, 1, { body: S("a") }), when("lane")),
      put(JOURNAL, page(LANE, 1, { body: S("b") }), when("lane")),
      put(JOURNAL, page(LANE, 1, { body: S("c") })),
      putAll({ [INDEX]: [entry(LANE, "k"), entry("", "k")] }),
      putAll({ [INDEX]: [entry(LANE, "k"), entry(LANE, "l")] }),
      advance("532822", "firstOpen", S("201711")),
      advance("532822", "settledThrough", S("201710")),
    ];
    for (const command of tries) {
      try {
        model.execute(command);
      } catch {
        // Refused, as two of them are.
      }
    }
    expect(told).toEqual([
      [JOURNAL, page(LANE, 1, { body: S("a") }), undefined],
      [JOURNAL, page(LANE, 1, { body: S("c") }), page(LANE, 1, { body: S("a") })],
      [INDEX, entry(LANE, "k"), undefined],
      [INDEX, entry(LANE, "l"), undefined],
      [CALENDARS, { county: S("532822"), firstOpen: S("201711") }, undefined],
      [CALENDARS, { county: S("532822"), firstOpen: S("201711"), settledThrough: S("201710") }, { county: S("532822"), firstOpen: S("201711") }],
    ]);
  });
});

describe("reads of the model of DynamoDB", () => {
  const written = (options: DynamoModelOptions): DynamoModel => {
    const model = modelWith(options);
    for (const version of [1, 2]) model.execute(put(INDEX, entry(LANE, "twice", { version: N(version) })));
    model.execute(put(INDEX, entry(LANE, "once", { version: N(1) })));
    return model;
  };
  const read = (model: DynamoModel, ConsistentRead: boolean | undefined) => {
    const Keys = [entry(LANE, "once"), entry(LANE, "twice")];
    const one = (key: string) => {
      const command = get(INDEX, entry(LANE, key));
      command.input.ConsistentRead = ConsistentRead;
      return (model.execute(command) as { Item?: Item }).Item;
    };
    const batch = getAll({ [INDEX]: Keys });
    batch.input.RequestItems![INDEX]!.ConsistentRead = ConsistentRead;
    return {
      get: [one("once"), one("twice")].filter((item) => item !== undefined),
      batch: (model.execute(batch) as { Responses: Record<string, Item[]> }).Responses[INDEX]!.toReversed(),
      query: itemsOf(model, keysWith(LANE, S("o"), { ConsistentRead })).concat(itemsOf(model, keysWith(LANE, S("t"), { ConsistentRead }))),
      scan: itemsOf(model, scan(INDEX, { ConsistentRead })),
    };
  };

  test.each([false, undefined])(
    "that are not strongly consistent (%s) get what stood there before the last write, or nothing, when told so",
    (weak) => {
      const model = written({ stale: () => true });
      const old = [entry(LANE, "twice", { version: N(1) })];
      expect(read(model, weak)).toEqual({ get: old, batch: old, query: old, scan: old });
      expect(model.counts.eventuallyConsistentReads).toBe(6);
    },
  );

  test("that are strongly consistent never do", () => {
    const model = written({ stale: () => true });
    const now = [entry(LANE, "once", { version: N(1) }), entry(LANE, "twice", { version: N(2) })];
    expect(read(model, true)).toEqual({ get: now, batch: now, query: now, scan: now });
    expect(model.counts.eventuallyConsistentReads).toBe(0);
  });

  test("may get an old and a new item in one answer, and by default get what stands there", () => {
    let asked = 0;
    const model = written({ stale: () => (asked += 1) % 2 === 0 });
    expect(versions(itemsOf(model, lane(LANE, { TableName: INDEX, ...WEAK })))).toEqual([1, 1]);
    expect(versions(itemsOf(written({}), lane(LANE, { TableName: INDEX, ...WEAK })))).toEqual([1, 2]);
  });

  test("a condition looks at what stands there, however stale reads are", () => {
    const model = written({ stale: () => true });
    expect(() => model.execute(put(INDEX, entry(LANE, "once"), when("lane")))).toThrow("The conditional request failed");
    expect(() => model.execute(put(INDEX, entry(LANE, "twice", { version: N(2) }), when("version", N(2))))).toThrow("The conditional request failed");
  });

  const sizes = [1, 3, 2];
  test.each<[what: string, limits: () => DynamoModelOptions, lengths: number[]]>([
    ["as many items as they are told for each page", () => ({ pageItems: sizesInTurn() }), [1, 3, 2, 1, 3, 2, 0]],
    // An item has 15 bytes: 4 + 2 of its lane, 7 + 2 of its version.
    ["the item that reaches as many bytes", () => ({ pageBytes: 45 }), [3, 3, 3, 3, 0]],
    ["the item that passes them", () => ({ pageBytes: 46 }), [4, 4, 4, 0]],
    ["one item at least", () => ({ pageItems: () => 0 }), [...Array.from({ length: 12 }, () => 1), 0]],
  ])("end a page after %s, and a reader that goes on misses none", (_, limits, lengths) => {
    const model = modelWith(limits());
    for (const name of ["H1", "H2", "H3"]) for (const version of [1, 2, 3, 4]) model.execute(put(JOURNAL, page(name, version)));
    const pages: Item[][] = [];
    let next: Item | undefined;
    do {
      const answer = model.execute(scan(JOURNAL, { ExclusiveStartKey: next })) as QueryCommandOutput;
      pages.push(answer.Items ?? []);
      next = answer.LastEvaluatedKey;
    } while (next !== undefined);
    expect(pages.map((one) => one.length)).toEqual(lengths);
    const lanes = [...new Set(pages.flat().map((item) => item["lane"]?.S ?? ""))];
    expect(lanes.toSorted()).toEqual(["H1", "H2", "H3"]);
    expect(pages.flat()).toEqual(lanes.flatMap((name) => [1, 2, 3, 4].map((version) => page(name, version))));
  });

  test("a page counts the bytes of what stands there now", () => {
    const model = modelWith({ pageBytes: 100 });
    for (const version of [1, 2, 3]) model.execute(put(JOURNAL, page(LANE, version)));
    expect(itemsOf(model, lane(LANE))).toHaveLength(3);
    model.execute(put(JOURNAL, page(LANE, 1, { body: S("x".repeat(100)) })));
    expect(itemsOf(model, lane(LANE))).toHaveLength(1);
  });

  function sizesInTurn(): () => number {
    let asked = 0;
    return () => sizes[asked++ % sizes.length]!;
  }
});

describe("a batch read of the model of DynamoDB", () => {
  const big = (name: string, version: number): Item => page(name, version, { body: S("x".repeat(390 * 1024)) });

  test("answers up to 1 MB of a partition and leaves the other keys unprocessed", () => {
    const model = modelWith();
    for (const version of [1, 2, 3, 4]) model.execute(put(JOURNAL, big(LANE, version)));
    model.execute(put(JOURNAL, page("other", 1)));
    const answer = model.execute(getAll({ [JOURNAL]: [1, 2, 3, 4].map((version) => page(LANE, version)).concat(page("other", 1)) }));
    expect(answer).toMatchObject({
      Responses: { [JOURNAL]: [page("other", 1), page(LANE, 2), page(LANE, 1)] },
      UnprocessedKeys: { [JOURNAL]: { ConsistentRead: true, Keys: [page(LANE, 3), page(LANE, 4)] } },
    });
  });

  test("answers up to 16 MB in all: 42 items of 390 KB", () => {
    const model = modelWith();
    const names = Array.from({ length: 50 }, (_, number) => `H${number}`);
    for (const name of names) model.execute(put(JOURNAL, big(name, 1)));
    const answer = model.execute(getAll({ [JOURNAL]: names.map((name) => page(name, 1)) })) as {
      Responses: Record<string, Item[]>;
      UnprocessedKeys: Record<string, { Keys: Item[] }>;
    };
    expect(answer.Responses[JOURNAL]).toHaveLength(42);
    expect(answer.UnprocessedKeys[JOURNAL]!.Keys).toEqual(names.slice(42).map((name) => page(name, 1)));
  });
});
