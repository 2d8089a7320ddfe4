import { monthOf, type Month } from "../calendar/month.ts";
import { loadLayer, type PolicyLayer } from "./layer.ts";
import { firstDayOf, resolvePolicy, type Policy } from "./policy.ts";
import type { CountyCode } from "../region/region.ts";
import xishuangbanna2017 from "./packs/xishuangbanna-2017.json" with { type: "json" };
import yunnan2017 from "./packs/yunnan-2017.json" with { type: "json" };

/** Every policy layer the product knows. A new document is one more JSON file here, with its golden cases beside it. */
export const POLICY_LAYERS: readonly PolicyLayer[] = [yunnan2017, xishuangbanna2017].map(loadLayer);

/** The first day any layer is in force; no account can stand in an earlier month. */
export const FIRST_POLICY_DAY: string = firstDayOf(POLICY_LAYERS);

/** The first month any account can stand in. */
export const FIRST_POLICY_MONTH: Month = monthOf(FIRST_POLICY_DAY);

const resolved = new Map<string, Policy | undefined>();

/** resolvePolicy over POLICY_LAYERS, remembered: a month of advances asks for few counties and days. */
export function policyFor(county: CountyCode, day: string): Policy | undefined {
  const key = `${county} ${day}`;
  if (!resolved.has(key)) {
    if (resolved.size >= MAX_REMEMBERED) resolved.clear();
    resolved.set(key, resolvePolicy(POLICY_LAYERS, county, day));
  }
  return resolved.get(key);
}

/** About a year of days for a dozen counties; the memory of a warm function stays small. */
const MAX_REMEMBERED = 5_000;
