import { writeFile } from "node:fs/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { hashWithKey } from "../../../functions/intake/handler.ts";
import type { Month } from "../../../shared/calendar/month.ts";
import { isInstitutionCode } from "../../../shared/contract/message.ts";
import type { Fen } from "../../../shared/money/fen.ts";
import { buildReconciliation, REFUND_FLAGS, type RefundFlag, type StatedTotals } from "../../../shared/reconcile/build-reconciliation.ts";
import { renderReconciliationCsv } from "../../../shared/reconcile/reconciliation-csv.ts";
import { renderReconciliation } from "../../../shared/reconcile/reconciliation-table.ts";
import type { Reconciliation } from "../../../shared/reconcile/reconciliation.ts";
import { readReconciliation } from "../../../shared/store/read-reconciliation.ts";
import { monthArgument } from "./arguments.ts";
import { ENCODINGS, type Encoding } from "./encoding.ts";
import { HospitalList } from "./hospital-list.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { checkFiles } from "./read-messages.ts";
import { countArgument, readTotalsFile, totalArgument } from "./stated-totals.ts";
import { UserError } from "./user-error.ts";
import { withStore } from "./with-host.ts";

interface Asked {
  readonly month: Month;
  readonly institution: string;
  readonly totals?: string;
  readonly count?: number;
  readonly medfeeSumamt?: Fen;
  readonly fundPaySumamt?: Fen;
  readonly hifpPay?: Fen;
  readonly hifmiPay?: Fen;
  readonly mafPay?: Fen;
  readonly othPay?: Fen;
  readonly refdSetlFlag?: RefundFlag;
  readonly encoding?: Encoding;
  readonly out?: string;
  readonly data?: string;
  readonly format: (typeof FORMATS)[number];
}

export function addReconcile(program: Command, output: Output): void {
  program
    .command("reconcile")
    .description("compare a hospital's totals (3201) and its own list (3202) with the ledger 对账; without a file the totals alone")
    .argument("[file]", "the hospital's list 清单: the advances' CSV or JSONL, or a CSV with 3202's columns")
    .requiredOption("--month <month>", "accounting month 记账月份, e.g. 2017-10", monthArgument)
    .requiredOption("--institution <code>", "the institution 机构代码: fixmedins_code", institutionArgument)
    .option("--totals <file>", "JSON with 3201's fields 对总账")
    .option("--count <number>", "the hospital's number of settlements 结算笔数: fixmedins_setl_cnt", countArgument)
    .option("--medfee-sumamt <yuan>", "its total 医疗费总额", totalArgument)
    .option("--fund-pay-sumamt <yuan>", "its total 基金支付总额", totalArgument)
    .option("--hifp-pay <yuan>", "its total 基本医保统筹基金支出", totalArgument)
    .option("--hifmi-pay <yuan>", "its total 大病保险支出", totalArgument)
    .option("--maf-pay <yuan>", "its total 医疗救助支出", totalArgument)
    .option("--oth-pay <yuan>", "its total 其他支出", totalArgument)
    .addOption(
      new Option("--refd-setl-flag <flag>", "totals without a file include refunds 含退费 (1, default) or not (0)").choices([...REFUND_FLAGS]),
    )
    .addOption(new Option("--encoding <encoding>", "of the list (default: detected)").choices([...ENCODINGS]))
    .option("--out <file>", "write the differences to this CSV, with what to do about each 结果文件")
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(new Option("--format <format>", "how to answer; JSON goes to standard output alone").choices([...FORMATS]).default("table"))
    .action(async (file: string | undefined, asked: Asked) => {
      const reconciliation = await reconcile(file, asked, output);
      if (asked.out !== undefined) await writeResult(asked.out, renderReconciliationCsv(reconciliation));
      if (asked.format === "json") answerJson(output, reconciliation);
      else output.answer(renderReconciliation(reconciliation));
      if (asked.out !== undefined) output.note(`result file 结果文件: ${asked.out}`);
    });
}

/** Reconciles a month of an institution. Throws UserError where neither list nor totals are given, or one can't be read. */
export async function reconcile(file: string | undefined, asked: Asked, output: Output): Promise<Reconciliation> {
  const { month, institution, data, encoding } = asked;
  const files = [file, asked.totals].filter((one) => one !== undefined);
  await checkFiles(files);
  const { totals, flag } = asked.totals === undefined ? { totals: {} } : await readTotalsFile(asked.totals, month);
  const stated: StatedTotals = { ...totals, ...optionTotals(asked) };
  if (file === undefined && Object.keys(stated).length === 0) {
    throw new UserError("reconcile needs the hospital's list, or totals: --count, --medfee-sumamt, --fund-pay-sumamt or --totals");
  }
  const list = file === undefined ? undefined : new HospitalList(file, encoding);
  const { reconciler, institutionName } = await withStore(data, async ({ personKey, store }) => {
    const hashPerson = (personNumber: string) => hashWithKey(personKey, personNumber);
    if ((await store.newestPage(institution)) === undefined)
      output.note(`fundflow: institution ${institution} has posted nothing here 该机构没有入账记录`);
    return readReconciliation(store, institution, month, list?.rows({ institution, hashPerson }) ?? []);
  });
  const passedOver = list?.counts ?? { other_institution: 0, other_kind: 0 };
  const totalsOnly = list === undefined ? { totalsOnly: asked.refdSetlFlag ?? flag ?? "1" } : {};
  return buildReconciliation({ reconciler, institution, institutionName, stated, passedOver, ...totalsOnly });
}

function optionTotals(asked: Asked): StatedTotals {
  const { count, medfeeSumamt, fundPaySumamt, hifpPay, hifmiPay, mafPay, othPay } = asked;
  const given = {
    count,
    medfee_sumamt: medfeeSumamt,
    fund_pay_sumamt: fundPaySumamt,
    hifp_pay: hifpPay,
    hifmi_pay: hifmiPay,
    maf_pay: mafPay,
    oth_pay: othPay,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function institutionArgument(text: string): string {
  if (!isInstitutionCode(text)) throw new InvalidArgumentError(`"${text}" is not an institution's code.`);
  return text;
}

async function writeResult(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UserError(`${path} can't be written: ${(error as Error).message}`, { cause: error });
  }
}
