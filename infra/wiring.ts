/**
 * The product's resources as data: both hosts are built from this, the AWS stack and the embedded engines. Names here are logical; a host
 * gives each resource a physical name and hands it to the functions as environment variables (see functions/environment.ts).
 */

export interface QueueWiring {
  readonly fifo: boolean;
  /** How long a received message stays hidden. At least six times the consumer's timeout, as AWS advises for event sources. */
  readonly visibilityTimeoutSeconds: number;
  /** Receives after which a message goes to the queue's dead-letter queue. */
  readonly maxReceiveCount: number;
  /** An alarm tells when the oldest message has waited so long: something is stuck, though nothing may have failed. */
  readonly stuckAfterSeconds: number;
}

export interface TableWiring {
  readonly partitionKey: { readonly name: string; readonly type: "S" | "N" };
  readonly sortKey?: { readonly name: string; readonly type: "S" | "N" };
  /** Attribute with the second (since 1970) from which an item need not be kept. An embedded engine keeps it. */
  readonly expiresBy?: string;
}

/** What a function may do to a table, as DynamoDB names its operations. Nothing deletes, nothing scans. */
export type TableAction = "BatchGetItem" | "BatchWriteItem" | "GetItem" | "PutItem" | "Query" | "UpdateItem";

export type QueueName = keyof typeof QUEUES;
export type TableName = keyof typeof TABLES;
export type BucketName = keyof typeof BUCKETS;
export type TopicName = keyof typeof TOPICS;
export type FunctionName = keyof typeof FUNCTIONS;
export type ScheduleName = keyof typeof SCHEDULES;
export type SecretName = keyof typeof SECRETS;

export interface FunctionWiring {
  /** Module under functions/ whose `handler` Lambda calls and whose `build` an embedded host calls. */
  readonly module: `${string}/handler.ts`;
  readonly source: {
    readonly queue: QueueName;
    /** Messages a single call gets at most. */
    readonly batchSize: number;
    /** How long messages are gathered before a call; only standard queues may gather. */
    readonly batchingWindowSeconds: number;
    /** Calls at once at most. */
    readonly maxConcurrency: number;
  };
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The rest is all a function may do: a host that has permissions grants these and no others. */
  readonly sendsTo: readonly QueueName[];
  readonly tables: Readonly<Partial<Record<TableName, readonly TableAction[]>>>;
  /** Prefixes of the keys under which it puts objects, and of those under which it gets some. */
  readonly puts: Readonly<Partial<Record<BucketName, string>>>;
  readonly gets: Readonly<Partial<Record<BucketName, string>>>;
  readonly publishesTo: readonly TopicName[];
  readonly secrets: readonly SecretName[];
}

export interface ScheduleWiring {
  /** In China Standard Time; without a day of the month, every day. */
  readonly at: { readonly day?: number; readonly hour: number };
  readonly timezone: "Asia/Shanghai";
  readonly queue: QueueName;
  /** The message sent to the queue. */
  readonly message: Readonly<Record<string, string>>;
}

export interface WaitWiring {
  /** How long a message is sent back for. */
  readonly seconds: number;
  /** How often. */
  readonly attempts: number;
}

export const QUEUES = {
  intake: { fifo: false, visibilityTimeoutSeconds: 360, maxReceiveCount: 5, stuckAfterSeconds: 3600 },
  lanes: { fifo: true, visibilityTimeoutSeconds: 360, maxReceiveCount: 5, stuckAfterSeconds: 3600 },
  commands: { fifo: false, visibilityTimeoutSeconds: 720, maxReceiveCount: 20, stuckAfterSeconds: 7200 },
  statements: { fifo: false, visibilityTimeoutSeconds: 720, maxReceiveCount: 5, stuckAfterSeconds: 3600 },
  watch: { fifo: false, visibilityTimeoutSeconds: 720, maxReceiveCount: 5, stuckAfterSeconds: 3600 },
  papers: { fifo: false, visibilityTimeoutSeconds: 5400, maxReceiveCount: 5, stuckAfterSeconds: 21_600 },
} as const satisfies Record<string, QueueWiring>;

export const TABLES = {
  journal: { partitionKey: { name: "lane", type: "S" }, sortKey: { name: "version", type: "N" } },
  index: { partitionKey: { name: "lane", type: "S" }, sortKey: { name: "key", type: "S" } },
  accounts: { partitionKey: { name: "period", type: "S" }, sortKey: { name: "owner", type: "S" } },
  calendars: { partitionKey: { name: "county", type: "S" } },
  rejections: { partitionKey: { name: "province", type: "S" }, sortKey: { name: "key", type: "S" } },
  notices: { partitionKey: { name: "series", type: "S" }, sortKey: { name: "topic", type: "S" } },
  outcomes: { partitionKey: { name: "ref", type: "S" }, expiresBy: "expiresAt" },
} as const satisfies Record<string, TableWiring>;

export const BUCKETS = { statements: {} } as const;

/** What agencies and bureaus subscribe to; a subscription filters by message attributes (kind, region, level, state). */
export const TOPICS = { notices: {} } as const;
export const SECRETS = {
  /** Key of the keyed hash that stands for psn_no. */
  personKey: {},
} as const;

/**
 * How a reversal waits for its advance where nobody sits and waits for the answer: the longest delay SQS knows, and twice (decision 6). Lambda
 * ends a loop through queues after about 16 rounds; see infra/aws/relations.ts.
 */
