import type { Cap } from "../policy/benefit-values.ts";
import type { BenefitInForce } from "../policy/merge-benefits.ts";
import { limitTo, type Bounds } from "./bounds.ts";
import { above, exact, exactYuan, factorOf, formatExact, least, most, NOTHING, times } from "./exact.ts";
import type { CumulativeField } from "./facts.ts";
import { nameOfMissing } from "./names.ts";
import type { Sheet } from "./sheet.ts";

type CapRule = BenefitInForce & { readonly value: { readonly cap: Cap } };

/**
 * Limits a range to what is left of the fund's annual cap (封顶线) for the patient: the cap less what the year brought before. Where either is
 * not known, the range's low end may be anything down to what is certainly left; they don't matter only where that is enough for the whole
 * range, as it may be of a cap the document demands at least.
 */
export function limitToCap(sheet: Sheet, rule: CapRule | undefined, field: CumulativeField, range: Bounds): Bounds {
  if (rule === undefined || rule.value.cap === "none" || range.high === NOTHING) return range;
  const { parameter, times: factor = "1", atLeast } = rule.value.cap;
  const floor = atLeast === undefined ? NOTHING : exactYuan(atLeast);
  const local = sheet.parameter(parameter);
  const limit = local === undefined ? undefined : most(times(exactYuan(local.value), factorOf(factor)), floor);
  const spent = sheet.facts.cumulative[field];
  if (spent !== undefined) {
    const left = above(limit ?? floor, exact(spent));
    const working = (): string => {
      const stated = limit === undefined ? `不低于${formatExact(floor)}元` : `${formatExact(limit)}元（${local?.source ?? ""}）`;
      return `年度封顶线${stated}，本年此前已支付${formatExact(exact(spent))}元，剩余${limit === undefined ? "不少于" : ""}${formatExact(left)}元`;
    };
    if (limit !== undefined || left >= range.high) {
      sheet.step(working, rule);
      return limitTo(left, range);
    }
    sheet.lacks(parameter);
    sheet.step(() => `${working()}；缺${nameOfMissing(parameter)}`, rule);
    return { low: least(range.low, left), high: range.high };
  }
  const names = limit === undefined ? [parameter, field] : [field];
  sheet.lacks(...names);
  sheet.step(() => `年度封顶线剩余多少无法确定：缺${names.map(nameOfMissing).join("、")}`, rule);
  return { low: NOTHING, high: limit === undefined ? range.high : least(range.high, limit) };
}
