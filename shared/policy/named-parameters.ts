import type { RegionPrefix } from "../region/region-table.ts";
import { INSTITUTION_LEVELS, PARAMETER_KEYS, PARAMETERS, type InstitutionLevel, type ParameterKey } from "./parameter-keys.ts";
import { findParameter } from "./parameters.ts";
import type { PolicyBook } from "./policy-book.ts";

/** A local parameter that rules in force name; `value` null where none is known for the region and year. */
export interface ExplainedParameter {
  readonly key: ParameterKey;
  readonly name: string;
  readonly level?: InstitutionLevel;
  readonly year: string;
  readonly value: string | null;
  readonly source?: string;
  readonly set?: string;
  readonly region?: RegionPrefix;
  /** Made up to show the product with; no audit uses it. */
  readonly sample?: true;
}

/** The parameters the rules name, for a region in a day's year (or the year before, where a rule asks that). */
export function parametersNamed(rules: readonly Named[], book: PolicyBook, region: RegionPrefix, day: string): ExplainedParameter[] {
  const asked = new Map(rules.flatMap((rule) => askedBy(rule, region, day)).map((one) => [JSON.stringify(one), one]));
  return [...asked.values()]
    .toSorted((a, b) => PARAMETER_KEYS.indexOf(a.key) - PARAMETER_KEYS.indexOf(b.key))
    .map(({ key, level, year, of }) => lookUp(book, { key, level, year, of }));
}

/** A rule by its key; its parts may name parameters. */
interface Named {
  readonly key: string;
  readonly value: object;
}

interface Asked {
  readonly key: ParameterKey;
  readonly level: InstitutionLevel | undefined;
  readonly year: string;
  readonly of: RegionPrefix;
}

function lookUp(book: PolicyBook, { key, level, year, of }: Asked): ExplainedParameter {
  const about = { key, name: PARAMETERS[key].name, ...(level === undefined ? {} : { level }), year };
  const sets = book.parameters.map(({ value }) => value);
  const real = sets.filter(({ sample }) => sample !== true);
  const found = findParameter(real, of, year, key, level) ?? findParameter(sets, of, year, key, level);
  if (found === undefined) return { ...about, value: null };
  const { value, source, set, region, sample } = found;
  return { ...about, value, source, set, region, ...(sample ? { sample } : {}) };
}

function askedBy({ key, value }: Named, region: RegionPrefix, day: string): Asked[] {
  const year = day.slice(0, 4);
  // A rule of one level of institutions ends with its name and asks for that level alone.
  const own = INSTITUTION_LEVELS.filter((level) => key.endsWith(`-${level}`));
  return parts(value).flatMap((part) => {
    const levels = !PARAMETERS[part.parameter].byLevel ? [undefined] : own.length > 0 ? own : INSTITUTION_LEVELS;
    const ofYear = part.ofYear === "previous" ? String(Number(year) - 1) : year;
    return levels.map((level) => ({ key: part.parameter, level, year: ofYear, of: part.of === "prefecture" ? region.slice(0, 4) : region }));
  });
}

/** The parts of a rule that name a parameter. */
function parts(rule: object): { parameter: ParameterKey; ofYear?: string; of?: string }[] {
  const all: unknown[] = Object.values(rule);
  return all.filter((part): part is { parameter: ParameterKey } => typeof part === "object" && part !== null && "parameter" in part);
}
