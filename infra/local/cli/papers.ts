import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Option, type Command } from "commander";
import { formatMonth, type Month } from "../../../shared/calendar/month.ts";
import { renderPaperHtml } from "../../../shared/paper/paper-html.ts";
import { textFiles, TEXT_FORMATS, type PaperFile } from "../../../shared/paper/paper-files.ts";
import { publishPaper, type PublishedPaper } from "../../../shared/paper/paper-json.ts";
import { PREVIEW, type Paper } from "../../../shared/paper/paper.ts";
import { POLICY_LAYERS } from "../../../shared/policy/book.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { clausesOf } from "../../../shared/statement/clause-of.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { readPapers } from "../../../shared/store/read-papers.ts";
import { monthArgument, regionArgument, regionTitle } from "./arguments.ts";
import { answerJson, type Output } from "./output.ts";
import { readStatement } from "./statement.ts";
import { UserError } from "./user-error.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

const PAPER_FORMATS = ["xlsx", ...TEXT_FORMATS] as const;
type PaperFormat = (typeof PAPER_FORMATS)[number];

interface PapersOptions extends TargetOptions {
  readonly region: RegionPrefix;
  readonly out?: string;
  readonly format: PaperFormat | "all";
  readonly preview?: true;
}

export function addPapers(program: Command, output: Output): void {
  addTargetOptions(program.command("papers"))
    .description("the settlement papers of every region under the prefix 结算单据: 分担结算单, 拨付单, 明细表, 分担依据, ready to print and sign")
    .argument("<month>", "a closed month 已月结月份, e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--out <dir>", "folder for the files 输出目录; without it --format json answers with the papers")
    .option("--preview", `papers of an open month too, marked ${PREVIEW}`)
    .addOption(new Option("--format <format>", "of the files; csv writes one for each part").choices(["all", ...PAPER_FORMATS]).default("all"))
    .action(async (month: Month, { region, out, format, preview, ...at }: PapersOptions) => {
      if (out === undefined && format !== "json")
        throw new UserError("papers are files: name a folder for them with --out, or ask for --format json");
      const formats = format === "all" ? PAPER_FORMATS : [format];
      const published: PublishedPaper[] = [];
      const paths: string[] = [];
      await withLedger(at, async ({ store }) => {
        if (preview !== true) await refuseOpen(store, month, region);
        for await (const paper of readPapers(store, month, region, clausesOf(POLICY_LAYERS))) {
          if (out === undefined) published.push(publishPaper(paper));
          else paths.push(...(await writePaper(paper, formats, out)));
        }
      });
      if (out === undefined) answerJson(output, published);
      else output.answer(paths.join("\n"));
    });
}

/** Throws UserError where any part of the region has the month open, before a file is written. */
async function refuseOpen(store: LedgerStore, month: Month, region: RegionPrefix): Promise<void> {
  if ((await readStatement(store, month, region)).status === "closed") return;
  throw new UserError(`${formatMonth(month)} is not closed in ${regionTitle(region)} 未月结: close it first, or ask for a preview with --preview`);
}

/** Throws UserError where a paper is asked for that can't be an answer. */
export function checkPaperFormat(format: string, out: string | undefined): void {
  if (out === undefined && format === "xlsx") throw new UserError("a workbook is no text: name a folder for it with --out");
}

/** One region's paper alone, of an open month a preview: written into a folder, or, as HTML, the answer itself. */
export async function answerPaper(
  store: LedgerStore,
  month: Month,
  region: RegionPrefix,
  format: "html" | "xlsx",
  out: string | undefined,
): Promise<string> {
  for await (const paper of readPapers(store, month, region, clausesOf(POLICY_LAYERS), (one) => one === region)) {
    return out === undefined ? renderPaperHtml(paper) : (await writePaper(paper, [format], out)).join("\n");
  }
  throw new Error(`no paper was made for ${region}`);
}

/** Writes a paper's files into a folder and returns their paths. */
async function writePaper(paper: Paper, formats: readonly PaperFormat[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const format of formats) {
    for (const { name, body } of await filesOf(paper, format)) {
      const path = join(folder, name);
      await writeFile(path, body);
      paths.push(path);
    }
  }
  return paths;
}

/** The workbook's library is loaded only for a workbook. */
async function filesOf(paper: Paper, format: PaperFormat): Promise<PaperFile[]> {
  if (format !== "xlsx") return textFiles(paper, format);
  const { workbookFile } = await import("../../../shared/paper/paper-xlsx.ts");
  return [await workbookFile(paper)];
}
