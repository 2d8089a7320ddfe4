import { CreateTableCommand, DescribeTableCommand, ListTablesCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import type { TableWiring } from "../../wiring.ts";
import type { Resources } from "./resources.ts";

const TABLE_POLL_MS = 2;

/** Creates the tables that do not exist; items stay. */
export async function provideTables(dynamodb: DynamoDBClient, tables: Resources["tables"]): Promise<void> {
  const { TableNames: existing = [] } = await dynamodb.send(new ListTablesCommand({}));
  const missing = Object.entries(tables).filter(([name]) => !existing.includes(name));
  await Promise.all(missing.map(([name, wiring]) => createTable(dynamodb, name, wiring)));
}

async function createTable(dynamodb: DynamoDBClient, name: string, { partitionKey, sortKey }: TableWiring): Promise<void> {
  const keys = [{ ...partitionKey, role: "HASH" as const }, ...(sortKey === undefined ? [] : [{ ...sortKey, role: "RANGE" as const }])];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      KeySchema: keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
    }),
  );
  while ((await dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus !== "ACTIVE") await sleep(TABLE_POLL_MS);
}
