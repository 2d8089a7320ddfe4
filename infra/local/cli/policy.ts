import { Option, type Command } from "commander";
import { judgeVisit } from "../../../shared/benefit/judge-visit.ts";
import { assumptionsOf, renderAssumptions } from "../../../shared/policy/assumptions.ts";
import { BUILT_IN_BOOK } from "../../../shared/policy/book.ts";
import { renderExplanation } from "../../../shared/policy/explanation-text.ts";
import { explainPolicy } from "../../../shared/policy/explanation.ts";
import { fundPayAssumptions } from "../../../shared/policy/fund-pay-assumptions.ts";
import { FUNDS, POVERTY_STATUSES, type Fund, type PovertyStatus } from "../../../shared/policy/funds.ts";
import { goldenCases } from "../../../shared/policy/golden-case.ts";
import { runGolden, type GoldenReport } from "../../../shared/policy/golden-run.ts";
import { renderGolden } from "../../../shared/policy/golden-text.ts";
import type { PolicyBook } from "../../../shared/policy/policy-book.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import { dayArgument } from "./arguments.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { asUserError, BUILT_IN_PACKS, readJsonFiles, readPolicyFolder } from "./policy-folder.ts";
import { UserError } from "./user-error.ts";

interface Common {
  readonly format: "table" | "json";
  readonly policies?: string;
  readonly alone?: boolean;
}

const JSON_FORMAT = "how to answer; JSON goes to standard output alone";

/** `fundflow policy explain | test | assumptions`: the policy data, for people who check it or write their own. */
export function addPolicy(program: Command, output: Output, fail: () => void): void {
  const policy = program.command("policy").description("the policy documents as data 政策: what is in force, its golden cases, its assumptions");
  addExplain(policy, output);
  addTest(policy, output, fail);
  addAssumptions(policy, output);
}

function subcommand(policy: Command, name: string, description: string): Command {
  return policy
    .command(name)
    .description(description)
    .option("--alone", "without the built-in policies 不含内置政策")
    .addOption(new Option("--format <format>", JSON_FORMAT).choices([...FORMATS]).default("table"));
}

function withPolicies(command: Command): Command {
  return command.option("--policies <dir>", "a folder of policies, on top of the built-in ones 自有政策目录");
}

function addExplain(policy: Command, output: Output): void {
  withPolicies(subcommand(policy, "explain", "the rules in force in a region on a day, every value with document and clause 适用规则"))
    .requiredOption("--region <code>", "region 地区: a county's code, or a prefix, e.g. 532801, 5328, 53")
    .requiredOption("--date <day>", "settlement date 结算日期, e.g. 2017-10-24", dayArgument)
    .addOption(new Option("--status <status>", "lifted 已脱贫 or unlifted 未脱贫 (default: both)").choices([...POVERTY_STATUSES]))
    .addOption(new Option("--fund <fund>", "one fund 基金 (default: all)").choices([...FUNDS]))
    .action(async (options: Common & { region: string; date: string; status?: PovertyStatus; fund?: Fund }, command: Command) => {
      const book = await bookOf(options);
      const region = regionOf(book, options.region, command);
      const explanation = explainPolicy(book, { ...options, region });
      if (explanation === undefined)
        throw new UserError(`no policy is in force in ${book.regions.regionName(region)} ${region} on ${options.date} 当日没有适用的政策`);
      if (options.format === "json") answerJson(output, explanation);
      else output.answer(renderExplanation(explanation));
    });
}

function addTest(policy: Command, output: Output, fail: () => void): void {
  subcommand(policy, "test", "run golden cases 政策用例: the built-in ones, or those of a folder of policies")
    .argument("[dir]", "a folder of policies, on top of the built-in ones")
    .action(async (folder: string | undefined, options: Common) => {
      const report = folder === undefined ? await testBuiltIn() : await testFolder(folder, options.alone === true);
      if (report.cases === 0) throw new UserError(`there is no golden case in ${folder ?? BUILT_IN_PACKS}: a file of cases ends with .golden.json`);
      if (options.format === "json") answerJson(output, report);
      else output.answer(renderGolden(report));
      if (report.failed > 0) fail();
    });
}

function addAssumptions(policy: Command, output: Output): void {
  withPolicies(subcommand(policy, "assumptions", "what the documents leave open, and how it is read 假定"))
    .option("--region <code>", "region 地区: documents that hold it or lie in it")
    .action(async (options: Common & { region?: string }, command: Command) => {
      const book = await bookOf(options);
      const region = options.region === undefined ? undefined : regionOf(book, options.region, command);
      // The tables of fund_pay_type are the platform's and no policy's: they are the product's own.
      const assumptions = [...assumptionsOf(book, region), ...(options.alone === true ? [] : fundPayAssumptions(region))];
      if (options.format === "json") answerJson(output, assumptions);
      else output.answer(renderAssumptions(assumptions));
    });
}

async function bookOf({ policies, alone = false }: Common): Promise<PolicyBook> {
  if (policies !== undefined) return (await readPolicyFolder(policies, alone)).book;
  if (alone) throw new UserError("--alone leaves nothing: name a folder with --policies");
  return BUILT_IN_BOOK;
}

/** The region may be one that only the folder's divisions have, so that it is read after them. */
function regionOf(book: PolicyBook, text: string, command: Command): RegionPrefix {
  const region = book.regions.parseRegion(text);
  return (
    region ?? command.error(`error: option '--region <code>' argument '${text}' is invalid. It is not the code of a province, prefecture or county.`)
  );
}

async function testBuiltIn(): Promise<GoldenReport> {
  const files = await readJsonFiles(BUILT_IN_PACKS);
  return runGolden(goldenCases(files), BUILT_IN_BOOK, judgeVisit, new Set(BUILT_IN_BOOK.layers.map(({ value }) => value.id)));
}

async function testFolder(folder: string, alone: boolean): Promise<GoldenReport> {
  const { book, files, layerIds } = await readPolicyFolder(folder, alone);
  return runGolden(
    asUserError(folder, () => goldenCases(files)),
    book,
    judgeVisit,
    layerIds,
  );
}
