/** Namespace of all metrics the functions publish. */
export const METRICS_NAMESPACE = "FundFlow";

/** Names of what the watch publishes: the function writes them, alarms and dashboards read them. */
export const WATCH_METRICS = {
  /** Due rate, 0 to 1; none where nothing is due. */
  dueRate: "DueRate",
  /** Rate of the year's closed months, 0 to 1; none where nothing is owed. */
  yearRate: "YearRate",
  /** Yuan still to disburse for the due rate to reach 85 %. */
  shortfall: "ShortfallYuan",
  /** 1 for a region whose due rate is below 85 %, else 0; without dimensions, how many regions of all levels there are. */
  lowRegions: "LowRegions",
  /** Months whose close is due and that a county still has open, over all counties; 0 where all is well. */
  overdueCloses: "OverdueCloses",
  /** Once for every run that went through. */
  runs: "WatchRuns",
} as const;

export const WATCH_DIMENSIONS = { level: "Level" } as const;
