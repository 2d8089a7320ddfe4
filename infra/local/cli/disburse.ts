import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Option, type Command } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import { renderBankList } from "../../../shared/disburse/bank-list.ts";
import { renderProposal } from "../../../shared/disburse/proposal-table.ts";
import { proposePayments } from "../../../shared/disburse/proposal.ts";
import { renderReceipt } from "../../../shared/disburse/receipt-report.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import { DEFAULT_DATA_FOLDER } from "../folder/data-folder.ts";
import { monthArgument, regionArgument } from "./arguments.ts";
import { ENCODINGS, type Encoding } from "./encoding.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { postReceipt } from "./post-receipt.ts";
import { checkFiles } from "./read-messages.ts";
import { readReceiptFile } from "./receipt-file.ts";
import { UserError } from "./user-error.ts";
import { addTargetOptions, addWaitOption, withLedger, withTarget, type TargetOptions } from "./with-target.ts";

interface Asked extends TargetOptions {
  readonly month?: Month;
  readonly region?: RegionPrefix;
  readonly dryRun?: boolean;
  readonly out?: string;
  readonly receipt?: string;
  readonly encoding?: Encoding;
  readonly format: (typeof FORMATS)[number];
}

export function addDisburse(program: Command, output: Output, fail: () => void): void {
  addWaitOption(addTargetOptions(program.command("disburse")))
    .description("propose the payments of a closed month as a bank's list 拨付清单, and post what the bank's receipt says was paid 回盘")
    .option("--month <month>", "accounting month 记账月份, e.g. 2017-10", monthArgument)
    .option("--region <code>", "region 地区: code prefix, e.g. 53, 5328, 532822", regionArgument)
    .option("--dry-run", "only show the payments 试算: write no file")
    .option("--out <file>", "the bank's list 拨付清单 (default: in the data folder, under payments)")
    .option("--receipt <file>", "post a bank's receipt file 银行回盘文件, instead of proposing")
    .addOption(new Option("--encoding <encoding>", "of the receipt (default: detected)").choices([...ENCODINGS]))
    .addOption(new Option("--format <format>", "how to answer; JSON goes to standard output alone").choices([...FORMATS]).default("table"))
    .action(async (asked: Asked) => {
      if (asked.receipt === undefined) await propose(asked, output);
      else await takeReceipt(asked.receipt, asked, output, fail);
    });
}

async function propose({ month, region, dryRun = false, out, format, ...at }: Asked, output: Output): Promise<void> {
  if (month === undefined || region === undefined) throw new UserError("disburse needs --month and --region, or --receipt with the bank's file");
  if (dryRun && out !== undefined) throw new UserError("--dry-run writes no file: leave out --out, or --dry-run");
  if (at.target === "aws" && !dryRun && out === undefined) throw new UserError("on AWS there is no data folder: name the bank's list with --out");
  const accounts = await withLedger(at, async ({ store }) => (await readRegion(store, month, region)).within(region).monthAccounts);
  const proposal = proposePayments(month, region, accounts);
  const list = dryRun || proposal.payments.length === 0 ? undefined : await writeList(out, at.data, renderBankList(proposal), `${month}-${region}`);
  if (format === "json") answerJson(output, { ...proposal, ...(list === undefined ? {} : { list }) });
  else output.answer(renderProposal(proposal));
  if (list !== undefined) output.note(`bank list 拨付清单: ${list}`);
}

async function takeReceipt(
  receipt: string,
  { month, region, dryRun, out, encoding, format, ...at }: Asked,
  output: Output,
  fail: () => void,
): Promise<void> {
  if ([month, region, dryRun, out].some((one) => one !== undefined)) {
    throw new UserError("--receipt goes without --month, --region, --dry-run and --out: the payment numbers say what was paid");
  }
  await checkFiles([receipt]);
  const rows = await readReceiptFile(receipt, encoding);
  const report = await withTarget(at, "post", output.note, (session) => postReceipt(session, receipt, rows, output));
  if (format === "json") answerJson(output, report);
  else output.answer(renderReceipt(report));
  if (report.waiting !== undefined)
    output.note(`fundflow: nothing was heard of ${report.waiting} payments in time; they are not lost, and to post the receipt again is harmless`);
  if (report.dead_lettered > 0 || report.waiting !== undefined) fail();
}

/** Writes the list and returns its path. The default name follows from the content: another proposal never overwrites a list that was sent to a bank. */
async function writeList(out: string | undefined, data: string | undefined, text: string, name: string): Promise<string> {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const path = out ?? join(data ?? DEFAULT_DATA_FOLDER, "payments", `${name}-${digest}.csv`);
  try {
    if (out === undefined) await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new UserError(`${path} can't be written: ${(error as Error).message}`, { cause: error });
  }
  return path;
}
