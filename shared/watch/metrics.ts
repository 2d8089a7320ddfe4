import type { RegionWatch } from "./region-watch.ts";
import { WATCH_DIMENSIONS, WATCH_METRICS, WATCH_NAMESPACE } from "./metric-names.ts";

/** What EMF allows in one line. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const EMF_LIMITS = { metrics: 100, dimensions: 30 } as const;

/** A line in CloudWatch's Embedded Metric Format: a log line from which CloudWatch takes metrics. */
export interface EmfLine {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: "Count" | "None" }[];
    }[];
  };
  readonly [member: string]: unknown;
}

const BY_REGION = [[WATCH_DIMENSIONS.level], [WATCH_DIMENSIONS.level, WATCH_DIMENSIONS.region]];

/**
 * The lines of one run: one for each region, counted under its level and under itself, and one that says that there was a run. The only place
 * where yuan and rates are floating-point numbers: CloudWatch keeps no others, and nothing is computed from them.
 */
export function watchMetrics(watches: readonly RegionWatch[], nowEpochMs: number): EmfLine[] {
  return [...watches.map((watch) => regionLine(watch, nowEpochMs)), emfLine(nowEpochMs, [[]], {}, { [WATCH_METRICS.runs]: 1 })];
}

function regionLine({ region, level, due, year, shortfall, state }: RegionWatch, nowEpochMs: number): EmfLine {
  const values = {
    ...(due.rate === null ? {} : { [WATCH_METRICS.dueRate]: Number(due.rate) }),
    ...(year.rate === null ? {} : { [WATCH_METRICS.yearRate]: Number(year.rate) }),
    [WATCH_METRICS.shortfall]: Number(shortfall),
    [WATCH_METRICS.lowRegions]: state === "low" ? 1 : 0,
  };
  return emfLine(nowEpochMs, BY_REGION, { [WATCH_DIMENSIONS.level]: level, [WATCH_DIMENSIONS.region]: region }, values);
}

const COUNTS: readonly string[] = [WATCH_METRICS.lowRegions, WATCH_METRICS.runs];

function emfLine(
  Timestamp: number,
  Dimensions: readonly (readonly string[])[],
  dimensions: Readonly<Record<string, string>>,
  values: Readonly<Record<string, number>>,
): EmfLine {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: COUNTS.includes(Name) ? ("Count" as const) : ("None" as const) }));
  return { _aws: { Timestamp, CloudWatchMetrics: [{ Namespace: WATCH_NAMESPACE, Dimensions, Metrics }] }, ...dimensions, ...values };
}
