import type { Command } from "commander";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { listRejections, standing } from "../../../shared/store/list-rejections.ts";
import { prefixArgument } from "./arguments.ts";
import { targetCommand, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { renderRejections } from "./rejections-table.ts";
import { withLedger } from "./with-target.ts";

export function addRejections(program: Command, output: Output): void {
  targetCommand(program, "rejections", "rejected messages that were not posted since, with reason and original 退回记录")
    .option("--region <code>", "region 地区: code prefix as sent", prefixArgument)
    .option("--all", "also those that were posted since 已入账")
    .action(async ({ region, format, all = false, ...at }: Common & { region?: RegionPrefix; all?: boolean }) => {
      const rejections = await withLedger(at, ({ store }) => listRejections(store, region));
      if (format === "json") answerJson(output, all ? rejections : standing(rejections));
      else output.answer(renderRejections(rejections, all));
    });
}
