import { join } from "node:path";
import { Command, Option } from "commander";
import { noticeStore } from "../../../functions/clients.ts";
import { dayOf, type Day } from "../../../shared/calendar/day.ts";
import { toLocalTime } from "../../../shared/calendar/month.ts";
import { policyFor } from "../../../shared/policy/book.ts";
import { allProvinces, type RegionPrefix } from "../../../shared/region/region.ts";
import { readWatch } from "../../../shared/store/read-watch.ts";
import { dueDaysBy } from "../../../shared/watch/due.ts";
import { rateKey, rateSeries } from "../../../shared/watch/rate-notice.ts";
import type { RegionWatch } from "../../../shared/watch/region-watch.ts";
import { renderWatchTable } from "../../../shared/watch/watch-table.ts";
import { dayArgument, regionArgument } from "./arguments.ts";
import { keepNotices, type KeptNotice } from "./notice-files.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { UserError } from "./user-error.ts";
import { withPostedTo, type Session } from "./with-host.ts";

interface Asked {
  readonly region?: RegionPrefix;
  readonly date?: Day;
  readonly data?: string;
  readonly format: (typeof FORMATS)[number];
}

/** What a watch found, and the messages it sent. */
export interface WatchReport {
  readonly day: Day;
  readonly regions: readonly (RegionWatch & { readonly lowSince: Day | null })[];
  readonly messages: readonly KeptNotice[];
}

export function addWatch(program: Command, output: Output): void {
  program
    .command("watch")
    .description("look at what is due of every region's year, and tell when a rate falls below 85 % or is back 拨付率监测与预警")
    .option("--region <code>", "region 地区: code prefix; with all regions in it (default: every province)", regionArgument)
    .option("--date <day>", "the day to look at 日期 (default: today)", dayArgument)
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(new Option("--format <format>", "how to answer").choices([...FORMATS]).default("table"))
    .action(async ({ region, date, data, format }: Asked) => {
      const report = await withPostedTo(data, output.note, (session) => runWatch(session, region, date));
      if (format === "json") answerJson(output, report);
      else output.answer(renderWatchTable(report.day, report.regions, report.messages));
    });
}

/** Lets the watch function do its work, as the schedule does, and shows what it saw and sent. */
export async function runWatch({ host, store, book }: Session, region: RegionPrefix | undefined, date: Day | undefined): Promise<WatchReport> {
  const day = date ?? dayOf(toLocalTime(Date.now()));
  const [ref = ""] = await host.send("watch", [JSON.stringify({ date: day, ...(region === undefined ? {} : { region }) })]);
  await host.drain();
  const outcome = book.get(ref);
  if (outcome === undefined) throw new Error("the watch ended in the dead-letter queue; see fundflow dead-letters");
  if (outcome.outcome === "rejected") throw new UserError(`${outcome.rejection.code}: ${outcome.rejection.message}`);
  const regions: WatchReport["regions"][number][] = [];
  for (const one of region === undefined ? allProvinces : [region]) {
    const told = new Map((await noticeStore(host.environment).notices(rateSeries(one))).map((notice) => [notice.topic, notice]));
    for (const found of await readWatch(store, one, day, dueDaysBy(policyFor))) {
      const notice = told.get(rateKey(found).topic);
      regions.push({ ...found, lowSince: notice?.state === "low" ? notice.since : null });
    }
  }
  // What else subscribers were sent is kept as well, but a watch did not send it.
  const messages = (await keepNotices(host, join(host.dataDir, "notices"))).filter(({ attributes }) => attributes["kind"] === "rate");
  return { day, regions, messages };
}
