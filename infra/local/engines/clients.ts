import { Agent } from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { ENGINE_REGION } from "./names.ts";

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

/** Requests a client has under way at once; the waiting receives of all event sources are a few of them. */
const SOCKETS = 32;

/** The SDK signs every request, so it wants a key; the engines take any. */
const CREDENTIALS = { accessKeyId: "embedded", secretAccessKey: "embedded" };

/**
 * The host receives and deletes every message over this client, on the thread the functions run on too. Between two threads of one process
 * signatures and checksums guard nothing, and without them a request takes little more than half the processor time.
 */
const UNGUARDED: Pick<SQSClientConfig, "md5" | "signer"> = { md5: false, signer: { sign: (request) => Promise.resolve(request) } };

/** The SDK's own variables, as a function's clients find them on AWS. */
export const SDK_VARIABLES = {
  AWS_REGION: ENGINE_REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
} as const;

const options = (endpoint: string) => ({
  endpoint,
  region: ENGINE_REGION,
  credentials: CREDENTIALS,
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: SOCKETS }) },
});

export function createTableClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient(options(endpoint));
}

export function createClients(endpoints: Endpoints): Clients {
  return {
    dynamodb: createTableClient(endpoints.dynamodb),
    sqs: new SQSClient({ ...options(endpoints.sqs), ...UNGUARDED }),
    s3: new S3Client({ ...options(endpoints.s3), forcePathStyle: true }),
    sns: new SNSClient(options(endpoints.sns)),
  };
}

export function destroyClients({ dynamodb, sqs, s3, sns }: Clients): void {
  for (const client of [dynamodb, sqs, s3, sns]) client.destroy();
}
