import divisions from "../region/divisions.json" with { type: "json" };
import type { Place } from "../policy/benefit-values.ts";
import { isCounty, parseRegion, type CountyCode } from "../region/region.ts";

/** 定点医疗机构代码 of the national platform: H, the division the institution stands in, five digits. */
const INSTITUTION_CODE = /^H(\d{6})\d{5}$/;

/**
 * Whether an institution stands in a place, seen from the insured county, read from its code. Undefined where the code is of another form or
 * names a whole prefecture, so that it does not tell.
 */
export function standsIn(place: Place, institution: string, county: CountyCode): boolean | undefined {
  const code = INSTITUTION_CODE.exec(institution)?.[1];
  if (code === undefined || parseRegion(code) === undefined) return undefined;
  if (place === "inside-prefecture") return code.startsWith(county.slice(0, 4));
  if (!isCounty(code)) return code.startsWith(county.slice(0, 4)) ? undefined : place === "outside-county";
  return (presentCode(code) === presentCode(county)) === (place === "inside-county");
}

/** A county that changed its code is still the same county. */
function presentCode(code: CountyCode): CountyCode {
  const renamed: Readonly<Record<string, { readonly now: CountyCode }>> = divisions.renamed;
  return renamed[code]?.now ?? code;
}
