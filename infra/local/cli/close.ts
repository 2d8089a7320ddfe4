import type { Command } from "commander";
import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import { regionName, type RegionPrefix } from "../../../shared/region/region.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import { dayArgument, monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { answerJson, formatOption, type FORMATS, type Output } from "./output.ts";
import { UserError } from "./user-error.ts";
import { addTargetOptions, addWaitOption, withTarget, type TargetOptions, type TargetSession } from "./with-target.ts";

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

interface Asked extends TargetOptions {
  readonly region: RegionPrefix;
  readonly on?: string;
  readonly format: (typeof FORMATS)[number];
}

export function addClose(program: Command, output: Output, fail: () => void): void {
  addWaitOption(addTargetOptions(program.command("close")))
    .description("close a month for a region, and every earlier open one 月结; closing again changes nothing")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--on <day>", "day of the close 月结日期, from which payment is due (default: today)", dayArgument)
    .addOption(formatOption())
    .action(async (month: Month, { region, format, on, ...at }: Asked) => {
      const report = await withTarget(at, "post", output.note, (session) => closeMonth(session, month, region, on));
      if (report.accounts === 0 && report.waiting !== "close")
        output.note(
          `fundflow: no institution has an account in ${regionTitle(region)} in ${report.month}; later records of that month go to the next one`,
        );
      if (report.waiting !== undefined) {
        output.note(`fundflow: nothing was heard of the ${report.waiting} in time; it is not lost, and to close again is harmless`);
        fail();
      }
      if (format === "json") answerJson(output, report);
      else output.answer(renderClose(report));
    });
}

function renderClose({ month, region, accounts, statements, waiting }: CloseReport): string {
  const said = waiting === "close" ? "nothing heard in time 未得结果" : `closed 已月结, ${accounts} accounts`;
  return [`${regionTitle(region)} ${month}: ${said}`, ...statements].join("\n");
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
