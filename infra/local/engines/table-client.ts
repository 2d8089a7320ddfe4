import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientOptions } from "./client-options.ts";

export function createTableClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient(clientOptions(endpoint));
}
