import type { BenefitKey, BenefitRule, LayerBenefits } from "./benefit-rules.ts";
import type { PolicyLayer } from "./layer.ts";

/** A benefit rule in force, with where it comes from. */
export interface BenefitInForce<K extends BenefitKey = BenefitKey> {
  /** e.g. "xishuangbanna-2017@1/basic-inpatient-county" */
  readonly rule: string;
  readonly document: string;
  /** The rule as its layer gives it, with clause and assumption. */
  readonly value: BenefitRule<K>;
  /** The rules of wider or earlier layers it replaced, the latest last. */
  readonly overrides: readonly string[];
}

export type BenefitsInForce = { readonly [K in BenefitKey]?: BenefitInForce<K> };

/** A rule a layer stopped (停止执行), with the clause that stops it. */
export interface StoppedBenefit {
  readonly rule: string;
  readonly document: string;
  readonly clause: string;
  readonly assumption?: string | undefined;
  /** The rules it ended; none where no layer known here had stated it. */
  readonly overrides: readonly string[];
}

/** What the layers in force say of benefits, merged. */
export interface MergedBenefits {
  readonly rules: BenefitsInForce;
  readonly stopped: Readonly<Partial<Record<BenefitKey, StoppedBenefit>>>;
}

export const NO_BENEFITS: MergedBenefits = { rules: {}, stopped: {} };

/** Merges the layers in the order given: what a later one says of a key replaces, or stops, what an earlier one said. */
export function mergeBenefits(layers: readonly PolicyLayer[]): MergedBenefits {
  const rules: Partial<Record<BenefitKey, BenefitInForce>> = {};
  const stopped: Partial<Record<BenefitKey, StoppedBenefit>> = {};
  for (const layer of layers) {
    for (const [key, value] of benefitsOf(layer.benefits)) {
      const before = rules[key] ?? stopped[key];
      rules[key] = { ...nameOf(layer, key), value, overrides: before === undefined ? [] : [...before.overrides, before.rule] };
      Reflect.deleteProperty(stopped, key);
    }
    for (const { rule: key, clause, assumption } of layer.stops ?? []) {
      const before = rules[key] ?? stopped[key];
      stopped[key] = { ...nameOf(layer, key), clause, assumption, overrides: before === undefined ? [] : [...before.overrides, before.rule] };
      Reflect.deleteProperty(rules, key);
    }
  }
  // Each key was given a value of its own schema; the compiler can't follow that through a loop.
  return { rules: rules as BenefitsInForce, stopped };
}

/** The rules of a layer by key, in the order its document's data lists them. */
export function benefitsOf(benefits: LayerBenefits | undefined): [BenefitKey, BenefitRule][] {
  return Object.entries(benefits ?? {}) as [BenefitKey, BenefitRule][];
}

function nameOf({ id, version, document }: PolicyLayer, key: BenefitKey): { rule: string; document: string } {
  return { rule: `${id}@${version}/${key}`, document };
}
