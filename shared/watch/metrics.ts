import { formatMonth, monthOf, previousMonth } from "../calendar/month.ts";
import type { RegionWatch } from "./region-watch.ts";
import { METRICS_NAMESPACE, WATCH_DIMENSIONS, WATCH_METRICS } from "./metric-names.ts";

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

/** Not by region: CloudWatch charges for each metric, and a province has 146 regions. The line names it for whoever searches the log. */
const BY_LEVEL = [[WATCH_DIMENSIONS.level]];

/**
 * The lines of one run: one for each region, counted under its level, and one of the whole run: that there was one, how many
 * regions are low, and how many closes are overdue: a month's is from the day after `closeDay` of the next month on. The only place where yuan and rates are floating-point numbers: CloudWatch keeps no others, and nothing is computed from them.
 */
export function watchMetrics(watches: readonly RegionWatch[], closeDay: number, nowEpochMs: number): EmfLine[] {
  const run = {
    [WATCH_METRICS.runs]: 1,
    [WATCH_METRICS.lowRegions]: watches.filter(({ state }) => state === "low").length,
    [WATCH_METRICS.overdueCloses]: watches.reduce((sum, watch) => sum + overdueCloses(watch, closeDay), 0),
  };
  return [...watches.map((watch) => regionLine(watch, nowEpochMs)), emfLine(nowEpochMs, [[]], {}, run)];
}

/** A month is closed county by county. */
function overdueCloses({ level, openMonths, day }: RegionWatch, closeDay: number): number {
  const before = previousMonth(monthOf(`${day} 00:00:00`));
  const newest = formatMonth(Number(day.slice(8)) > closeDay ? before : previousMonth(before));
  return level === "county" ? openMonths.filter((month) => month <= newest).length : 0;
}

function regionLine({ region, level, due, year, shortfall, state }: RegionWatch, nowEpochMs: number): EmfLine {
  const values = {
    ...(due.rate === null ? {} : { [WATCH_METRICS.dueRate]: Number(due.rate) }),
    ...(year.rate === null ? {} : { [WATCH_METRICS.yearRate]: Number(year.rate) }),
    [WATCH_METRICS.shortfall]: Number(shortfall),
    [WATCH_METRICS.lowRegions]: state === "low" ? 1 : 0,
  };
  return { ...emfLine(nowEpochMs, BY_LEVEL, { [WATCH_DIMENSIONS.level]: level }, values), Region: region };
}

const COUNTS: readonly string[] = [WATCH_METRICS.lowRegions, WATCH_METRICS.overdueCloses, WATCH_METRICS.runs];

function emfLine(
  Timestamp: number,
  Dimensions: readonly (readonly string[])[],
  dimensions: Readonly<Record<string, string>>,
  values: Readonly<Record<string, number>>,
): EmfLine {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: COUNTS.includes(Name) ? ("Count" as const) : ("None" as const) }));
  return { _aws: { Timestamp, CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions, Metrics }] }, ...dimensions, ...values };
}
