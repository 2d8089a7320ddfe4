/** Dimensions of what a function counts of its calls; what the watch finds has those of shared/watch/metric-names.ts, and `environment`. */
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
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
