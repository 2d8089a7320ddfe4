import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient, type KeysAndAttributes } from "@aws-sdk/client-dynamodb";
import { LIMITS } from "../limits.ts";
import type { DynamoEngine, Pace } from "./dynamo-engine.ts";
import { request } from "./dynamo-engine.ts";
import type { Item } from "./dynamo-items.ts";
import { KEY_NAMES } from "./item-limits.ts";
import { StoreFault, type LedgerTable, type StoreTable } from "./store-fault.ts";

/** The key of an item to read, and its table. */
export interface Wish<Table extends StoreTable = LedgerTable> {
  readonly table: Table;
  readonly key: Item;
}

/** Where batches are read and written: the client, and what the engine calls the tables. */
export interface Batched<Table extends StoreTable> {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<Table, string>>;
  readonly pace: Pace;
}

/**
 * How the store goes on with what a batch left undone: after a pause of random length below firstPauseMs, twice as long for each request in a
 * row that moved nothing, up to longestPauseMs; and it gives up after `attempts` such requests. Random, because workers that were throttled
 * together must not come back together ("full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export const BACKOFF = { attempts: 8, firstPauseMs: 50, longestPauseMs: 2_000 } as const;

/** Reads items by key, strongly consistent; each key once, however often it is wished for. Answers by wish; what does not exist is absent. */
export async function batchGet<Table extends StoreTable>(
  engine: Batched<Table>,
  wishes: readonly Wish<Table>[],
): Promise<(wishes: readonly Wish<Table>[]) => Item[]> {
  const unique = [...new Map(wishes.map((wish) => [nameOf(wish), wish])).values()];
  const found = new Map<string, Item>();
  await Promise.all(chunks(unique, LIMITS.batchGet).map((chunk) => getChunk(engine, chunk, found)));
  return (asked) => [...new Set(asked.map(nameOf))].map((name) => found.get(name)).filter((item) => item !== undefined);
}

/** Puts items without condition. Of items with the same key the last is put: DynamoDB refuses a batch that names a key twice. */
export async function batchPut(engine: DynamoEngine, table: LedgerTable, items: readonly Item[]): Promise<void> {
  const unique = [...new Map(items.map((item) => [nameOf({ table, key: item }), item])).values()];
  await Promise.all(chunks(unique, LIMITS.batchWrite).map((chunk) => putChunk(engine, table, chunk)));
}

async function getChunk<Table extends StoreTable>(engine: Batched<Table>, wishes: readonly Wish<Table>[], found: Map<string, Item>): Promise<void> {
  await untilDone(engine.pace, wishes, async (left) => {
    const tables = [...new Set(left.map((wish) => wish.table))];
    const RequestItems: Record<string, KeysAndAttributes> = {};
    for (const table of tables) {
      RequestItems[engine.tables[table]] = { ConsistentRead: true, Keys: left.filter((wish) => wish.table === table).map((wish) => wish.key) };
    }
    const [{ table: named }] = left;
    const answer = await request(named, () => engine.client.send(new BatchGetItemCommand({ RequestItems })));
    for (const table of tables) {
      for (const item of answer.Responses?.[engine.tables[table]] ?? []) found.set(nameOf({ table, key: item }), item);
    }
    return tables.flatMap((table) => (answer.UnprocessedKeys?.[engine.tables[table]]?.Keys ?? []).map((key) => ({ table, key })));
  });
}

async function putChunk(engine: DynamoEngine, table: LedgerTable, items: readonly Item[]): Promise<void> {
  const wishes = items.map((key) => ({ table, key }));
  await untilDone(engine.pace, wishes, async (left) => {
    const RequestItems = { [engine.tables[table]]: left.map(({ key }) => ({ PutRequest: { Item: key } })) };
    const answer = await request(table, () => engine.client.send(new BatchWriteItemCommand({ RequestItems })));
    const undone = answer.UnprocessedItems?.[engine.tables[table]] ?? [];
    return undone.flatMap(({ PutRequest }) => (PutRequest?.Item === undefined ? [] : [{ table, key: PutRequest.Item }]));
  });
}

/** Calls `step` with what is left until nothing is. Throws a StoreFault "unprocessed" after BACKOFF.attempts steps in a row that moved nothing. */
async function untilDone<Table extends StoreTable>(
  pace: Pace,
  all: readonly Wish<Table>[],
  step: (left: Left<Table>) => Promise<readonly Wish<Table>[]>,
): Promise<void> {
  let left = all;
  let fruitless = 0;
  for (;;) {
    const before = left.length;
    const [first, ...others] = left;
    if (first === undefined) return;
    left = await step([first, ...others]);
    if (left.length === 0) return;
    fruitless = left.length < before ? 0 : fruitless + 1;
    if (fruitless === BACKOFF.attempts) {
      throw new StoreFault(
        "unprocessed",
        (left[0] ?? first).table,
        `${left.length} of ${all.length} items of a batch were left undone ${fruitless} times in a row`,
      );
    }
    await pace.sleep(pace.random() * Math.min(BACKOFF.longestPauseMs, BACKOFF.firstPauseMs * 2 ** fruitless));
  }
}

/** What a batch has still to do: something. */
type Left<Table extends StoreTable> = readonly [Wish<Table>, ...Wish<Table>[]];

/** Names an item by its table and key. */
function nameOf({ table, key }: Wish<StoreTable>): string {
  return JSON.stringify([table, ...KEY_NAMES[table].map((name) => key[name])]);
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, chunk) => all.slice(chunk * size, (chunk + 1) * size));
}
