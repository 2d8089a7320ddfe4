import { asksForReport, type EndOutcome, type Outcome } from "../shared/contract/outcome-report.ts";
import type { OutcomeStore } from "../shared/store/outcome-store.ts";
import type { QueueFunction } from "./function.ts";

/**
 * The function, which stores what became of messages whose sender asked for it before its call ends. Where that fails the call fails, and its
 * messages come back: they are found to be already applied, and their outcome is stored then.
 */
export function reportOutcomes(call: QueueFunction, store: Pick<OutcomeStore, "putOutcomes">): QueueFunction {
  return async (event) => {
    const response = await call(event);
    const asked = response.outcomes.filter(isEnd).filter(({ ref }) => asksForReport(ref));
    if (asked.length > 0) await store.putOutcomes(asked);
    return response;
  };
}

function isEnd(outcome: Outcome): outcome is EndOutcome {
  return outcome.outcome !== "deferred";
}
