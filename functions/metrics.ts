/** Namespace of all metrics the functions publish, each with the dimensions `environment` and `service`, the function's name. */
export const METRICS_NAMESPACE = "FundFlow";
export const METRIC_DIMENSIONS = { environment: "environment", service: "service" } as const;

/** Names of the metrics, typed once: the functions publish them, alarms and dashboard read them. */
export const METRICS = {
  messages: "Messages",
  posted: "Posted",
  alreadyApplied: "AlreadyApplied",
  deferred: "Deferred",
  rejected: "Rejected",
  /** Rejections with code `conflict`: an id that came again with other content. */
  conflicts: "Conflicts",
  /** Messages a call gave back. Lambda does not count a call that answers so as an error. */
  failedMessages: "FailedMessages",
  /** Once for every run of the watch function that went through. */
  watchRuns: "WatchRuns",
  /** Months whose close is due and that a region still has open; the watch function publishes it daily, 0 where all is well. */
  overdueCloses: "OverdueCloses",
  /** Regions whose disbursement rate of the year is below what the policies require; the watch function publishes it daily. */
  lowRateRegions: "LowRateRegions",
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
