import { createHmac } from "node:crypto";
import { toLocalTime } from "../../shared/calendar/month.ts";
import type { AuditContext } from "../../shared/contract/audit.ts";
import { receiveMessage, type RawMessage } from "../../shared/contract/intake.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import type { StoredRejection } from "../../shared/contract/rejection.ts";
import { foldByLane, type Addressed, type PackedFold } from "../../shared/lane/fold.ts";
import { parameterFor, policyFor } from "../../shared/policy/book.ts";
import { ledgerStore, outcomeStore, queueClient } from "../clients.ts";
import { personKeyOf, type Environment } from "../environment.ts";
import type { BuildFunction, Ports, QueueFunction, QueueMessage } from "../function.ts";
import { describeFault, lambdaHandler } from "../lambda.ts";
import { sendGrouped } from "../queues.ts";
import { reportOutcomes } from "../report-outcomes.ts";
import { resolvePersonKey } from "../secrets.ts";
import { INTAKE_ATTRIBUTES } from "./attributes.ts";

/** Reads, audits and splits every message of a batch; rejections are stored, the rest goes to its lanes, one fold per lane. */
export function intakeFunction(environment: Environment, ports: Ports & Pick<AuditContext, "policyFor" | "parameterFor">): QueueFunction {
  const { store, queues, nowEpochMs, log, policyFor, parameterFor } = ports;
  const personKey = personKeyOf(environment);
  const hashPerson = (personNumber: string) => hashWithKey(personKey, personNumber);
  return async ({ Records }) => {
    const context: AuditContext = { now: toLocalTime(nowEpochMs()), hashPerson, policyFor, ...(parameterFor === undefined ? {} : { parameterFor }) };
    const { addressed, rejections, outcomes, broken } = receiveAll(Records, context, log);
    const folds = foldByLane(addressed);
    await store.putRejections(rejections);
    const failed = await sendFolds(folds);
    const failures = [...broken, ...failed.flatMap((fold) => fold.messageIds)];
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })), outcomes };
  };

  async function sendFolds(folds: readonly PackedFold[]): Promise<PackedFold[]> {
    const messages = folds.map(({ lane, body, messageIds }) => ({ group: lane, body, salt: messageIds.join() }));
    const failed = await sendGrouped(queues, environment.queues.lanes, messages);
    return failed.map((place) => folds[place]).filter((fold) => fold !== undefined);
  }
}

export const build: BuildFunction = (environment, tools) =>
  reportOutcomes(
    intakeFunction(environment, { ...tools, store: ledgerStore(environment), queues: queueClient(environment), policyFor, parameterFor }),
    outcomeStore(environment, tools),
  );

export const handler = lambdaHandler("intake", build, resolvePersonKey);

interface Received {
  readonly addressed: Addressed[];
  readonly rejections: StoredRejection[];
  readonly outcomes: Outcome[];
  /** Messages that hit a bug: they come back and end in the dead-letter queue, and do not keep the others from going on. */
  readonly broken: string[];
}

function receiveAll(records: readonly QueueMessage[], context: AuditContext, log: Ports["log"]): Received {
  const received: Received = { addressed: [], rejections: [], outcomes: [], broken: [] };
  for (const record of records) {
    try {
      const raw = rawMessage(record);
      const result = receiveMessage(raw, context);
      if ("record" in result) {
        received.addressed.push({ ...result, messageId: record.messageId });
      } else {
        received.rejections.push(result.rejection);
        received.outcomes.push({ ref: raw.ref, outcome: "rejected", rejection: result.rejection });
      }
    } catch (error) {
      log({ level: "error", function: "intake", messageId: record.messageId, fault: describeFault(error) });
      received.broken.push(record.messageId);
    }
  }
  return received;
}

function rawMessage({ messageId, body, attributes, messageAttributes }: QueueMessage): RawMessage {
  const attribute = (name: string): string | undefined => messageAttributes[name]?.stringValue;
  return {
    body,
    ref: attribute(INTAKE_ATTRIBUTES.ref) ?? messageId,
    // Anything but a count is a stranger's attribute: the message has not waited yet.
    attempt: Number(/^\d+$/.exec(attribute(INTAKE_ATTRIBUTES.attempt) ?? "0") ?? 0),
    senderId: attributes["SenderId"] ?? "unknown",
    defect: attribute(INTAKE_ATTRIBUTES.defect),
  };
}

/** 132 bits of HMAC-SHA256: enough that no two persons meet, and nobody without the key can try numbers. */
export function hashWithKey(key: string, personNumber: string): string {
  return createHmac("sha256", key).update(personNumber).digest("base64url").slice(0, 22);
}
