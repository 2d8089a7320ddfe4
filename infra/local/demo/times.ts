import type { LocalTime } from "../../../shared/calendar/month.ts";

/** A point of October 2017, the later the greater the fraction of [0, 1); within a day at hours when hospitals settle. */
export function octoberTime(fraction: number): LocalTime {
  return timeWithin("2017-10", 31, fraction);
}

/** A point of 1 to 3 November 2017, before October is closed. */
export function earlyNovemberTime(fraction: number): LocalTime {
  return timeWithin("2017-11", 3, fraction);
}

function timeWithin(month: string, days: number, fraction: number): LocalTime {
  const day = Math.floor(fraction * days);
  const second = secondOfDay(fraction * days - day);
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(twoDigits).join(":");
  return `${month}-${twoDigits(day + 1)} ${clock}`;
}

/** Half of the bills from 8 to 12, two fifths from 14 to 18, the rest until 22 o'clock. */
const SHIFTS = [
  { until: 0.5, fromHour: 8, hours: 4 },
  { until: 0.9, fromHour: 14, hours: 4 },
  { until: 1, fromHour: 18, hours: 4 },
] as const;

function secondOfDay(part: number): number {
  let begun = 0;
  for (const { until, fromHour, hours } of SHIFTS) {
    if (part < until) return Math.floor((fromHour + (hours * (part - begun)) / (until - begun)) * 3600);
    begun = until;
  }
  throw new RangeError(`${part} is no part of a day`);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
