import { Command, Option } from "commander";
import { auditBenefits } from "../../../shared/benefit/audit-benefits.ts";
import { benefitFactsOf } from "../../../shared/benefit/facts.ts";
import { parameterFor, policyFor, POLICY_LAYERS } from "../../../shared/policy/book.ts";
import { laneOfPayee, POOL } from "../../../shared/lane/pool.ts";
import { explainAllotment, renderAllotment, type AllotmentExplanation } from "../../../shared/statement/allotment-explanation.ts";
import { explainAdvance, type AdvanceExplanation } from "../../../shared/statement/advance-explanation.ts";
import { renderExplanation } from "../../../shared/statement/advance-text.ts";
import { clausesOf } from "../../../shared/statement/clause-of.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { readAdvance } from "../../../shared/store/read-advance.ts";
import { readAllotment } from "../../../shared/store/read-allotment.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { UserError } from "./user-error.ts";
import { addTargetOptions, withLedger, type TargetOptions } from "./with-target.ts";

interface Asked extends TargetOptions {
  readonly institution?: string;
  readonly payee?: string;
  readonly county?: string;
  readonly format: (typeof FORMATS)[number];
}

export function addExplain(program: Command, output: Output): void {
  addTargetOptions(program.command("explain"))
    .description("work one advance through, from its amounts to what was disbursed 逐步说明一笔垫付; with --payee an allotment 按人头拨付")
    .argument("<id>", "the advance's settlement id 结算编号: setl_id; of an allotment allotment_id")
    .option("--institution <code>", "of an advance: the institution that posted it 机构代码: fixmedins_code")
    .option("--payee <code>", `of an allotment: whom it is paid to 收款方: an institution's code, or ${POOL}`)
    .option("--county <code>", `with --payee ${POOL}: the county whose pool it is 县区代码`)
    .addOption(new Option("--format <format>", "how to answer").choices([...FORMATS]).default("table"))
    .action(async (id: string, asked: Asked) => {
      const { institution, payee, county, format } = asked;
      if ((institution === undefined) === (payee === undefined)) {
        throw new UserError("explain needs --institution for an advance, or --payee for an allotment");
      }
      if (institution !== undefined) {
        const explanation = await withLedger(asked, ({ store }) => readExplanation(store, institution, id));
        if (format === "json") answerJson(output, explanation);
        else output.answer(renderExplanation(explanation));
        return;
      }
      const explanation = await withLedger(asked, ({ store }) => readAllotmentExplanation(store, payee ?? "", county, id));
      if (format === "json") answerJson(output, explanation);
      else output.answer(renderAllotment(explanation));
    });
}

/** Reads an allotment. Throws UserError where the payee has been posted none of that id, or the pool's county is missing. */
async function readAllotmentExplanation(store: LedgerStore, payee: string, county: string | undefined, id: string): Promise<AllotmentExplanation> {
  if (payee === POOL && county === undefined) throw new UserError(`--payee ${POOL} needs --county: every county has a pool of its own`);
  const read = await readAllotment(store, laneOfPayee(payee, county ?? ""), id);
  if (read === undefined) throw new UserError(`no allotment with the allotment_id ${JSON.stringify(id)} was posted for ${payee}`);
  return explainAllotment({ payee, ...read }, clausesOf(POLICY_LAYERS));
}

/** Reads an advance and works its audit again with today's rules. Throws UserError where the institution has posted none of that id. */
export async function readExplanation(store: LedgerStore, institution: string, id: string): Promise<AdvanceExplanation> {
  const read = await readAdvance(store, institution, id);
  if (read === undefined) throw new UserError(`institution ${institution} has posted no advance with the setl_id ${JSON.stringify(id)}`);
  const { advance } = read.original;
  const rules = policyFor(advance.county, advance.time.slice(0, 10))?.benefits.rules ?? {};
  const findings = auditBenefits({ facts: benefitFactsOf(institution, advance), rules, parameterFor, explain: true });
  return explainAdvance({ institution, ...read, findings }, clausesOf(POLICY_LAYERS));
}
