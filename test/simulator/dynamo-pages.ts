import type { QueryCommandInput, ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { checkParameters, invalid } from "./dynamo-errors.ts";
import { checkUsed, keyConditionOf, type KeyCondition } from "./dynamo-expressions.ts";
import { firstFrom, firstWhere, SORT_KEY_BYTES, type DynamoTable, type Place, type Slot } from "./dynamo-table.ts";
import { compareKeys, copyItem, type Item, type StoredItem } from "./dynamo-values.ts";

/** Where pages end, and how a place is read. */
export interface Reading {
  readonly pageBytes: number;
  readonly pageItems: () => number;
  readonly read: (slot: Slot) => StoredItem | undefined;
}

export interface Page {
  readonly Items: Item[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Item;
}

const QUERY: ReadonlySet<string> = new Set([
  "TableName",
  "ConsistentRead",
  "ScanIndexForward",
  "Limit",
  "KeyConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "ExclusiveStartKey",
]);
const SCAN: ReadonlySet<string> = new Set(["TableName", "ConsistentRead", "Limit", "ExclusiveStartKey"]);

export function queryPage(table: DynamoTable, input: QueryCommandInput, reading: Reading): Page {
  checkParameters(input, QUERY);
  const condition = keyConditionOf(input);
  checkUsed(input);
  checkSchema(table, condition);
  const partition = condition.partition.value.S ?? Number(condition.partition.value.N);
  const start = input.ExclusiveStartKey === undefined ? undefined : table.placeOfKey(input.ExclusiveStartKey);
  const prefix = condition.prefix?.value.S ?? "";
  if (start !== undefined && (start.partition !== partition || !String(start.sort).startsWith(prefix)))
    throw invalid("The provided starting key is outside query boundaries based on provided conditions");
  const slots = table.partition(partition)?.ordered ?? [];
  return collect(table, slotsOf(slots, prefix, start, input.ScanIndexForward ?? true), input.Limit, reading);
}

export function scanPage(table: DynamoTable, input: ScanCommandInput, reading: Reading): Page {
  checkParameters(input, SCAN);
  const start = input.ExclusiveStartKey === undefined ? undefined : table.placeOfKey(input.ExclusiveStartKey);
  return collect(table, scanned(table, start), input.Limit, reading);
}

/** A query names the partition key and may name the sort key besides. */
function checkSchema({ partitionKey, sortKey }: DynamoTable, { partition, prefix }: KeyCondition): void {
  if (partition.name !== partitionKey.name) throw invalid(`Query condition missed key schema element: ${partitionKey.name}`);
  if (partition.value[partitionKey.type] === undefined) throw invalid("Condition parameter type does not match schema type");
  if (partition.value.S === "") throw invalid(`A key attribute cannot contain an empty string value. Key: ${partition.name}`);
  if (prefix === undefined) return;
  if (prefix.name !== sortKey?.name) throw invalid("Query condition missed key schema element");
  if (prefix.value[sortKey.type] === undefined) throw invalid("Condition parameter type does not match schema type");
  if (prefix.value.S === "") throw invalid(`A key attribute cannot contain an empty string value. Key: ${prefix.name}`);
  if (Buffer.byteLength(prefix.value.S ?? "") > SORT_KEY_BYTES)
    throw invalid(`The value of key ${prefix.name} has more than ${SORT_KEY_BYTES} bytes`);
}

/** The slots whose sort keys begin with the prefix, after the start, forward or backward. Sort keys with one prefix stand together. */
function* slotsOf(ordered: readonly Slot[], prefix: string, start: Place | undefined, forward: boolean): Generator<Slot> {
  let low = prefix === "" ? 0 : firstFrom(ordered, prefix);
  let high = ordered.length;
  if (prefix !== "") high = firstWhere(ordered, ({ sort }) => compareKeys(sort, prefix) > 0 && !String(sort).startsWith(prefix));
  if (start !== undefined && forward) low = firstWhere(ordered, ({ sort }) => compareKeys(sort, start.sort) > 0);
  if (start !== undefined && !forward) high = firstFrom(ordered, start.sort);
  if (forward) for (let place = low; place < high; place += 1) yield ordered[place]!;
  else for (let place = high - 1; place >= low; place -= 1) yield ordered[place]!;
}

/** A partition's slots together, in the order of their sort keys. */
function* scanned(table: DynamoTable, start: Place | undefined): Generator<Slot> {
  for (const { key, ordered } of table.scan(start?.partition)) {
    yield* slotsOf(ordered, "", key === start?.partition ? start : undefined, true);
  }
}

/**
 * Reads until a limit is reached. The item that passes the bytes still belongs to the page, and a page that ended at a limit says where, whether or
 * not anything comes after: "If LastEvaluatedKey is not empty, it does not necessarily mean that there is more data in the result set."
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
function collect(table: DynamoTable, slots: Iterable<Slot>, limit: number | undefined, { pageBytes, pageItems, read }: Reading): Page {
  if (limit !== undefined && limit < 1) throw invalid(`Value '${limit}' at 'limit' failed to satisfy constraint`);
  const most = Math.min(limit ?? Infinity, Math.max(1, pageItems()));
  const Items: Item[] = [];
  let bytes = 0;
  for (const slot of slots) {
    const item = read(slot);
    if (item === undefined) continue;
    Items.push(copyItem(item));
    bytes += slot.bytes;
    if (Items.length >= most || bytes >= pageBytes)
      return { Items, Count: Items.length, ScannedCount: Items.length, LastEvaluatedKey: table.keyOf(item) };
  }
  return { Items, Count: Items.length, ScannedCount: Items.length };
}
