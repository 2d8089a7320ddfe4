import { readEnvironment, VARIABLES, type Environment } from "../../../functions/environment.ts";
import { QUEUES, SCHEDULES, type BucketName, type QueueName, type TableName, type TopicName } from "../../wiring.ts";
import { SDK_VARIABLES, type Endpoints } from "../engines/clients.ts";
import { queueName, queueUrl, topicArn } from "../engines/names.ts";

export interface FunctionSettings {
  readonly endpoints: Endpoints;
  readonly personKey: string;
  readonly deferSeconds: number;
  readonly deferAttempts: number;
}

const url = ({ endpoints }: FunctionSettings, queue: QueueName) => queueUrl(endpoints.sqs, queueName(queue, QUEUES[queue]));
/** The embedded engines hold one installation each, so that tables and buckets are called as the wiring calls them. */
const table = (name: TableName): string => name;
const bucket = (name: BucketName): string => name;
const topic = (name: TopicName): string => topicArn(name);

/** The variables a function finds on this host, read the way it reads them on AWS. */
export function functionEnvironment(settings: FunctionSettings): Environment {
  return readEnvironment({
    [VARIABLES.journalTable]: table("journal"),
    [VARIABLES.indexTable]: table("index"),
    [VARIABLES.accountsTable]: table("accounts"),
    [VARIABLES.calendarsTable]: table("calendars"),
    [VARIABLES.rejectionsTable]: table("rejections"),
    [VARIABLES.noticesTable]: table("notices"),
    [VARIABLES.outcomesTable]: table("outcomes"),
    [VARIABLES.intakeQueue]: url(settings, "intake"),
    [VARIABLES.lanesQueue]: url(settings, "lanes"),
    [VARIABLES.commandsQueue]: url(settings, "commands"),
    [VARIABLES.statementsQueue]: url(settings, "statements"),
    [VARIABLES.statementsBucket]: bucket("statements"),
    [VARIABLES.noticesTopic]: topic("notices"),
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
