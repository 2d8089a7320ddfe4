import type { BatchGetItemCommandOutput, QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DynamoCommand, Item } from "../simulator/dynamo-model.ts";
import { engineKinds, type Engine, type EngineKind } from "../support/engines.ts";
import {
  advance,
  CALENDARS,
  entry,
  FORWARD_ONLY,
  get,
  getAll,
  INDEX,
  JOURNAL,
  keysWith,
  lane,
  N,
  outcomeOf,
  page,
  PREFIX,
  put,
  putAll,
  REJECTIONS,
  S,
  scan,
  when,
  type Outcome,
} from "./commands.ts";

/**
 * The commands themselves, below the store: the simulator's model of DynamoDB answers as dynalite and Amazon's DynamoDB Local do. Where those two
 * differ the model follows AWS's documentation; the step then says what each answers and why, and the test notices when an engine changes.
 */

/** A command, what it answers, and which engine answers something else. */
type Step = readonly [command: DynamoCommand, answer: Outcome, unlike?: Partial<Record<EngineKind["name"], Outcome>>];

interface Script {
  readonly title: string;
  /** The steps, given a name that no other script has written to: a lane's or a county's. */
  readonly steps: (name: string) => readonly Step[];
}

const FAILED = "ConditionalCheckFailedException";
const REFUSED = "ValidationException";
const MISSING = "ResourceNotFoundException";
const DONE = { UnprocessedItems: {} };
const text = (length: number): string => "x".repeat(length);
const found = (Items: Item[], LastEvaluatedKey?: Item): Outcome => ({
  Items,
  Count: Items.length,
  ScannedCount: Items.length,
  ...(LastEvaluatedKey === undefined ? {} : { LastEvaluatedKey }),
});

const conditions: readonly Script[] = [
  {
    title: "attribute_not_exists holds where no item stands, and fails where one does, whatever is put",
    steps: (name) => [
      [put(JOURNAL, page(name, 1, { body: S("a") }), when("lane")), {}],
      [put(JOURNAL, page(name, 1, { body: S("a") }), when("lane")), FAILED],
      [put(JOURNAL, page(name, 1, { body: S("b") }), when("version")), FAILED],
      [get(JOURNAL, page(name, 1)), { Item: page(name, 1, { body: S("a") }) }],
      [put(JOURNAL, page(name, 2, { body: S("b") }), when("lane")), {}],
    ],
  },
  {
    title: "attribute_not_exists looks at the item that stands, not at the one that is put",
    steps: (name) => [
      [put(JOURNAL, page(name, 1)), {}],
      [put(JOURNAL, page(name, 1, { body: S("a") }), when("body")), {}],
      [put(JOURNAL, page(name, 1), when("body")), FAILED],
      [get(JOURNAL, page(name, 1)), { Item: page(name, 1, { body: S("a") }) }],
    ],
  },
  {
    title: "OR less than holds where the attribute is missing or less, numbers by size: 9 is less than 10, 10 not than 10 or 9",
    steps: (name) => [
      [put(INDEX, entry(name, "k", { version: N(9) }), when("version", N(9))), {}],
      [put(INDEX, entry(name, "k", { version: N(10) }), when("version", N(10))), {}],
      [put(INDEX, entry(name, "k", { version: N(10), body: S("again") }), when("version", N(10))), FAILED],
      [put(INDEX, entry(name, "k", { version: N(9) }), when("version", N(9))), FAILED],
      [get(INDEX, entry(name, "k")), { Item: entry(name, "k", { version: N(10) }) }],
      [put(INDEX, entry(name, "k", { version: N(-1) })), {}],
      [put(INDEX, entry(name, "k", { version: N(0) }), when("version", N(0))), {}],
    ],
  },
  {
    title: "less than orders texts by their bytes",
    steps: (name) => [
      [put(INDEX, entry(name, "k", { body: S("9") })), {}],
      [put(INDEX, entry(name, "k", { body: S("10") }), when("body", S("10"))), FAILED],
      [put(INDEX, entry(name, "k", { body: S("99") }), when("body", S("99"))), {}],
      [put(INDEX, entry(name, "k", { body: S("\ufffd") }), when("body", S("\ufffd"))), {}],
      // AWS orders texts by the bytes of their UTF-8 (developer guide, HowItWorks.NamingRulesDataTypes); dynalite by UTF-16 units.
      [put(INDEX, entry(name, "k", { body: S("😀") }), when("body", S("😀"))), {}, { dynalite: FAILED }],
    ],
  },
  {
    title: "a value of another type is neither less nor missing",
    steps: (name) => [
      [put(JOURNAL, page(name, 1, { body: S("1") })), {}],
      [put(JOURNAL, page(name, 1), when("body", N(9))), FAILED],
      [put(JOURNAL, page(name, 1, { body: N(1) })), {}],
      [put(JOURNAL, page(name, 1), when("body", S("9"))), FAILED],
    ],
  },
  {
    title: "a placeholder that is not used, not told or told without an expression is refused, whether or not the condition would hold",
    steps: (name) => [
      [put(JOURNAL, page(name, 1)), {}],
      ...[1, 2].flatMap((version): Step[] => [
        [put(JOURNAL, page(name, version), { ...when("lane"), ExpressionAttributeNames: { "#x": "lane", "#y": "version" } }), REFUSED],
        [put(JOURNAL, page(name, version), { ...when("lane"), ExpressionAttributeValues: { ":v": N(1) } }), REFUSED],
        [put(JOURNAL, page(name, version), { ConditionExpression: "attribute_not_exists(#x)" }), REFUSED],
        [put(JOURNAL, page(name, version), { ...when("lane", N(1)), ExpressionAttributeValues: { ":w": N(1) } }), REFUSED],
        [put(JOURNAL, page(name, version), { ...when("lane"), ExpressionAttributeValues: {} }), REFUSED],
        [put(JOURNAL, page(name, version), { ...when("lane"), ExpressionAttributeNames: {} }), REFUSED],
        [put(JOURNAL, page(name, version), { ExpressionAttributeNames: { "#x": "lane" } }), REFUSED],
        [put(JOURNAL, page(name, version), { ConditionExpression: "" }), REFUSED],
      ]),
      [get(JOURNAL, page(name, 2)), {}],
    ],
  },
];

