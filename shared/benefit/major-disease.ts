import type { Bounds } from "./bounds.ts";
import type { TargetRule } from "./base.ts";
import { conditionOf, whether } from "./condition.ts";
import type { Sheet } from "./sheet.ts";

/**
 * 大病专项集中救治, paid by disease: works a stay's range by the target of the list its diagnosis is on, the severe diseases first, and otherwise
 * as any stay.
 */
export function byMajorDisease(sheet: Sheet, byTarget: (sheet: Sheet, rule: TargetRule) => Bounds, otherwise: (sheet: Sheet) => Bounds): Bounds {
  const { "major-disease-severe-target": severe, "major-disease-target": major } = sheet.rules;
  return byList(sheet, severe, (one) => byList(one, major, otherwise));

  function byList(one: Sheet, rule: TargetRule | undefined, next: (sheet: Sheet) => Bounds): Bounds {
    if (rule === undefined) return next(one);
    const condition = conditionOf(one, rule.value);
    const met = (sheet_: Sheet): Bounds => {
      sheet_.step(() => `大病专项集中救治，按病种付费：${condition.text}`, rule);
      return byTarget(sheet_, rule);
    };
    return whether(one, condition, met, next);
  }
}
