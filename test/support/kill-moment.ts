/** How far a process is. Until it opens its engines it loads modules and touches nothing. */
export const PHASES = ["opening", "working", "stopping"] as const;
export type Phase = (typeof PHASES)[number];

/**
 * When a process dies: so long after it began to open its engines, after it sent the engines so many requests, or after it began to stop them.
 * What has no such step dies as it stops.
 */
export interface Moment {
  readonly after: "opening" | "stopping" | { readonly step: number };
  readonly delayMs: number;
}

/** What a process says of itself at its end, whether it was killed or not. */
export interface Progress {
  readonly phase: Phase;
  /** Requests to the engines, but for looks into the queues, whose number hangs on the clock. */
  readonly steps: number;
  readonly openingMs: number;
  readonly stoppingMs: number;
}

/** How a moment reaches a process, and where it writes its progress. */
export const MOMENT_VARIABLE = "KILL_TEST_MOMENT";
export const PROGRESS_PIPE = 3;
