import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { TableWiring } from "../../infra/wiring.ts";
import { invalid } from "./dynamo-errors.ts";
import { checkedValue, compareKeys, type Item, type KeyValue, type StoredItem } from "./dynamo-values.ts";

/** Where an item stands. */
export interface Place {
  readonly partition: KeyValue;
  /** Empty in a table without sort key. */
  readonly sort: KeyValue;
}

/** An item that stands somewhere. A place that was written to once is never empty again: the model deletes nothing. */
export interface Slot {
  readonly sort: KeyValue;
  item: StoredItem;
  /** What stood here before the last write. */
  before: StoredItem | undefined;
  bytes: number;
}

export interface Partition {
  readonly key: KeyValue;
  /** Where a scan meets it. */
  readonly hash: number;
  readonly slots: Map<KeyValue, Slot>;
  /** In the order of their sort keys. */
  readonly ordered: Slot[];
}

type KeyAttribute = TableWiring["partitionKey"];

/**
 * DynamoDB: UTF-8 bytes of a partition key and of a sort key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const PARTITION_KEY_BYTES = 2048;
export const SORT_KEY_BYTES = 1024;

/** A table's items by partition and sort key. */
export class DynamoTable {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
  readonly #keyNames: readonly string[];
  readonly #partitions = new Map<KeyValue, Partition>();
  readonly #inScanOrder: Partition[] = [];

  constructor(name: string, { partitionKey, sortKey }: TableWiring) {
    this.name = name;
    this.partitionKey = partitionKey;
    this.sortKey = sortKey;
    this.#keyNames = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name];
  }

  /** The place of an item. Throws where a key attribute is missing or DynamoDB would refuse it. */
  placeOf(item: StoredItem): Place {
    return {
      partition: keyValue(this.partitionKey, item[this.partitionKey.name], PARTITION_KEY_BYTES),
      sort: this.sortKey === undefined ? "" : keyValue(this.sortKey, item[this.sortKey.name], SORT_KEY_BYTES),
    };
  }

  /** The place that a key names, which holds the key attributes and no other. */
  placeOfKey(key: Item | undefined): Place {
    const names = Object.keys(key ?? {});
    if (names.length !== this.#keyNames.length) throw invalid("The provided key element does not match the schema");
    for (const name of names) checkedValue(key?.[name]);
    return this.placeOf(key ?? {});
  }

  /** The key of an item, as a command gives it. */
  keyOf(item: StoredItem): Item {
    return Object.fromEntries(this.#keyNames.map((name) => [name, { ...item[name] } as AttributeValue]));
  }

  isKey(name: string): boolean {
    return this.#keyNames.includes(name);
  }

  find({ partition, sort }: Place): Slot | undefined {
    return this.#partitions.get(partition)?.slots.get(sort);
  }

  partition(key: KeyValue): Partition | undefined {
    return this.#partitions.get(key);
  }

  /** Puts the item, in the stead of the one that stands there; returns that one. */
  write({ partition, sort }: Place, item: StoredItem, bytes: number): StoredItem | undefined {
    const home = this.#partitions.get(partition) ?? this.#addPartition(partition);
    const slot = home.slots.get(sort);
    if (slot === undefined) {
      const added = { sort, item, before: undefined, bytes };
      home.slots.set(sort, added);
      home.ordered.splice(firstFrom(home.ordered, sort), 0, added);
      return undefined;
    }
    const before = slot.item;
    slot.before = before;
    slot.item = item;
    slot.bytes = bytes;
    return before;
  }

  /** The partitions a scan meets, after the given key's or from it on. */
  *scan(from?: KeyValue): Generator<Partition> {
    const start = from === undefined ? 0 : this.#scanPlace(from);
    for (let place = start; place < this.#inScanOrder.length; place += 1) yield this.#inScanOrder[place]!;
  }

  /** All items, ordered by partition key and sort key. */
  *inKeyOrder(): Generator<StoredItem> {
    const partitions = [...this.#partitions.values()].sort((a, b) => compareKeys(a.key, b.key));
    for (const { ordered } of partitions) for (const { item } of ordered) yield item;
  }

  #addPartition(key: KeyValue): Partition {
    const added = { key, hash: hashOf(key), slots: new Map<KeyValue, Slot>(), ordered: [] };
    this.#inScanOrder.splice(this.#scanPlace(key), 0, added);
    this.#partitions.set(key, added);
    return added;
  }

  #scanPlace(key: KeyValue): number {
    const hash = hashOf(key);
    return firstWhere(this.#inScanOrder, (one) => (one.hash === hash ? compareKeys(one.key, key) >= 0 : one.hash > hash));
  }
}

function keyValue({ name, type }: KeyAttribute, value: Readonly<AttributeValue> | undefined, maxBytes: number): KeyValue {
  if (value === undefined) throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  const text = value[type];
  if (text === undefined) throw invalid(`One or more parameter values were invalid: Type mismatch for key ${name}`);
  if (type === "N") return Number(text);
  if (text === "") throw invalid(`The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`);
  // No character takes more than three bytes a unit; so most keys need not be measured.
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes) throw invalid(`The value of key ${name} has more than ${maxBytes} bytes`);
  return text;
}

/** The first place whose sort key is not less than the given one. */
export function firstFrom(ordered: readonly Slot[], sort: KeyValue): number {
  const last = ordered.at(-1);
  // Most items of a lane's journal come in order.
  if (last === undefined || compareKeys(last.sort, sort) < 0) return ordered.length;
  return firstWhere(ordered, (slot) => compareKeys(slot.sort, sort) >= 0);
}

/** The first place from which on the test holds; it must hold for every place after one for which it holds. */
export function firstWhere<T>(list: readonly T[], test: (one: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** FNV-1a. As in DynamoDB, partitions come in an order that tells nothing about their keys. */
function hashOf(key: KeyValue): number {
  const text = String(key);
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return hash >>> 0;
}
