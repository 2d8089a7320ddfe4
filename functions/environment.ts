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
  };
  /** Queue URLs. */
  readonly queues: { readonly intake: string; readonly lanes: string; readonly commands: string; readonly statements: string };
  readonly statementsBucket: string;
  /** Key of the keyed hash that stands for psn_no; only the function that hashes has it. */
  readonly personKey?: string;
  /** How long a message that waits for its advance is sent back to the intake queue, and how often. */
  readonly deferSeconds: number;
  readonly deferAttempts: number;
  readonly endpoints: { readonly dynamodb?: string; readonly sqs?: string; readonly s3?: string };
}

/** Names of the variables, typed once; a host sets them from here. */
export const VARIABLES = {
  journalTable: "TABLE_JOURNAL",
  indexTable: "TABLE_INDEX",
  accountsTable: "TABLE_ACCOUNTS",
  calendarsTable: "TABLE_CALENDARS",
  rejectionsTable: "TABLE_REJECTIONS",
  intakeQueue: "QUEUE_INTAKE",
  lanesQueue: "QUEUE_LANES",
  commandsQueue: "QUEUE_COMMANDS",
  statementsQueue: "QUEUE_STATEMENTS",
  statementsBucket: "BUCKET_STATEMENTS",
  personKey: "PERSON_KEY",
  /** Where the key lies on AWS, instead of the key itself; see functions/secrets.ts. */
  personKeySecret: "PERSON_KEY_SECRET",
  /** Name of the installation, on metrics and log lines. */
  environmentName: "FUNDFLOW_ENVIRONMENT",
  deferSeconds: "DEFER_SECONDS",
  deferAttempts: "DEFER_ATTEMPTS",
} as const;

export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the environment. Throws where a variable is missing, naming it. */
export function readEnvironment(variables: Variables): Environment {
  const get = (name: keyof typeof VARIABLES): string => {
    const value = variables[VARIABLES[name]];
    if (value === undefined || value === "") throw new Error(`environment variable ${VARIABLES[name]} is not set`);
    return value;
  };
  const personKey = variables[VARIABLES.personKey];
  const endpoint = (service: string): string | undefined => variables[`AWS_ENDPOINT_URL_${service}`] ?? variables["AWS_ENDPOINT_URL"];
  const [dynamodb, sqs, s3] = [endpoint("DYNAMODB"), endpoint("SQS"), endpoint("S3")];
  return {
    tables: {
      journal: get("journalTable"),
      index: get("indexTable"),
      accounts: get("accountsTable"),
      calendars: get("calendarsTable"),
      rejections: get("rejectionsTable"),
    },
    queues: { intake: get("intakeQueue"), lanes: get("lanesQueue"), commands: get("commandsQueue"), statements: get("statementsQueue") },
    statementsBucket: get("statementsBucket"),
    ...(personKey === undefined || personKey === "" ? {} : { personKey }),
    deferSeconds: Number(get("deferSeconds")),
    deferAttempts: Number(get("deferAttempts")),
    endpoints: { ...(dynamodb === undefined ? {} : { dynamodb }), ...(sqs === undefined ? {} : { sqs }), ...(s3 === undefined ? {} : { s3 }) },
  };
}
