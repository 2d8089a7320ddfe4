import { dayOf, type Day } from "../../shared/calendar/day.ts";
import { isLocalTime, toLocalTime } from "../../shared/calendar/month.ts";
import { fieldProblem } from "../../shared/contract/field-problems.ts";
import { parseJsonText } from "../../shared/contract/json-text.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import { buildRejection } from "../../shared/contract/rejection.ts";
import type { FieldProblem, Reason } from "../../shared/outcome/outcomes.ts";
import { policyFor } from "../../shared/policy/book.ts";
import { allProvinces, parseRegion, type RegionPrefix } from "../../shared/region/region.ts";
import { announce, type Announcing } from "../../shared/store/announce.ts";
import { eachLimit } from "../../shared/store/each-limit.ts";
import type { NoticeStore } from "../../shared/store/notice-store.ts";
import { readWatch } from "../../shared/store/read-watch.ts";
import { dueDaysBy, type DueDays } from "../../shared/watch/due.ts";
import { watchMetrics } from "../../shared/watch/metrics.ts";
import { nextRateNotice, rateKey, rateSeries } from "../../shared/watch/rate-notice.ts";
import type { RegionWatch } from "../../shared/watch/region-watch.ts";
import { ledgerStore, noticePublisher, noticeStore } from "../clients.ts";
import type { Environment } from "../environment.ts";
import type { BuildFunction, Ports, QueueFunction } from "../function.ts";
import { lambdaHandler } from "../lambda.ts";

/** Topics told of at once. */
const CONCURRENCY = 8;

export type WatchPorts = Pick<Ports, "store" | "nowEpochMs" | "emit"> & Pick<Announcing, "notices" | "publish"> & { readonly dueDays: DueDays };

/**
 * Looks at the rates of every region that has accounts, or of one and those in it, on a day (default today), tells subscribers what is new, and
 * publishes metrics. Running it again tells nothing again.
 */
export function watchFunction(
  { reminderDays, claimSeconds, closeDay }: Pick<Environment, "reminderDays" | "claimSeconds" | "closeDay">,
  ports: WatchPorts,
): QueueFunction {
  const { store, notices, nowEpochMs, emit, dueDays } = ports;
  const announcing: Announcing = { ...ports, claimMs: claimSeconds * 1000 };

  return async ({ Records }) => {
    const outcomes: Outcome[] = [];
    const batchItemFailures = [];
    for (const { messageId, body } of Records) {
      const now = toLocalTime(nowEpochMs());
      const command = readCommand(body, dayOf(now));
      if ("reason" in command) {
        const rejection = buildRejection(command.reason, { kind: "watch", sender: "watch", original: JSON.stringify(command.shown) }, now);
        await store.putRejections([rejection]);
        outcomes.push({ ref: messageId, outcome: "rejected", rejection });
        continue;
      }
      const { watches, unfinished } = await watchAll(command.regions, command.day);
      if (command.isToday) for (const line of watchMetrics(watches, closeDay, nowEpochMs())) emit?.(line);
      // Somebody else is at one of the topics: whoever is last finds that all is told, or tells what is left.
      if (unfinished) batchItemFailures.push({ itemIdentifier: messageId });
      else outcomes.push({ ref: messageId, outcome: "posted" });
    }
    return { batchItemFailures, outcomes };
  };

  async function watchAll(regions: readonly RegionPrefix[], day: Day): Promise<{ watches: RegionWatch[]; unfinished: boolean }> {
    const all: RegionWatch[] = [];
    let unfinished = false;
    for (const region of regions) {
      // What was told is read before what is: see announce.
      const told = new Map((await notices.notices(rateSeries(region))).map((notice) => [notice.topic, notice]));
      const watches = await readWatch(store, region, day, dueDays);
      await eachLimit(watches, CONCURRENCY, async (watch) => {
        const key = rateKey(watch);
        const done = await announce(announcing, key, told.get(key.topic), (current, id) => nextRateNotice(current, id, watch, reminderDays));
        unfinished ||= done.unfinished;
      });
      // A year may be followed no longer whose last message was never sent.
      for (const { topic } of watches.map(rateKey)) told.delete(topic);
      const left = [...told.values()].filter(({ announced }) => !announced);
      await eachLimit(left, CONCURRENCY, async (notice) => {
        const done = await announce(announcing, notice, notice, () => undefined);
        unfinished ||= done.unfinished;
      });
      all.push(...watches);
    }
    return { watches: all, unfinished };
  }
}

export const build: BuildFunction = (environment, tools) =>
  watchFunction(environment, {
    ...tools,
    store: ledgerStore(environment),
    notices: noticeStore(environment) satisfies NoticeStore,
    publish: noticePublisher(environment),
    dueDays: dueDaysBy(policyFor),
  });

export const handler = lambdaHandler("watch", build);

type Command =
  | { readonly day: Day; readonly isToday: boolean; readonly regions: readonly RegionPrefix[] }
  | { readonly reason: Reason; readonly shown: Readonly<Record<string, unknown>> };

/** Reads `{}`, `{ "date": "2017-12-06" }` and `{ "region": "5328" }`. A day that is yet to come is refused: what it brings is not known. */
function readCommand(body: string, today: Day): Command {
  const invalid = (problem: FieldProblem, shown = {}): Command => ({ reason: { code: "invalid_message", details: { problems: [problem] } }, shown });
  let value: unknown;
  try {
    value = parseJsonText(body);
  } catch {
    return invalid(fieldProblem("message", "not_an_object"));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return invalid(fieldProblem("message", "not_an_object"));
  const { date = today, region } = value as { date?: unknown; region?: unknown };
  const shown = { date, region };
  if (typeof date !== "string" || !isLocalTime(`${date} 00:00:00`)) return invalid(fieldProblem("date", "not_a_choice", date), shown);
  if (date > today) return { reason: { code: "future_settlement", details: { field: "date", value: date, now: today } }, shown };
  if (region === undefined) return { day: date, isToday: date === today, regions: allProvinces };
  if (typeof region !== "string") return invalid(fieldProblem("region", "not_text", region), shown);
  const prefix = parseRegion(region);
  if (prefix === undefined) return { reason: { code: "unknown_region", details: { field: "region", value: region } }, shown };
  return { day: date, isToday: date === today, regions: [prefix] };
}
