import { Command, CommanderError, Option } from "commander";
import type { Month } from "../../../shared/calendar/month.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { renderRateTable } from "../../../shared/statement/rate-table.ts";
import { listRejections, standing } from "../../../shared/store/list-rejections.ts";
import { verifyLedger } from "../../../shared/store/verify.ts";
import { DataFolderFault } from "../folder/data-folder-fault.ts";
import { advancesArgument, monthArgument, prefixArgument, regionArgument } from "./arguments.ts";
import { addCircular } from "./circular.ts";
import { addClose } from "./close.ts";
import { renderDemo } from "./demo-table.ts";
import { runDemo } from "./demo.ts";
import { addDeliver } from "./deliver.ts";
import { addDisburse } from "./disburse.ts";
import { addExplain } from "./explain.ts";
import { addFindings } from "./findings.ts";
import { addReviews } from "./reviews.ts";
import { addYear } from "./year.ts";
import { answerJson, formatOption, type Output } from "./output.ts";
import { addPapers, answerPaper, checkPaperFormat } from "./papers.ts";
import { addPolicy } from "./policy.ts";
import { addPost } from "./post-command.ts";
import { addReconcile } from "./reconcile.ts";
import { addRedrive } from "./redrive.ts";
import { renderRejections } from "./rejections-table.ts";
import { readRates, readStatement, renderStatement, STATEMENT_FORMATS, writeStatement, type StatementFormat } from "./statement.ts";
import { terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";
import { addWatch } from "./watch.ts";
import { withHost, withStore } from "./with-host.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

/** Exit codes: 0 done (rejections are an answer, not a failure), 1 not done, 2 the command line is wrong. */
const EXIT = { done: 0, failed: 1, usage: 2 } as const;

interface StatementOptions extends TargetOptions {
  readonly region: RegionPrefix;
  readonly format: StatementFormat | "html" | "xlsx";
  readonly out?: string;
}

interface Common extends TargetOptions {
  readonly format: "table" | "json";
}

/** Runs one command and returns the exit code. */
export async function main(args: readonly string[], output: Output = terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = buildProgram(output, (failed) => {
    code = failed;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof UserError) && !(error instanceof DataFolderFault)) throw error;
    output.note(`fundflow: ${error.message}`);
    return EXIT.failed;
  }
}

function buildProgram(output: Output, fail: (code: number) => void): Command {
  const program = new Command("fundflow")
    .description("Settlement of hospital advances 垫付资金结算: audits, splits, settles and tracks what the relief funds owe hospitals")
    .exitOverride()
    .configureOutput({
      writeOut: output.answer,
      writeErr: (text) => {
        output.note(text.trimEnd());
      },
    });
  addDemo(program, output, fail);
  addPost(program, output, () => {
    fail(EXIT.failed);
  });
  addClose(program, output, () => {
    fail(EXIT.failed);
  });
  addReads(program, output);
  addVerify(program, output, fail);
  addDeadLetters(program, output);
  addRedrive(program, output);
  addPapers(program, output);
  addDeliver(program, output);
  addFindings(program, output);
  addExplain(program, output);
  addCircular(program, output);
  addReviews(program, output);
  addYear(program, output);
  addWatch(program, output);
  addReconcile(program, output);
  addDisburse(program, output, () => {
    fail(EXIT.failed);
  });
  addPolicy(program, output, () => {
    fail(EXIT.failed);
  });
  return program;
}

/** A command on a data folder alone. */
function command(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).option("--data <dir>", "data folder 数据目录 (default: .fundflow)").addOption(formatOption());
}

/** A command on a data folder or a stack. */
function targetCommand(program: Command, name: string, description: string): Command {
  return addTargetOptions(program.command(name)).description(description).addOption(formatOption());
}

function addDemo(program: Command, output: Output, fail: (code: number) => void): void {
  command(program, "demo", "a whole synthetic month 演示: post, close, disburse, to statements and rates")
    .option("--advances <number>", "how many good advances 垫付笔数", advancesArgument, 5_000)
    .action(async ({ advances, data, format }: Common & { advances: number }) => {
      const report = await runDemo(advances, data, output);
      if (format === "json") answerJson(output, report);
      else output.answer(renderDemo(report));
      if (!report.asExpected || report.verification.findings.length > 0) fail(EXIT.failed);
    });
}

function addReads(program: Command, output: Output): void {
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
      const answer = await withLedger(at, output.note, async ({ store }) => {
        if (format === "html" || format === "xlsx") return answerPaper(store, month, region, format, out);
        const statement = await readStatement(store, month, region);
        return out === undefined ? renderStatement(statement, format) : writeStatement(statement, format, out);
      });
      output.answer(answer);
    });
  targetCommand(program, "rate", "disbursement rates of a region and its members against 85 % 拨付率")
    .argument("<month>", "e.g. 2017-10", monthArgument)
    .requiredOption("--region <code>", "region 地区: code prefix", regionArgument)
    .action(async (month: Month, { region, format, ...at }: Common & { region: RegionPrefix }) => {
      const rates = await withLedger(at, output.note, ({ store }) => readRates(store, month, region));
      if (format === "json") answerJson(output, rates);
      else output.answer(renderRateTable(month, rates));
    });
  targetCommand(program, "rejections", "rejected messages that were not posted since, with reason and original 退回记录")
    .option("--region <code>", "region 地区: code prefix as sent", prefixArgument)
    .option("--all", "also those that were posted since 已入账")
    .action(async ({ region, format, all = false, ...at }: Common & { region?: RegionPrefix; all?: boolean }) => {
      const rejections = await withLedger(at, output.note, ({ store }) => listRejections(store, region));
      if (format === "json") answerJson(output, all ? rejections : standing(rejections));
      else output.answer(renderRejections(rejections, all));
    });
}

function addVerify(program: Command, output: Output, fail: (code: number) => void): void {
  targetCommand(program, "verify", "walk every journal and compare index and accounts with it to the fen 核对账簿").action(
    async ({ format, ...at }: Common) => {
      const progress = output.progress("verifying 核对");
      const result = await withLedger(at, output.note, ({ store }) =>
        verifyLedger(store, (pages) => {
          progress.update(pages, pages);
        }),
      ).finally(() => {
        progress.stop();
      });
      const { lanes, pages, entries, indexEntries, accounts, findings } = result;
      if (format === "json") answerJson(output, result);
      else {
        output.answer(
          `${lanes} lanes, ${pages} pages, ${entries} entries, ${indexEntries} index entries, ${accounts} accounts: ${findings.length} findings`,
        );
        for (const { lane, page, what } of findings) output.answer(`  lane ${lane}${page === undefined ? "" : ` page ${page}`}: ${what}`);
      }
      if (findings.length > 0) fail(EXIT.failed);
    },
  );
}

function addDeadLetters(program: Command, output: Output): void {
  command(program, "dead-letters", "messages that failed again and again 死信")
    .option("--repost", "send them to their queue again")
    .action(async ({ data, format, repost = false }: Common & { repost?: boolean }) => {
      const letters = await (repost ? withHost : withStore)(data, output.note, async ({ host }) => {
        const waiting = await host.deadLetters();
        if (repost) {
          await host.redrive();
          await host.drain();
        }
        return waiting;
      });
      if (format === "json") answerJson(output, letters);
      else
        output.answer(
          letters.length === 0
            ? "no dead letters 无死信"
            : letters.map((one) => `${one.queue} ${one.messageId} received ${one.receiveCount} times`).join("\n"),
        );
    });
}
