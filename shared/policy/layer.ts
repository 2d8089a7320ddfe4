import * as v from "valibot";
import { formatRatio, parseRatio } from "../money/ratio.ts";
import { parseRegion } from "../region/region.ts";
import { FUND_FIELDS, FUNDS, POVERTY_STATUSES, TIERS } from "./funds.ts";

/** A split among the tiers as the document prints it, normalised to coprime integers when the layer loads: "4:1.2:4.8" → "10:3:12". */
const RatioSchema = v.pipe(
  v.string(),
  v.check((text) => text.split(":").length === TIERS.length, "a ratio names province, prefecture and county"),
  v.transform((text) => formatRatio(parseRatio(text))),
);

const SplitSchema = v.strictObject({
  rule: v.pipe(v.string(), v.regex(/^[a-z][a-z-]*$/)),
  funds: v.pipe(v.array(v.picklist(FUNDS)), v.nonEmpty()),
  statuses: v.pipe(v.array(v.picklist(POVERTY_STATUSES)), v.nonEmpty()),
  ratio: RatioSchema,
  clause: v.pipe(v.string(), v.nonEmpty()),
  note: v.optional(v.string()),
});

/**
 * One policy document as data. Layers that apply to a region and a date are merged, the wider region first, then the older: what a later
 * layer says of a fund and status replaces what an earlier one said. Unknown keys are refused.
 */
export const LayerSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z]+-\d{4}$/)),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  document: v.pipe(v.string(), v.nonEmpty()),
  title: v.pipe(v.string(), v.nonEmpty()),
  region: v.pipe(
    v.string(),
    v.check((text) => parseRegion(text) === text, "a region is a code prefix of the division table"),
  ),
  inForceFrom: v.pipe(v.string(), v.isoDate()),
  fundFields: v.optional(
    v.partial(
      v.strictObject({
        basic: v.picklist(FUND_FIELDS),
        critical: v.picklist(FUND_FIELDS),
        assistance: v.picklist(FUND_FIELDS),
        backstop: v.picklist(FUND_FIELDS),
        topup: v.picklist(FUND_FIELDS),
      }),
    ),
  ),
  splits: v.array(SplitSchema),
});

export type PolicyLayer = v.InferOutput<typeof LayerSchema>;

/** Checks a layer's data. Throws valibot's error, which names the key and the value, where it breaks the schema. */
export function loadLayer(data: unknown): PolicyLayer {
  return v.parse(LayerSchema, data);
}