const updates: readonly Script[] = [
  {
    title: "an update creates the item where none is, with its key, and leaves the other attributes where one is",
    steps: (name) => [
      [advance(name, "firstOpen", S("201711"), { ConditionExpression: FORWARD_ONLY }), {}],
      [get(CALENDARS, { county: S(name) }), { Item: { county: S(name), firstOpen: S("201711") } }],
      [advance(name, "settledThrough", S("201710"), { ConditionExpression: FORWARD_ONLY }), {}],
      [advance(name, "firstOpen", S("201711"), { ConditionExpression: FORWARD_ONLY }), FAILED],
      [advance(name, "firstOpen", S("201710"), { ConditionExpression: FORWARD_ONLY }), FAILED],
      [advance(name, "firstOpen", S("201801"), { ConditionExpression: FORWARD_ONLY }), {}],
      [get(CALENDARS, { county: S(name) }), { Item: { county: S(name), firstOpen: S("201801"), settledThrough: S("201710") } }],
      [advance(name, "firstOpen", S("")), {}],
      [get(CALENDARS, { county: S(name) }), { Item: { county: S(name), firstOpen: S(""), settledThrough: S("201710") } }],
    ],
  },
  {
    title: "an update of the key, of a wrong key or of a missing table is refused",
    steps: (name) => [
      [advance(name, "county", S("x")), REFUSED],
      [advance(name, "f", S("x"), { Key: {} }), REFUSED],
      [advance(name, "f", S("x"), { Key: { county: S("") } }), REFUSED],
      [advance(name, "f", S("x"), { Key: { county: S(name), firstOpen: S("1") } }), REFUSED],
      [advance(name, "f", S("x"), { Key: { county: N(1) } }), REFUSED],
      [advance(name, "f", S("x"), { TableName: "nowhere" }), MISSING],
      [get(CALENDARS, { county: S(name) }), {}],
    ],
  },
  {
    title: "an update may not make the item larger than 400 KB; where its condition fails, that is said first",
    steps: (name) => {
      // Names: "county" and "f"; the county's own name.
      const rest = 400 * 1024 - 6 - name.length - 1;
      return [
        [advance(name, "f", S(text(rest))), {}],
        [advance(name, "f", S(text(rest + 1))), REFUSED],
        [advance(name, "f", S(text(rest + 1)), { ConditionExpression: "attribute_not_exists(#field)" }), FAILED],
        [advance(name, "g", S("")), REFUSED],
        [get(CALENDARS, { county: S(name) }), { Item: { county: S(name), f: S(text(rest)) } }],
      ];
    },
  },
];

