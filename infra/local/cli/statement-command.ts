import { Option, type Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { monthArgument, regionArgument } from "./arguments.ts";
import type { Output } from "./output.ts";
import { answerPaper, checkPaperFormat } from "./papers.ts";
import { readStatement, renderStatement, STATEMENT_FORMATS, writeStatement, type StatementFormat } from "./statement.ts";
import { withStore } from "./with-host.ts";

interface StatementOptions {
  readonly region: RegionPrefix;
  readonly data?: string;
  readonly format: StatementFormat | "html" | "xlsx";
  readonly out?: string;
}

export function addStatement(program: Command, output: Output): void {
  program
    .command("statement")
    .description("a region's statement of a month 结算单")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix", regionArgument)
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(
      new Option("--format <format>", "how to answer; html and xlsx are the papers to sign 结算单据")
        .choices([...STATEMENT_FORMATS, "html", "xlsx"])
        .default("table"),
    )
    .option("--out <dir>", "write a file into this folder instead")
    .action(async (month: Month, { region, data, format, out }: StatementOptions) => {
      checkPaperFormat(format, out);
      const answer = await withStore(data, async ({ store }) => {
        if (format === "html" || format === "xlsx") return answerPaper(store, month, region, format, out);
        const statement = await readStatement(store, month, region);
        return out === undefined ? renderStatement(statement, format) : writeStatement(statement, format, out);
      });
      output.answer(answer);
    });
}
