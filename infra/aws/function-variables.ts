import { VARIABLES } from "../../functions/environment.ts";
import type { BucketName, QueueName, SecretName, TableName, Wiring } from "../wiring.ts";
import type { DataStack } from "./data-stack.ts";
import { need } from "./need.ts";
import type { Settings } from "./settings.ts";

/** The variables a function finds on AWS, named once in functions/environment.ts. Of a secret they hold only where it lies, and that only for its readers. */
export function functionVariables(
  data: DataStack,
  wait: Wiring["wait"],
  { environment, closeDay }: Pick<Settings, "environment" | "closeDay">,
  secrets: readonly SecretName[],
): Readonly<Record<string, string>> {
  const table = (name: TableName): string => need(data.tables, name).tableName;
  const queue = (name: QueueName): string => need(data.queues, name).queue.queueUrl;
  const bucket = (name: BucketName): string => need(data.buckets, name).bucket.bucketName;
  const secretVariables: Readonly<Record<SecretName, string>> = { personKey: VARIABLES.personKeySecret };
  return {
    [VARIABLES.journalTable]: table("journal"),
    [VARIABLES.indexTable]: table("index"),
    [VARIABLES.accountsTable]: table("accounts"),
    [VARIABLES.calendarsTable]: table("calendars"),
    [VARIABLES.rejectionsTable]: table("rejections"),
    [VARIABLES.noticesTable]: table("notices"),
    [VARIABLES.outcomesTable]: table("outcomes"),
    [VARIABLES.intakeQueue]: queue("intake"),
    [VARIABLES.lanesQueue]: queue("lanes"),
    [VARIABLES.commandsQueue]: queue("commands"),
    [VARIABLES.statementsQueue]: queue("statements"),
    [VARIABLES.statementsBucket]: bucket("statements"),
    [VARIABLES.noticesTopic]: need(data.topics, "notices").topicArn,
    [VARIABLES.environmentName]: environment,
    [VARIABLES.deferSeconds]: String(wait.seconds),
    [VARIABLES.deferAttempts]: String(wait.attempts),
    [VARIABLES.closeDay]: String(closeDay),
    ...Object.fromEntries(secrets.map((name) => [secretVariables[name], need(data.secrets, name).secretArn])),
    NODE_OPTIONS: "--enable-source-maps",
  };
}
