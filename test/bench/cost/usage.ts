/** What AWS would charge for of one piece of work, counted in the units it charges by. */
export interface Usage {
  /** Calls of Lambda functions. */
  readonly calls: number;
  /** Seconds a call took on the machine that counted, times the function's memory. */
  readonly gigabyteSeconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Requests to SQS: each begun 64 KB of a request's messages is one. */
  readonly standardRequests: number;
  readonly fifoRequests: number;
  readonly objectPuts: number;
  readonly objectReads: number;
  readonly objectBytes: number;
  readonly publishes: number;
  /** What the functions write, and Lambda's own lines around each call. */
  readonly logBytes: number;
}

export type UsageName = keyof Usage;

export const USAGE_NAMES: readonly UsageName[] = [
  "calls",
  "gigabyteSeconds",
  "writeUnits",
  "readUnits",
  "standardRequests",
  "fifoRequests",
  "objectPuts",
  "objectReads",
  "objectBytes",
  "publishes",
  "logBytes",
];

export const usageOf = (value: (name: UsageName) => number): Usage =>
  Object.fromEntries(USAGE_NAMES.map((name) => [name, value(name)])) as unknown as Usage;

export const NO_USAGE = usageOf(() => 0);

export const addUsage = (...all: readonly Usage[]): Usage => usageOf((name) => all.reduce((sum, one) => sum + one[name], 0));

export const scaleUsage = (usage: Usage, factor: number): Usage => usageOf((name) => usage[name] * factor);
