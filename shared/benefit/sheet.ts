import { RULE_NAMES } from "./names.ts";
import type { BenefitInForce, BenefitsInForce } from "../policy/merge-benefits.ts";
import type { BenefitKey } from "../policy/benefit-rules.ts";
import type { InstitutionLevel, ParameterKey } from "../policy/parameter-keys.ts";
import type { FindParameter, LocalParameter } from "../policy/parameters.ts";
import type { RegionPrefix } from "../region/region.ts";
import type { BenefitFacts } from "./facts.ts";
import type { Step } from "./finding.ts";

/** What the working of every fund starts from. */
export interface Working {
  readonly facts: BenefitFacts;
  readonly rules: BenefitsInForce;
  readonly parameterFor: FindParameter;
  /** Whether the steps are written down. Intake asks for the verdicts only, and texts are most of the work. */
  readonly explain: boolean;
}

/** One fund's working: what was done step by step, what it would have needed and did not find, and the rules it followed. */
export class Sheet implements Working {
  readonly facts: BenefitFacts;
  readonly rules: BenefitsInForce;
  readonly parameterFor: FindParameter;
  readonly explain: boolean;
  readonly steps: Step[] = [];
  readonly missing = new Set<string>();
  readonly followed = new Set<string>();

  constructor({ facts, rules, parameterFor, explain }: Working) {
    this.facts = facts;
    this.rules = rules;
    this.parameterFor = parameterFor;
    this.explain = explain;
  }

  /** Writes down what was done, and the rule by which. */
  step(text: () => string, inForce?: BenefitInForce): void {
    if (inForce !== undefined) this.followed.add(inForce.rule);
    if (!this.explain) return;
    if (inForce === undefined) {
      this.steps.push({ text: text() });
      return;
    }
    const { rule, document, value } = inForce;
    const assumption = value.assumption === undefined ? {} : { assumption: value.assumption };
    this.steps.push({ text: text(), rule, clause: `${document}${value.clause}`, ...assumption });
  }

  /** Writes down what a rule says of more than this advance: nothing follows from it here. */
  remark(text: () => string, inForce: BenefitInForce): void {
    const followed = this.followed.has(inForce.rule);
    this.step(text, inForce);
    if (!followed) this.followed.delete(inForce.rule);
  }

  /** Notes something that would be needed: a field of the message, the key of a local parameter, or a rule. */
  lacks(...names: readonly string[]): void {
    for (const name of names) this.missing.add(name);
  }

  lacksRule(key: BenefitKey): void {
    this.lacks(`rule:${key}`);
    this.step(() => `政策没有规定${RULE_NAMES[key] ?? key}`);
  }

  /** A local parameter of the insured county in the year of the settlement, or so many years before it. */
  parameter(
    key: ParameterKey,
    where: { readonly level?: InstitutionLevel | undefined; readonly yearsBefore?: number; readonly region?: RegionPrefix } = {},
  ): LocalParameter | undefined {
    const { county, day } = this.facts;
    const year = String(Number(day.slice(0, 4)) - (where.yearsBefore ?? 0));
    return this.parameterFor(where.region ?? county, year, key, where.level);
  }

  /** An empty sheet for one of two workings of which nobody knows which is right. */
  branch(): Sheet {
    return new Sheet(this);
  }

  absorb({ steps, missing, followed }: Sheet): void {
    this.steps.push(...steps);
    this.lacks(...missing);
    for (const rule of followed) this.followed.add(rule);
  }
}
