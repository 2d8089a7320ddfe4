import { toLocalTime } from "../../shared/calendar/month.ts";
import { rejectRecord } from "../../shared/contract/intake.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import type { Decision } from "../../shared/lane/decide.ts";
import { readFold } from "../../shared/lane/fold.ts";
import type { ReversalRecord } from "../../shared/lane/record.ts";
import { postToLane } from "../../shared/store/post-to-lane.ts";
import { ledgerStore, outcomeStore, queueClient } from "../clients.ts";
import type { Environment } from "../environment.ts";
import type { BuildFunction, Ports, QueueFunction, QueueMessage } from "../function.ts";
import { INTAKE_ATTRIBUTES } from "../intake/attributes.ts";
import { describeFault, lambdaHandler } from "../lambda.ts";
import { sendLater } from "../queues.ts";
import { reportOutcomes } from "../report-outcomes.ts";

/**
 * Posts each fold to its lane. Lanes go side by side; in one lane one fold after another, and the first that fails fails the lane's later
 * ones, so that they come back in order.
 */
export function ledgerFunction(environment: Environment, { store, queues, nowEpochMs, log, note }: Ports): QueueFunction {
  const options = { deferAttempts: environment.deferAttempts };

  async function postFold(message: QueueMessage): Promise<Outcome[]> {
    const fold = readFold(message.body);
    const decisions = await postToLane(store, fold.lane, fold.records, options);
    note?.({ event: "posted to lane", lane: fold.lane, records: decisions.map(({ outcome, record }) => ({ ...recordKeys(record), outcome })) });
    const rejections: StoredRejection[] = [];
    const outcomes: Outcome[] = [];
    for (const decision of decisions) {
      const outcome = await settle(fold.lane, decision);
      if (outcome === undefined) continue;
      outcomes.push(outcome);
      if (outcome.outcome === "rejected") rejections.push(outcome.rejection);
    }
    await store.putRejections(rejections);
    return outcomes;
  }

  async function settle(lane: string, decision: Decision): Promise<Outcome | undefined> {
    const { record } = decision;
    if (record.kind === "close") return undefined;
    switch (decision.outcome) {
      case "posted":
      case "already_applied":
        return { ref: record.ref, outcome: decision.outcome };
      case "deferred": {
        if (record.kind !== "reversal") throw new Error(`${record.kind} ${record.id} was deferred, but only a reversal waits`);
        const attributes = { [INTAKE_ATTRIBUTES.ref]: record.ref, [INTAKE_ATTRIBUTES.attempt]: String(record.attempt + 1) };
        await sendLater(queues, environment.queues.intake, reversalMessage(lane, record), environment.deferSeconds, attributes);
        return { ref: record.ref, outcome: "deferred" };
      }
      case "rejected": {
        const rejection = rejectRecord(lane, decision.record, decision.reason, toLocalTime(nowEpochMs()));
        return { ref: record.ref, outcome: "rejected", rejection };
      }
    }
  }

  return async ({ Records }) => {
    const outcomes: Outcome[] = [];
    const failed: string[] = [];
    const groups = Map.groupBy(Records, (message) => message.attributes["MessageGroupId"] ?? message.messageId);
    const postGroup = async (messages: readonly QueueMessage[]): Promise<void> => {
      for (const [place, message] of messages.entries()) {
        try {
          outcomes.push(...(await postFold(message)));
        } catch (error) {
          log({
            level: "error",
            function: "ledger",
            messageId: message.messageId,
            lane: message.attributes["MessageGroupId"],
            fault: describeFault(error),
          });
          failed.push(...messages.slice(place).map((one) => one.messageId));
          return;
        }
      }
    };
    await Promise.all([...groups.values()].map(postGroup));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })), outcomes };
  };
}

export const build: BuildFunction = (environment, tools) =>
  reportOutcomes(
    ledgerFunction(environment, { ...tools, store: ledgerStore(environment), queues: queueClient(environment) }),
    outcomeStore(environment, tools),
  );

export const handler = lambdaHandler("ledger", build);

/** What names a record in a log line: never an amount, never a person. */
function recordKeys(record: Decision["record"]): Readonly<Record<string, string>> {
  const { kind, county } = record;
  return { kind, county, ...("id" in record ? { id: record.id } : {}), ...("month" in record ? { month: record.month } : {}) };
}

/** A reversal as a message again: nothing of it is lost, so that it counts as the same when its sender repeats it. */
function reversalMessage(lane: string, { id, settlementId, county, time, reason }: ReversalRecord): string {
  return JSON.stringify({ kind: "reversal", reversal_id: id, setl_id: settlementId, fixmedins_code: lane, insu_admdvs: county, time, reason });
}
