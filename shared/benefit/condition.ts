import type { DiseaseListKey } from "../policy/benefit-rules.ts";
import type { Place } from "../policy/benefit-values.ts";
import { matchDisease, type Diagnosis, type DiseaseList, type DiseaseMatch } from "../policy/diseases.ts";
import { hull, sameBounds, type Bounds } from "./bounds.ts";
import { standsIn } from "./place.ts";
import type { Sheet } from "./sheet.ts";

/** When a rule holds. */
export interface Conditions {
  readonly referral?: true | undefined;
  readonly where?: Place | undefined;
  readonly diseases?: DiseaseListKey | undefined;
}

/** Whether a condition is met, undefined where that can't be told, for want of what is named. */
export interface Condition {
  readonly met: boolean | undefined;
  readonly missing: readonly string[];
  /** In words, for the steps. */
  readonly text: string;
}

const PLACE_NAMES: Readonly<Record<Place, string>> = {
  "inside-county": "参保县域内就医",
  "outside-county": "参保县域外就医",
  "inside-prefecture": "参保州市内就医",
};

/** Whether all conditions of a rule are met. One that is not met decides; what would be needed for the others then does not matter. */
export function conditionOf(sheet: Sheet, { referral, where, diseases }: Conditions): Condition {
  const parts: Condition[] = [];
  if (referral) parts.push(referralCondition(sheet.facts.referral));
  if (where !== undefined) {
    const met = standsIn(where, sheet.facts.institution, sheet.facts.county);
    parts.push({ met, missing: ["fixmedins_code"], text: PLACE_NAMES[where] });
  }
  if (diseases !== undefined) parts.push(diseaseCondition(sheet, diseases));
  const failed = parts.find(({ met }) => met === false);
  if (failed !== undefined) return failed;
  const unknown = parts.filter(({ met }) => met === undefined);
  const text = parts.map((part) => part.text).join("，");
  return { met: unknown.length === 0 ? true : undefined, missing: unknown.flatMap(({ missing }) => missing), text };
}

function referralCondition(referral: boolean | undefined): Condition {
  const text = referral === false ? "不符合转诊转院规范" : "符合转诊转院规范";
  return { met: referral, missing: ["refl_flag"], text };
}

/** Whether the diagnosis is on a list of the policy. */
export function diseaseCondition(sheet: Sheet, key: DiseaseListKey): Condition {
  const list = sheet.rules[key];
  if (list === undefined) return { met: undefined, missing: [`rule:${key}`], text: `病种清单${key}` };
  const { diagnosis } = sheet.facts;
  const named = diagnosis.dise_name ?? diagnosis.dise_codg ?? "未填写";
  const match = matchOnce(list.value, diagnosis);
  switch (match.match) {
    case "yes":
      return { met: true, missing: [], text: `诊断“${named}”属于清单中的“${match.disease}”` };
    case "no":
      return { met: false, missing: [], text: `诊断“${named}”不在清单内` };
    case "unknown":
      return { met: undefined, missing: ["dise_name"], text: `诊断“${named}”属于清单${match.disease === undefined ? "" : `中的“${match.disease}”`}` };
  }
}

/**
 * Works a range by the one way where the condition is met and by the other where it is not. Where nobody can tell, by both: if they
 * differ, the range is the least that holds both and what would tell is missing; if not, it does not matter.
 */
export function whether(sheet: Sheet, condition: Condition, met: (sheet: Sheet) => Bounds, otherwise: (sheet: Sheet) => Bounds): Bounds {
  if (condition.met !== undefined) return (condition.met ? met : otherwise)(sheet);
  const [yes, no] = [sheet.branch(), sheet.branch()];
  const [ifMet, ifNot] = [met(yes), otherwise(no)];
  if (sameBounds(ifMet, ifNot)) {
    sheet.absorb(yes);
    sheet.lacks(...no.missing);
    return ifMet;
  }
  sheet.lacks(...condition.missing);
  sheet.step(() => `无法确定是否${condition.text}（缺${condition.missing.join("、")}），两种情形分别计算`);
  sheet.step(() => "若是：");
  sheet.absorb(yes);
  sheet.step(() => "若否：");
  sheet.absorb(no);
  return hull(ifMet, ifNot);
}

/**
 * Works a range by the first of the rules whose conditions are met, and otherwise where none's are; a rule that no policy states is passed over.
 */
export function byFirst<Rule extends { readonly value: Conditions }>(
  sheet: Sheet,
  rules: readonly (Rule | undefined)[],
  met: (sheet: Sheet, rule: Rule, condition: Condition) => Bounds,
  otherwise: (sheet: Sheet) => Bounds,
): Bounds {
  const [rule, ...others] = rules.filter((one) => one !== undefined);
  if (rule === undefined) return otherwise(sheet);
  const condition = conditionOf(sheet, rule.value);
  return whether(
    sheet,
    condition,
    (one) => met(one, rule, condition),
    (one) => byFirst(one, others, met, otherwise),
  );
}

const matches = new WeakMap<DiseaseList, Map<string, DiseaseMatch>>();

/** A month's diagnoses repeat, and comparing one with a list means normalising every name on it. */
const MAX_REMEMBERED = 2_000;

function matchOnce(list: DiseaseList, diagnosis: Diagnosis): DiseaseMatch {
  const known = matches.get(list) ?? new Map<string, DiseaseMatch>();
  matches.set(list, known);
  const key = JSON.stringify([diagnosis.dise_name, diagnosis.dise_codg]);
  const found = known.get(key) ?? matchDisease(list, diagnosis);
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(key, found);
  return found;
}