const keysAndSizes: readonly Script[] = [
  {
    title: "an item needs its key's attributes, of their types and not empty",
    steps: (name) => [
      [put(JOURNAL, { lane: S(name) }), REFUSED],
      [put(JOURNAL, { version: N(1) }), REFUSED],
      [put(JOURNAL, { lane: S(name), version: S("1") }), REFUSED],
      [put(JOURNAL, { lane: N(1), version: N(1) }), REFUSED],
      [put(JOURNAL, page("", 1)), REFUSED],
      [put(INDEX, entry(name, "")), REFUSED],
      [put(INDEX, entry(name, "k", { body: S("") })), {}],
      [get(INDEX, entry(name, "k")), { Item: entry(name, "k", { body: S("") }) }],
      // An attribute's name has at least one character (developer guide, HowItWorks.NamingRulesDataTypes).
      [put(INDEX, entry(name, "l", { "": S("x") })), REFUSED, { dynalite: {} }],
    ],
  },
  {
    title: "a key to read is the key's attributes and no other",
    steps: (name) => [
      [get(JOURNAL, page(name, 1)), {}],
      [get(JOURNAL, page(name, 1, { body: S("x") })), REFUSED],
      [get(JOURNAL, { lane: S(name) }), REFUSED],
      [get(JOURNAL, {}), REFUSED],
      [get(JOURNAL, { lane: S(name), version: S("1") }), REFUSED],
      [get(JOURNAL, page("", 1)), REFUSED],
      [get(INDEX, entry(name, "")), REFUSED],
    ],
  },
  {
    title: "a partition key has at most 2,048 bytes and a sort key 1,024, in UTF-8",
    steps: (name) => [
      [put(JOURNAL, page(name + text(2048 - name.length), 1)), {}],
      [put(JOURNAL, page(name + text(2049 - name.length), 1)), REFUSED],
      [put(INDEX, entry(name, text(1024))), {}],
      [put(INDEX, entry(name, text(1025))), REFUSED],
      [put(INDEX, entry(name, "医".repeat(341))), {}],
      // AWS counts bytes (developer guide, Constraints); dynalite characters, here and in an item's size below.
      [put(INDEX, entry(name, "医".repeat(342))), REFUSED, { dynalite: {} }],
      [put(JOURNAL, page("医".repeat(683), 1)), REFUSED, { dynalite: {} }],
      [get(JOURNAL, page(text(2049), 1)), REFUSED],
      [get(INDEX, entry(name, text(1025))), REFUSED],
    ],
  },
  {
    title: "an item has at most 400 KB, names and values in UTF-8, a small number two bytes; that is said before its condition fails",
    steps: (name) => {
      const rest = 400 * 1024 - 4 - name.length - 7 - 2 - 1;
      return [
        [put(JOURNAL, page(name, 1, { b: S(text(rest)) })), {}],
        [put(JOURNAL, page(name, 2, { b: S(text(rest + 1)) })), REFUSED],
        [put(JOURNAL, page(name, 1, { b: S(text(rest + 1)) }), when("lane")), REFUSED],
        [put(JOURNAL, page(name, 3, { b: S("医".repeat(Math.ceil(rest / 3) + 1)) })), REFUSED, { dynalite: {} }],
        [get(JOURNAL, page(name, 2)), {}],
      ];
    },
  },
  {
    title: "what is no number, or has more than 38 digits, is refused",
    steps: (name) => [
      ...["", "abc", "NaN", "Infinity", "1x", "1".repeat(39)].map((number): Step => [put(INDEX, entry(name, "k", { version: N(number) })), REFUSED]),
      [put(JOURNAL, { lane: S(name), version: N("NaN") }), REFUSED],
      [get(INDEX, entry(name, "k")), {}],
    ],
  },
  {
    title: "a table that does not exist is said to be missing, whatever else is wrong; a name no table can have is refused",
    steps: (name) => [
      [put("nowhere", page("", 1)), MISSING],
      [get("nowhere", page("", 1)), MISSING],
      [lane(name, { TableName: "nowhere" }), MISSING],
      [scan("nowhere"), MISSING],
      [getAll({ nowhere: [page(name, 1)] }), MISSING],
      [getAll({ [JOURNAL]: [page(name, 1)], nowhere: [page(name, 1)] }), MISSING],
      [putAll({ nowhere: [page(name, 1)] }), MISSING],
      [putAll({ [JOURNAL]: [page(name, 1)], nowhere: [page(name, 1)] }), MISSING],
      [get(JOURNAL, page(name, 1)), {}],
      [put("no", page(name, 1)), REFUSED],
      [put("no where", page(name, 1)), REFUSED],
    ],
  },
];

/** Sort keys in DynamoDB's order. The last two are the other way round in UTF-16. */
const KEYS = ["a", "ab", "abc", "ab医", "ab\ufffd", "ab😀", "b"];

function keyed(name: string): readonly Step[] {
  return [[putAll({ [INDEX]: KEYS.toReversed().map((key) => entry(name, key)) }), DONE]];
}

