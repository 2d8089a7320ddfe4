import { Command, Option } from "commander";
import { POVERTY_STATUSES } from "../../../shared/policy/funds.ts";
import { INSTITUTION_LEVELS } from "../../../shared/policy/parameter-keys.ts";
import { checkField, readBeside, type BesideOptions, type Found } from "./beside.ts";
import { ENCODINGS, type Encoding } from "./encoding.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { checkFiles } from "./read-messages.ts";
import { postFiles } from "./post-files.ts";
import { renderPostReport } from "./post-table.ts";
import { addTargetOptions, addWaitOption, type TargetOptions } from "./with-target.ts";

interface PostOptions extends TargetOptions {
  readonly format: (typeof FORMATS)[number];
  readonly encoding?: Encoding;
  readonly persons?: string;
  readonly institutions?: string;
  readonly povertyStatus?: string;
  readonly hospLv?: string;
  readonly institution?: string;
  readonly insuAdmdvs?: string;
}

export function addPost(program: Command, output: Output, fail: () => void): void {
  addWaitOption(addTargetOptions(program.command("post")))
    .description(
      "send the messages of files (JSON, JSONL, or CSV for advances) and report what became of each 入账; a hospital's own files too: docs/hospital-files.md",
    )
    .argument("<file...>", "files; .csv is read as CSV, a JSON list message by message, everything else as one JSON message per line")
    .addOption(new Option("--format <format>", "how to answer; JSON goes to standard output alone").choices([...FORMATS]).default("table"))
    .addOption(new Option("--encoding <encoding>", "of the files (default: detected)").choices([...ENCODINGS]))
    .option(
      "--persons <csv>",
      "for national results 国家接口结算结果: psn_no or setl_id → poverty_status 脱贫状态, insu_admdvs, refl_flag, dise_name",
    )
    .option("--institutions <csv>", "for national results: fixmedins_code → hosp_lv 医院等级, fixmedins_name")
    .addOption(new Option("--poverty-status <status>", "of persons no file names 脱贫状态").choices([...POVERTY_STATUSES]))
    .addOption(new Option("--hosp-lv <level>", "of institutions no file names 医院等级").choices([...INSTITUTION_LEVELS]))
    .option("--institution <code>", "fixmedins_code of national results without one 机构代码")
    .option("--insu-admdvs <code>", "insured county of national results without one 参保地")
    .action(async (files: string[], { format, encoding, ...rest }: PostOptions) => {
      const beside = await readBeside(await besideOptions(rest));
      const { report, failures } = await postFiles(files, { at: rest, encoding, output, beside });
      if (format === "json") answerJson(output, report);
      else output.answer(renderPostReport(report));
      for (const failure of failures) output.note(`fundflow: ${failure}`);
      if (report.waiting !== undefined)
        output.note(
          `fundflow: nothing was heard of ${report.waiting} messages in time; they are not lost, and to post them again is harmless: fundflow redrive --dry-run shows whether some have failed`,
        );
      if (failures.length > 0 || report.dead_lettered > 0 || report.waiting !== undefined) fail();
    });
}

async function besideOptions(
  options: Pick<PostOptions, "persons" | "institutions" | "povertyStatus" | "hospLv" | "institution" | "insuAdmdvs">,
): Promise<BesideOptions> {
  const { persons, institutions, povertyStatus, hospLv, institution, insuAdmdvs } = options;
  await checkFiles([persons, institutions].filter((file) => file !== undefined));
  const defaults: Found = {
    ...(povertyStatus === undefined ? {} : { poverty_status: povertyStatus }),
    ...(hospLv === undefined ? {} : { hosp_lv: hospLv }),
    ...(institution === undefined ? {} : { fixmedins_code: checkField("--institution", undefined, "fixmedins_code", institution) }),
    ...(insuAdmdvs === undefined ? {} : { insu_admdvs: checkField("--insu-admdvs", undefined, "insu_admdvs", insuAdmdvs) }),
  };
  return { persons, institutions, defaults };
}
