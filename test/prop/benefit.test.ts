import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditBenefits } from "../../shared/benefit/audit-benefits.ts";
import { CUMULATIVE_FIELDS, type BenefitFacts } from "../../shared/benefit/facts.ts";
import type { FundFinding } from "../../shared/benefit/finding.ts";
import type { FindParameter } from "../../shared/policy/parameters.ts";
import { fen, type Fen } from "../../shared/money/fen.ts";
import { formatYuan } from "../../shared/money/yuan.ts";
import { policyFor } from "../../shared/policy/book.ts";
import { FUNDS, type Fund } from "../../shared/policy/funds.ts";
import { INSTITUTION_LEVELS, PARAMETER_KEYS, PARAMETERS, type ParameterKey } from "../../shared/policy/parameter-keys.ts";

/** What an auditor may know or not: fields of the message, and local parameters. The two deductibles go together, as either stands in for the other. */
const HIDEABLE = ["level", "referral", "diagnosis", "institution", "deductible", ...CUMULATIVE_FIELDS, ...PARAMETER_KEYS] as const;
type Hideable = (typeof HIDEABLE)[number];

const amount = (max: number) => fc.integer({ min: 0, max }).map(fen);
const PLACES = [
  { county: "530521", day: "2017-10-12" },
  { county: "532822", day: "2017-10-26" },
  { county: "530521", day: "2019-06-01" },
  { county: "620102", day: "2019-06-01" },
] as const;

interface Visit {
  readonly facts: BenefitFacts;
  readonly values: Readonly<Record<ParameterKey, string>>;
}

/** A visit of which everything is known. Amounts by fund are near what rules give, so that every verdict comes up. */
const visits: fc.Arbitrary<Visit> = fc
  .record({
    place: fc.constantFrom(...PLACES),
    medType: fc.constantFrom("21", "23", "14", "11"),
    level: fc.constantFrom(...INSTITUTION_LEVELS),
    referral: fc.boolean(),
    dise_name: fc.constantFrom("肺炎", "2型糖尿病", "终末期肾病", "食管癌", "白内障", "肺癌"),
    institution: fc.constantFrom("H53052100001", "H53282200001", "H53010200201", "H62010200001"),
    total: amount(10_000_000),
    scopePart: fc.integer({ min: 0, max: 100 }),
    deductible: amount(50_000),
    hospitalPart: fc.integer({ min: 0, max: 20 }),
    parts: fc.array(fc.constantFrom(0, 5, 10, 50, 65, 70, 80, 85, 90, 95, 100), { minLength: 5, maxLength: 5 }),
    odd: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 5, maxLength: 5 }),
    cumulative: fc.array(amount(3_000_000), { minLength: CUMULATIVE_FIELDS.length, maxLength: CUMULATIVE_FIELDS.length }),
    yuan: fc.array(amount(4_000_000), { minLength: PARAMETER_KEYS.length, maxLength: PARAMETER_KEYS.length }),
    ratio: fc.constantFrom("0.5", "0.65", "0.8", "1"),
  })
  .map(
    ({
      place,
      medType,
      level,
      referral,
      dise_name,
      institution,
      total,
      scopePart,
      deductible,
      hospitalPart,
      parts,
      odd,
      cumulative,
      yuan,
      ratio,
    }) => {
      const scope = fen(Math.floor((total * scopePart) / 100));
      let left: number = scope;
      const paid = Object.fromEntries(
        FUNDS.map((fund, index) => {
          const one = Math.max(0, Math.min(left, Math.floor((left * parts[index]!) / 100) + odd[index]!));
          left -= one;
          return [fund, fen(one)];
        }),
      ) as Record<Fund, Fen>;
      const hospital = fen(Math.floor((left * hospitalPart) / 100));
      const values = Object.fromEntries(
        PARAMETER_KEYS.map((key, index) => [key, PARAMETERS[key].unit === "ratio" ? ratio : formatYuan(yuan[index]!)]),
      ) as Record<ParameterKey, string>;
      const facts: BenefitFacts = {
        ...{ ...place, institution, medType, level, referral, diagnosis: { dise_name }, total, scope, deductible, hospital, paid },
        cumulative: Object.fromEntries(CUMULATIVE_FIELDS.map((field, index) => [field, cumulative[index]!])),
      };
      // What a hospital charged is never more than the local deductible here: whoever does not know the local one must believe the hospital.
      return { facts, values: { ...values, basicInpatientDeductible: formatYuan(fen(Math.max(deductible, yuan[0]!))) } };
    },
  );

