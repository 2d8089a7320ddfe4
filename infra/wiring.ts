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
}

export interface TableWiring {
  readonly partitionKey: { readonly name: string; readonly type: "S" | "N" };
  readonly sortKey?: { readonly name: string; readonly type: "S" | "N" };
}

export type QueueName = keyof typeof QUEUES;
export type TableName = keyof typeof TABLES;
export type BucketName = keyof typeof BUCKETS;
export type TopicName = keyof typeof TOPICS;
export type FunctionName = keyof typeof FUNCTIONS;
export type ScheduleName = keyof typeof SCHEDULES;

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
  readonly sendsTo: readonly QueueName[];
  readonly reads: readonly TableName[];
  readonly writes: readonly TableName[];
  readonly writesBuckets: readonly BucketName[];
  /** Topics it publishes to. */
  readonly publishesTo?: readonly TopicName[];
}

export interface ScheduleWiring {
  /** EventBridge Scheduler expression, in China Standard Time. */
  readonly expression: string;
  readonly timezone: "Asia/Shanghai";
  readonly queue: QueueName;
  /** The message sent to the queue. */
  readonly message: Readonly<Record<string, string>>;
}

export const QUEUES = {
  intake: { fifo: false, visibilityTimeoutSeconds: 360, maxReceiveCount: 5 },
  lanes: { fifo: true, visibilityTimeoutSeconds: 360, maxReceiveCount: 5 },
  commands: { fifo: false, visibilityTimeoutSeconds: 720, maxReceiveCount: 20 },
  statements: { fifo: false, visibilityTimeoutSeconds: 720, maxReceiveCount: 5 },
  watch: { fifo: false, visibilityTimeoutSeconds: 720, maxReceiveCount: 5 },
  papers: { fifo: false, visibilityTimeoutSeconds: 5400, maxReceiveCount: 5 },
} as const satisfies Record<string, QueueWiring>;

export const TABLES = {
  journal: { partitionKey: { name: "lane", type: "S" }, sortKey: { name: "version", type: "N" } },
  index: { partitionKey: { name: "lane", type: "S" }, sortKey: { name: "key", type: "S" } },
  accounts: { partitionKey: { name: "period", type: "S" }, sortKey: { name: "owner", type: "S" } },
  calendars: { partitionKey: { name: "county", type: "S" } },
  rejections: { partitionKey: { name: "province", type: "S" }, sortKey: { name: "key", type: "S" } },
  notices: { partitionKey: { name: "series", type: "S" }, sortKey: { name: "topic", type: "S" } },
} as const satisfies Record<string, TableWiring>;

export const BUCKETS = { statements: {} } as const;

/** What agencies and bureaus subscribe to; a subscription filters by message attributes (kind, region, level, state). */
export const TOPICS = { notices: {} } as const;

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
    reads: [],
    writes: ["rejections"],
    writesBuckets: [],
  },
  ledger: {
    module: "ledger/handler.ts",
    source: { queue: "lanes", batchSize: 10, batchingWindowSeconds: 0, maxConcurrency: 100 },
    timeoutSeconds: 60,
    memoryMb: 1024,
    sendsTo: ["intake"],
    reads: ["journal", "index", "accounts", "calendars"],
    writes: ["journal", "index", "accounts", "rejections"],
    writesBuckets: [],
  },
  close: {
    module: "close/handler.ts",
    source: { queue: "commands", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 120,
    memoryMb: 1024,
    sendsTo: ["lanes", "commands", "statements"],
    reads: ["accounts", "calendars", "journal"],
    writes: ["calendars", "rejections"],
    writesBuckets: [],
  },
  statements: {
    module: "statements/handler.ts",
    source: { queue: "statements", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 120,
    memoryMb: 1024,
    sendsTo: [],
    reads: ["accounts", "journal"],
    writes: [],
    writesBuckets: ["statements"],
  },
  watch: {
    module: "watch/handler.ts",
    source: { queue: "watch", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 120,
    memoryMb: 1024,
    sendsTo: [],
    reads: ["accounts", "calendars", "journal", "notices"],
    writes: ["notices", "rejections"],
    writesBuckets: [],
    publishesTo: ["notices"],
  },
  papers: {
    module: "papers/handler.ts",
    source: { queue: "papers", batchSize: 1, batchingWindowSeconds: 0, maxConcurrency: 2 },
    timeoutSeconds: 900,
    memoryMb: 2048,
    sendsTo: [],
    reads: ["accounts", "calendars", "journal", "notices"],
    writes: ["notices"],
    writesBuckets: ["statements"],
    publishesTo: ["notices"],
  },
} as const satisfies Record<string, FunctionWiring>;

export const SCHEDULES = {
  /** Hospitals send last month's list by day 10 (domain practice); the province's month is closed the night after. */
  monthClose: {
    expression: "cron(0 2 11 * ? *)",
    timezone: "Asia/Shanghai",
    queue: "commands",
    message: { kind: "close", setlym: "previous", region: "53" },
  },
  /** When people come to their desks. */
  dailyWatch: {
    expression: "cron(0 8 * * ? *)",
    timezone: "Asia/Shanghai",
    queue: "watch",
    message: {},
  },
  /** Between the night of the close and the morning: papers of new closes, and new versions of those in which something changed since. */
  dailyPapers: {
    expression: "cron(0 5 * * ? *)",
    timezone: "Asia/Shanghai",
    queue: "papers",
    message: { setlym: "recent", region: "53" },
  },
} as const satisfies Record<string, ScheduleWiring>;
