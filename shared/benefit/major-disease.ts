import type { Bounds } from "./bounds.ts";
import type { TargetRule } from "./base.ts";
import { byFirst, type Condition } from "./condition.ts";
import type { Sheet } from "./sheet.ts";

/**
 * 大病专项集中救治, paid by disease: works a stay's range by the target of the list its diagnosis is on, the severe diseases first, and otherwise
 * as any stay.
 */
export function byMajorDisease(sheet: Sheet, byTarget: (sheet: Sheet, rule: TargetRule) => Bounds, otherwise: (sheet: Sheet) => Bounds): Bounds {
  const { "major-disease-severe-target": severe, "major-disease-target": major } = sheet.rules;
  const paidByDisease = (one: Sheet, rule: TargetRule, { text }: Condition): Bounds => {
    one.step(() => `大病专项集中救治，按病种付费：${text}`, rule);
    return byTarget(one, rule);
  };
  return byFirst(sheet, [severe, major], paidByDisease, otherwise);
}
