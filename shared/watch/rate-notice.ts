import { daysBetween, type Day } from "../calendar/day.ts";
import type { NextNotice, Notice, NoticeKey } from "../notice/notice.ts";
import { provinceOf, type RegionPrefix } from "../region/region.ts";
import { rateMessage, type RateNews } from "./rate-message.ts";
import type { RegionWatch } from "./region-watch.ts";

/** Where what was told of a region's rate stands: a province's regions together, each year for itself. */
export function rateSeries(region: RegionPrefix): string {
  return `rate#${provinceOf(region)}`;
}

export function rateKey({ region, ofYear }: Pick<RegionWatch, "region" | "ofYear">): NoticeKey {
  return { series: rateSeries(region), topic: `${ofYear}#${region}` };
}

/**
 * What is to be told of a region's rate, if anything: that its due rate fell below 85 %, that it is no longer below (reached, or nothing is due
 * any more), and, every reminderDays, that it still is. A region that was never low is not spoken of. Looking at an earlier day than the one
 * last spoken of tells nothing: what was told stays told.
 */
export function nextRateNotice(current: Notice | undefined, id: string, watch: RegionWatch, reminderDays: number): NextNotice | undefined {
  if (current !== undefined && watch.day < current.asOf) return undefined;
  const news = newsOf(current, watch, reminderDays);
  if (news === undefined) return undefined;
  const lowSince = news === "low" || current === undefined ? watch.day : current.since;
  const since = news === "reminder" ? lowSince : watch.day;
  const change = news === "reminder" && current !== undefined ? current.change : id;
  return { state: watch.state, since, change, asOf: watch.day, message: rateMessage({ id, change, news, lowSince, watch }) };
}

function newsOf(current: Notice | undefined, { state, day }: { state: RegionWatch["state"]; day: Day }, reminderDays: number): RateNews | undefined {
  const wasLow = current?.state === "low";
  if (state !== "low") return wasLow ? "over" : undefined;
  if (!wasLow) return "low";
  return daysBetween(current.asOf, day) >= reminderDays ? "reminder" : undefined;
}
