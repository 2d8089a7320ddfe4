import * as v from "valibot";
import type { Divisions } from "../region/region-table.ts";
import { describeIssues, PolicyFault } from "./policy-fault.ts";
import type { PolicyFile } from "./policy-file.ts";

const name = v.pipe(v.string(), v.nonEmpty());
const namesOf = (digits: number) => v.record(v.pipe(v.string(), v.regex(new RegExp(`^\\d{${digits}}$`), `a code of ${digits} digits`)), name);

/** The divisions of a province that the product does not have: names by code, as shared/region/divisions.json lists them. */
const DivisionsSchema = v.strictObject({
  /** Where the codes were taken from. */
  source: name,
  provinces: namesOf(2),
  prefectures: namesOf(4),
  counties: namesOf(6),
});

/** Adds a folder's divisions to those known. Throws PolicyFault where a code is known already, or lies in no prefecture or province. */
export function loadDivisions(known: Divisions, { path, data }: PolicyFile): Divisions {
  const result = v.safeParse(DivisionsSchema, data);
  if (!result.success) throw new PolicyFault(describeIssues(path, result.issues));
  const { provinces, prefectures, counties } = result.output;
  const all: Divisions = {
    ...known,
    provinces: { ...known.provinces, ...provinces },
    prefectures: { ...known.prefectures, ...prefectures },
    counties: { ...known.counties, ...counties },
  };
  const problems = [
    ...repeated("provinces", provinces, known.provinces),
    ...repeated("prefectures", prefectures, known.prefectures),
    ...repeated("counties", counties, { ...known.counties, ...known.renamed }),
    ...orphans("prefectures", prefectures, all.provinces, 2),
    ...orphans("counties", counties, all.prefectures, 4),
  ];
  if (problems.length > 0) throw new PolicyFault(problems.map((problem) => `${path}: ${problem}`));
  return all;
}

function repeated(key: string, names: Readonly<Record<string, string>>, known: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(names).flatMap((code) => (Object.hasOwn(known, code) ? [`${key}.${code}: the product has this division already`] : []));
}

function orphans(key: string, names: Readonly<Record<string, string>>, wider: Readonly<Record<string, string>>, digits: number): string[] {
  return Object.keys(names).flatMap((code) =>
    Object.hasOwn(wider, code.slice(0, digits)) ? [] : [`${key}.${code}: no division has the code ${code.slice(0, digits)}`],
  );
}
