import { DEMO_COUNTIES } from "./counties.ts";
import type { Extra } from "./extra.ts";
import { advanceAt, settlementIdOf, type DemoPlan } from "./plan.ts";
import { drawInteger, type Random } from "./random.ts";
import { octoberTime } from "./times.ts";

/** A reversal of what was never sent, and a disbursement for a month that is still open. */
export function outOfTurn(plan: DemoPlan, random: Random): Extra[] {
  return Array.from({ length: plan.counts.faulty }, (_, number) => {
    const after = drawInteger(random, plan.octoberEnd);
    const place = number % DEMO_COUNTIES.length;
    const { institution, county } = advanceAt(plan, place);
    const owner = { fixmedins_code: institution.code, insu_admdvs: county.code };
    const time = octoberTime((after + 0.9) / plan.octoberEnd);
    const never = settlementIdOf(90_000_000 + number);
    const reversal = { kind: "reversal", reversal_id: `R-never-${number}`, setl_id: never, ...owner, time, reason: "退费" };
    const early = { kind: "disbursement", disbursement_id: `BF-early-${number}`, ...owner, setlym: "201710", fund: "basic", amount: "100.00", time };
    return [
      { after, message: () => ({ text: JSON.stringify(reversal), outcome: "unknown_original" as const }) },
      { after, message: () => ({ text: JSON.stringify(early), outcome: "month_not_closed" as const }) },
    ];
  }).flat();
}
