import { QueryCommand, ScanCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { request, type DynamoEngine } from "./dynamo-engine.ts";
import type { Item } from "./dynamo-items.ts";
import { KEY_NAMES } from "./item-limits.ts";
import type { OnDamaged } from "./ledger-store.ts";
import { StoreFault, type LedgerTable, type StoreTable } from "./store-fault.ts";

/** Where a table is queried: the client, and what the engine calls the table. */
interface Queried<Table extends StoreTable> {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<Table, string>>;
}

/** The items of a partition whose sort key begins with the prefix ("" for all), in the order of the sort key; strongly consistent. */
export async function queryPartition<Table extends StoreTable>(
  engine: Queried<Table>,
  table: Table,
  partition: string,
  prefix: string,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of queryPages(engine, table, partition, prefix)) items.push(...page);
  return items;
}

/** The same a request of at most 1 MB at a time. */
export async function* queryPages<Table extends StoreTable>(
  { client, tables }: Queried<Table>,
  table: Table,
  partition: string,
  prefix: string,
): AsyncGenerator<Item[]> {
  const [partitionName, sortName] = KEY_NAMES[table];
  const every = prefix === "";
  let next: Item | undefined;
  do {
    const answer = await request(table, () =>
      client.send(
        new QueryCommand({
          TableName: tables[table],
          ConsistentRead: true,
          KeyConditionExpression: every ? "#partition = :partition" : "#partition = :partition AND begins_with(#sort, :prefix)",
          ExpressionAttributeNames: { "#partition": partitionName, ...(every ? {} : { "#sort": sortName ?? "" }) },
          ExpressionAttributeValues: { ":partition": { S: partition }, ...(every ? {} : { ":prefix": { S: prefix } }) },
          ExclusiveStartKey: next,
        }),
      ),
    );
    yield answer.Items ?? [];
    next = answer.LastEvaluatedKey;
  } while (next !== undefined);
}

/** Every item of a table, a request of at most 1 MB at a time. Costs a read of the whole table: for verification only. */
async function* scanTable(engine: DynamoEngine, table: LedgerTable): AsyncGenerator<Item> {
  let next: Item | undefined;
  do {
    const input = { TableName: engine.tables[table], ConsistentRead: true, ExclusiveStartKey: next };
    const answer = await request(table, () => engine.client.send(new ScanCommand(input)));
    yield* answer.Items ?? [];
    next = answer.LastEvaluatedKey;
  } while (next !== undefined);
}

/** Every item of a table, read by its codec. A damaged item is told and passed over where somebody listens. */
export async function* scanReadable<T>(engine: DynamoEngine, table: LedgerTable, read: (item: Item) => T, damaged?: OnDamaged): AsyncGenerator<T> {
  for await (const item of scanTable(engine, table)) {
    let value: T;
    try {
      value = read(item);
    } catch (fault) {
      if (damaged === undefined || !(fault instanceof StoreFault) || fault.code !== "unreadable") throw fault;
      damaged(fault.message);
      continue;
    }
    yield value;
  }
}
