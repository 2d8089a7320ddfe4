import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type BatchGetItemCommandOutput,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  type KeysAndAttributes,
  type QueryCommandOutput,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { DynamoModel } from "./dynamo-model.ts";
import type { Random } from "./random.ts";
import type { Requests } from "./requests.ts";
import type { Worker } from "./scheduler.ts";
import type { Weather } from "./weather.ts";

type Command = Parameters<DynamoModel["execute"]>[0];

interface Surroundings {
  readonly model: DynamoModel;
  readonly requests: Requests;
  readonly weather: Weather;
  readonly random: Random;
}

/** DynamoDB as one worker reaches it: every request waits for its turn, and what the service does in parts is done in parts. */
export function tableClient(worker: Worker, surroundings: Surroundings): DynamoDBClient {
  const { model, requests } = surroundings;
  const send = async (command: Command): Promise<unknown> => {
    if (command instanceof BatchGetItemCommand) return batchGet(worker, surroundings, command);
    if (command instanceof BatchWriteItemCommand) return batchWrite(worker, surroundings, command);
    const kind = command instanceof PutItemCommand || command instanceof UpdateItemCommand ? "write" : "read";
    const answer = await requests.make(
      worker,
      kind,
      () => describe(command),
      () => model.execute(command),
    );
    if (command instanceof QueryCommand && (answer as QueryCommandOutput).LastEvaluatedKey !== undefined && command.input.Limit === undefined)
      surroundings.weather.met("query of several pages");
    return answer;
  };
  return { send } as unknown as DynamoDBClient;
}

type Keys = NonNullable<KeysAndAttributes["Keys"]>;

async function batchGet(worker: Worker, { model, requests, weather, random }: Surroundings, command: BatchGetItemCommand): Promise<unknown> {
  const asked = Object.entries(command.input.RequestItems ?? {});
  const keys = asked.flatMap(([table, { Keys = [], ...rest }]) => Keys.map((key) => ({ table, key, rest })));
  const build = (part: typeof keys) => {
    const RequestItems: Record<string, KeysAndAttributes & { Keys: Keys }> = {};
    for (const { table, key, rest } of part) (RequestItems[table] ??= { ...rest, Keys: [] }).Keys.push(key);
    return RequestItems;
  };
  const parts = keys.length > 1 && weather.strikes("batch read torn") ? random.cut(keys, 3) : [keys];
  const left =
    keys.length > 1 && parts.length === 1 && weather.strikes("batch read partly done") ? (parts[0]?.splice(random.below(keys.length)) ?? []) : [];
  const answer: Record<string, NonNullable<BatchGetItemCommandOutput["Responses"]>[string]> = {};
  for (const part of parts.filter((one) => one.length > 0)) {
    const RequestItems = build(part);
    const found = await requests.make(
      worker,
      "read",
      () => `BatchGetItem ${JSON.stringify(part.map(({ table, key }) => [table, ...Object.values(key).map((value) => value.S)]))}`,
      () => model.execute(new BatchGetItemCommand({ RequestItems })) as BatchGetItemCommandOutput,
    );
    for (const [table, items] of Object.entries(found.Responses ?? {})) (answer[table] ??= []).push(...items);
    for (const [table, { Keys = [], ...rest }] of Object.entries(found.UnprocessedKeys ?? {}))
      left.push(...Keys.map((key) => ({ table, key, rest })));
  }
  return { Responses: answer, ...(left.length === 0 ? {} : { UnprocessedKeys: build(left) }) };
}

async function batchWrite(worker: Worker, { model, requests, weather, random }: Surroundings, command: BatchWriteItemCommand): Promise<unknown> {
  const writes = Object.entries(command.input.RequestItems ?? {}).flatMap(([table, list]) => list.map((write) => ({ table, write })));
  const build = (part: typeof writes) => {
    const RequestItems: Record<string, WriteRequest[]> = {};
    for (const { table, write } of part) (RequestItems[table] ??= []).push(write);
    return RequestItems;
  };
  const parts = writes.length > 1 && weather.strikes("batch write torn") ? random.cut(writes, 3) : [writes];
  const left = parts.length === 1 && weather.strikes("batch write partly done") ? (parts[0]?.splice(random.below(writes.length)) ?? []) : [];
  for (const part of parts.filter((one) => one.length > 0)) {
    const RequestItems = build(part);
    await requests.make(
      worker,
      "write",
      () => `BatchWriteItem ${JSON.stringify(part.map(({ table, write }) => [table, write.PutRequest?.Item?.["key"]?.S]))}`,
      () => model.execute(new BatchWriteItemCommand({ RequestItems })) as BatchWriteItemCommandOutput,
    );
  }
  return left.length === 0 ? {} : { UnprocessedItems: build(left) };
}

/** What a trace says of a request. */
function describe(command: Command): string {
  if (command instanceof PutItemCommand) {
    const { TableName, Item = {} } = command.input;
    const [partition, sort] = Object.values(Item).map((value) => value.S ?? value.N ?? "");
    return `PutItem ${TableName} ${partition} ${sort} ${Item["version"]?.N ?? ""}`;
  }
  if (command instanceof UpdateItemCommand) return `UpdateItem ${JSON.stringify([command.input.Key, command.input.ExpressionAttributeValues])}`;
  if (command instanceof GetItemCommand) return `GetItem ${JSON.stringify(command.input.Key)}`;
  if (command instanceof QueryCommand) return `Query ${command.input.TableName} ${JSON.stringify(command.input.ExpressionAttributeValues)}`;
  return command instanceof ScanCommand ? `Scan ${command.input.TableName}` : "request";
}
