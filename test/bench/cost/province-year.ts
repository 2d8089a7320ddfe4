import type { FunctionName } from "../../../infra/wiring.ts";
import type { Counted } from "./counted.ts";
import type { Phase } from "./count-month.ts";
import { addUsage, scaleUsage, usageOf, type Usage } from "./usage.ts";
import type { Charged } from "./prices.ts";

/** How much an installation has to do. docs/cost.md says where the example's figures come from. */
export interface Volume {
  readonly counties: number;
  readonly prefectures: number;
  readonly institutions: number;
  /** Counties whose patients an institution has in a month. */
  readonly countiesPerInstitution: number;
  readonly advancesPerYear: number;
  /** Times a month's papers say something new: after its close, after its payment. */
  readonly deliveries: 2;
  /** Hours in which something is posted. */
  readonly busyHours: number;
  /** Messages about rates to the subscribers of a region. */
  readonly rateNoticesPerRegion: number;
  readonly subscribersPerRegion: number;
}

/** Yunnan by its divisions; the rest is assumed. */
export const PROVINCE: Volume = {
  counties: 129,
  prefectures: 16,
  institutions: 2_000,
  countiesPerInstitution: 1.5,
  advancesPerYear: 1_200_000,
  deliveries: 2,
  busyHours: 12 * 22 * 12,
  rateNoticesPerRegion: 6,
  subscribersPerRegion: 2,
};

export type Quantities = Readonly<Partial<Record<Charged, number>>>;

/** The pieces of a year's bill, in the order of the tables. */
export const PIECES = [
  "posting",
  "hours with postings",
  "closing",
  "papers",
  "disbursing",
  "daily papers",
  "daily watch",
  "storage, first year",
  "nothing posted",
] as const;
export type Piece = (typeof PIECES)[number];

const GIGABYTE = 1024 ** 3;
const FREE_DASHBOARD_METRICS = 50;
const MONTHS = 12;
const DAYS = 365;
/** What is written evenly over a year is there for half of it on average. */
const MONTHS_KEPT = MONTHS / 2;
const READ_UNIT_BYTES = 4096;
/** Months whose papers are looked through every day, and years the watch looks at. */
const LOOKED_THROUGH = { papers: 12, watch: 2 } as const;
/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: five at least where a maximum concurrency is set; a long poll takes twenty seconds. */
const POLLERS = 5;
const POLL_SECONDS = 20;
/** SQS uses a data key for five minutes, and DynamoDB remembers a table's key as long. */
const KEY_WINDOWS_PER_HOUR = 12;

export function provinceYear(counted: Counted, volume: Volume = PROVINCE): Readonly<Record<Piece, Quantities>> {
  const usage = usageByPiece(counted, volume);
  return {
    posting: charged(usage.posting),
    "hours with postings": whileBusy(counted, volume),
    closing: charged(usage.closing),
    papers: { ...charged(usage.papers), mails: usage.papers.publishes * volume.subscribersPerRegion },
    disbursing: charged(usage.disbursing),
    "daily papers": charged(usage["daily papers"]),
    "daily watch": { ...charged(usage["daily watch"]), mails: usage["daily watch"].publishes * volume.subscribersPerRegion },
    "storage, first year": stored(counted, volume, addUsage(...Object.values(usage))),
    "nothing posted": fixed(counted),
  };
}

/** What a million advances take to post, and to keep for a year. */
export function perMillion(counted: Counted): Quantities {
  const usage = scaleUsage(sumOf(counted, "posting"), 1_000_000 / counted.month.advances);
  const gigabytes = (1_000_000 * recordBytes(counted)) / GIGABYTE;
  const kept = { tableGigabyteMonths: gigabytes * MONTHS, backupGigabyteMonths: gigabytes * MONTHS };
  return { ...charged(usage), ...kept, logGigabyteMonths: (usage.logBytes / GIGABYTE) * MONTHS };
}

type WorkPiece = Exclude<Piece, "hours with postings" | "storage, first year" | "nothing posted">;

function usageByPiece(counted: Counted, volume: Volume): Readonly<Record<WorkPiece, Usage>> {
  const { month } = counted;
  const byAdvances = volume.advancesPerYear / month.advances;
  const byAccounts = (MONTHS * volume.institutions * volume.countiesPerInstitution) / month.accounts;
  const regions = volume.counties + volume.prefectures + 1;
  const byRegions = regions / month.regions;
  const closing = sumOf(counted, "closing");
  // The close moves the calendar of every county of the province, whichever of them have accounts.
  const calendars = month.phases.closing.close?.writeUnits ?? 0;
  const papers = addUsage(sumOf(counted, "papers"), sumOf(counted, "papersAgain"));
  const look = sumOf(counted, "papersUnchanged");
  const watch = sumOf(counted, "watching");
  const notices = volume.rateNoticesPerRegion * regions;
  return {
    posting: scaleUsage(sumOf(counted, "posting"), byAdvances),
    closing: { ...scaleUsage(closing, byAccounts), writeUnits: (closing.writeUnits - calendars) * byAccounts + calendars * MONTHS },
    papers: scaleBy(
      papers,
      { calls: MONTHS, standardRequests: MONTHS, ...eachOf(PER_REGION, MONTHS * byRegions), ...eachOf(PER_PAGE, MONTHS_READ * byAdvances) },
      byAdvances,
    ),
    disbursing: scaleUsage(sumOf(counted, "disbursing"), byAccounts),
    "daily papers": everyDay(look, LOOKED_THROUGH.papers * readUnitsOfYear(counted, volume)),
    "daily watch": {
      ...everyDay(watch, LOOKED_THROUGH.watch * readUnitsOfYear(counted, volume)),
      logBytes: watch.logBytes * DAYS * byRegions,
      publishes: notices,
      writeUnits: (notices * watch.writeUnits) / watch.publishes,
    },
  };
}

