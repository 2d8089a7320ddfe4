import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { LIMITS } from "../limits.ts";
import { StoreFault, type StoreTable } from "./store-fault.ts";

/** The key attributes of each table, partition first. infra/wiring.ts names the same; test/unit/limits.test.ts compares them. */
export const KEY_NAMES = {
  journal: ["lane", "version"],
  index: ["lane", "key"],
  accounts: ["period", "owner"],
  calendars: ["county"],
  rejections: ["province", "key"],
  notices: ["series", "topic"],
  outcomes: ["ref"],
} as const satisfies Record<StoreTable, readonly [partition: string, sort?: string]>;

/**
 * DynamoDB: UTF-8 bytes of a partition key and of a sort key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const KEY_BYTES: readonly [partition: number, sort: number] = [2048, 1024];

/**
 * Returns the item, or the key of one, unless DynamoDB would refuse it: then throws a StoreFault "refused". The store checks this itself
 * because embedded engines count a text's characters where DynamoDB counts its bytes, three for a Chinese character.
 */
export function checkItem<I extends Readonly<Record<string, AttributeValue>>>(table: StoreTable, item: I): I {
  for (const [place, name] of KEY_NAMES[table].entries()) {
    const key = item[name]?.S;
    if (key === undefined) continue;
    const limit = KEY_BYTES[place] ?? 0;
    if (key === "") throw new StoreFault("refused", table, `a key's ${name} is empty`);
    if (!key.isWellFormed())
      throw new StoreFault("refused", table, `${name} ${JSON.stringify(key)} has half a surrogate pair, which UTF-8 can't write`);
    if (Buffer.byteLength(key) > limit) throw new StoreFault("refused", table, `${name} ${key.slice(0, 40)}… has more than ${limit} bytes`);
  }
  const bytes = itemBytes(item);
  if (bytes > LIMITS.itemBytes) throw new StoreFault("refused", table, `an item of ${bytes} bytes is larger than ${LIMITS.itemBytes}`);
  return item;
}

/**
 * The size of an item in bytes as DynamoDB counts it: names and values in UTF-8. Numbers count a byte for each digit, which is more than
 * DynamoDB takes (one for two digits), so that an item within our count is within DynamoDB's.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value.S ?? `${value.N}+`), 0);
}