const queries: readonly Script[] = [
  {
    title: "a query reads a partition in the order of numbers, forward and backward, and another partition not",
    steps: (name) => {
      const all = [-3, 1, 2, 10, 20].map((version) => page(name, version));
      return [
        [putAll({ [JOURNAL]: [10, 2, -3, 20, 1].map((version) => page(name, version)).concat(page(`${name}0`, 3)) }), DONE],
        [lane(name), found(all)],
        [lane(name, { ScanIndexForward: true, ConsistentRead: false }), found(all)],
        [lane(name, { ScanIndexForward: false }), found(all.toReversed())],
        [lane(name, { ScanIndexForward: false, Limit: 1 }), found([page(name, 20)], page(name, 20))],
        [lane(`${name}1`), found([])],
        [lane(`${name}1`, { ScanIndexForward: false, Limit: 1 }), found([])],
      ];
    },
  },
  {
    title: "a query ends at its limit with the last key, also where nothing comes after, and goes on after a key, there or not",
    steps: (name) => {
      const [one, two, three] = [1, 2, 3].map((version) => page(name, version)) as [Item, Item, Item];
      return [
        [putAll({ [JOURNAL]: [one, two, three] }), DONE],
        [lane(name, { Limit: 2 }), found([one, two], two)],
        [lane(name, { Limit: 3 }), found([one, two, three], three)],
        [lane(name, { Limit: 4 }), found([one, two, three])],
        [lane(name, { ExclusiveStartKey: two }), found([three])],
        [lane(name, { ExclusiveStartKey: two, Limit: 1 }), found([three], three)],
        [lane(name, { ExclusiveStartKey: three }), found([])],
        [lane(name, { ExclusiveStartKey: page(name, 0) }), found([one, two, three])],
        [lane(name, { ExclusiveStartKey: two, ScanIndexForward: false }), found([one])],
        [lane(name, { ExclusiveStartKey: page(name, 9), ScanIndexForward: false, Limit: 2 }), found([three, two], two)],
        [lane(`${name}1`, { ExclusiveStartKey: page(`${name}1`, 1) }), found([])],
      ];
    },
  },
  {
    title: "begins_with takes the keys that begin with the text, in the order of their bytes",
    steps: (name) => {
      const some = KEYS.slice(1, 6).map((key) => entry(name, key));
      return [
        ...keyed(name),
        [keysWith(name, S("ab")), found(some)],
        [keysWith(name, S("ab"), { ScanIndexForward: false }), found(some.toReversed())],
        [keysWith(name, S("ab😀")), found([entry(name, "ab😀")])],
        [keysWith(name, S("ab\ufffd")), found([entry(name, "ab\ufffd")])],
        [keysWith(name, S("ac")), found([])],
        [keysWith(name, S("zz"), { ScanIndexForward: false }), found([])],
        [keysWith(`${name}0`, S("ab")), found([])],
      ];
    },
  },
  {
    title: "begins_with goes by pages as well, forward and backward",
    steps: (name) => {
      const some = KEYS.slice(1, 6).map((key) => entry(name, key));
      const [first, second] = some as [Item, Item];
      const [last, fourth] = some.toReversed() as [Item, Item];
      return [
        ...keyed(name),
        [keysWith(name, S("ab"), { Limit: 2 }), found([first, second], second)],
        [keysWith(name, S("ab"), { ExclusiveStartKey: second }), found(some.slice(2))],
        [keysWith(name, S("ab"), { Limit: 5 }), found(some, last)],
        [keysWith(name, S("ab"), { Limit: 6 }), found(some)],
        [keysWith(name, S("ab"), { ScanIndexForward: false, Limit: 2 }), found([last, fourth], fourth)],
        [keysWith(name, S("ab"), { ScanIndexForward: false, ExclusiveStartKey: fourth }), found(some.slice(0, 3).toReversed())],
        [keysWith(name, S("ab"), { ExclusiveStartKey: entry(name, "abb") }), found(some.slice(1))],
      ];
    },
  },
  {
    title: "a starting key is a whole key, and one that the query might have come to",
    steps: (name) => [
      ...keyed(name),
      [lane(name, { ExclusiveStartKey: {} }), REFUSED],
      [lane(name, { ExclusiveStartKey: { lane: S(name) } }), REFUSED],
      [lane(name, { ExclusiveStartKey: page(name, 1, { body: S("x") }) }), REFUSED],
      [lane(name, { ExclusiveStartKey: { lane: S(name), version: S("1") } }), REFUSED],
      [lane(name, { ExclusiveStartKey: page(`${name}0`, 1) }), REFUSED],
      [keysWith(name, S("ab"), { ExclusiveStartKey: entry(name, "a") }), REFUSED],
      [keysWith(name, S("ab"), { ExclusiveStartKey: entry(name, "b") }), REFUSED],
      [keysWith(name, S("ab"), { ExclusiveStartKey: entry(name, "a"), ScanIndexForward: false }), REFUSED],
      [keysWith(name, S("ab"), { ExclusiveStartKey: entry(`${name}0`, "ab") }), REFUSED],
    ],
  },
  {
    title: "a query names the partition key's attribute and then the sort key's, with values of their types, and not less than one item",
    steps: (name) => [
      ...keyed(name),
      [lane(name, { Limit: 0 }), REFUSED],
      [lane(name, { ExpressionAttributeNames: { "#p": "version" }, ExpressionAttributeValues: { ":p": N(1) } }), REFUSED],
      [lane(name, { ExpressionAttributeNames: { "#p": "body" } }), REFUSED],
      [lane(name, { ExpressionAttributeValues: { ":p": N(1) } }), REFUSED],
      [lane(name, { ExpressionAttributeNames: { "#p": "lane", "#q": "lane" } }), REFUSED],
      [lane(name, { ExpressionAttributeValues: { ":p": S(name), ":q": S(name) } }), REFUSED],
      [lane(name, { ExpressionAttributeNames: undefined }), REFUSED],
      [lane(name, { ExpressionAttributeValues: undefined }), REFUSED],
      [keysWith(name, N(1)), REFUSED],
      [keysWith(name, S("ab"), { ExpressionAttributeNames: { "#p": "lane", "#s": "body" } }), REFUSED],
      [keysWith(name, S("ab"), { ExpressionAttributeNames: { "#p": "lane", "#s": "lane" } }), REFUSED],
      [keysWith(name, S("ab"), { ExpressionAttributeNames: { "#p": "key", "#s": "lane" } }), REFUSED],
      [keysWith(name, S("1"), { TableName: JOURNAL, ExpressionAttributeNames: { "#p": "lane", "#s": "version" } }), REFUSED],
      [keysWith(name, N(1), { TableName: JOURNAL, ExpressionAttributeNames: { "#p": "lane", "#s": "version" } }), REFUSED],
      [keysWith(name, S("a"), { TableName: CALENDARS, ExpressionAttributeNames: { "#p": "county", "#s": "key" } }), REFUSED],
    ],
  },
  {
    title: "a query for an empty key is refused: no key can be empty",
    steps: (name) => [
      ...keyed(name),
      // No key is empty or has more than 1,024 bytes; dynalite looks for such a one all the same.
      [lane(""), REFUSED, { dynalite: found([]) }],
      [keysWith(name, S("")), REFUSED, { dynalite: found(KEYS.map((key) => entry(name, key))) }],
      [keysWith(name, S(text(1025))), REFUSED, { dynalite: found([]) }],
    ],
  },
  {
    title: "in a table without sort key a partition is one item, which a limit of one reaches",
    steps: (name) => {
      const one = { county: S(name) };
      const query = { TableName: CALENDARS, ExpressionAttributeNames: { "#p": "county" } };
      return [
        [put(CALENDARS, one), {}],
        [lane(name, query), found([one])],
        // AWS promises no more than that a last key may come with nothing after it, so the model gives one: readers must go on.
        [lane(name, { ...query, Limit: 1 }), found([one], one), { "DynamoDB Local": found([one]) }],
        [lane(name, { ...query, ExclusiveStartKey: one }), found([])],
      ];
    },
  },
  {
    title: "a scan's starting key is a whole key, there or not, and its limit at least one; an empty table has no last key",
    steps: () => [
      [scan(REJECTIONS), found([])],
      [scan(REJECTIONS, { Limit: 1 }), found([])],
      [scan(REJECTIONS, { ExclusiveStartKey: { province: S("x"), key: S("y") } }), found([])],
      [scan(REJECTIONS, { ExclusiveStartKey: { province: S("x") } }), REFUSED],
      [scan(REJECTIONS, { ExclusiveStartKey: { province: S("x"), key: S("y"), body: S("z") } }), REFUSED],
      [scan(REJECTIONS, { ExclusiveStartKey: { province: S("x"), key: N(1) } }), REFUSED],
      [scan(REJECTIONS, { ExclusiveStartKey: {} }), REFUSED],
      [scan(REJECTIONS, { Limit: 0 }), REFUSED],
    ],
  },
];

