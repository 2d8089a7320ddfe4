import type { Outcome } from "../../../shared/contract/outcome-report.ts";

/**
 * Remembers how every message ended. One that was delivered twice is reported once, as it was first; but where one worker rejected it and
 * another one posted it, around a month's close, it is posted.
 */
export class OutcomeBook {
  readonly #outcomes = new Map<string, Outcome>();

  take(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.outcome === "deferred") continue;
      const known = this.#outcomes.get(outcome.ref);
      const isOvertaken = known?.outcome === "rejected" && outcome.outcome !== "rejected";
      if (known === undefined || isOvertaken) this.#outcomes.set(outcome.ref, outcome);
    }
  }

  get(ref: string): Outcome | undefined {
    return this.#outcomes.get(ref);
  }

  get size(): number {
    return this.#outcomes.size;
  }
}
