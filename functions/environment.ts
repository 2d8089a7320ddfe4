/**
 * What a function needs to know of its host, read from environment variables in this one place. Endpoints are the SDK's own variables
 * (AWS_ENDPOINT_URL_DYNAMODB and so on), so that a function never knows whether it runs on AWS or on embedded engines.
 */
export interface Environment {
  readonly tables: {
    readonly journal: string;
    readonly index: string;
    readonly accounts: string;
    readonly calendars: string;
    readonly rejections: string;
    readonly notices: string;
    readonly outcomes: string;
  };
  /** Queue URLs. */
  readonly queues: { readonly intake: string; readonly lanes: string; readonly commands: string; readonly statements: string };
  readonly statementsBucket: string;
  /** ARN of the topic subscribers are told by. */
  readonly noticesTopic: string;
  /** Key of the keyed hash that stands for psn_no; only the function that hashes has it. */
  readonly personKey?: string;
  /** How long a message that waits for its advance is sent back to the intake queue, and how often. */
  readonly deferSeconds: number;
  readonly deferAttempts: number;
  /** After how many days subscribers are reminded of a rate that is still low. */
  readonly reminderDays: number;
  /** How long a call that took on to tell subscribers something is left alone: longer than the watch may run. */
  readonly claimSeconds: number;
  /** The day of a month by whose end the month before is closed. */
  readonly closeDay: number;
  readonly endpoints: { readonly dynamodb?: string; readonly sqs?: string; readonly s3?: string; readonly sns?: string };
}

/** Names of the variables, typed once; a host sets them from here. */
export const VARIABLES = {
  journalTable: "TABLE_JOURNAL",
  indexTable: "TABLE_INDEX",
  accountsTable: "TABLE_ACCOUNTS",
  calendarsTable: "TABLE_CALENDARS",
  rejectionsTable: "TABLE_REJECTIONS",
  noticesTable: "TABLE_NOTICES",
  outcomesTable: "TABLE_OUTCOMES",
  intakeQueue: "QUEUE_INTAKE",
  lanesQueue: "QUEUE_LANES",
  commandsQueue: "QUEUE_COMMANDS",
  statementsQueue: "QUEUE_STATEMENTS",
  statementsBucket: "BUCKET_STATEMENTS",
  noticesTopic: "TOPIC_NOTICES",
  personKey: "PERSON_KEY",
  /** Where the key lies on AWS, instead of the key itself; see functions/secrets.ts. */
  personKeySecret: "PERSON_KEY_SECRET",
  /** Name of the installation, on metrics and log lines. */
  environmentName: "FUNDFLOW_ENVIRONMENT",
  deferSeconds: "DEFER_SECONDS",
  deferAttempts: "DEFER_ATTEMPTS",
  reminderDays: "REMINDER_DAYS",
  claimSeconds: "CLAIM_SECONDS",
  closeDay: "CLOSE_DAY",
} as const;

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * A week, in which a payment can be made; and five minutes, which is more than the watch may run and less than its message is hidden after a
 * call (test/unit/limits.test.ts).
 */
export const NOTICE_DEFAULTS = { reminderDays: 7, claimSeconds: 300 } as const;

/** The person key of a function that hashes. Throws where its host gave none. */
export function personKeyOf({ personKey }: Pick<Environment, "personKey">): string {
  if (personKey === undefined) throw new Error(`environment variable ${VARIABLES.personKey} is not set`);
  return personKey;
}

/** Reads the environment. Throws where a variable is missing, naming it. */
export function readEnvironment(variables: Variables): Environment {
  const get = (name: keyof typeof VARIABLES): string => {
    const value = variables[VARIABLES[name]];
    if (value === undefined || value === "") throw new Error(`environment variable ${VARIABLES[name]} is not set`);
    return value;
  };
  const personKey = variables[VARIABLES.personKey];
  const endpoint = (service: string): string | undefined => variables[`AWS_ENDPOINT_URL_${service}`] ?? variables["AWS_ENDPOINT_URL"];
  const endpoints = { dynamodb: endpoint("DYNAMODB"), sqs: endpoint("SQS"), s3: endpoint("S3"), sns: endpoint("SNS") };
  return {
    tables: {
      journal: get("journalTable"),
      index: get("indexTable"),
      accounts: get("accountsTable"),
      calendars: get("calendarsTable"),
      rejections: get("rejectionsTable"),
      notices: get("noticesTable"),
      outcomes: get("outcomesTable"),
    },
    queues: { intake: get("intakeQueue"), lanes: get("lanesQueue"), commands: get("commandsQueue"), statements: get("statementsQueue") },
    statementsBucket: get("statementsBucket"),
    noticesTopic: get("noticesTopic"),
    ...(personKey === undefined || personKey === "" ? {} : { personKey }),
    deferSeconds: Number(get("deferSeconds")),
    deferAttempts: Number(get("deferAttempts")),
    reminderDays: Number(variables[VARIABLES.reminderDays] ?? NOTICE_DEFAULTS.reminderDays),
    closeDay: Number(get("closeDay")),
    claimSeconds: Number(variables[VARIABLES.claimSeconds] ?? NOTICE_DEFAULTS.claimSeconds),
    endpoints: Object.fromEntries(Object.entries(endpoints).filter(([, url]) => url !== undefined)),
  };
}
