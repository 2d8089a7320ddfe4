import { fen, ZERO_FEN } from "../money/fen.ts";
import { formatYuan, parseYuan } from "../money/yuan.ts";
import { FUNDS } from "../policy/funds.ts";
import type { VisitContext } from "../policy/golden-run.ts";
import { auditBenefits } from "./audit-benefits.ts";
import { benefitFactsOf } from "./facts.ts";
import type { Step, Verdict } from "./finding.ts";

/** A finding as golden cases and commands write it: amounts in yuan. */
export interface WrittenFinding {
  readonly verdict: Verdict;
  readonly paid: string;
  readonly low: string;
  readonly high: string;
  readonly by?: string;
  readonly missing: readonly string[];
  readonly rules: readonly string[];
  readonly steps: readonly Step[];
}

/**
 * The benefit audit of a visit written by hand, as golden cases have it: an advance's fields under their names, and `paid`, the amount of each
 * fund; all amounts in yuan. Throws where one is none.
 */
export function judgeVisit(visit: Readonly<Record<string, unknown>>, context: VisitContext): Readonly<Record<string, WrittenFinding>> {
  const { county, day, policy, parameterFor } = context;
  const { paid = {}, fixmedins_code = `H${county}00001`, ...fields } = visit;
  if (typeof paid !== "object" || paid === null || typeof fixmedins_code !== "string") throw new Error("paid gives an amount by fund");
  const unknown = Object.keys(paid).find((fund) => !(FUNDS as readonly string[]).includes(fund));
  if (unknown !== undefined) throw new Error(`paid names ${unknown}, which is no fund`);
  const facts = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, String(value)]));
  const amounts = new Map(Object.entries(paid).map(([fund, amount]) => [fund, readYuan(fund, amount)]));
  const funds = Object.fromEntries(FUNDS.map((fund) => [fund, { amount: amounts.get(fund) ?? ZERO_FEN }]));
  const advance = { county, time: `${day} 00:00:00`, facts, funds };
  const findings = auditBenefits({ facts: benefitFactsOf(fixmedins_code, advance), rules: policy.benefits.rules, parameterFor, explain: true });
  return Object.fromEntries(
    findings.map(({ fund, paid: amount, low, high, by, ...rest }) => [
      fund,
      {
        ...rest,
        paid: formatYuan(amount),
        low: formatYuan(low),
        high: formatYuan(high),
        ...(by === undefined ? {} : { by: formatYuan(by) }),
      },
    ]),
  );
}

function readYuan(fund: string, text: unknown) {
  const amount = parseYuan(String(text));
  if (typeof amount === "string") throw new Error(`paid ${fund} ${JSON.stringify(text)} is ${amount}`);
  return fen(amount);
}
