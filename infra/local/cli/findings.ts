import { Command, Option } from "commander";
import { NOTED_VERDICTS, type NotedVerdict } from "../../../shared/benefit/finding.ts";
import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import { POLICY_LAYERS } from "../../../shared/policy/book.ts";
import { FUNDS, type Fund } from "../../../shared/policy/funds.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { clausesOf } from "../../../shared/statement/clause-of.ts";
import { renderFindingCsv, renderFindingTable } from "../../../shared/statement/finding-list.ts";
import { findingRows } from "../../../shared/statement/finding-rows.ts";
import { readFindings } from "../../../shared/store/read-findings.ts";
import { monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { answerJson, type Output } from "./output.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

interface FindingOptions extends TargetOptions {
  readonly region: RegionPrefix;
  readonly fund?: Fund;
  readonly verdict?: NotedVerdict;
  readonly format: "table" | "json" | "csv";
}

export function addFindings(program: Command, output: Output): void {
  addTargetOptions(program.command("findings"))
    .description("what the benefit audit found in a month's advances 审核发现; reads the whole journal of every institution it lists")
    .argument("<month>", "accounting month 记账月份, e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .addOption(new Option("--fund <fund>", "only this fund 基金").choices([...FUNDS]))
    .addOption(new Option("--verdict <verdict>", "only this verdict 结论").choices([...NOTED_VERDICTS]))
    .addOption(new Option("--format <format>", "how to answer").choices(["table", "json", "csv"]).default("table"))
    .action(async (month: Month, { region, fund, verdict, format, ...at }: FindingOptions) => {
      const advances = await withLedger(at, ({ store }) => readFindings(store, month, region));
      const rows = findingRows(advances, { fund, verdict }, clausesOf(POLICY_LAYERS));
      if (format === "json") answerJson(output, rows);
      else if (format === "csv") output.answer(renderFindingCsv(rows));
      else output.answer(renderFindingTable(`${regionTitle(region)} ${formatMonth(month)} 审核发现`, rows));
    });
}
