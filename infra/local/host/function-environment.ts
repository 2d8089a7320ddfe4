import { readEnvironment, VARIABLES, type Environment } from "../../../functions/environment.ts";
import { resourceVariables } from "../../resource-variables.ts";
import { QUEUES, SCHEDULES, TABLES, type TableName } from "../../wiring.ts";
import { SDK_VARIABLES } from "../engines/client-options.ts";
import type { Endpoints } from "../engines/clients.ts";
import { queueName, queueUrl, topicArn } from "../engines/names.ts";

export interface FunctionSettings {
  readonly endpoints: Endpoints;
  readonly personKey: string;
  readonly deferSeconds: number;
  readonly deferAttempts: number;
}

/** The embedded engines hold one installation each, so that tables and buckets are called as the wiring calls them. */
const table = (name: TableName): string => name;
export const TABLE_NAMES = Object.fromEntries((Object.keys(TABLES) as TableName[]).map((name) => [name, table(name)])) as Record<TableName, string>;

/** The variables a function finds on this host, read the way it reads them on AWS. */
export function functionEnvironment(settings: FunctionSettings): Environment {
  return readEnvironment({
    ...resourceVariables({
      table,
      queue: (name) => queueUrl(settings.endpoints.sqs, queueName(name, QUEUES[name])),
      bucket: (name) => name,
      topic: topicArn,
    }),
    [VARIABLES.personKey]: settings.personKey,
    [VARIABLES.deferSeconds]: String(settings.deferSeconds),
    [VARIABLES.deferAttempts]: String(settings.deferAttempts),
    // A folder has one host and its queue one call at a time: whoever took something on before has vanished.
    [VARIABLES.claimSeconds]: "0",
    [VARIABLES.closeDay]: String(SCHEDULES.monthClose.at.day),
    AWS_ENDPOINT_URL_DYNAMODB: settings.endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: settings.endpoints.sqs,
    AWS_ENDPOINT_URL_S3: settings.endpoints.s3,
    AWS_ENDPOINT_URL_SNS: settings.endpoints.sns,
  });
}

/**
 * Gives this process the region and credentials the SDK looks for, as Lambda gives them to a function. A profile would come before them, and
 * with it somebody's account on AWS, which has no business with engines on this machine.
 */
export function provideSdkVariables(): void {
  delete process.env["AWS_PROFILE"];
  Object.assign(process.env, SDK_VARIABLES);
}
