import type { EndOutcome } from "../contract/outcome-report.ts";

/** What became of messages whose sender asked for it, by ref. Every read is strongly consistent; faults are thrown as StoreFault. */
export interface OutcomeStore {
  /**
   * Stores outcomes. A message that is delivered twice has two; the one that says more stays, whichever came first: that it was posted, before
   * that it was already applied, before that it was rejected. Storing one again is harmless.
   */
  putOutcomes(outcomes: readonly EndOutcome[]): Promise<void>;
  /** The outcomes of these refs; what has none is absent. */
  outcomes(refs: readonly string[]): Promise<ReadonlyMap<string, EndOutcome>>;
}

/** The order of OutcomeStore.putOutcomes, the last one stays. */
export const OUTCOME_RANKS: Readonly<Record<EndOutcome["outcome"], number>> = { rejected: 1, already_applied: 2, posted: 3 };
