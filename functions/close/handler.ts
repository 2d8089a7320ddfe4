import { randomUUID } from "node:crypto";
import { monthOf, nextMonth, previousMonth, toLocalTime, type LocalTime, type Month } from "../../shared/calendar/month.ts";
import { fieldProblem } from "../../shared/contract/field-problems.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import { Close, type CloseMessage } from "../../shared/contract/message.ts";
import type { Reason } from "../../shared/contract/outcomes.ts";
import { readFields } from "../../shared/contract/read-message.ts";
import { buildRejection } from "../../shared/contract/rejection.ts";
import type { CloseRecord, Fold } from "../../shared/lane/record.ts";
import { LIMITS } from "../../shared/limits.ts";
import { countiesOf, parseRegion, type RegionPrefix } from "../../shared/region/region.ts";
import { eachLimit } from "../../shared/store/each-limit.ts";
import type { Calendar } from "../../shared/store/ledger-store.ts";
import { firstPolicyMonth } from "../../shared/store/read-accounts.ts";
import { ledgerStore, queueClient } from "../clients.ts";
import type { BuildFunction, QueueMessage } from "../function.ts";
import { lambdaHandler } from "../lambda.ts";
import { sendGrouped, sendLater } from "../queues.ts";

/** Some lane has not closed its accounts yet; the command comes back and goes on where it stopped. */
export class CloseUnfinishedFault extends Error {
  override readonly name = "CloseUnfinishedFault";
  readonly code = "close_unfinished";
}

/** Calendars moved at once. */
const CONCURRENCY = 16;
/** How long a round waits for the lanes before it sends their closes again: 20 ms, doubled up to a second, about 12 seconds in all. */
const WAITS_MS = [20, 40, 80, 160, 320, 640, ...Array.from({ length: 11 }, () => 1_000)];
const ROUNDS = 3;

/** Closes a month (月结) for a region, with every earlier month still open, in order; closing again changes nothing. */
export const build: BuildFunction = (environment, { nowEpochMs, sleep }) => {
  const store = ledgerStore(environment);
  const queues = queueClient(environment);

  async function closeThrough(region: RegionPrefix, month: Month): Promise<void> {
    const counties = countiesOf(region);
    const calendars = await store.calendars(counties);
    // The calendars move first, in every county: a record decided after this goes to the next month.
    await eachLimit(counties, CONCURRENCY, (county) => store.advanceCalendar(county, { firstOpen: nextMonth(month) }));
    for (let one = firstUnsettled(counties, calendars); one <= month; one = nextMonth(one)) await closeMonth(region, one);
    await eachLimit(counties, CONCURRENCY, (county) => store.advanceCalendar(county, { settledThrough: month }));
    await sendLater(queues, environment.queues.statements, JSON.stringify({ setlym: month, region }), 0);
  }

  async function closeMonth(region: RegionPrefix, month: Month): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const open = await openAccounts(region, month);
      if (open.length === 0) return;
      await sendCloses(open);
      for (const waitMs of WAITS_MS) {
        await sleep(waitMs);
        if ((await openAccounts(region, month)).length === 0) return;
      }
    }
    const lagging = await openAccounts(region, month);
    if (lagging.length > 0)
      throw new CloseUnfinishedFault(`${lagging.length} accounts of ${month} in region ${region} are still open, first ${lagging[0]?.lane}`);
  }

  async function openAccounts(region: RegionPrefix, month: Month): Promise<{ lane: string; record: CloseRecord }[]> {
    const accounts = await store.monthAccounts(month, region);
    return accounts
      .filter((account) => account.state === "open")
      .map(({ institution, county }) => ({ lane: institution, record: { kind: "close", county, month } }));
  }

  async function sendCloses(open: readonly { lane: string; record: CloseRecord }[]): Promise<void> {
    const folds = [...Map.groupBy(open, ({ lane }) => lane)].flatMap(([lane, items]) => {
      const records = items.map(({ record }) => record);
      return Array.from({ length: Math.ceil(records.length / LIMITS.foldRecords) }, (_, part): Fold => ({
        lane,
        records: records.slice(part * LIMITS.foldRecords, (part + 1) * LIMITS.foldRecords),
      }));
    });
    // A fresh salt: the queue must not take a close that is sent again for the earlier one.
    await sendGrouped(
      queues,
      environment.queues.lanes,
      folds.map((fold) => ({ group: fold.lane, body: JSON.stringify(fold), salt: randomUUID() })),
    );
  }

  return async ({ Records }) => {
    const outcomes = [];
    for (const message of Records) {
      const now = toLocalTime(nowEpochMs());
      const command = readCommand(message, now);
      if ("reason" in command) {
        const original = JSON.stringify(command.shown);
        const rejection = buildRejection(command.reason, { kind: "close", insu_admdvs: command.shown.region, sender: "commands", original }, now);
        await store.putRejections([rejection]);
        outcomes.push({ ref: message.messageId, outcome: "rejected", rejection } as const);
      } else {
        await closeThrough(command.region, command.month);
        outcomes.push({ ref: message.messageId, outcome: "posted" } as const);
      }
    }
    return { batchItemFailures: [], outcomes };
  };
};

export const handler = lambdaHandler("close", build);

type Command = { readonly region: RegionPrefix; readonly month: Month } | { readonly reason: Reason; readonly shown: Partial<CloseMessage> };

function readCommand({ body }: QueueMessage, now: LocalTime): Command {
  const fields = readClose(body, now);
  if (Array.isArray(fields)) return { reason: { code: "invalid_message", details: { problems: fields } }, shown: {} };
  const region = parseRegion(fields.region);
  if (region === undefined) return { reason: { code: "unknown_region", details: { field: "region", value: fields.region } }, shown: fields };
  if (fields.setlym >= monthOf(now)) return { reason: { code: "month_not_over", details: { month: fields.setlym, now } }, shown: fields };
  return { region, month: fields.setlym };
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

/** The first month in which some county may still have an open account. */
function firstUnsettled(counties: readonly string[], calendars: readonly Calendar[]): Month {
  const through = counties.map((county) => calendars.find((one) => one.county === county)?.settledThrough ?? "");
  const first = through.reduce((a, b) => (a < b ? a : b));
  return first === "" ? firstPolicyMonth() : nextMonth(first);
}
