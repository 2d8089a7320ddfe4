import { allotmentRuleName, allotmentsOf } from "../policy/allotment-rules.ts";
import type { PolicyLayer } from "../policy/layer.ts";
import { benefitsOf } from "../policy/merge-benefits.ts";

/** A rule's document and clause. */
export interface Cited {
  readonly document: string;
  readonly clause: string;
}

/** Looks up rules by the names entries and findings keep: "yunnan-2017@1/backstop". */
export type ClauseOf = (rule: string) => Cited | undefined;

/**
 * Finds the clause of a split, a benefit rule or an allotment. Undefined for a rule of a version that the layers no longer have: what was decided by it stands,
 * and today's words of it would not be those it was decided by.
 */
export function clausesOf(layers: readonly PolicyLayer[]): ClauseOf {
  const cited = new Map<string, Cited>();
  for (const { id, version, document, splits, benefits, allotments } of layers) {
    for (const { rule, clause } of splits) cited.set(`${id}@${version}/${rule}`, { document, clause });
    for (const [key, rule] of benefitsOf(benefits)) cited.set(`${id}@${version}/${key}`, { document, clause: rule.clause });
    for (const [item, { clause }] of allotmentsOf(allotments)) cited.set(allotmentRuleName({ id, version }, item), { document, clause });
  }
  return (rule) => cited.get(rule);
}

/** "云政办发〔2017〕102号（五）：由县级政府统筹资金进行兜底保障"; the rule's name where its words are not known. */
export function citeRule(clauseOf: ClauseOf, rule: string): string {
  const cited = clauseOf(rule);
  return cited === undefined ? rule : `${cited.document}${cited.clause}`;
}
