import * as v from "valibot";
import { YuanSchema } from "./benefit-values.ts";
import { TierRatioSchema } from "./tier-ratio.ts";

/** What is allotted by headcount, beside what patients cost, in the order statements list it. */
export const ALLOTMENT_ITEMS = ["premium", "familyDoctor", "assistanceSubsidy", "backstopSubsidy"] as const;
export type AllotmentItem = (typeof ALLOTMENT_ITEMS)[number];

export const ITEM_NAMES: Readonly<Record<AllotmentItem, string>> = {
  premium: "参保个人缴费补贴",
  familyDoctor: "家庭医生签约服务费",
  assistanceSubsidy: "医疗救助补助",
  backstopSubsidy: "兜底保障补助",
};

/** The local parameters an item's amount may be left to. */
export const UNIT_PARAMETERS = ["premium", "premiumSubsidy"] as const;
export type UnitParameter = (typeof UNIT_PARAMETERS)[number];

const PositiveYuanSchema = v.pipe(
  YuanSchema,
  v.check((text) => Number(text) > 0, "an allotment of nothing"),
);

/**
 * Yuan a person a year. `yuan`: the document says it. `parameter`: it is left to localities, and the message says it or the local parameter
 * does; never below `atLeast`.
 */
const UnitSchema = v.union(
  [v.strictObject({ yuan: PositiveYuanSchema }), v.strictObject({ parameter: v.picklist(UNIT_PARAMETERS), atLeast: v.optional(PositiveYuanSchema) })],
  "a unit amount is {yuan} or {parameter, atLeast?}",
);

const AllotmentRuleSchema = v.strictObject({
  unit: UnitSchema,
  /** How the tiers share it, by the person's status. */
  ratios: v.strictObject({ lifted: TierRatioSchema, unlifted: TierRatioSchema }),
  /** The clause, then a colon and its words, verbatim. */
  clause: v.pipe(v.string(), v.nonEmpty("a rule cites its clause")),
  /** What the text leaves open, and how it is read here. */
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty("an assumption says what is assumed"))),
});
export type AllotmentRule = v.InferOutput<typeof AllotmentRuleSchema>;

/** A layer's allotments by item. */
export const AllotmentsSchema = v.partial(
  v.strictObject({
    premium: AllotmentRuleSchema,
    familyDoctor: AllotmentRuleSchema,
    assistanceSubsidy: AllotmentRuleSchema,
    backstopSubsidy: AllotmentRuleSchema,
  } satisfies Record<AllotmentItem, unknown>),
);
export type LayerAllotments = v.InferOutput<typeof AllotmentsSchema>;

/** The allotments of a layer, in the order of ALLOTMENT_ITEMS. */
export function allotmentsOf(allotments: LayerAllotments | undefined): [AllotmentItem, AllotmentRule][] {
  return ALLOTMENT_ITEMS.flatMap((item): [AllotmentItem, AllotmentRule][] => {
    const rule = allotments?.[item];
    return rule === undefined ? [] : [[item, rule]];
  });
}

/** What entries call the rule: "yunnan-2017@1/allotment.premium". No split or benefit rule has a dot in its name. */
export function allotmentRuleName({ id, version }: { readonly id: string; readonly version: number }, item: AllotmentItem): string {
  return `${id}@${version}/allotment.${item}`;
}
