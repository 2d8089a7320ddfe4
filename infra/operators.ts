import type { BucketName, QueueName, TableAction, TableName } from "./wiring.ts";

/** What people may do who work on an installation with the command line. An installation on AWS has a policy for each, to be attached to their roles. */
export interface OperatorWiring {
  readonly tables: Readonly<Partial<Record<TableName, readonly (TableAction | "Scan")[]>>>;
  readonly sendsTo: readonly QueueName[];
  /** Whether they look at dead letters and send them again, of every queue there is. */
  readonly redrives: boolean;
  /** Prefixes of the keys they may list, and of those they may get. */
  readonly lists: Readonly<Partial<Record<BucketName, readonly string[]>>>;
  readonly gets: Readonly<Partial<Record<BucketName, readonly string[]>>>;
}

export type OperatorName = keyof typeof OPERATORS;

const READERS: OperatorWiring = {
  tables: {
    journal: ["GetItem", "Query", "Scan"],
    index: ["BatchGetItem", "Scan"],
    accounts: ["BatchGetItem", "Query", "Scan"],
    calendars: ["BatchGetItem"],
    rejections: ["Query"],
  },
  sendsTo: [],
  redrives: false,
  lists: { statements: ["statements/", "papers/"] },
  gets: { statements: ["statements/", "papers/"] },
};

export const OPERATORS = {
  /** statement, rate, rejections and all that only reads. verify scans. */
  readers: READERS,
  /** The same, and post and close. */
  operators: { ...READERS, tables: { ...READERS.tables, outcomes: ["BatchGetItem"] }, sendsTo: ["intake", "commands"] },
  /** redrive. Who may send to the lanes may post what no audit has seen: for few. */
  redrivers: { tables: {}, sendsTo: [], redrives: true, lists: {}, gets: {} },
} as const satisfies Record<string, OperatorWiring>;
