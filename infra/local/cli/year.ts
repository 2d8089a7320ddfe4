import { InvalidArgumentError, Option, type Command } from "commander";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { settleYear } from "../../../shared/statement/year-end.ts";
import { renderYearCsv, renderYearTable } from "../../../shared/statement/year-end-text.ts";
import { readYear } from "../../../shared/store/read-accounts.ts";
import { regionArgument } from "./arguments.ts";
import { answerJson, type Output } from "./output.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

interface YearOptions extends TargetOptions {
  readonly region: RegionPrefix;
  readonly format: "table" | "json" | "csv";
}

export function addYear(program: Command, output: Output): void {
  addTargetOptions(program.command("year"))
    .description("a year's settlement per institution, with its final rate against 85 % 年度清算")
    .argument("<year>", "e.g. 2017", yearArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .addOption(new Option("--format <format>", "how to answer").choices(["table", "json", "csv"]).default("table"))
    .action(async (year: string, { region, format, ...at }: YearOptions) => {
      const settled = settleYear(await withLedger(at, ({ store }) => readYear(store, year, region)));
      if (format === "json") answerJson(output, settled);
      else output.answer(format === "csv" ? renderYearCsv(settled) : renderYearTable(settled));
    });
}

function yearArgument(text: string): string {
  if (!/^20\d\d$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a year; write it as 2017.`);
  return text;
}
