import { Option, type Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { monthArgument, regionArgument } from "./arguments.ts";
import type { Output } from "./output.ts";
import { answerPaper, checkPaperFormat } from "./papers.ts";
import { readStatement, renderStatement, STATEMENT_FORMATS, writeStatement, type StatementFormat } from "./statement.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

interface StatementOptions extends TargetOptions {
  readonly region: RegionPrefix;
  readonly format: StatementFormat | "html" | "xlsx";
  readonly out?: string;
}

export function addStatement(program: Command, output: Output): void {
  addTargetOptions(program.command("statement"))
    .description("a region's statement of a month 结算单")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix", regionArgument)
    .addOption(
      new Option("--format <format>", "how to answer; html and xlsx are the papers to sign 结算单据")
        .choices([...STATEMENT_FORMATS, "html", "xlsx"])
        .default("table"),
    )
    .option("--out <dir>", "write a file into this folder instead")
    .action(async (month: Month, { region, format, out, ...at }: StatementOptions) => {
      checkPaperFormat(format, out);
      const answer = await withLedger(at, async ({ store }) => {
        if (format === "html" || format === "xlsx") return answerPaper(store, month, region, format, out);
        const statement = await readStatement(store, month, region);
        return out === undefined ? renderStatement(statement, format) : writeStatement(statement, format, out);
      });
      output.answer(answer);
    });
}
