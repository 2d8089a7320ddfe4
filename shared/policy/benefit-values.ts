import * as v from "valibot";
import { parseYuan } from "../money/yuan.ts";
import { FUNDS } from "./funds.ts";
import { CAP_PARAMETERS, DEDUCTIBLE_PARAMETERS, RATIO_PARAMETERS } from "./parameter-keys.ts";

/** A share from "0" to "1", at most four decimals: "0.90" is 90 %. */
export const ShareSchema = v.pipe(v.string(), v.regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/, 'a ratio is a decimal from 0 to 1, e.g. "0.85"'));

/** An amount in yuan with two decimals. */
export const YuanSchema = v.pipe(
  v.string(),
  v.check((text) => /^\d+\.\d{2}$/.test(text) && typeof parseYuan(text) === "number", 'an amount is yuan with two decimals, e.g. "1200.00"'),
);

/** Any value from `low` to `high` is right: 90％—95％ is 0.90 to 0.95, 达到70％ is 0.70 to 0.70, 不低于70％ is 0.70 to 1. */
const RangeSchema = v.pipe(
  v.strictObject({ low: ShareSchema, high: ShareSchema }),
  v.check(({ low, high }) => Number(low) <= Number(high), "a range's low is not above its high"),
  v.check(({ high }) => Number(high) > 0, "a range that allows nothing"),
);
export type Range = v.InferOutput<typeof RangeSchema>;

/** The local parameter, `plus` so many points: 报销比例提高5个百分点 is plus "0.05". `atLeast`: the document sets the floor, up to 1. */
const LocalRatioSchema = v.strictObject({
  parameter: v.picklist(RATIO_PARAMETERS),
  plus: v.optional(ShareSchema),
  atLeast: v.optional(ShareSchema),
});

/** 分段: of the part of the base above `over` (yuan) and up to the next tier's `over`, the range. The first tier starts at "0.00". */
const TiersSchema = v.strictObject({
  tiers: v.pipe(
    v.array(v.strictObject({ over: YuanSchema, range: RangeSchema })),
    v.minLength(2, "one tier is a range"),
    v.check((tiers) => Number(tiers[0]?.over) === 0, 'the first tier starts at "0.00"'),
    v.check((tiers) => tiers.every(({ over }, at) => at === 0 || Number(over) > Number(tiers[at - 1]?.over)), "tiers start one above the other"),
  ),
});

/** What share of its base a fund pays. */
export const RatioSchema = v.union([RangeSchema, LocalRatioSchema, TiersSchema], "a ratio is {low, high}, {parameter, plus?, atLeast?} or {tiers}");
export type BenefitRatio = v.InferOutput<typeof RatioSchema>;

const FactorSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,2}(\.\d{1,4})?$/, 'a factor is a decimal, e.g. "0.5"'),
  v.check((text) => Number(text) > 0, "a factor of nothing"),
);

/** 起付线: none, or the local one times a factor (降低50％ is times "0.5"). */
export const DeductibleSchema = v.union(
  [v.literal("none"), v.strictObject({ parameter: v.picklist(DEDUCTIBLE_PARAMETERS), times: v.optional(FactorSchema) })],
  'a deductible is "none" or {parameter, times?}',
);
export type Deductible = v.InferOutput<typeof DeductibleSchema>;

/**
 * 封顶线 of a year: none, or the local one times a factor (提高50％ is times "1.5"), and never below `atLeast` (yuan; 不低于10万元). Where the
 * local one is missing and `atLeast` is given, the cap is somewhere from `atLeast` up.
 */
export const CapSchema = v.union(
  [v.literal("none"), v.strictObject({ parameter: v.picklist(CAP_PARAMETERS), times: v.optional(FactorSchema), atLeast: v.optional(YuanSchema) })],
  'a cap is "none" or {parameter, times?, atLeast?}',
);
export type Cap = v.InferOutput<typeof CapSchema>;

/** The self-pay of a year above which a fund bears the rest: a fixed amount, or a local parameter of a year. */
export const ThresholdSchema = v.union(
  [
    v.strictObject({ amount: YuanSchema }),
    v.strictObject({
      parameter: v.literal("ruralDisposableIncome"),
      ofYear: v.picklist(["same", "previous"]),
      of: v.picklist(["local", "prefecture"]),
    }),
  ],
  "a threshold is {amount} or {parameter, ofYear, of}",
);
export type Threshold = v.InferOutput<typeof ThresholdSchema>;

/** What a share is of: policy-scope cost (政策范围内, inscp_scp_amt), total cost (实际, medfee_sumamt), or the scope cost earlier funds left. */
export const BASES = ["scope", "total", "scope-left"] as const;
export type Base = (typeof BASES)[number];

/** Where the institution is, seen from the insured county; absent: anywhere. */
export const PLACES = ["inside-county", "outside-county", "inside-prefecture"] as const;
export type Place = (typeof PLACES)[number];

/** The funds whose payments count towards a target. */
export const CountingSchema = v.pipe(
  v.array(v.picklist(FUNDS)),
  v.nonEmpty(),
  v.check((funds) => new Set(funds).size === funds.length, "a fund counts once"),
);
