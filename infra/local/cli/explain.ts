import { Command, Option } from "commander";
import { auditBenefits } from "../../../shared/benefit/audit-benefits.ts";
import { benefitFactsOf } from "../../../shared/benefit/facts.ts";
import { parameterFor, policyFor, POLICY_LAYERS } from "../../../shared/policy/book.ts";
import { explainAdvance, type AdvanceExplanation } from "../../../shared/statement/advance-explanation.ts";
import { renderExplanation } from "../../../shared/statement/advance-text.ts";
import { clausesOf } from "../../../shared/statement/clause-of.ts";
import type { LedgerStore } from "../../../shared/store/ledger-store.ts";
import { readAdvance } from "../../../shared/store/read-advance.ts";
import { answerJson, FORMATS, type Output } from "./output.ts";
import { UserError } from "./user-error.ts";
import { withStore } from "./with-host.ts";

export function addExplain(program: Command, output: Output): void {
  program
    .command("explain")
    .description("work one advance through, from its amounts to what was disbursed 逐步说明一笔垫付")
    .argument("<setl_id>", "the advance's settlement id 结算编号")
    .requiredOption("--institution <code>", "the institution that posted it 机构代码: fixmedins_code")
    .option("--data <dir>", "data folder 数据目录 (default: .fundflow)")
    .addOption(new Option("--format <format>", "how to answer").choices([...FORMATS]).default("table"))
    .action(async (id: string, { institution, data, format }: { institution: string; data?: string; format: (typeof FORMATS)[number] }) => {
      const explanation = await withStore(data, output.note, ({ store }) => readExplanation(store, institution, id));
      if (format === "json") answerJson(output, explanation);
      else output.answer(renderExplanation(explanation));
    });
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
