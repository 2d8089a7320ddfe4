import * as v from "valibot";
import { parseRatio } from "../money/ratio.ts";
import { split } from "../money/split.ts";
import { formatYuan, parseYuan } from "../money/yuan.ts";
import { allot, unitAmountOf, type AllottedPart } from "./allot.ts";
import { ALLOTMENT_ITEMS, allotmentRuleName, allotmentsOf, type AllotmentItem } from "./allotment-rules.ts";
import { differences } from "./differences.ts";
import { matchDisease, type DiseaseList } from "./diseases.ts";
import type { Fund } from "./funds.ts";
import { ASSERTIONS, type CaseParameters, type GoldenCase } from "./golden-case.ts";
import { benefitsOf, type MergedBenefits } from "./merge-benefits.ts";
import { findParameter, parameterSetSchema, type FindParameter, type ParameterSet } from "./parameters.ts";
import { describeIssues } from "./policy-fault.ts";
import type { PolicyBook } from "./policy-book.ts";
import type { FromFile } from "./policy-file.ts";
import { resolvePolicy, type Policy, type SplitRule } from "./policy.ts";

/** What a visit case is judged with. */
export interface VisitContext {
  readonly county: string;
  readonly day: string;
  readonly policy: Policy;
  readonly parameterFor: FindParameter;
}

/** The benefit audit of a made-up visit: findings by fund. */
export type JudgeVisit = (visit: Readonly<Record<string, unknown>>, context: VisitContext) => Readonly<Record<string, unknown>>;

export interface GoldenResult {
  /** File and place in it, e.g. "yunnan-2017.golden.json[3]". */
  readonly case: string;
  readonly county: string;
  readonly day: string;
  readonly note: string;
  readonly asserts: readonly (typeof ASSERTIONS)[number][];
  /** What was expected and not found; none where the case holds. */
  readonly problems: readonly string[];
}

export interface GoldenReport {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly GoldenResult[];
  /** Rules of the layers asked about that no case names. */
  readonly uncovered: readonly string[];
}

/** Runs golden cases on a book; `layerIds` are the layers whose rules they should name. */
export function runGolden(cases: readonly FromFile<GoldenCase>[], book: PolicyBook, judge: JudgeVisit, layerIds: ReadonlySet<string>): GoldenReport {
  const results = cases.map(({ file, value }) => ({
    case: file,
    county: value.county,
    day: value.day,
    note: value.note,
    asserts: ASSERTIONS.filter((key) => value[key] !== undefined),
    problems: problemsOf(value, book, judge),
  }));
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  return { cases: results.length, passed: results.length - failed, failed, results, uncovered: uncoveredRules(cases, book, layerIds) };
}

function problemsOf(one: GoldenCase, book: PolicyBook, judge: JudgeVisit): string[] {
  const { county, day } = one;
  if (!book.regions.isCounty(county)) return [`county: no division has the code ${county}`];
  const layers = book.layers.map(({ value }) => value);
  const policy = resolvePolicy(layers, county, day);
  return [
    ...(one.expected === undefined ? [] : differences("expected", one.expected, sharesOf(one, policy))),
    ...(one.fundFields === undefined ? [] : differences("fundFields", one.fundFields, policy?.fundFields)),
    ...(one.benefits === undefined ? [] : differences("benefits", one.benefits, flatBenefits(policy?.benefits), "part")),
    ...(one.stopped === undefined ? [] : differences("stopped", one.stopped, stoppedBy(policy?.benefits), "part")),
    ...(one.diagnoses === undefined ? [] : differences("diagnoses", one.diagnoses, matchesOf(one.diagnoses, policy?.benefits))),
    ...(one.allotted === undefined ? [] : allotmentProblems(one, one.allotted, policy, book)),
    ...(one.findings === undefined ? [] : findingProblems(one, one.findings, policy, book, judge)),
  ];
}

function sharesOf({ status, amounts = {} }: GoldenCase, policy: Policy | undefined): unknown {
  if (policy === undefined || status === undefined) return null;
  const rules: Readonly<Partial<Record<string, SplitRule>>> = policy.rules[status];
  return Object.fromEntries(Object.entries(amounts).map(([fund, yuan]) => [fund, shareOut(yuan, rules[fund])]));
}

function shareOut(yuan: string, rule: SplitRule | undefined): unknown {
  const amount = parseYuan(yuan);
  if (typeof amount === "string") throw new Error(`golden amount ${yuan} is ${amount}`);
  return rule === undefined ? null : { rule: rule.rule, shares: split(amount, parseRatio(rule.ratio)).map(formatYuan) };
}

/** Each rule with its values and where it comes from on one level, as a case writes it; null where none is in force. */
function flatBenefits(merged: MergedBenefits | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(merged?.rules ?? {}).map(([key, { rule, document, overrides, value }]) => [key, { ...value, rule, document, overrides }]),
  );
}

