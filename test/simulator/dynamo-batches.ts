import type { BatchGetItemCommandInput, BatchWriteItemCommandInput, KeysAndAttributes } from "@aws-sdk/client-dynamodb";
import { checkParameters, invalid, NotModelled } from "./dynamo-errors.ts";
import type { Access } from "./dynamo-singles.ts";
import type { Place } from "./dynamo-table.ts";
import { checkedBytes, checkedItem, copyItem, type Item, type KeyValue } from "./dynamo-values.ts";

/**
 * "A single operation can retrieve up to 16 MB of data, which can contain as many as 100 items", and answers in part where "more than 1MB per
 * partition is requested". Which keys are left out is not said; the model leaves out the later ones.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const GET_KEYS = 100;
const GET_BYTES = 16 * 1024 * 1024;
const GET_PARTITION_BYTES = 1024 * 1024;
/**
 * "Up to 25 item put or delete operations".
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
const WRITE_ITEMS = 25;

const BATCH: ReadonlySet<string> = new Set(["RequestItems"]);
const GET: ReadonlySet<string> = new Set(["Keys", "ConsistentRead"]);
const WRITE: ReadonlySet<string> = new Set(["PutRequest"]);
const PUT: ReadonlySet<string> = new Set(["Item"]);

export interface BatchGetAnswer {
  readonly Responses: Record<string, Item[]>;
  readonly UnprocessedKeys: Record<string, KeysAndAttributes>;
}

export function batchGet(input: BatchGetItemCommandInput, { table, read }: Access): BatchGetAnswer {
  checkParameters(input, BATCH);
  const wishes = Object.entries(input.RequestItems ?? {}).map(([name, wish]) => ({ name, wish, keys: wish.Keys ?? [] }));
  const count = wishes.reduce((sum, { keys }) => sum + keys.length, 0);
  if (wishes.length === 0 || wishes.some(({ keys }) => keys.length === 0)) throw invalid("A batch must ask for at least one key of each table");
  if (count > GET_KEYS) throw invalid("Too many items requested for the BatchGetItem call");
  const found = wishes.map(({ name, wish, keys }) => {
    checkParameters(wish, GET);
    const home = table(name);
    const places = keys.map((key) => home.placeOfKey(key));
    checkDifferent(places);
    return { name, wish, places, slots: places.map((place) => home.find(place)), reader: read(wish.ConsistentRead) };
  });
  const budget = new ReadBudget();
  const answer: BatchGetAnswer = { Responses: {}, UnprocessedKeys: {} };
  for (const { name, wish, places, slots, reader } of found) {
    const fits = slots.map((slot, number) => slot === undefined || budget.take(`${name} ${places[number]?.partition}`, slot.bytes));
    const items = slots.map((slot, number) => (fits[number] === true ? reader(slot) : undefined)).filter((item) => item !== undefined);
    // The items come in no order, so in any but the one a caller may be tempted to rely on.
    answer.Responses[name] = items.map(copyItem).reverse();
    const Keys = (wish.Keys ?? []).filter((_, number) => fits[number] === false).map(checkedItem);
    if (Keys.length > 0) answer.UnprocessedKeys[name] = { ...wish, Keys };
  }
  return answer;
}

/** What one batch may still answer. */
class ReadBudget {
  #bytes = 0;
  readonly #partitions = new Map<string, number>();

  /** Whether so many bytes more of the partition may be answered; then they are taken. */
  take(partition: string, bytes: number): boolean {
    const taken = this.#partitions.get(partition) ?? 0;
    if (this.#bytes + bytes > GET_BYTES || taken + bytes > GET_PARTITION_BYTES) return false;
    this.#bytes += bytes;
    this.#partitions.set(partition, taken + bytes);
    return true;
  }
}

/** Puts all items or, where one of them is refused, none. */
export function batchWrite(input: BatchWriteItemCommandInput, { table, write }: Access): { readonly UnprocessedItems: Record<string, never> } {
  checkParameters(input, BATCH);
  const wishes = Object.entries(input.RequestItems ?? {}).map(([name, requests]) => ({ name, requests }));
  const count = wishes.reduce((sum, { requests }) => sum + requests.length, 0);
  if (wishes.length === 0 || wishes.some(({ requests }) => requests.length === 0))
    throw invalid("A batch must write at least one item of each table");
  if (count > WRITE_ITEMS) throw invalid("Too many items requested for the BatchWriteItem call");
  const puts = wishes.map(({ name, requests }) => {
    const home = table(name);
    const items = requests.map(({ PutRequest, ...others }) => {
      checkParameters(others, WRITE);
      if (PutRequest === undefined) throw new NotModelled("a request of a batch that puts nothing is not modelled");
      checkParameters(PutRequest, PUT);
      const item = checkedItem(PutRequest.Item ?? {});
      return { item, place: home.placeOf(item), bytes: checkedBytes(item) };
    });
    checkDifferent(items.map(({ place }) => place));
    return { home, items };
  });
  for (const { home, items } of puts) for (const { item, place, bytes } of items) write(home, place, item, bytes);
  return { UnprocessedItems: {} };
}

function checkDifferent(places: readonly Place[]): void {
  const seen = new Map<KeyValue, Set<KeyValue>>();
  for (const { partition, sort } of places) {
    const sorts = seen.get(partition) ?? new Set();
    if (sorts.has(sort)) throw invalid("Provided list of item keys contains duplicates");
    seen.set(partition, sorts.add(sort));
  }
}
