/** A calendar month as the national interface writes it (setlym): "201710". Orders as text. */
export type Month = string;

/** A point in time as the national interface writes it, China Standard Time: "2017-10-31 08:00:00". Orders as text. */
export type LocalTime = string;

/** Reads "201710" or "2017-10"; undefined where that is no month. */
export function parseMonth(text: string): Month | undefined {
  const match = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(text);
  return match === null ? undefined : `${match[1]}${match[2]}`;
}

export function nextMonth(month: Month): Month {
  const year = Number(month.slice(0, 4));
  return month.endsWith("12") ? `${year + 1}01` : String(Number(month) + 1);
}

export function laterMonth(a: Month, b: Month): Month {
  return a > b ? a : b;
}

/** "201710" → "2017-10", the form people read and type. */
export function formatMonth(month: Month): string {
  return `${month.slice(0, 4)}-${month.slice(4)}`;
}

export function monthOf(time: LocalTime): Month {
  return time.slice(0, 4) + time.slice(5, 7);
}

/** The months of a year up to December, in order. */
export function monthsOfYear(year: string): Month[] {
  return Array.from({ length: 12 }, (_, index) => `${year}${String(index + 1).padStart(2, "0")}`);
}

/** The last day of the month as "2017-10-31". */
export function lastDayOf(month: Month): string {
  const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4)), 0)).getUTCDate();
  return `${formatMonth(month)}-${days}`;
}

/** True for a real point in time written exactly "yyyy-MM-dd HH:mm:ss"; 30 February is not one. */
export function isLocalTime(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(text);
  if (match === null) return false;
  const moment = new Date(`${match[1]}T${match[2]}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === `${match[1]}T${match[2]}.000Z`;
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The instant as China Standard Time (UTC+8 all year). */
export function toLocalTime(epochMs: number): LocalTime {
  return new Date(epochMs + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace("T", " ");
}

export function previousMonth(month: Month): Month {
  const year = Number(month.slice(0, 4));
  return month.endsWith("01") ? `${year - 1}12` : String(Number(month) - 1);
}
