import type { Template } from "aws-cdk-lib/assertions";
import { deadQueueName, queueName, queueUrl, topicArn } from "../../infra/local/engines/names.ts";
import type { Host } from "../../infra/local/host/host.ts";
import { BUCKETS, QUEUES, TABLES, TOPICS, type QueueName } from "../../infra/wiring.ts";
import { shown } from "./aws-app.ts";

/**
 * The outputs of a synthesised data stack, with what they refer to standing on embedded engines: an output that the stack does not have is
 * missing here, and one that leads to another resource leads there here too.
 */
export function embeddedOutputs(data: Template, { environment: { endpoints } }: Pick<Host, "environment">): Readonly<Record<string, string>> {
  const sqs = endpoints.sqs ?? "";
  const standing = new Map<string, string>();
  for (const name of Object.keys(TABLES)) standing.set(`${title(name)}Table`, name);
  for (const [name, wiring] of Object.entries(QUEUES) as [QueueName, (typeof QUEUES)[QueueName]][]) {
    standing.set(`${title(name)}Queue`, queueUrl(sqs, queueName(name, wiring)));
    standing.set(`${title(name)}QueueDead`, queueUrl(sqs, deadQueueName(name, wiring)));
  }
  for (const name of Object.keys(BUCKETS)) standing.set(`${title(name)}Bucket`, name);
  for (const name of Object.keys(TOPICS)) standing.set(`${title(name)}Topic`, topicArn(name));
  const outputs = Object.entries(data.findOutputs("*") as Record<string, { readonly Value: unknown }>);
  return Object.fromEntries(outputs.map(([key, { Value }]) => [key, standing.get(shown(Value)) ?? shown(Value)]));
}

const title = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The variables by which every SDK client of a process finds these endpoints instead of AWS. */
export function endpointVariables({ environment: { endpoints } }: Pick<Host, "environment">, cloudFormation: string): Record<string, string> {
  const { dynamodb = "", sqs = "", s3 = "", sns = "" } = endpoints;
  return {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "embedded",
    AWS_SECRET_ACCESS_KEY: "embedded",
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SQS: sqs,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_SNS: sns,
  };
}