export const WAIT: WaitWiring = { seconds: 900, attempts: 2 };

export const FUNCTIONS = {
  intake: {
    module: "intake/handler.ts",
    // The longer the window, the more of a lane's records share a page; nobody waits for a settlement by the second.
    // Every message more in a batch makes the folds larger and the requests fewer. Two thousand messages of about 1.3 KB stay well below the
    // 6 MB Lambda hands over at once; of larger ones it hands over fewer.
    source: { queue: "intake", batchSize: 2000, batchingWindowSeconds: 5, maxConcurrency: 10 },
    timeoutSeconds: 60,
    memoryMb: 1024,
    sendsTo: ["lanes"],
    tables: { rejections: ["BatchWriteItem"], outcomes: ["PutItem"] },
    puts: {},
    gets: {},
    publishesTo: [],
    secrets: ["personKey"],
  },
  ledger: {
    module: "ledger/handler.ts",
    source: { queue: "lanes", batchSize: 10, batchingWindowSeconds: 0, maxConcurrency: 100 },
    timeoutSeconds: 60,
    memoryMb: 1024,
    sendsTo: ["intake"],
    tables: {
      journal: ["GetItem", "PutItem", "Query"],
      index: ["BatchGetItem", "BatchWriteItem"],
      accounts: ["BatchGetItem", "PutItem"],
      calendars: ["BatchGetItem"],
      rejections: ["BatchWriteItem"],
      outcomes: ["PutItem"],
    },
    puts: {},
    gets: {},
    publishesTo: [],
    secrets: [],
  },
  close: {
    module: "close/handler.ts",
    source: { queue: "commands", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 120,
    memoryMb: 1024,
    sendsTo: ["lanes", "statements"],
    tables: { accounts: ["Query"], calendars: ["BatchGetItem", "UpdateItem"], rejections: ["BatchWriteItem"], outcomes: ["PutItem"] },
    puts: {},
    gets: {},
    publishesTo: [],
    secrets: [],
  },
  statements: {
    module: "statements/handler.ts",
    source: { queue: "statements", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 120,
    memoryMb: 1024,
    sendsTo: [],
    tables: { journal: ["Query"], accounts: ["Query"], calendars: ["BatchGetItem"], outcomes: ["PutItem"] },
    puts: { statements: "statements/" },
    gets: {},
    publishesTo: [],
    secrets: [],
  },
  watch: {
    module: "watch/handler.ts",
    source: { queue: "watch", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 120,
    memoryMb: 1024,
    sendsTo: [],
    tables: {
      journal: ["Query"],
      accounts: ["Query"],
      calendars: ["BatchGetItem"],
      notices: ["PutItem", "Query"],
      rejections: ["BatchWriteItem"],
    },
    puts: {},
    gets: {},
    publishesTo: ["notices"],
    secrets: [],
  },
  papers: {
    module: "papers/handler.ts",
    source: { queue: "papers", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 900,
    memoryMb: 2048,
    sendsTo: [],
    tables: { journal: ["GetItem", "Query"], accounts: ["Query"], calendars: ["BatchGetItem"], notices: ["PutItem", "Query"] },
    puts: { statements: "papers/" },
    gets: { statements: "papers/" },
    publishesTo: ["notices"],
    secrets: [],
  },
} as const satisfies Record<string, FunctionWiring>;

export const SCHEDULES = {
  /** Hospitals send last month's list by day 10 (domain practice); the province's month is closed the night after. */
  monthClose: {
    at: { day: 11, hour: 2 },
    timezone: "Asia/Shanghai",
    queue: "commands",
    message: { kind: "close", setlym: "previous", region: "53" },
  },
  /** When people come to their desks. */
  dailyWatch: {
    at: { hour: 8 },
    timezone: "Asia/Shanghai",
    queue: "watch",
    message: {},
  },
  /** Between the night of the close and the morning: papers of new closes, and new versions of those in which something changed since. */
  dailyPapers: {
    at: { hour: 5 },
    timezone: "Asia/Shanghai",
    queue: "papers",
    message: { setlym: "recent", region: "53" },
  },
} as const satisfies Record<string, ScheduleWiring>;

/** Who sends messages from outside, and to which queues. */
export const SENDERS = {
  /** Advances and reversals. */
  hospitals: ["intake"],
  /** Deductions, prepayments, disbursements, allotments; and closes. */
  agencies: ["intake", "commands"],
} as const satisfies Record<string, readonly QueueName[]>;

/** Everything a host is built from; a test may build one from something else. */
export interface Wiring {
  readonly queues: Readonly<Record<string, QueueWiring>>;
  readonly tables: Readonly<Record<string, TableWiring>>;
  readonly buckets: Readonly<Record<string, object>>;
  readonly topics: Readonly<Record<string, object>>;
  readonly secrets: Readonly<Record<string, object>>;
  readonly functions: Readonly<Record<string, FunctionWiring>>;
  readonly schedules: Readonly<Record<string, ScheduleWiring>>;
  readonly wait: WaitWiring;
  readonly senders: Readonly<Record<string, readonly string[]>>;
}

export const WIRING: Wiring = {
  queues: QUEUES,
  tables: TABLES,
  buckets: BUCKETS,
  topics: TOPICS,
  secrets: SECRETS,
  functions: FUNCTIONS,
  schedules: SCHEDULES,
  wait: WAIT,
  senders: SENDERS,
};
