import { monthOf, type Month } from "../calendar/month.ts";
import type { PolicyLayer } from "./layer.ts";
import { findParameter, type FindParameter } from "./parameters.ts";
import { buildBook, type PolicyBook } from "./policy-book.ts";
import { firstDayOf, layersInForce, mergeLayers, type Policy } from "./policy.ts";
import type { CountyCode } from "../region/region.ts";
import gansu2019 from "./packs/gansu-2019.json" with { type: "json" };
import xishuangbanna2017 from "./packs/xishuangbanna-2017.json" with { type: "json" };
import yunnan2017 from "./packs/yunnan-2017.json" with { type: "json" };
import yunnan2019 from "./packs/yunnan-2019.json" with { type: "json" };
import xishuangbannaSample2017 from "./parameters/xishuangbanna-sample-2017.json" with { type: "json" };

/**
 * Every policy layer and parameter set the product comes with, loaded and checked as a user's folder is. A new document is one more JSON file
 * and its line here (static imports, so that bundlers see them), with its golden cases beside it.
 */
export const BUILT_IN_BOOK: PolicyBook = buildBook([
  { path: "gansu-2019.json", data: gansu2019 },
  { path: "xishuangbanna-2017.json", data: xishuangbanna2017 },
  { path: "yunnan-2017.json", data: yunnan2017 },
  { path: "yunnan-2019.json", data: yunnan2019 },
  { path: "parameters/xishuangbanna-sample-2017.json", data: xishuangbannaSample2017 },
]);

export const POLICY_LAYERS: readonly PolicyLayer[] = BUILT_IN_BOOK.layers.map(({ value }) => value);

/** The first day any layer is in force; no account can stand in an earlier month. */
export const FIRST_POLICY_DAY: string = firstDayOf(POLICY_LAYERS);

/** The first month any account can stand in. */
export const FIRST_POLICY_MONTH: Month = monthOf(FIRST_POLICY_DAY);

const resolved = new Map<string, Policy | undefined>();
/** By the ids of the layers in force: few sets of layers apply to many counties and days. */
const merged = new Map<string, Policy>();

/** resolvePolicy over POLICY_LAYERS, remembered: a month of advances asks for few counties and days. */
export function policyFor(county: CountyCode, day: string): Policy | undefined {
  const key = `${county} ${day}`;
  if (!resolved.has(key)) {
    if (resolved.size >= MAX_REMEMBERED) resolved.clear();
    resolved.set(key, mergedPolicy(layersInForce(POLICY_LAYERS, county, day)));
  }
  return resolved.get(key);
}

function mergedPolicy(inForce: readonly PolicyLayer[]): Policy | undefined {
  if (inForce.length === 0) return undefined;
  const key = inForce.map(({ id }) => id).join(" ");
  const known = merged.get(key) ?? mergeLayers(inForce);
  merged.set(key, known);
  return known;
}

/** About a year of days for a dozen counties; the memory of a warm function stays small. */
const MAX_REMEMBERED = 5_000;

const allSets = BUILT_IN_BOOK.parameters.map(({ value }) => value);
const realSets = allSets.filter(({ sample }) => sample !== true);

/** findParameter over the built-in sets, samples left out: an audit by made-up values would be a guess. */
export const parameterFor: FindParameter = (region, year, key, level) => findParameter(realSets, region, year, key, level);

/** The same, samples included; for demonstrations. */
export const sampleParameterFor: FindParameter = (region, year, key, level) => findParameter(allSets, region, year, key, level);