const range = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

const batches: readonly Script[] = [
  {
    title: "a batch writes 25 items at most, over all tables, and replaces what stands there",
    steps: (name) => [
      [putAll({ [JOURNAL]: range(25).map((version) => page(name, version)) }), DONE],
      [putAll({ [JOURNAL]: [page(name, 0, { body: S("new") })], [CALENDARS]: [{ county: S(name) }] }), DONE],
      [lane(name, { Limit: 2 }), found([page(name, 0, { body: S("new") }), page(name, 1)], page(name, 1))],
      [get(CALENDARS, { county: S(name) }), { Item: { county: S(name) } }],
      [putAll({ [JOURNAL]: range(26).map((version) => page(`${name}1`, version)) }), REFUSED],
      [lane(`${name}1`), found([])],
      // "Up to 25 item put or delete operations" a call (API reference, BatchWriteItem); dynalite counts each table's by themselves.
      [
        putAll({
          [JOURNAL]: range(20).map((version) => page(`${name}1`, version)),
          [CALENDARS]: range(6).map((one) => ({ county: S(`${name}.${one}`) })),
        }),
        REFUSED,
        { dynalite: DONE },
      ],
    ],
  },
  {
    title: "a batch writes nothing where an item is refused, named twice or of a missing table, nor where there is none to write",
    steps: (name) => [
      [putAll({ [JOURNAL]: [page(name, 1), { lane: S(name) }] }), REFUSED],
      [putAll({ [JOURNAL]: [page(name, 1), page("", 2)] }), REFUSED],
      [putAll({ [JOURNAL]: [page(name, 1), page(name, 2, { body: S(text(400 * 1024)) })] }), REFUSED],
      [putAll({ [JOURNAL]: [page(name, 1, { body: S("a") }), page(name, 1, { body: S("b") })] }), REFUSED],
      [putAll({ [JOURNAL]: [page(name, 1)], nowhere: [page(name, 1)] }), MISSING],
      [putAll({ [JOURNAL]: [page(name, 1)], [INDEX]: [] }), REFUSED],
      [putAll({ [JOURNAL]: [] }), REFUSED],
      [putAll({}), REFUSED],
      [lane(name), found([])],
      [putAll({ [JOURNAL]: [page(name, 1), page(name, 2)], [INDEX]: [entry(name, "1")] }), DONE],
    ],
  },
  {
    title: "a batch reads what exists of 100 keys at most, over all tables",
    steps: (name) => [
      [putAll({ [JOURNAL]: [page(name, 1, { body: S("a") }), page(name, 2)], [CALENDARS]: [{ county: S(name) }] }), DONE],
      [
        getAll({ [JOURNAL]: [1, 2, 3].map((version) => page(name, version)), [CALENDARS]: [{ county: S(name) }, { county: S(`${name}.`) }] }),
        { Responses: { [JOURNAL]: [page(name, 1, { body: S("a") }), page(name, 2)], [CALENDARS]: [{ county: S(name) }] }, UnprocessedKeys: {} },
      ],
      [getAll({ [JOURNAL]: range(100).map((version) => page(name, version + 3)) }), { Responses: { [JOURNAL]: [] }, UnprocessedKeys: {} }],
      [getAll({ [JOURNAL]: range(101).map((version) => page(name, version)) }), REFUSED],
      [getAll({ [JOURNAL]: range(60).map((version) => page(name, version)), [INDEX]: range(41).map((key) => entry(name, `${key}`)) }), REFUSED],
    ],
  },
  {
    title: "a batch reads nothing where a key is wrong or named twice, or where there is none to read",
    steps: (name) => [
      [put(JOURNAL, page(name, 1)), {}],
      [getAll({ [JOURNAL]: [page(name, 1), page(name, 2), page(name, 1)] }), REFUSED],
      [getAll({ [JOURNAL]: [page(name, 1), { lane: S(name) }] }), REFUSED],
      [getAll({ [JOURNAL]: [page(name, 1), page(name, 2, { body: S("x") })] }), REFUSED],
      [getAll({ [JOURNAL]: [page(name, 1), page("", 1)] }), REFUSED],
      [getAll({ [JOURNAL]: [page(name, 1)], [INDEX]: [] }), REFUSED],
      [getAll({ [JOURNAL]: [] }), REFUSED],
      [getAll({}), REFUSED],
    ],
  },
];

