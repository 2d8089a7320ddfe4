import type { LocalTime } from "./month.ts";

/** A calendar day in China Standard Time: "2017-11-05". Orders as text. */
export type Day = string;

const DAY_MS = 86_400_000;

export function dayOf(time: LocalTime): Day {
  return time.slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return new Date(epochMsOf(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one day to another: 1 from a day to the next, negative backwards. */
export function daysBetween(from: Day, to: Day): number {
  return (epochMsOf(to) - epochMsOf(from)) / DAY_MS;
}

/** Midnight UTC of the day: only differences of it mean anything. */
function epochMsOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}
