import * as v from "valibot";
import { ALLOTMENT_ITEMS } from "./allotment-rules.ts";
import { BENEFIT_KEYS, DISEASE_LISTS } from "./benefit-rules.ts";
import { YuanSchema } from "./benefit-values.ts";
import { FUND_FIELDS, FUNDS, POVERTY_STATUSES } from "./funds.ts";
import { INSTITUTION_LEVELS, PARAMETER_KEYS } from "./parameter-keys.ts";
import { describeIssues, PolicyFault } from "./policy-fault.ts";
import type { FromFile, PolicyFile } from "./policy-file.ts";
import { GOLDEN_ENDING } from "./policy-book.ts";

const rule = v.pipe(v.string(), v.nonEmpty());
const fund = v.picklist(FUNDS);
const ShareOut = v.strictObject({ rule, shares: v.strictTuple([YuanSchema, YuanSchema, YuanSchema]) });
const heads = v.pipe(v.number(), v.integer(), v.minValue(0));
const HeadcountSchema = v.strictObject({ lifted: heads, unlifted: heads, unitAmount: v.optional(YuanSchema) });
const PartSchema = v.strictObject({ amount: YuanSchema, shares: v.strictTuple([YuanSchema, YuanSchema, YuanSchema]) });
const AllottedSchema = v.union([
  v.strictObject({ rule, lifted: v.optional(PartSchema), unlifted: v.optional(PartSchema) }),
  v.strictObject({ refused: v.picklist(["missing", "wrong"]) }),
]);
const anything = v.record(v.string(), v.unknown());

/** Local parameters made up for a visit case: the county's own, e.g. {"basicInpatientDeductible": {"county": "300.00"}}. */
const CaseParametersSchema = v.record(v.picklist(PARAMETER_KEYS), v.union([v.string(), v.record(v.picklist(INSTITUTION_LEVELS), v.string())]));

/**
 * A case worked by hand, its arithmetic in `note`. It says what is in force in a county on a day, in one or more of these ways; yuan.
 * - `amounts` of a person of `status`, and `expected` by fund: the rule and the shares of province, prefecture and county; null of a fund that
 *   no rule splits, and as a whole where no policy is in force.
 * - `fundFields`: the message field of each fund, whole.
 * - `benefits` by key: any part of the merged rule, with `rule`, `overrides` or `document` where these matter; null where none is in force.
 * - `stopped` by key: the rule that stopped it.
 * - `diagnoses`: by list, whether a diagnosis is on it.
 * - `headcounts` and `allotted` by item: what an allotment for so many persons comes to, by status, with its rule and shares; `refused` where its
 *   unit amount is missing or not allowed; null of an item no rule knows. `parameters` as below.
 * - `visit` and `findings`: what the benefit audit says of a visit, any part of it, by fund; `parameters` and `previousYear` are the local
 *   parameters of the day's year and of the one before.
 */
const GoldenCaseSchema = v.pipe(
  v.strictObject({
    note: v.pipe(v.string(), v.nonEmpty("a case says how it was worked")),
    county: v.pipe(v.string(), v.regex(/^\d{6}$/)),
    day: v.pipe(v.string(), v.isoDate()),
    status: v.optional(v.picklist(POVERTY_STATUSES)),
    amounts: v.optional(v.record(fund, YuanSchema)),
    expected: v.optional(v.nullable(v.record(fund, v.nullable(ShareOut)))),
    fundFields: v.optional(v.record(fund, v.picklist(FUND_FIELDS))),
    benefits: v.optional(v.record(v.picklist(BENEFIT_KEYS), v.nullable(anything))),
    stopped: v.optional(v.record(v.picklist(BENEFIT_KEYS), rule)),
    diagnoses: v.optional(v.record(v.picklist(DISEASE_LISTS), v.record(v.string(), v.picklist(["yes", "no", "unknown"])))),
    headcounts: v.optional(v.record(v.picklist(ALLOTMENT_ITEMS), HeadcountSchema)),
    allotted: v.optional(v.record(v.picklist(ALLOTMENT_ITEMS), v.nullable(AllottedSchema))),
    visit: v.optional(anything),
    parameters: v.optional(CaseParametersSchema),
    previousYear: v.optional(CaseParametersSchema),
    findings: v.optional(v.record(fund, v.nullable(anything))),
  }),
  v.check(({ amounts, expected }) => (amounts === undefined) === (expected === undefined), "amounts and expected go together"),
  v.check(({ visit, findings }) => (visit === undefined) === (findings === undefined), "visit and findings go together"),
  v.check(({ headcounts, allotted }) => (headcounts === undefined) === (allotted === undefined), "headcounts and allotted go together"),
  v.check(({ status, amounts }) => status !== undefined || amounts === undefined, "amounts need a status"),
  v.check((one) => ASSERTIONS.some((key) => one[key] !== undefined), "a case that expects nothing"),
);

/** The parts of a case that expect something. */
export const ASSERTIONS = ["expected", "fundFields", "benefits", "stopped", "diagnoses", "allotted", "findings"] as const;
export type GoldenCase = v.InferOutput<typeof GoldenCaseSchema>;
export type CaseParameters = NonNullable<GoldenCase["parameters"]>;

/** The golden cases of a folder's files (`*.golden.json`, each a list of cases). Throws PolicyFault with every problem found. */
export function goldenCases(files: readonly PolicyFile[]): FromFile<GoldenCase>[] {
  const problems: string[] = [];
  const cases: FromFile<GoldenCase>[] = [];
  for (const { path, data } of files.filter((file) => file.path.endsWith(GOLDEN_ENDING))) {
    const result = v.safeParse(v.array(GoldenCaseSchema), data);
    if (result.success) cases.push(...result.output.map((value, index) => ({ file: `${path}[${index}]`, value })));
    else problems.push(...describeIssues(path, result.issues));
  }
  if (problems.length > 0) throw new PolicyFault(problems);
  return cases;
}
