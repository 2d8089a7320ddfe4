import * as v from "valibot";
import { ShareSchema, YuanSchema } from "./benefit-values.ts";
import { INSTITUTION_LEVELS, PARAMETERS, type InstitutionLevel, type ParameterKey } from "./parameter-keys.ts";
import type { RegionPrefix, RegionTable } from "../region/region-table.ts";

const sourced = {
  /** The document, yearbook or decision the value was taken from. */
  source: v.pipe(v.string(), v.nonEmpty("a value cites its source")),
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty())),
};
const unitSchemas = { yuan: YuanSchema, ratio: ShareSchema } as const;

function valueSchema({ unit, byLevel }: (typeof PARAMETERS)[ParameterKey]) {
  const one = unitSchemas[unit];
  const levels = v.partial(v.strictObject({ township: one, county: one, prefecture: one, province: one }));
  const whole = byLevel
    ? v.pipe(
        levels,
        v.check((values) => INSTITUTION_LEVELS.some((level) => values[level] !== undefined), "a value for at least one level"),
      )
    : one;
  return v.strictObject({ value: whole, ...sourced });
}

const ValuesSchema = v.partial(
  v.strictObject(
    Object.fromEntries(Object.entries(PARAMETERS).map(([key, about]) => [key, valueSchema(about)])) as Record<
      ParameterKey,
      ReturnType<typeof valueSchema>
    >,
  ),
);

/** The local parameters of a region in a year, as data: what the policy documents leave to localities, each value with its source. */
export function parameterSetSchema({ parseRegion }: RegionTable) {
  return v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*-\d{4}$/, 'an id is a place and a year, e.g. "xishuangbanna-2017"')),
    region: v.pipe(
      v.string(),
      v.check((text) => parseRegion(text) === text, "a region is a code prefix of the division table"),
    ),
    year: v.pipe(v.string(), v.regex(/^20\d{2}$/, 'a year is written as "2017"')),
    /** Made-up values to show the product with; no audit uses them unless it is told to. */
    sample: v.optional(v.literal(true)),
    values: v.pipe(
      ValuesSchema,
      v.check((values) => Object.keys(values).length > 0, "a set without a value"),
    ),
  });
}
export type ParameterSet = v.InferOutput<ReturnType<typeof parameterSetSchema>>;

/** One local value, with where it is from. `value` is yuan with two decimals, or a ratio from 0 to 1. */
export interface LocalParameter {
  readonly key: ParameterKey;
  readonly level?: InstitutionLevel;
  readonly value: string;
  readonly source: string;
  /** The set's id. */
  readonly set: string;
  readonly region: RegionPrefix;
  readonly year: string;
  readonly sample: boolean;
}

/** Looks up a local parameter; undefined where nobody gave it, never a neighbour's or another year's. */
export type FindParameter = (region: RegionPrefix, year: string, key: ParameterKey, level?: InstitutionLevel) => LocalParameter | undefined;

/**
 * The value for a region (a county's code, or a prefix) in a year: of the sets of that year whose region holds it, the narrowest that gives the
 * key (and level). Undefined where none does: a missing value is never taken from another year or a neighbour.
 */
export function findParameter(
  sets: readonly ParameterSet[],
  region: RegionPrefix,
  year: string,
  key: ParameterKey,
  level?: InstitutionLevel,
): LocalParameter | undefined {
  const narrowestFirst = sets.filter((set) => set.year === year && region.startsWith(set.region)).sort((a, b) => b.region.length - a.region.length);
  for (const { id, region: of, year: ofYear, sample = false, values } of narrowestFirst) {
    const given = values[key];
    const value = typeof given?.value === "object" ? (level === undefined ? undefined : given.value[level]) : given?.value;
    if (given === undefined || value === undefined) continue;
    const ofLevel = typeof given.value === "object" && level !== undefined ? { level } : {};
    return { key, ...ofLevel, value, source: given.source, set: id, region: of, year: ofYear, sample };
  }
  return undefined;
}
