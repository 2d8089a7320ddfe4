import * as v from "valibot";
import { formatRatio, parseRatio, RatioError } from "../money/ratio.ts";
import { parseRegion } from "../region/region.ts";
import { BenefitsSchema, StoppedSchema } from "./benefit-rules.ts";
import { FUND_FIELDS, FUNDS, POVERTY_STATUSES, TIERS } from "./funds.ts";

/** A split among the tiers as the document prints it, normalised to coprime integers when the layer loads: "4:1.2:4.8" → "10:3:12". */
const RatioSchema = v.pipe(
  v.string(),
  v.check((text) => text.split(":").length === TIERS.length, "a ratio names province, prefecture and county"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return formatRatio(parseRatio(dataset.value));
    } catch (error) {
      if (!(error instanceof RatioError)) throw error;
      addIssue({ message: error.message });
      return NEVER;
    }
  }),
);

const SplitSchema = v.strictObject({
  rule: v.pipe(v.string(), v.regex(/^[a-z][a-z-]*$/)),
  funds: v.pipe(v.array(v.picklist(FUNDS)), v.nonEmpty()),
  statuses: v.pipe(v.array(v.picklist(POVERTY_STATUSES)), v.nonEmpty()),
  ratio: RatioSchema,
  clause: v.pipe(v.string(), v.nonEmpty()),
  /** What the text leaves open, and how it is read here. */
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty())),
});
type Split = v.InferOutput<typeof SplitSchema>;

const LayerIdSchema = v.pipe(v.string(), v.regex(/^[a-z]+-\d{4}$/));

/**
 * One policy document as data. Layers that apply to a region and a date are merged, the wider region first, then the older: what a later
 * layer says of a fund and status replaces what an earlier one said. Unknown keys are refused, and so is a layer that contradicts itself.
 */
const LayerEntries = v.strictObject({
  id: LayerIdSchema,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  document: v.pipe(v.string(), v.nonEmpty()),
  title: v.pipe(v.string(), v.nonEmpty()),
  region: v.pipe(
    v.string(),
    v.check((text) => parseRegion(text) === text, "a region is a code prefix of the division table"),
  ),
  inForceFrom: v.pipe(v.string(), v.isoDate()),
  fundFields: v.optional(
    v.pipe(
      v.partial(
        v.strictObject({
          basic: v.picklist(FUND_FIELDS),
          critical: v.picklist(FUND_FIELDS),
          assistance: v.picklist(FUND_FIELDS),
          backstop: v.picklist(FUND_FIELDS),
          topup: v.picklist(FUND_FIELDS),
        }),
      ),
      v.check((fields) => isDistinct(Object.values(fields)), "a field pays one fund: its amount would be counted twice"),
    ),
  ),
  splits: v.pipe(
    v.array(SplitSchema),
    v.check((splits) => isDistinct(splits.flatMap(casesOf)), "a fund and status has one split"),
  ),
  benefits: v.optional(BenefitsSchema),
  stops: v.optional(
    v.pipe(
      StoppedSchema,
      v.check((stops) => isDistinct(stops.map(({ rule }) => rule)), "a rule is stopped once"),
    ),
  ),
  /** The layer this document changes; it must be in force before. */
  amends: v.optional(LayerIdSchema),
  /** What the document as a whole leaves open, beyond the assumptions of single rules. */
  assumptions: v.optional(v.array(v.strictObject({ about: v.pipe(v.string(), v.nonEmpty()), assumption: v.pipe(v.string(), v.nonEmpty()) }))),
});

export const LayerSchema = v.pipe(
  LayerEntries,
  v.check(({ benefits, stops }) => (stops ?? []).every(({ rule }) => benefits?.[rule] === undefined), "a layer gives a rule or stops it, not both"),
);

function casesOf({ funds, statuses }: Split): string[] {
  return funds.flatMap((fund) => statuses.map((status) => `${fund} ${status}`));
}

function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

export type PolicyLayer = v.InferOutput<typeof LayerSchema>;

/** Checks a layer's data. Throws valibot's error, which names the key and the value, where it breaks the schema. */
export function loadLayer(data: unknown): PolicyLayer {
  return v.parse(LayerSchema, data);
}
