import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "./environment.ts";
import { createDynamoLedgerStore } from "../shared/store/dynamo-ledger-store.ts";
import type { LedgerStore } from "../shared/store/ledger-store.ts";

/** The SDK's clients take region and credentials from the environment; an endpoint only where the host names one. */
export function queueClient({ endpoints }: Environment): SQSClient {
  return new SQSClient(endpoints.sqs === undefined ? {} : { endpoint: endpoints.sqs });
}

export function ledgerStore({ endpoints, tables }: Environment): LedgerStore {
  return createDynamoLedgerStore(new DynamoDBClient(endpoints.dynamodb === undefined ? {} : { endpoint: endpoints.dynamodb }), tables);
}
