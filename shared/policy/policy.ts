import type { CountyCode, RegionPrefix } from "../region/region.ts";
import { POVERTY_STATUSES, type Fund, type FundField, type PovertyStatus } from "./funds.ts";
import type { PolicyLayer } from "./layer.ts";
import { mergeAllotments, type AllotmentsInForce } from "./merge-allotments.ts";
import { mergeBenefits, type MergedBenefits } from "./merge-benefits.ts";
import { mergePayment } from "./merge-payment.ts";
import type { PaymentInForce } from "./payment-rules.ts";

/** The rule one fund's amount is split by: where it comes from, and the tiers' integer weights, e.g. "10:3:12". */
export interface SplitRule {
  readonly rule: string;
  readonly ratio: string;
}

/** The rules for one person's status, by fund. */
export type RuleSet = Readonly<Partial<Record<Fund, SplitRule>>>;

/** The message field that holds each fund's amount. */
export type FundFields = Readonly<Partial<Record<Fund, FundField | undefined>>>;

/** What the layers in force for a county on a day say, merged. */
export interface Policy {
  readonly fundFields: FundFields;
  readonly rules: Readonly<Record<PovertyStatus, RuleSet>>;
  readonly benefits: MergedBenefits;
  readonly allotments: AllotmentsInForce;
  readonly payment: PaymentInForce;
}

/**
 * The policy for a county on a day ("2017-10-24"): the merge of every layer whose region holds the county and that is in force, the wider
 * region first, then the older. Undefined where no layer applies.
 */
export function resolvePolicy(layers: readonly PolicyLayer[], county: CountyCode, day: string): Policy | undefined {
  const inForce = layersInForce(layers, county, day);
  return inForce.length === 0 ? undefined : mergeLayers(inForce);
}

/** The merge of layers in the order given: what a later one says replaces what an earlier one said. */
export function mergeLayers(inForce: readonly PolicyLayer[]): Policy {
  let fundFields: FundFields = {};
  const rules: Record<PovertyStatus, Partial<Record<Fund, SplitRule>>> = { lifted: {}, unlifted: {} };
  for (const layer of inForce) {
    fundFields = mergeFields(fundFields, layer.fundFields ?? {});
    for (const split of layer.splits) {
      const rule: SplitRule = { rule: `${layer.id}@${layer.version}/${split.rule}`, ratio: split.ratio };
      for (const status of POVERTY_STATUSES.filter((one) => split.statuses.includes(one))) {
        for (const fund of split.funds) rules[status][fund] = rule;
      }
    }
  }
  return { fundFields, rules, benefits: mergeBenefits(inForce), allotments: mergeAllotments(inForce), payment: mergePayment(inForce) };
}

/** The layers whose region holds the county (or prefix) and that are in force on the day, in the order they are merged in. */
export function layersInForce(layers: readonly PolicyLayer[], region: RegionPrefix, day: string): PolicyLayer[] {
  return layers
    .filter((layer) => region.startsWith(layer.region) && layer.inForceFrom <= day)
    .sort((a, b) => a.region.length - b.region.length || compareText(a.inForceFrom, b.inForceFrom));
}

/** The first day any of the layers is in force; there must be one. */
export function firstDayOf(layers: readonly PolicyLayer[]): string {
  return layers.map((layer) => layer.inForceFrom).reduce((a, b) => (a < b ? a : b));
}

/** A field pays one fund: a layer that gives it to another takes it from the one that had it, or its amount would be counted twice. */
function mergeFields(earlier: FundFields, later: FundFields): FundFields {
  const given = new Set(Object.values(later));
  return { ...Object.fromEntries(Object.entries(earlier).filter(([, field]) => !given.has(field))), ...later };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
