import type { Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { dayArgument, monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { closeMonth, type CloseReport } from "./close.ts";
import { targetCommand, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { addWaitOption, withTarget } from "./with-target.ts";

export function addClose(program: Command, output: Output, fail: () => void): void {
  addWaitOption(targetCommand(program, "close", "close a month for a region, and every earlier open one 月结; closing again changes nothing"))
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--on <day>", "day of the close 月结日期, from which payment is due (default: today)", dayArgument)
    .action(async (month: Month, { region, format, on, ...at }: Common & { region: RegionPrefix; on?: string }) => {
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
