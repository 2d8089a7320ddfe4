import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import { regionName, type RegionPrefix } from "../../../shared/region/region.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import { UserError } from "./user-error.ts";
import type { TargetSession } from "./with-target.ts";

/** What a close left. */
export interface CloseReport {
  readonly month: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly status: "open" | "closed";
  /** Institutions' accounts of the month in the region, all closed. */
  readonly accounts: number;
  /** The statements of the region and its members: files, or their addresses in a stack's bucket. */
  readonly statements: readonly string[];
  /** What nothing was heard of within the time, on a stack; absent where the close is done. Nothing is lost. */
  readonly waiting?: "close" | "statements";
}

/**
 * Sends a close to the commands queue, waits until it is done and its statements are published. `on` is the day of the close where that is not
 * today. Throws UserError where it is rejected.
 */
export async function closeMonth({ pipeline, store }: TargetSession, month: Month, region: RegionPrefix, on?: string): Promise<CloseReport> {
  await pipeline.settle([]);
  const command = { kind: "close", setlym: month, region, ...(on === undefined ? {} : { time: `${on} 00:00:00` }) };
  const [ref = ""] = await pipeline.send("commands", [{ body: JSON.stringify(command) }]);
  await pipeline.settle([ref]);
  const ending = pipeline.endingOf(ref);
  if (ending.outcome === "dead_lettered")
    throw new Error(`the close of ${formatMonth(month)} ended in the dead-letter queue; see fundflow dead-letters`);
  if (ending.outcome === "rejected") throw new UserError(`${ending.rejection.code}: ${ending.rejection.message}`);
  const isWaiting = ending.outcome === "waiting";
  const statements = isWaiting ? undefined : await pipeline.statements(ref, month, region);
  const accounts = (await readRegion(store, month, region)).within(region);
  return {
    month: formatMonth(month),
    region,
    regionName: regionName(region),
    status: accounts.closed ? "closed" : "open",
    accounts: accounts.monthAccounts.length,
    statements: statements ?? [],
    ...(statements === undefined ? { waiting: isWaiting ? "close" : "statements" } : {}),
  };
}