/** What a paper takes whatever stands in it. */
const PER_REGION = ["objectPuts", "objectReads", "publishes", "writeUnits"] as const;
/** What it takes for every page of its institutions' journals, of which it reads all: in the first year those of one month to those of twelve. */
const PER_PAGE = ["readUnits", "gigabyteSeconds"] as const;
const MONTHS_READ = (MONTHS + 1) / 2;

const eachOf = <T extends string>(names: readonly T[], value: number): Record<T, number> =>
  Object.fromEntries(names.map((name) => [name, value])) as Record<T, number>;

const scaleBy = (usage: Usage, factors: Partial<Usage>, otherwise: number): Usage => usageOf((name) => usage[name] * (factors[name] ?? otherwise));

/** A run a day: requests and calls as counted, time in proportion to what is read. */
function everyDay(usage: Usage, readUnits: number): Usage {
  const longer = { readUnits: (readUnits * DAYS) / usage.readUnits, gigabyteSeconds: (readUnits * DAYS) / usage.readUnits };
  return scaleBy(usage, longer, DAYS);
}

/** What reading a year of a province takes at most: its calendars, its accounts twice, and the newest page of every institution. */
export function readUnitsOfYear({ month: { stored } }: Counted, volume: Volume): number {
  const accounts = MONTHS * volume.institutions * volume.countiesPerInstitution;
  const accountBytes = stored.accounts.bytes / stored.accounts.items;
  const pageUnits = Math.ceil(stored.journal.bytes / stored.journal.items / READ_UNIT_BYTES);
  return volume.counties + (2 * accounts * accountBytes) / READ_UNIT_BYTES + volume.institutions * pageUnits;
}

/** What the metrics of the watch would cost if they had the region for a dimension: quantity of series-months. */
export const seriesByRegion = ({ counties, prefectures }: Volume = PROVINCE): number =>
  (METRICS_OF_A_REGION * (counties + prefectures + 1) * DAYS) / HOURS_OF_MONTH;
/** DueRate, YearRate, ShortfallYuan, LowRegions. */
const METRICS_OF_A_REGION = 4;

export const sumOf = ({ month }: Counted, phase: Phase): Usage => addUsage(...Object.values(month.phases[phase]));

/** Bytes an advance leaves in journal and index. */
export const recordBytes = ({ month: { advances, stored } }: Counted): number => (stored.journal.bytes + stored.index.bytes) / advances;

function charged(usage: Usage): Quantities {
  const { calls, gigabyteSeconds, writeUnits, readUnits, standardRequests, fifoRequests, objectPuts, objectReads, publishes, logBytes } = usage;
  const alike = { calls, gigabyteSeconds, writeUnits, readUnits, standardRequests, fifoRequests, objectPuts, objectReads, publishes };
  return { ...alike, traces: calls, logGigabytes: logBytes / GIGABYTE };
}

function stored(counted: Counted, volume: Volume, year: Usage): Quantities {
  const { accounts } = counted.month.stored;
  const accountBytes = (MONTHS * volume.institutions * volume.countiesPerInstitution * accounts.bytes) / accounts.items;
  const gigabytes = (volume.advancesPerYear * recordBytes(counted) + accountBytes) / GIGABYTE;
  return {
    tableGigabyteMonths: gigabytes * MONTHS_KEPT,
    backupGigabyteMonths: gigabytes * MONTHS_KEPT,
    objectGigabyteMonths: (year.objectBytes / GIGABYTE) * MONTHS_KEPT,
    logGigabyteMonths: (year.logBytes / GIGABYTE) * MONTHS_KEPT,
  };
}

/** A series is charged for by the hour, and only for hours in which something is published. */
const HOURS_OF_MONTH = 730;
const DAILY: readonly FunctionName[] = ["watch", "papers"];

const seriesOf = ({ month }: Counted, names: readonly FunctionName[]): number => names.reduce((sum, name) => sum + (month.series[name] ?? 0), 0);

/** What goes on in every hour in which something is posted, however much it is; of KMS at most. */
function whileBusy(counted: Counted, { busyHours }: Volume): Quantities {
  const names = (Object.keys(counted.month.series) as FunctionName[]).filter((name) => !DAILY.includes(name));
  return {
    seriesMonths: (busyHours * seriesOf(counted, names)) / HOURS_OF_MONTH,
    keyRequests: counted.installation.keyUsers * KEY_WINDOWS_PER_HOUR * busyHours,
  };
}

function fixed(counted: Counted): Quantities {
  const { installation } = counted;
  const polls = (POLLERS * DAYS * 86_400) / POLL_SECONDS;
  return {
    alarmMonths: installation.alarms * MONTHS,
    seriesMonths: (DAYS * seriesOf(counted, DAILY)) / HOURS_OF_MONTH,
    // An account's first three are free with as many metrics each.
    dashboardMonths: installation.dashboardMetrics <= FREE_DASHBOARD_METRICS ? 0 : installation.dashboards * MONTHS,
    keyMonths: installation.keys * MONTHS,
    secretMonths: installation.secrets * MONTHS,
    standardRequests: installation.standardSources * polls,
    fifoRequests: installation.fifoSources * polls,
    scheduledCalls: installation.scheduledCalls,
  };
}
