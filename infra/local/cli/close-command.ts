import type { Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { dayArgument, monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { closeMonth } from "./close.ts";
import { command, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { withHost } from "./with-host.ts";

export function addClose(program: Command, output: Output): void {
  command(program, "close", "close a month for a region, and every earlier open one 月结; closing again changes nothing")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--on <day>", "day of the close 月结日期, from which payment is due (default: today)", dayArgument)
    .action(async (month: Month, { region, data, format, on }: Common & { region: RegionPrefix; on?: string }) => {
      const report = await withHost(data, output.note, ({ host, book, store }) => closeMonth(host, book, store, month, region, host.dataDir, on));
      if (report.accounts === 0)
        output.note(
          `fundflow: no institution has an account in ${regionTitle(region)} in ${report.month}; later records of that month go to the next one`,
        );
      if (format === "json") answerJson(output, report);
      else output.answer([`${regionTitle(region)} ${report.month}: closed 已月结, ${report.accounts} accounts`, ...report.statements].join("\n"));
    });
}
