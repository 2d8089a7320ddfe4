import { randomUUID } from "node:crypto";
import { monthOf, previousMonth, toLocalTime, type LocalTime, type Month } from "../../shared/calendar/month.ts";
import { fieldProblem } from "../../shared/contract/field-problems.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import { Close, type CloseMessage } from "../../shared/contract/message.ts";
import type { Reason } from "../../shared/outcome/outcomes.ts";
import { statementsRef } from "../../shared/contract/outcome-report.ts";
import { readFields } from "../../shared/contract/read-message.ts";
import { buildRejection } from "../../shared/contract/rejection.ts";
import { writeFold } from "../../shared/lane/fold.ts";
import type { Fold } from "../../shared/lane/record.ts";
import { parseRegion, type RegionPrefix } from "../../shared/region/region.ts";
import { closeThrough, type CloseTools } from "../../shared/store/close-month.ts";
import { ledgerStore, outcomeStore, queueClient } from "../clients.ts";
import type { Environment } from "../environment.ts";
import type { BuildFunction, Ports, QueueFunction, QueueMessage } from "../function.ts";
import { INTAKE_ATTRIBUTES, refOf } from "../intake/attributes.ts";
import { lambdaHandler } from "../lambda.ts";
import { sendGrouped, sendLater } from "../queues.ts";
import { reportOutcomes } from "../report-outcomes.ts";

/** Closes a month (月结) for a region, with every earlier month still open, in order; closing again changes nothing. */
export function closeFunction(environment: Environment, ports: Ports & Pick<CloseTools, "policyFor">): QueueFunction {
  const { store, queues, nowEpochMs, sleep, note, policyFor } = ports;
  async function send(folds: readonly Fold[]): Promise<void> {
    // A fresh salt: the queue must not take a close that is sent again for the earlier one.
    const messages = folds.map((fold) => ({ group: fold.lane, body: writeFold(fold), salt: randomUUID() }));
    await sendGrouped(queues, environment.queues.lanes, messages);
  }

  return async ({ Records }) => {
    const outcomes = [];
    for (const message of Records) {
      const now = toLocalTime(nowEpochMs());
      const asked = refOf(message);
      const ref = asked ?? message.messageId;
      const command = readCommand(message, now);
      if ("reason" in command) {
        const original = JSON.stringify(command.shown);
        const rejection = buildRejection(command.reason, { kind: "close", insu_admdvs: command.shown.region, sender: "commands", original }, now);
        await store.putRejections([rejection]);
        outcomes.push({ ref, outcome: "rejected", rejection } as const);
      } else {
        const { region, month, on } = command;
        await closeThrough(store, region, month, { send, sleep, on, ...(policyFor === undefined ? {} : { policyFor }) });
        note?.({ event: "closed", region, month });
        const attributes = asked === undefined ? {} : { [INTAKE_ATTRIBUTES.ref]: statementsRef(asked) };
        await sendLater(queues, environment.queues.statements, JSON.stringify({ setlym: month, region }), 0, attributes);
        outcomes.push({ ref, outcome: "posted" } as const);
      }
    }
    return { batchItemFailures: [], outcomes };
  };
}

export const build: BuildFunction = (environment, tools) =>
  reportOutcomes(
    closeFunction(environment, { ...tools, store: ledgerStore(environment), queues: queueClient(environment) }),
    outcomeStore(environment, tools),
  );

export const handler = lambdaHandler("close", build);

type Command =
  { readonly region: RegionPrefix; readonly month: Month; readonly on: string } | { readonly reason: Reason; readonly shown: Partial<CloseMessage> };

function readCommand({ body }: QueueMessage, now: LocalTime): Command {
  const fields = readClose(body, now);
  if (Array.isArray(fields)) return { reason: { code: "invalid_message", details: { problems: fields } }, shown: {} };
  const region = parseRegion(fields.region);
  if (region === undefined) return { reason: { code: "unknown_region", details: { field: "region", value: fields.region } }, shown: fields };
  const at = fields.time ?? now;
  if (at > now) return { reason: { code: "future_settlement", details: { field: "time", value: at, now } }, shown: fields };
  if (fields.setlym >= monthOf(at)) return { reason: { code: "month_not_over", details: { month: fields.setlym, now: at } }, shown: fields };
  return { region, month: fields.setlym, on: at.slice(0, 10) };
}

/** A schedule can't name last month, so it says "previous". */
function readClose(body: string, now: LocalTime): CloseMessage | ReturnType<typeof fieldProblem>[] {
  let value: unknown;
  try {
    value = parseJsonText(body);
  } catch {
    return [fieldProblem("message", "not_an_object")];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [fieldProblem("message", "not_an_object")];
  const object = value as Record<string, unknown>;
  return readFields(Close, object["setlym"] === "previous" ? { ...object, setlym: previousMonth(monthOf(now)) } : object);
}
