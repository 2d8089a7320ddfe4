import { Option, type Command } from "commander";
import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { renderReviewCsv, renderReviewTable, reviewRows } from "../../../shared/statement/review-rows.ts";
import { readReviews } from "../../../shared/store/read-reviews.ts";
import { monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { answerJson, type Output } from "./output.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

interface ReviewOptions extends TargetOptions {
  readonly region: RegionPrefix;
  readonly institution?: string;
  readonly format: "table" | "json" | "csv";
}

export function addReviews(program: Command, output: Output): void {
  addTargetOptions(program.command("reviews"))
    .description("what was deducted, deferred, refused, approved, retained and released of a closed month, with reasons 审核决定")
    .argument("<month>", "accounting month 记账月份, e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--institution <code>", "only this institution 机构代码: fixmedins_code")
    .addOption(new Option("--format <format>", "how to answer").choices(["table", "json", "csv"]).default("table"))
    .action(async (month: Month, { region, institution, format, ...at }: ReviewOptions) => {
      const rows = reviewRows(await withLedger(at, ({ store }) => readReviews(store, month, region, institution)));
      if (format === "json") answerJson(output, rows);
      else output.answer(format === "csv" ? renderReviewCsv(rows) : renderReviewTable(`${regionTitle(region)} ${formatMonth(month)} 审核决定`, rows));
    });
}
