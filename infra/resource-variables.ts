import { VARIABLES } from "../functions/environment.ts";
import type { BucketName, QueueName, TableName, TopicName } from "./wiring.ts";

/** What a host calls the resources of the wiring: names of tables and buckets, URLs of queues, ARNs of topics. */
export interface Resources {
  readonly table: (name: TableName) => string;
  readonly queue: (name: QueueName) => string;
  readonly bucket: (name: BucketName) => string;
  readonly topic: (name: TopicName) => string;
}

/** The variables by which a function finds them on any host. */
export function resourceVariables({ table, queue, bucket, topic }: Resources): Readonly<Record<string, string>> {
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
    [VARIABLES.noticesTopic]: topic("notices"),
  };
}
