import { DEMO_COUNTIES } from "./counties.ts";
import type { Extra } from "./extra.ts";
import { advanceAt, type DemoPlan } from "./plan.ts";
import { drawInteger, seededRandom } from "./random.ts";
import { octoberTime } from "./times.ts";

/** What the counties' people are allotted by headcount: next year's premium, made up, and what the documents say themselves. */
const ITEMS = [
  { item: "premium", unit_amount: "180.00" },
  { item: "familyDoctor" },
  { item: "assistanceSubsidy" },
  { item: "backstopSubsidy" },
] as const;

/** One allotment of each item for each county, at the end of October: the family doctor's fee to an institution, the rest into the county's pool. */
export function allotments(plan: DemoPlan): Extra[] {
  return DEMO_COUNTIES.flatMap((_, place) => {
    // The first advances are of one county each.
    const { institution, county } = advanceAt(plan, place);
    const random = seededRandom(8, place);
    const heads = { headcount_lifted: 1_000 + drawInteger(random, 9_000), headcount_unlifted: 500 + drawInteger(random, 4_500) };
    return ITEMS.map((what): Extra => {
      const text = JSON.stringify({
        kind: "allotment",
        allotment_id: `RT201710-${county.code}-${what.item}`,
        insu_admdvs: county.code,
        payee: what.item === "familyDoctor" ? institution.code : "POOL",
        ...what,
        ...heads,
        time: octoberTime(0.95),
      });
      return { after: plan.octoberEnd - 1, message: () => ({ text, outcome: "posted" }) };
    });
  });
}
