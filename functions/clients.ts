import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "./environment.ts";
import type { Tools } from "./function.ts";
import { createDynamoLedgerStore } from "../shared/store/dynamo-ledger-store.ts";
import { createDynamoNoticeStore } from "../shared/store/dynamo-notices.ts";
import { createDynamoOutcomeStore } from "../shared/store/dynamo-outcomes.ts";
import type { NoticeMessage } from "../shared/notice/notice.ts";
import type { LedgerStore } from "../shared/store/ledger-store.ts";
import type { NoticeStore } from "../shared/store/notice-store.ts";
import type { OutcomeStore } from "../shared/store/outcome-store.ts";

/** What a store needs to know of its host. */
export type Placed = Pick<Environment, "tables" | "endpoints">;

/** The SDK's clients take region and credentials from the environment; an endpoint only where the host names one. */
export function queueClient({ endpoints }: Pick<Environment, "endpoints">): SQSClient {
  return new SQSClient(endpoints.sqs === undefined ? {} : { endpoint: endpoints.sqs });
}

export function ledgerStore(environment: Placed): LedgerStore {
  return createDynamoLedgerStore(tableClient(environment), environment.tables);
}

export function noticeStore(environment: Placed): NoticeStore {
  return createDynamoNoticeStore(tableClient(environment), environment.tables.notices);
}

export function outcomeStore(environment: Placed, { nowEpochMs }: Pick<Tools, "nowEpochMs">): OutcomeStore {
  return createDynamoOutcomeStore(tableClient(environment), environment.tables.outcomes, { nowEpochMs });
}

function tableClient({ endpoints }: Placed): DynamoDBClient {
  return new DynamoDBClient(endpoints.dynamodb === undefined ? {} : { endpoint: endpoints.dynamodb });
}

/** Sends a message to the subscribers of notices. */
export function noticePublisher({ endpoints, noticesTopic }: Environment): (message: NoticeMessage) => Promise<void> {
  const client = new SNSClient(endpoints.sns === undefined ? {} : { endpoint: endpoints.sns });
  return async ({ subject, text, attributes }) => {
    const values = Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }] as const);
    await client.send(new PublishCommand({ TopicArn: noticesTopic, Subject: subject, Message: text, MessageAttributes: Object.fromEntries(values) }));
  };
}
