import type { GetItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { checkParameters, conditionFailed, invalid } from "./dynamo-errors.ts";
import { assignmentOf, checkUsed, conditionOf } from "./dynamo-expressions.ts";
import type { DynamoTable, Place, Slot } from "./dynamo-table.ts";
import { checkedBytes, checkedItem, copyItem, type Item, type StoredItem } from "./dynamo-values.ts";

/** The model's tables as its commands work with them. */
export interface Access {
  /** Throws where there is no such table. */
  readonly table: (name: string | undefined) => DynamoTable;
  /** How a command reads places. */
  readonly read: (consistent: boolean | undefined) => (slot: Slot | undefined) => StoredItem | undefined;
  readonly write: (table: DynamoTable, place: Place, item: StoredItem, bytes: number) => void;
}

const PUT: ReadonlySet<string> = new Set(["TableName", "Item", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"]);
const GET: ReadonlySet<string> = new Set(["TableName", "Key", "ConsistentRead"]);
const UPDATE: ReadonlySet<string> = new Set([
  "TableName",
  "Key",
  "UpdateExpression",
  "ConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
]);

export function putItem(input: PutItemCommandInput, access: Access): object {
  checkParameters(input, PUT);
  const condition = conditionOf(input);
  checkUsed(input);
  const table = access.table(input.TableName);
  const item = checkedItem(input.Item ?? {});
  const place = table.placeOf(item);
  const bytes = checkedBytes(item);
  if (!condition(table.find(place)?.item)) throw conditionFailed();
  access.write(table, place, item, bytes);
  return {};
}

export function getItem(input: GetItemCommandInput, access: Access): { Item?: Item } {
  checkParameters(input, GET);
  const table = access.table(input.TableName);
  const slot = table.find(table.placeOfKey(input.Key));
  const item = access.read(input.ConsistentRead)(slot);
  return item === undefined ? {} : { Item: copyItem(item) };
}

/** Unlike a put, an update is measured after its condition: only then is it known what it makes of the item. */
export function updateItem(input: UpdateItemCommandInput, access: Access): object {
  checkParameters(input, UPDATE);
  const { name, value } = assignmentOf(input);
  const condition = conditionOf(input);
  checkUsed(input);
  const table = access.table(input.TableName);
  const place = table.placeOfKey(input.Key);
  if (table.isKey(name)) throw invalid(`Cannot update attribute ${name}. This attribute is part of the key`);
  const present = table.find(place)?.item;
  if (!condition(present)) throw conditionFailed();
  const item = { ...(present ?? checkedItem(input.Key ?? {})), [name]: value };
  access.write(table, place, item, checkedBytes(item));
  return {};
}