const kinds = engineKinds();

for (const { name, missing, start } of kinds) {
  if (missing !== undefined) process.stderr.write(`DynamoDB's commands on ${name}: NOT TESTED, ${missing}\n`);

  describe.skipIf(missing !== undefined)(`DynamoDB's commands on ${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
    let engine: Engine;
    let tests = 0;

    beforeAll(async () => {
      engine = await start();
      await engine.createTables(PREFIX);
    });
    afterAll(() => engine.stop());

    describe.each([
      ["conditions", conditions],
      ["updates", updates],
      ["keys and sizes", keysAndSizes],
      ["queries", queries],
      ["batches", batches],
    ])("%s", (_, scripts) => {
      test.each(scripts)("$title", async ({ steps }) => {
        tests += 1;
        for (const [number, [command, answer, unlike]] of steps(`lane ${tests}`).entries()) {
          const outcome = sorted(await outcomeOf(engine, command));
          expect(outcome, `step ${number + 1}: ${command.constructor.name} ${shown(command.input)}`).toEqual(unlike?.[name] ?? answer);
        }
      });
    });

    large(() => engine);
  });
}

/** The items of a batch read come in no order that means anything. */
function sorted(outcome: Outcome): Outcome {
  const { Responses } = typeof outcome === "string" ? {} : (outcome as Partial<BatchGetItemCommandOutput>);
  if (Responses === undefined) return outcome;
  const inOrder = Object.entries(Responses).map(([table, items]) => [table, items.toSorted((a, b) => (shown(a) < shown(b) ? -1 : 1))]);
  return { ...(outcome as object), Responses: Object.fromEntries(inOrder) as unknown };
}

/** An item or a command's input as text, whatever order its attributes come in. */
function shown(value: unknown): string {
  const inOrder = (_: string, one: unknown): unknown =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one;
  const all = JSON.stringify(value, inOrder);
  return all.length > 400 ? `${all.slice(0, 400)}…` : all;
}

/** What a command answers in parts. Where exactly a part ends is each engine's own affair; that nothing is lost or comes twice is not. */
function large(engine: () => Engine): void {
  const MEGABYTE = 1024 * 1024;
  const LANES = ["large 1", "large 2", "large 3"];
  const BYTES = 100_000;
  const pageOf = (lane: string, version: number): Item => page(lane, version, { body: S(text(BYTES)) });

  /** The keys of the items of each part. */
  async function parts(command: (start: Item | undefined) => DynamoCommand): Promise<string[][]> {
    const all: string[][] = [];
    let next: Item | undefined;
    do {
      const answer = (await outcomeOf(engine(), command(next))) as unknown as QueryCommandOutput;
      all.push((answer.Items ?? []).map((item) => `${item["lane"]?.S} ${item["version"]?.N}`));
      next = answer.LastEvaluatedKey;
      if (next !== undefined) expect(Object.values(next).map((key) => key.S ?? key.N)).toHaveLength(2);
    } while (next !== undefined);
    return all;
  }

  describe("answers in parts", () => {
    beforeAll(async () => {
      for (const lane of LANES) for (const version of range(25)) await outcomeOf(engine(), put(JOURNAL, pageOf(lane, version)));
    });

    test.each([true, false])("a query's parts have about 1 MB each and are the whole partition in order (forward: %s)", async (forward) => {
      const all = await parts((start) => lane(LANES[0]!, { ScanIndexForward: forward, ExclusiveStartKey: start }));
      const versions = range(25).map((version) => `${LANES[0]} ${version}`);
      expect(all.flat()).toEqual(forward ? versions : versions.toReversed());
      expect(all.map((part) => part.length)).toEqual([11, 11, 3]);
    });

    test("a scan's parts have about 1 MB each; a partition's items come together and in order", async () => {
      const all = await parts((start) => scan(JOURNAL, { ExclusiveStartKey: start }));
      const mine = all.flat().filter((key) => key.startsWith("large"));
      const order = [...new Set(mine.map((key) => key.slice(0, 7)))];
      expect(order.toSorted()).toEqual(LANES);
      expect(mine).toEqual(order.flatMap((lane) => range(25).map((version) => `${lane} ${version}`)));
      expect(all.length).toBeGreaterThanOrEqual(7);
      expect(Math.max(...all.map((part) => part.filter((key) => key.startsWith("large")).length))).toBeLessThanOrEqual(11);
    });

    test("a scan by limit goes through the same order as one without", async () => {
      const all = await parts((start) => scan(JOURNAL, { ExclusiveStartKey: start }));
      const byFour = await parts((start) => scan(JOURNAL, { ExclusiveStartKey: start, Limit: 4 }));
      expect(byFour.flat()).toEqual(all.flat());
      expect(byFour.slice(0, -1).every((part) => part.length === 4)).toBe(true);
    });

    test("a batch read that would be too large leaves keys unprocessed, to be asked again as they were", async () => {
      const keys = LANES.flatMap((lane) => range(25).map((version) => page(lane, version)));
      const answered: string[] = [];
      let left = keys;
      for (let requests = 0; left.length > 0; requests += 1) {
        expect(requests).toBeLessThan(keys.length);
        const { Responses, UnprocessedKeys } = (await outcomeOf(engine(), getAll({ [JOURNAL]: left }))) as Partial<BatchGetItemCommandOutput>;
        const items = Responses?.[JOURNAL] ?? [];
        expect(items.length).toBeGreaterThan(0);
        expect(items.length * BYTES).toBeLessThanOrEqual(16 * MEGABYTE);
        answered.push(...items.map((item) => shown([item["lane"], item["version"]])));
        const unprocessed = UnprocessedKeys?.[JOURNAL];
        if (unprocessed !== undefined) expect(unprocessed).toEqual({ ConsistentRead: true, Keys: unprocessed.Keys });
        left = unprocessed?.Keys ?? [];
      }
      expect(answered.toSorted()).toEqual(keys.map((key) => shown([key["lane"], key["version"]])).toSorted());
    });
  });
}

describe("the model and the engines", () => {
  const engines: Engine[] = [];

  beforeAll(async () => {
    for (const { missing, start } of kinds) if (missing === undefined) engines.push(await start());
    for (const engine of engines) await engine.createTables(PREFIX);
  });
  afterAll(async () => {
    for (const engine of engines) await engine.stop();
  });

  test("answer any run of commands alike", async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand(), { minLength: 30, maxLength: 40, size: "max" }), async (commands) => {
        runs += 1;
        for (const command of commands) {
          const [model, ...others] = await Promise.all(engines.map(async (engine) => sorted(await outcomeOf(engine, command(`run ${runs}`)))));
          for (const other of others) expect(other, shown(command(`run ${runs}`).input)).toEqual(model);
        }
      }),
      { seed: 20171024, numRuns: 40 },
    );
  }, 120_000);
});

/** A command in a lane or county of the run's, of few keys and values so that commands meet; only what all engines answer alike. */
function anyCommand(): fc.Arbitrary<(run: string) => DynamoCommand> {
  const few = fc.constantFrom("a", "ab", "a医", "b");
  const version = fc.constantFrom(-1, 1, 9, 10);
  const value = fc.oneof(few.map(S), version.map(N), fc.constant(S("")));
  const key = fc.tuple(fc.constantFrom("", "", "", "'"), few).map(
    ([mark, sort]) =>
      (run: string): Item =>
        entry(`${run}${mark}`, sort),
  );
  const pageKey = fc.tuple(fc.constantFrom("", "", "", "'"), version).map(
    ([mark, sort]) =>
      (run: string): Item =>
        page(`${run}${mark}`, sort),
  );
  const condition = fc.option(fc.tuple(fc.constantFrom("lane", "body", "count"), fc.option(value, { nil: undefined })), { nil: undefined });
  const more = condition.map((one) => (one === undefined ? {} : when(...one)));
  const attributes = fc.dictionary(fc.constantFrom("body", "count"), value, { noNullPrototype: true });
  const limit = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
  const start = fc.option(key, { nil: undefined });
  const query = fc.record({ Limit: limit, ScanIndexForward: fc.boolean(), start });
  type Make = (run: string) => DynamoCommand;
  return fc.oneof(
    fc.tuple(key, attributes, more).map(
      ([at, rest, on]): Make =>
        (run) =>
          put(INDEX, { ...at(run), ...rest }, on),
    ),
    fc.tuple(pageKey, attributes, more).map(
      ([at, rest, on]): Make =>
        (run) =>
          put(JOURNAL, { ...at(run), ...rest }, on),
    ),
    key.map(
      (at): Make =>
        (run) =>
          get(INDEX, at(run)),
    ),
    fc.tuple(few, fc.constantFrom("firstOpen", "settledThrough"), value, fc.boolean()).map(
      ([county, field, to, forward]): Make =>
        (run) =>
          advance(`${run}${county}`, field, to, forward ? { ConditionExpression: FORWARD_ONLY } : {}),
    ),
    few.map(
      (county): Make =>
        (run) =>
          get(CALENDARS, { county: S(`${run}${county}`) }),
    ),
    fc.tuple(query, few).map(
      ([{ start: at, ...rest }, prefix]): Make =>
        (run) =>
          keysWith(run, S(prefix), { ...rest, ExclusiveStartKey: at?.(run) }),
    ),
    query.map(
      ({ start: at, ...rest }): Make =>
        (run) =>
          lane(run, { TableName: INDEX, ...rest, ExclusiveStartKey: at?.(run) }),
    ),
    fc.tuple(query, fc.option(pageKey, { nil: undefined })).map(
      ([{ Limit, ScanIndexForward }, at]): Make =>
        (run) =>
          lane(run, { Limit, ScanIndexForward, ExclusiveStartKey: at?.(run) }),
    ),
    fc.array(fc.tuple(key, attributes), { maxLength: 6 }).map(
      (list): Make =>
        (run) =>
          putAll({ [INDEX]: list.map(([at, rest]) => ({ ...at(run), ...rest })) }),
    ),
    fc.tuple(fc.array(key, { maxLength: 6 }), fc.array(pageKey, { minLength: 1, maxLength: 3 })).map(
      ([some, others]): Make =>
        (run) =>
          getAll({ [INDEX]: some.map((at) => at(run)), [JOURNAL]: others.map((at) => at(run)) }),
    ),
  );
}
