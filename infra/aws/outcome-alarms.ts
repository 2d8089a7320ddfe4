import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { METRICS } from "../../functions/metrics.ts";
import type { Wiring } from "../wiring.ts";
import type { Alarms } from "./alarms.ts";
import { publishedMetric } from "./metric.ts";

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
  const daily = { statistic: "Maximum", period: Duration.days(1) };
  alarms.add(scope, "MonthNotClosed", {
    section: "month-not-closed",
    says: "A month whose close is due is still open.",
    metric: publishedMetric(METRICS.overdueCloses, WATCH, environment, daily),
    threshold: 1,
  });
  alarms.add(scope, "RateTooLow", {
    section: "rate-too-low",
    says: "A region's disbursement rate of the year is below what the policies require.",
    metric: publishedMetric(METRICS.lowRateRegions, WATCH, environment, daily),
    threshold: 1,
  });
  alarms.add(scope, "WatchNotRunning", {
    section: "watch-not-running",
    says: `Nothing has looked at rates and open months for ${WATCH_DUE_HOURS} hours.`,
    metric: publishedMetric(METRICS.watchRuns, WATCH, environment, { period: Duration.hours(1) }),
    threshold: 1,
    below: true,
    periods: WATCH_DUE_HOURS,
    silenceIsAlarming: true,
  });
}