function audit({ facts, values }: Visit, hidden: ReadonlySet<Hideable> = new Set()): FundFinding[] {
  const deductibleHidden = hidden.has("deductible");
  const known: BenefitFacts = {
    ...facts,
    ...(hidden.has("level") ? { level: undefined } : {}),
    ...(hidden.has("referral") ? { referral: undefined } : {}),
    ...(hidden.has("diagnosis") ? { diagnosis: {} } : {}),
    ...(hidden.has("institution") ? { institution: "1001" } : {}),
    ...(deductibleHidden ? { deductible: undefined } : {}),
    cumulative: Object.fromEntries(Object.entries(facts.cumulative).filter(([field]) => !hidden.has(field as Hideable))),
  };
  // Gansu's document sets a floor of its own (不低于70%): without the local ratio any value above it is right by the document.
  const isFloor = (key: ParameterKey): boolean => key === "assistanceRatio" && facts.county.startsWith("62");
  const parameterFor: FindParameter = (region, year, key) =>
    (hidden.has(key) && !isFloor(key)) || (key === "basicInpatientDeductible" && deductibleHidden)
      ? undefined
      : { key, value: values[key], source: "made up", set: "made-up-2017", region, year, sample: true };
  const rules = policyFor(facts.county, facts.day)?.benefits.rules ?? {};
  return auditBenefits({ facts: known, rules, parameterFor, explain: false });
}

const many = { numRuns: 2_000 };

describe("the benefit audit", () => {
  it("who knows everything leaves nothing unchecked but where the policy says nothing", () => {
    fc.assert(
      fc.property(visits, (visit) => {
        for (const { verdict, missing } of audit(visit)) {
          if (verdict === "not_checkable") expect(missing.every((name) => name.startsWith("rule:"))).toBe(true);
        }
      }),
      many,
    );
  });

  it("who knows less never finds otherwise, only that it can't tell, and its ends hold all the same", () => {
    fc.assert(
      fc.property(visits, fc.subarray([...HIDEABLE]), (visit, hidden) => {
        const [whole, less] = [audit(visit), audit(visit, new Set(hidden))];
        expect(less.map(({ fund }) => fund)).toEqual(whole.map(({ fund }) => fund));
        for (const [place, { verdict, low, high }] of whole.entries()) {
          const blurred = less[place]!;
          expect([verdict, "not_checkable"]).toContain(blurred.verdict);
          expect(blurred.low).toBeLessThanOrEqual(low);
          expect(blurred.high).toBeGreaterThanOrEqual(high);
        }
      }),
      many,
    );
  });

  it("names something missing exactly where it can't tell, and how much an amount lies outside its range", () => {
    fc.assert(
      fc.property(visits, fc.subarray([...HIDEABLE]), (visit, hidden) => {
        for (const { verdict, paid, low, high, by, missing } of audit(visit, new Set(hidden))) {
          expect(low).toBeLessThanOrEqual(high);
          if (verdict === "within") expect([paid >= low && paid <= high, missing, by]).toEqual([true, [], undefined]);
          if (verdict === "not_checkable") expect([missing.length > 0, by]).toEqual([true, undefined]);
          if (verdict === "over") expect(by).toBe(paid - high);
          if (verdict === "under") expect(by).toBe(low - paid);
        }
      }),
      many,
    );
  });
});
