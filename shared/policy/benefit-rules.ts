import * as v from "valibot";
import { BASES, CapSchema, CountingSchema, DeductibleSchema, PLACES, RatioSchema, ShareSchema, ThresholdSchema } from "./benefit-values.ts";
import { DiseaseListSchema } from "./diseases.ts";

/** The disease lists a rule may name. */
export const DISEASE_LISTS = [
  "diseases-outpatient",
  "diseases-critical-outpatient",
  "diseases-major",
  "diseases-severe",
  "diseases-cataract",
] as const;
export type DiseaseListKey = (typeof DISEASE_LISTS)[number];

const sourced = {
  /** The clause, then a colon and its words, verbatim. */
  clause: v.pipe(v.string(), v.nonEmpty("a rule cites its clause")),
  /** What the text leaves open, and how it is read here. */
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty("an assumption says what is assumed"))),
};

/** A fund pays a share of its base, a stay or visit at a time. */
const share = v.strictObject({
  ratio: RatioSchema,
  of: v.picklist(BASES),
  deductible: v.optional(DeductibleSchema),
  /** Only where 符合分级诊疗、转诊转院规范. */
  referral: v.optional(v.literal(true)),
  where: v.optional(v.picklist(PLACES)),
  diseases: v.optional(v.picklist(DISEASE_LISTS)),
  /** `area`: 确保 of a whole county's payments, which one stay can't break; absent: of every stay or visit. */
  per: v.optional(v.literal("area")),
  ...sourced,
});

/** The fund pays what the funds before it leave up to a target share of the base; any target from low to high is right. */
const target = v.pipe(
  v.strictObject({
    upTo: v.strictObject({ low: ShareSchema, high: ShareSchema }),
    of: v.picklist(["scope", "total"]),
    /** The funds whose payments, with this one's own, make the share. */
    counting: CountingSchema,
    referral: v.optional(v.literal(true)),
    where: v.optional(v.picklist(PLACES)),
    diseases: v.optional(v.picklist(DISEASE_LISTS)),
    ...sourced,
  }),
  v.check(({ upTo }) => Number(upTo.low) <= Number(upTo.high) && Number(upTo.high) > 0, "a target's low is not above its high, which is above 0"),
);

/** What a year's deductible or cap is. */
const deductible = v.strictObject({ deductible: DeductibleSchema, ...sourced });
const cap = v.strictObject({ cap: CapSchema, ...sourced });

/** A share of a year's self-pay above a threshold. */
const over = v.strictObject({ ratio: RatioSchema, over: ThresholdSchema, referral: v.optional(v.literal(true)), ...sourced });

/** The rule holds where a layer states it: it has no value of its own. */
const statement = v.strictObject({ ...sourced });

/** The outpatient visits the fund covers: those of a list, or every visit for a chronic or special disease (门诊慢特病). */
const covered = v.strictObject({ diseases: v.optional(v.picklist(DISEASE_LISTS)), ...sourced });

const diseases = v.strictObject({ ...DiseaseListSchema.entries, ...sourced });

/**
 * Every benefit rule a policy document can state, by key, with the schema of its value. A layer gives any of them; what a later or narrower
 * layer gives replaces the whole rule of that key. A new kind of rule is a key here and its calculation in the audit.
 */
export const BENEFIT_RULES = {
  "basic-inpatient-township": share,
  "basic-inpatient-county": share,
  "basic-inpatient-prefecture": share,
  "basic-inpatient-province": share,
  /** Floor for stays outside the county with referral, per stay. */
  "basic-inpatient-referred": share,
  /** Floor of actual compensation inside the county. */
  "basic-inpatient-area": share,
  "basic-inpatient-cap": cap,
  "basic-outpatient-listed": share,
  "basic-outpatient-severe": share,
  "basic-outpatient-chronic": share,
  "basic-outpatient-ordinary": share,
  "basic-outpatient-ordinary-cap": cap,
  /** 一般诊疗费: `of` is the own share of the consultation fee, parameter consultationFeeOwnShare. */
  "basic-outpatient-consultation": statement,
  /** 对所有城乡居民住院患者 +5 points: named here so that a layer can stop it. */
  "basic-inpatient-uplift": share,
  "critical-deductible": deductible,
  "critical-ratio": share,
  "critical-cap": cap,
  "critical-outpatient": covered,
  "assistance-deductible": deductible,
  "assistance-inpatient-target": target,
  "assistance-inpatient-share": share,
  "assistance-cap": cap,
  /** 年累计超过…部分，通过医疗救助全部解决. */
  "assistance-annual-over": over,
  /** The backstop may pay what assistance should: the two are judged as one where only their sum is in range. */
  "assistance-backstop-joined": statement,
  "backstop-inpatient-target": target,
  /** Where a narrower place has a target of its own; it goes before backstop-inpatient-target. */
  "backstop-inpatient-target-near": target,
  "backstop-annual-over": over,
  "major-disease-target": target,
  "major-disease-severe-target": target,
  "cataract-target": target,
  "topup-inpatient": share,
  "diseases-outpatient": diseases,
  "diseases-critical-outpatient": diseases,
  "diseases-major": diseases,
  "diseases-severe": diseases,
  "diseases-cataract": diseases,
} as const;

export type BenefitKey = keyof typeof BENEFIT_RULES;
export const BENEFIT_KEYS = Object.keys(BENEFIT_RULES) as readonly BenefitKey[];
export type BenefitRule<K extends BenefitKey = BenefitKey> = v.InferOutput<(typeof BENEFIT_RULES)[K]>;

/** A layer's benefits: any of the rules by key, and the keys of those it stops (停止执行), each with its clause. */
export const BenefitsSchema = v.partial(v.strictObject(BENEFIT_RULES));
export type LayerBenefits = v.InferOutput<typeof BenefitsSchema>;

export const StoppedSchema = v.array(v.strictObject({ rule: v.picklist(BENEFIT_KEYS), ...sourced }));
export type Stopped = v.InferOutput<typeof StoppedSchema>;
