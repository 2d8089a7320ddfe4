import { CreateTableCommand, DescribeTableCommand, ListTablesCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import type { QueueWiring, TableWiring } from "../../wiring.ts";
import type { Clients } from "./clients.ts";
import { deadQueueName, inboxName, queueArn, queueName, queueUrl, topicArn } from "./names.ts";

/** What the engines are to hold, by logical name. */
export interface Resources {
  readonly queues: Readonly<Record<string, QueueWiring>>;
  readonly tables: Readonly<Record<string, TableWiring>>;
  readonly buckets: Readonly<Record<string, unknown>>;
  readonly topics?: Readonly<Record<string, unknown>>;
}

const TABLE_POLL_MS = 2;

/** Creates what does not exist and gives existing queues the wiring's attributes; messages, items and objects stay. */
export async function provision(clients: Clients, endpoint: string, { queues, tables, buckets, topics = {} }: Resources): Promise<void> {
  await Promise.all([
    ...Object.entries(queues).map(([name, wiring]) => provideQueue(clients.sqs, endpoint, name, wiring)),
    ...Object.keys(buckets).map((name) => provideBucket(clients.s3, name)),
    ...Object.keys(topics).map((name) => provideTopic(clients, endpoint, name)),
    provideTables(clients.dynamodb, tables),
  ]);
}

/** The dead-letter queue first: a message that came too often would be lost to a queue that does not exist. */
async function provideQueue(sqs: SQSClient, endpoint: string, name: string, wiring: QueueWiring): Promise<void> {
  const fixed: Record<string, string> = wiring.fifo ? { FifoQueue: "true", ContentBasedDeduplication: "false" } : {};
  const dead = deadQueueName(name, wiring);
  await createQueue(sqs, endpoint, dead, fixed, { VisibilityTimeout: String(wiring.visibilityTimeoutSeconds) });
  const redrive = { deadLetterTargetArn: queueArn(dead), maxReceiveCount: String(wiring.maxReceiveCount) };
  const changeable = { VisibilityTimeout: String(wiring.visibilityTimeoutSeconds), RedrivePolicy: JSON.stringify(redrive) };
  await createQueue(sqs, endpoint, queueName(name, wiring), fixed, changeable);
}

/** What can be changed is set apart from creating: the engine refuses to create a queue again with other attributes than it has. */
async function createQueue(sqs: SQSClient, endpoint: string, name: string, fixed: Record<string, string>, changeable: Record<string, string>) {
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: fixed }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(endpoint, name), Attributes: changeable }));
}

/** Creating a bucket again is harmless: the engine keeps the one it has. */
async function provideBucket(s3: S3Client, name: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: name }));
}

/**
 * A topic, and a queue that takes what is published to it: on this machine nobody has a mailbox, so that messages wait there until somebody
 * reads them. Creating a topic again and subscribing the same queue again are harmless: the engine keeps what it has.
 */
async function provideTopic({ sns, sqs }: Pick<Clients, "sns" | "sqs">, endpoint: string, name: string): Promise<void> {
  const inbox = inboxName(name);
  await sns.send(new CreateTopicCommand({ Name: name }));
  await createQueue(sqs, endpoint, inbox, {}, { MessageRetentionPeriod: INBOX_RETENTION_SECONDS });
  await sns.send(new SubscribeCommand({ TopicArn: topicArn(name), Protocol: "sqs", Endpoint: queueArn(inbox) }));
}

/** SQS's longest: fourteen days. */
const INBOX_RETENTION_SECONDS = "1209600";

async function provideTables(dynamodb: DynamoDBClient, tables: Resources["tables"]): Promise<void> {
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
