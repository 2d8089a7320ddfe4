import * as v from "valibot";

const Names = v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.nonEmpty());

/**
 * One disease of a document's list. `name` is the document's own word; the rest is how it is found in a message, none of which the documents
 * give: other names of the same disease (`names`), parts of names (`contains`: 癌 for 癌症), code prefixes, and parts of names that may mean the
 * disease but leave something open (`perhaps`: 急性淋巴细胞白血病 does not say whether the patient is a child).
 */
const DiseaseSchema = v.strictObject({
  name: v.pipe(v.string(), v.nonEmpty()),
  names: v.optional(Names),
  contains: v.optional(Names),
  codes: v.optional(Names),
  perhaps: v.optional(Names),
});
export type Disease = v.InferOutput<typeof DiseaseSchema>;

export const DiseaseListSchema = v.strictObject({
  /** How many the document counts; where it names fewer, a disease that is not found may still be on the list. */
  count: v.pipe(v.number(), v.integer(), v.minValue(1)),
  diseases: v.array(DiseaseSchema),
});
export type DiseaseList = v.InferOutput<typeof DiseaseListSchema>;

export type DiseaseMatch =
  { readonly match: "yes"; readonly disease: string } | { readonly match: "unknown"; readonly disease?: string } | { readonly match: "no" };

/** Diagnosis of a message: what the hospital wrote, and its code. */
export interface Diagnosis {
  readonly dise_name?: string | undefined;
  readonly dise_codg?: string | undefined;
}

/**
 * Whether a diagnosis is on a list. Names compare without spaces, punctuation, width and case; `unknown` where the message names no disease,
 * where the name leaves open what the list asks, or where the list is not whole.
 */
export function matchDisease(list: DiseaseList, { dise_name, dise_codg }: Diagnosis): DiseaseMatch {
  if (dise_name === undefined && dise_codg === undefined) return { match: "unknown" };
  const name = dise_name === undefined ? undefined : normalizeDiseaseName(dise_name);
  const code = dise_codg?.toUpperCase();
  const found = list.diseases.find((disease) => isNamed(disease, name) || (code !== undefined && disease.codes?.some((one) => code.startsWith(one))));
  if (found !== undefined) return { match: "yes", disease: found.name };
  const perhaps = list.diseases.find(({ perhaps = [] }) => perhaps.some((part) => name?.includes(normalizeDiseaseName(part))));
  if (perhaps !== undefined) return { match: "unknown", disease: perhaps.name };
  // Only a code: a list that gives none for some disease can't say no.
  const codesOnly = name === undefined && list.diseases.some(({ codes }) => codes === undefined);
  return codesOnly || list.diseases.length < list.count ? { match: "unknown" } : { match: "no" };
}

function isNamed({ name, names = [], contains = [] }: Disease, given: string | undefined): boolean {
  if (given === undefined) return false;
  return [name, ...names].some((one) => normalizeDiseaseName(one) === given) || contains.some((part) => given.includes(normalizeDiseaseName(part)));
}

/** "高血压Ⅱ－Ⅲ期" → "高血压iiiii期": width, case, spaces and punctuation do not tell diseases apart. */
export function normalizeDiseaseName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, "");
}
