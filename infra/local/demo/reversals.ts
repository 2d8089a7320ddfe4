import type { Extra } from "./extra.ts";
import type { DemoMessage } from "./message.ts";
import { advanceAt, type DemoPlan } from "./plan.ts";
import { octoberTime } from "./times.ts";

/** The first few advances are reversed a second time under another id. */
export function reversals(plan: DemoPlan, place: number, number: number, later: (place: number) => number): Extra[] {
  const reversal = (id: string, after: number): string => {
    const { settlementId, institution, county } = advanceAt(plan, place);
    const time = octoberTime((after + 0.9) / plan.octoberEnd);
    return JSON.stringify({
      kind: "reversal",
      reversal_id: id,
      setl_id: settlementId,
      fixmedins_code: institution.code,
      insu_admdvs: county.code,
      time,
      reason: "费用录入有误，退费后重新结算",
    });
  };
  const first = later(place);
  const takesBack = (): DemoMessage => {
    const { county, bill } = advanceAt(plan, place);
    return { text: reversal(`R${place}-1`, first), outcome: "posted", accrual: { month: "201710", county: county.code, bill, sign: -1 } };
  };
  const extras: Extra[] = [{ after: first, message: takesBack }];
  if (number >= plan.counts.reversedAgain) return extras;
  const second = later(first);
  return [...extras, { after: second, message: () => ({ text: reversal(`R${place}-2`, second), outcome: "already_reversed" }) }];
}
