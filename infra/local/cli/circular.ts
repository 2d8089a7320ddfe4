import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Option, type Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import { circularPaper } from "../../../shared/circular/circular-paper.ts";
import { renderCircularTable } from "../../../shared/circular/circular-table.ts";
import { buildCircular, hasCircular, type Circular } from "../../../shared/circular/circular.ts";
import { paperName } from "../../../shared/paper/paper-files.ts";
import { renderPaperHtml } from "../../../shared/paper/paper-html.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import { monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import type { Output } from "./output.ts";
import { UserError } from "./user-error.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

const ENDINGS = { table: "txt", html: "html", xlsx: "xlsx", json: "json" } as const;
type CircularFormat = keyof typeof ENDINGS;

interface Asked extends TargetOptions {
  readonly region: RegionPrefix;
  readonly out?: string;
  readonly format: CircularFormat;
}

export function addCircular(program: Command, output: Output): void {
  addTargetOptions(program.command("circular"))
    .description("rank prefectures and counties by disbursement rate, over all funds and by each, against last month 拨付率通报")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "a province or prefecture 省或州市: code prefix, e.g. 53, 5328", regionArgument)
    .option("--out <dir>", "write a file into this folder instead 输出目录")
    .addOption(new Option("--format <format>", "how to answer").choices(Object.keys(ENDINGS)).default("table"))
    .action(async (month: Month, { region, out, format, ...at }: Asked) => {
      if (!hasCircular(region))
        throw new UserError(`a circular ranks prefectures and counties; ${regionTitle(region)} has neither: see fundflow rate`);
      if (format === "xlsx" && out === undefined) throw new UserError("a workbook is no text: name a folder for it with --out");
      const circular = await withLedger(at, async ({ store }) =>
        buildCircular({ region, month, ...(await readRegion(store, month, region)).within(region) }),
      );
      const body = await render(circular, format);
      if (out === undefined) output.answer(String(body));
      else output.answer(await write(circular, format, body, out));
    });
}

/** The workbook's library is loaded only for a workbook. */
async function render(circular: Circular, format: CircularFormat): Promise<string | Uint8Array> {
  switch (format) {
    case "table":
      return renderCircularTable(circular);
    case "json":
      return JSON.stringify(circular, null, 2);
    case "html":
      return renderPaperHtml(circularPaper(circular));
    case "xlsx":
      return (await import("../../../shared/paper/paper-xlsx.ts")).renderPaperXlsx(circularPaper(circular));
  }
}

async function write(circular: Circular, format: CircularFormat, body: string | Uint8Array, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${paperName(circular)}-circular.${ENDINGS[format]}`);
  await writeFile(path, body);
  return path;
}
