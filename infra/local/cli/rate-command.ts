import type { Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { renderRateTable } from "../../../shared/statement/rate-table.ts";
import { monthArgument, regionArgument } from "./arguments.ts";
import { targetCommand, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { readRates } from "./statement.ts";
import { withLedger } from "./with-target.ts";

export function addRate(program: Command, output: Output): void {
  targetCommand(program, "rate", "disbursement rates of a region and its members against 85 % 拨付率")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix", regionArgument)
    .action(async (month: Month, { region, format, ...at }: Common & { region: RegionPrefix }) => {
      const rates = await withLedger(at, ({ store }) => readRates(store, month, region));
      if (format === "json") answerJson(output, rates);
      else output.answer(renderRateTable(month, rates));
    });
}
