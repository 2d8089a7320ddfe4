import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type PutItemCommandInput,
  type QueryCommandInput,
  type ScanCommandInput,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { DynamoCommand, Item } from "../simulator/dynamo-model.ts";
import type { Engine } from "../support/engines.ts";

/** Commands as the store makes them, to send to an engine as they are. */

/** What the tables of these commands are called on every engine. */
export const PREFIX = "raw";
export const JOURNAL = `${PREFIX}-journal`;
export const INDEX = `${PREFIX}-index`;
export const CALENDARS = `${PREFIX}-calendars`;
export const REJECTIONS = `${PREFIX}-rejections`;

export const S = (value: string) => ({ S: value });
export const N = (value: number | string) => ({ N: String(value) });

/** An item of the journal, whose sort key is a number; or its key. */
export const page = (lane: string, version: number, rest: Item = {}): Item => ({ lane: S(lane), version: N(version), ...rest });
/** An item of the index, whose sort key is a text; or its key. */
export const entry = (lane: string, key: string, rest: Item = {}): Item => ({ lane: S(lane), key: S(key), ...rest });

type More<T> = Partial<T>;

export function put(TableName: string, Item: Item, more: More<PutItemCommandInput> = {}): PutItemCommand {
  return new PutItemCommand({ TableName, Item, ...more });
}

/** On condition that no item of the key has the attribute, or that the one that has it has a lesser value. */
export function when(attribute: string, less?: Item[string]) {
  return {
    ConditionExpression: less === undefined ? "attribute_not_exists(#x)" : "attribute_not_exists(#x) OR #x < :v",
    ExpressionAttributeNames: { "#x": attribute },
    ...(less === undefined ? {} : { ExpressionAttributeValues: { ":v": less } }),
  };
}

export function get(TableName: string, Key: Item): GetItemCommand {
  return new GetItemCommand({ TableName, Key, ConsistentRead: true });
}

/** Sets the field of a county's calendar. */
export function advance(county: string, field: string, value: Item[string], more: More<UpdateItemCommandInput> = {}): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: CALENDARS,
    Key: { county: S(county) },
    UpdateExpression: "SET #field = :v",
    ExpressionAttributeNames: { "#field": field },
    ExpressionAttributeValues: { ":v": value },
    ...more,
  });
}

export const FORWARD_ONLY = "attribute_not_exists(#field) OR #field < :v";

export function lane(of: string, more: More<QueryCommandInput> = {}): QueryCommand {
  return new QueryCommand({
    TableName: JOURNAL,
    ConsistentRead: true,
    KeyConditionExpression: "#p = :p",
    ExpressionAttributeNames: { "#p": "lane" },
    ExpressionAttributeValues: { ":p": S(of) },
    ...more,
  });
}

export function keysWith(of: string, prefix: Item[string], more: More<QueryCommandInput> = {}): QueryCommand {
  return lane(of, {
    TableName: INDEX,
    KeyConditionExpression: "#p = :p AND begins_with(#s, :s)",
    ExpressionAttributeNames: { "#p": "lane", "#s": "key" },
    ExpressionAttributeValues: { ":p": S(of), ":s": prefix },
    ...more,
  });
}

export function scan(TableName: string, more: More<ScanCommandInput> = {}): ScanCommand {
  return new ScanCommand({ TableName, ConsistentRead: true, ...more });
}

export function getAll(keys: Readonly<Record<string, Item[]>>): BatchGetItemCommand {
  return new BatchGetItemCommand({
    RequestItems: Object.fromEntries(Object.entries(keys).map(([table, Keys]) => [table, { ConsistentRead: true, Keys }])),
  });
}

export function putAll(items: Readonly<Record<string, Item[]>>): BatchWriteItemCommand {
  const requests = Object.entries(items).map(([table, list]) => [table, list.map((Item) => ({ PutRequest: { Item } }))] as const);
  return new BatchWriteItemCommand({ RequestItems: Object.fromEntries(requests) });
}

/** What an engine answers: its output, or the name of the error it throws. */
export type Outcome = Readonly<Record<string, unknown>> | string;

export async function outcomeOf({ client }: Engine, command: DynamoCommand): Promise<Outcome> {
  try {
    const output: Record<string, unknown> = { ...(await client.send(command as PutItemCommand)) };
    delete output["$metadata"];
    return output;
  } catch (error) {
    return (error as Error).name;
  }
}
