import { Duration } from "aws-cdk-lib";
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { METRICS } from "../../functions/metrics.ts";
import { WATCH_METRICS } from "../../shared/watch/metric-names.ts";
import type { Wiring } from "../wiring.ts";
import type { Alarms } from "./alarms.ts";
import { publishedMetric, watchMetric } from "./metric.ts";

/** The function that decides about records, and so finds those that contradict each other. */
const LEDGER = "ledger";
/** The function that looks at rates and open months every day. Where the wiring has none, there is nothing to be alarmed by. */
const WATCH = "watch";
/** A day and two hours: a run that is late is not a run that is missing. */
const WATCH_DUE_HOURS = 26;

/** Alarms on what the functions themselves publish. */
export function addOutcomeAlarms(scope: Construct, alarms: Alarms, { functions }: Pick<Wiring, "functions">, environment: string): void {
  if (LEDGER in functions) {
    alarms.add(scope, "Conflicts", {
      section: "conflicts",
      says: "A record came again under its id with other content, and was rejected.",
      metric: publishedMetric(METRICS.conflicts, LEDGER, environment),
      threshold: 1,
    });
  }
  if (WATCH in functions) addWatchAlarms(scope, alarms, environment);
}

function addWatchAlarms(scope: Construct, alarms: Alarms, environment: string): void {
  alarms.add(scope, "MonthNotClosed", {
    section: "month-not-closed",
    says: "A month whose close is due is still open.",
    metric: watchMetric(WATCH_METRICS.overdueCloses, environment),
    threshold: 1,
  });
  alarms.add(scope, "RateTooLow", {
    section: "rate-too-low",
    says: "The due rate of a region's year is below what the policies require.",
    metric: watchMetric(WATCH_METRICS.lowRegions, environment),
    threshold: 1,
  });
  alarms.add(scope, "WatchNotRunning", {
    section: "watch-not-running",
    says: `Nothing has looked at rates and open months for ${WATCH_DUE_HOURS} hours.`,
    metric: watchMetric(WATCH_METRICS.runs, environment, { statistic: Stats.SUM, period: Duration.hours(1) }),
    threshold: 1,
    below: true,
    periods: WATCH_DUE_HOURS,
    silenceIsAlarming: true,
  });
}
