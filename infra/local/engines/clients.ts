import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { clientOptions } from "./client-options.ts";
import { createTableClient } from "./table-client.ts";

export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly s3: string;
  readonly sns: string;
}

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
}

/**
 * The host receives and deletes every message over this client, on the thread the functions run on too. Between two threads of one process
 * signatures and checksums guard nothing, and without them a request takes little more than half the processor time.
 */
const UNGUARDED: Pick<SQSClientConfig, "md5" | "signer"> = { md5: false, signer: { sign: (request) => Promise.resolve(request) } };

export function createClients(endpoints: Endpoints): Clients {
  return {
    dynamodb: createTableClient(endpoints.dynamodb),
    sqs: new SQSClient({ ...clientOptions(endpoints.sqs), ...UNGUARDED }),
    s3: new S3Client({ ...clientOptions(endpoints.s3), forcePathStyle: true }),
    sns: new SNSClient(clientOptions(endpoints.sns)),
  };
}

export function destroyClients({ dynamodb, sqs, s3, sns }: Clients): void {
  for (const client of [dynamodb, sqs, s3, sns]) client.destroy();
}