function stoppedBy(merged: MergedBenefits | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(merged?.stopped ?? {}).map(([key, { rule }]) => [key, rule]));
}

function matchesOf(diagnoses: NonNullable<GoldenCase["diagnoses"]>, merged: MergedBenefits | undefined): unknown {
  return Object.fromEntries(
    Object.entries(diagnoses).map(([key, names]) => {
      const list: DiseaseList | undefined = merged?.rules[key as keyof typeof diagnoses]?.value;
      const matchOf = (dise_name: string): string | undefined => (list === undefined ? undefined : matchDisease(list, { dise_name }).match);
      return [key, Object.fromEntries(Object.keys(names).map((name) => [name, matchOf(name)]))];
    }),
  );
}

function findingProblems(
  one: GoldenCase,
  findings: Readonly<Partial<Record<Fund, unknown>>>,
  policy: Policy | undefined,
  book: PolicyBook,
  judge: JudgeVisit,
): string[] {
  if (policy === undefined) return [`findings: no policy is in force in ${one.county} on ${one.day}`];
  const parameterFor = parametersOf(one, book);
  if ("wrong" in parameterFor) return parameterFor.wrong;
  try {
    return differences("findings", findings, judge(one.visit ?? {}, { county: one.county, day: one.day, policy, parameterFor }), "part");
  } catch (error) {
    return [`visit: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** The parameters a case makes up, or what is wrong with them. */
function parametersOf(one: GoldenCase, book: PolicyBook): FindParameter | { readonly wrong: string[] } {
  const year = Number(one.day.slice(0, 4));
  const sets = [...setOf(one, String(year), one.parameters), ...setOf(one, String(year - 1), one.previousYear)];
  const wrong = sets.flatMap((set) => {
    const result = v.safeParse(parameterSetSchema(book.regions), set);
    return result.success ? [] : describeIssues("parameters", result.issues);
  });
  if (wrong.length > 0) return { wrong };
  return (region, ...asked) => findParameter(sets as ParameterSet[], one.county.startsWith(region) ? one.county : region, ...asked);
}

function allotmentProblems(one: GoldenCase, expected: NonNullable<GoldenCase["allotted"]>, policy: Policy | undefined, book: PolicyBook): string[] {
  const parameterFor = parametersOf(one, book);
  if ("wrong" in parameterFor) return parameterFor.wrong;
  const asked = ALLOTMENT_ITEMS.filter((item) => one.headcounts?.[item] !== undefined);
  return differences("allotted", expected, Object.fromEntries(asked.map((item) => [item, allottedOf(item, one, policy, parameterFor)])));
}

function allottedOf(item: AllotmentItem, { headcounts, county, day }: GoldenCase, policy: Policy | undefined, parameterFor: FindParameter): unknown {
  const [rule, heads] = [policy?.allotments[item], headcounts?.[item]];
  if (rule === undefined || heads === undefined) return null;
  const { unit } = rule.value;
  const stated = heads.unitAmount === undefined ? undefined : parseYuan(heads.unitAmount);
  const local = "parameter" in unit ? parameterFor(county, day.slice(0, 4), unit.parameter) : undefined;
  const unitAmount = unitAmountOf(rule, typeof stated === "number" ? stated : undefined, local);
  if (!("unitAmount" in unitAmount)) return { refused: "missing" in unitAmount ? "missing" : "wrong" };
  const parts = Object.entries(allot(heads, unitAmount.unitAmount, rule)).map(([status, part]) => [status, partText(part)]);
  return { rule: rule.rule, ...Object.fromEntries(parts) };
}

function partText({ amount, shares }: AllottedPart): unknown {
  return { amount: formatYuan(amount), shares: shares.map(formatYuan) };
}

/** The parameters a case makes up, as a set of its county; values of the prefecture are the county's here. */
function setOf({ county }: GoldenCase, year: string, values: CaseParameters | undefined): unknown[] {
  if (values === undefined) return [];
  const sourced = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, source: "golden case" }]));
  return [{ id: `golden-${year}`, region: county, year, values: sourced }];
}

function uncoveredRules(cases: readonly FromFile<GoldenCase>[], book: PolicyBook, layerIds: ReadonlySet<string>): string[] {
  const said = JSON.stringify(cases.map(({ value }) => ({ ...value, note: "" })));
  return book.layers
    .map(({ value }) => value)
    .filter(({ id }) => layerIds.has(id))
    .flatMap(({ id, version, splits, benefits, stops = [], allotments }) => [
      ...[...splits.map(({ rule }) => rule), ...benefitsOf(benefits).map(([key]) => key), ...stops.map(({ rule }) => rule)].map(
        (name) => `${id}@${version}/${name}`,
      ),
      ...allotmentsOf(allotments).map(([item]) => allotmentRuleName({ id, version }, item)),
    ])
    .filter((name) => !said.includes(JSON.stringify(name)));
}
