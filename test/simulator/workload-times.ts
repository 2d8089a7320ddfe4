/** Settlement times: the first day of the province's document, around that of the prefecture's, around the turns of months. */
export const SETTLED = [
  "2017-09-27 00:00:00",
  "2017-09-30 23:59:59",
  "2017-10-01 00:00:00",
  "2017-10-12 11:20:00",
  "2017-10-23 23:59:59",
  "2017-10-24 00:00:00",
  "2017-10-30 08:15:00",
  "2017-10-31 23:59:59",
  "2017-11-01 00:00:00",
  "2017-11-09 16:40:00",
  "2017-12-02 10:00:00",
];

/** When something happens: everything of one moment happens at once, between two moments the queues run empty. */
export const MOMENTS = [
  "2017-10-24 12:00:00",
  "2017-11-01 00:00:00",
  "2017-11-11 02:00:00",
  "2017-11-20 09:00:00",
  "2017-12-01 00:00:00",
  "2017-12-11 02:00:00",
  "2018-01-08 10:00:00",
];

/** When everything has happened, and the month that is closed for all then. */
export const END = "2018-01-08 12:00:00";
export const LAST_MONTH = "201711";
/** The months a statement may be asked for at the end. */
export const STATED_MONTHS = ["201709", "201710", "201711", "201712"];

/** The moment after which a month is over and its close can be asked for. */
export const CLOSABLE = { "201709": 1, "201710": 1, "201711": 4 } as const;
export const MONTHS = Object.keys(CLOSABLE) as (keyof typeof CLOSABLE)[];

const CHINA_MS = 8 * 3_600_000;

/** The epoch of a time in China. */
export function epochMs(local: string): number {
  return Date.parse(`${local.replace(" ", "T")}Z`) - CHINA_MS;
}

/**
 * So many months after the autumn of 2017 Gansu's plan and Yunnan's longer list of diseases are in force too; and April to July have as many days
 * as September to December, so that every day is one of the calendar, and everything is as far apart as before.
 */
const MONTHS_LATER = 19;
export const LATER_MS = epochMs("2019-04-01 00:00:00") - epochMs("2017-09-01 00:00:00");

/** A text with its days ("2017-10-24") and months ("201710") moved to the later season. */
export function later(text: string): string {
  return text
    .replace(/\b(\d{4})-(\d\d)(?=-\d\d )/g, (_, year: string, month: string) => monthLater(year, month, "-"))
    .replace(/(?<=^|")(20\d\d)(\d\d)(?="|$)/g, (_, year: string, month: string) => monthLater(year, month, ""));
}

function monthLater(year: string, month: string, between: string): string {
  const months = Number(year) * 12 + Number(month) - 1 + MONTHS_LATER;
  return `${Math.floor(months / 12)}${between}${String((months % 12) + 1).padStart(2, "0")}`;
}
