import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import { regionName, type RegionPrefix } from "../../../shared/region/region.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import type { Host } from "../host/host.ts";
import type { OutcomeBook } from "./post.ts";
import { copyStatements } from "./statement-files.ts";
import { UserError } from "./user-error.ts";

/** What a close left. */
export interface CloseReport {
  readonly month: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly status: "open" | "closed";
  /** Institutions' accounts of the month in the region, all closed. */
  readonly accounts: number;
  /** The statements of the region and its members, as files. */
  readonly statements: readonly string[];
}

/**
 * Sends a close to the commands queue, waits until it is done, and copies the statements it published to the folder. `on` is the day of the
 * close where that is not today. */
export async function closeMonth(
  host: Host,
  book: OutcomeBook,
  store: LedgerStore,
  month: Month,
  region: RegionPrefix,
  folder: string,
  on?: string,
): Promise<CloseReport> {
  await host.drain();
  const [ref = ""] = await host.send("commands", [
    { body: JSON.stringify({ kind: "close", setlym: month, region, ...(on === undefined ? {} : { time: `${on} 00:00:00` }) }) },
  ]);
  await host.drain();
  const outcome = book.get(ref);
  if (outcome === undefined) throw new Error(`the close of ${formatMonth(month)} ended in the dead-letter queue; see fundflow dead-letters`);
  if (outcome.outcome === "rejected") throw new UserError(`${outcome.rejection.code}: ${outcome.rejection.message}`);
  const accounts = (await readRegion(store, month, region)).within(region);
  return {
    month: formatMonth(month),
    region,
    regionName: regionName(region),
    status: accounts.closed ? "closed" : "open",
    accounts: accounts.monthAccounts.length,
    statements: await copyStatements(host.clients.s3, host.environment.statementsBucket, month, region, folder),
  };
}
