import { allotmentRuleName, allotmentsOf, type AllotmentItem, type AllotmentRule } from "./allotment-rules.ts";
import type { PolicyLayer } from "./layer.ts";

/** An item's rule in force, with where it comes from. */
export interface AllotmentInForce {
  /** e.g. "xishuangbanna-2017@1/allotment.premium" */
  readonly rule: string;
  readonly document: string;
  readonly value: AllotmentRule;
  /** The rules of wider or earlier layers it replaced, the latest last. */
  readonly overrides: readonly string[];
}

export type AllotmentsInForce = Readonly<Partial<Record<AllotmentItem, AllotmentInForce>>>;

/** Merges the layers in the order given: what a later one says of an item replaces, whole, what an earlier one said. */
export function mergeAllotments(layers: readonly PolicyLayer[]): AllotmentsInForce {
  const merged: Partial<Record<AllotmentItem, AllotmentInForce>> = {};
  for (const layer of layers) {
    for (const [item, value] of allotmentsOf(layer.allotments)) {
      const before = merged[item];
      const overrides = before === undefined ? [] : [...before.overrides, before.rule];
      merged[item] = { rule: allotmentRuleName(layer, item), document: layer.document, value, overrides };
    }
  }
  return merged;
}
