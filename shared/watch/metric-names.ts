/** Namespace of what the watch function publishes, and its names: the function writes them, alarms and dashboards read them. */
export const WATCH_NAMESPACE = "FundFlow";

export const WATCH_METRICS = {
  /** Due rate, 0 to 1; none where nothing is due. */
  dueRate: "DueRate",
  /** Rate of the year's closed months, 0 to 1; none where nothing is owed. */
  yearRate: "YearRate",
  /** Yuan still to disburse for the due rate to reach 85 %. */
  shortfall: "ShortfallYuan",
  /** 1 for a region whose due rate is below 85 %, else 0: by level, the sum of one run is how many there are. */
  lowRegions: "LowRegions",
  /** Once for every run that went through. */
  runs: "WatchRuns",
} as const;

export const WATCH_DIMENSIONS = { level: "Level", region: "Region" } as const;

/** Alarms to be set on these metrics. Each is a section of the runbook. */
export const WATCH_ALARMS = {
  /** LowRegions of a level, maximum over a day, is 1: a region is low. */
  rateLow: "rate-too-low",
  /** WatchRuns, sum over 26 hours, is below 1, or there is none: nothing looks at rates. */
  notRun: "watch-not-running",
} as const;
