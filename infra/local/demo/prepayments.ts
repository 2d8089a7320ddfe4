import type { Extra } from "./extra.ts";
import { writeYuan } from "./fields.ts";
import { advanceAt, type DemoPlan } from "./plan.ts";
import { drawInteger, seededRandom } from "./random.ts";
import { octoberTime } from "./times.ts";

/** Loans to institutions that have advances, for the counties that prepay, in turn for two funds. */
export function prepayments(plan: DemoPlan): Extra[] {
  const extras: Extra[] = [];
  for (let place = 0; extras.length < plan.counts.prepayment; place += 1) {
    const { institution, county } = advanceAt(plan, place);
    if (!county.prepays) continue;
    const yuan = 2_000 + 500 * drawInteger(seededRandom(7, place), 37);
    const text = JSON.stringify({
      kind: "prepayment",
      prepayment_id: `YF201710-${place}`,
      fixmedins_code: institution.code,
      insu_admdvs: county.code,
      fund: extras.length % 2 === 0 ? "basic" : "assistance",
      amount: writeYuan(yuan * 100, "text"),
      time: octoberTime((place + 0.1) / plan.octoberEnd),
    });
    extras.push({ after: place, message: () => ({ text, outcome: "posted" }) });
  }
  return extras;
}
