import * as v from "valibot";
import { REGIONS } from "../region/region.ts";
import type { RegionTable } from "../region/region-table.ts";
import { AllotmentsSchema } from "./allotment-rules.ts";
import { BenefitsSchema, StoppedSchema } from "./benefit-rules.ts";
import { isLocalTime } from "../calendar/month.ts";
import { PaymentSchema } from "./payment-rules.ts";
import { FUND_FIELDS, FUNDS, POVERTY_STATUSES, type Fund } from "./funds.ts";
import { TierRatioSchema } from "./tier-ratio.ts";

const SplitSchema = v.strictObject({
  rule: v.pipe(v.string(), v.regex(/^[a-z][a-z-]*$/)),
  funds: v.pipe(v.array(v.picklist(FUNDS)), v.nonEmpty()),
  statuses: v.pipe(v.array(v.picklist(POVERTY_STATUSES)), v.nonEmpty()),
  ratio: TierRatioSchema,
  clause: v.pipe(v.string(), v.nonEmpty()),
  /** What the text leaves open, and how it is read here. */
  assumption: v.optional(v.pipe(v.string(), v.nonEmpty())),
});
type Split = v.InferOutput<typeof SplitSchema>;

/** The document's place and year, e.g. "yunnan-2017"; of several in a year "yunnan-2019-2". */
const LayerIdSchema = v.pipe(v.string(), v.regex(/^[a-z]+(-[a-z]+)*-\d{4}(-\d)?$/, 'an id is a place and a year, e.g. "yunnan-2017"'));

/** A day that the calendar has: 30 February is none. */
const DaySchema = v.pipe(
  v.string(),
  v.isoDate('a day is written as "2017-09-27"'),
  v.check((day) => isLocalTime(`${day} 00:00:00`), "a day that the calendar does not have"),
);

const FieldSchema = v.picklist(FUND_FIELDS);
const FundFieldsSchema = v.pipe(
  v.partial(v.strictObject(Object.fromEntries(FUNDS.map((fund) => [fund, FieldSchema])) as Record<Fund, typeof FieldSchema>)),
  v.check((fields) => isDistinct(Object.values(fields)), "a field pays one fund: its amount would be counted twice"),
);

const StopsSchema = v.pipe(
  StoppedSchema,
  v.check((stops) => isDistinct(stops.map(({ rule }) => rule)), "a rule is stopped once"),
);

/**
 * One policy document as data. Layers that apply to a region and a date are merged, the wider region first, then the older: what a later
 * layer says of a fund and status, or of a benefit rule, replaces what an earlier one said. Unknown keys are refused, and so is a layer that
 * contradicts itself or whose region the table does not have.
 */
export function layerSchema({ parseRegion }: RegionTable) {
  return v.pipe(
    v.strictObject({
      id: LayerIdSchema,
      version: v.pipe(v.number(), v.integer(), v.minValue(1)),
      document: v.pipe(v.string(), v.nonEmpty()),
      title: v.pipe(v.string(), v.nonEmpty()),
      region: v.pipe(
        v.string(),
        v.check((text) => parseRegion(text) === text, "a region is a code prefix of the division table"),
      ),
      inForceFrom: DaySchema,
      /** The layer this document changes; it must be in force before. */
      amends: v.optional(LayerIdSchema),
      fundFields: v.optional(FundFieldsSchema),
      splits: v.pipe(
        v.array(SplitSchema),
        v.check((splits) => isDistinct(splits.flatMap(casesOf)), "a fund and status has one split"),
        v.check((splits) => isDistinct(splits.map(({ rule }) => rule)), "a rule has a name of its own"),
      ),
      benefits: v.optional(BenefitsSchema),
      stops: v.optional(StopsSchema),
      allotments: v.optional(AllotmentsSchema),
      payment: v.optional(PaymentSchema),
      /** What the document as a whole leaves open, beyond the assumptions of single rules. */
      assumptions: v.optional(v.array(v.strictObject({ about: v.pipe(v.string(), v.nonEmpty()), assumption: v.pipe(v.string(), v.nonEmpty()) }))),
    }),
    v.check(({ benefits, stops = [] }) => stops.every(({ rule }) => benefits?.[rule] === undefined), "a layer gives a rule or stops it, not both"),
    v.check(
      ({ splits, fundFields = {}, benefits = {}, stops = [], allotments = {}, payment = {} }) =>
        splits.length + stops.length + [fundFields, benefits, allotments, payment].flatMap((one) => Object.keys(one)).length > 0,
      "a layer that says nothing",
    ),
  );
}

function casesOf({ funds, statuses }: Split): string[] {
  return funds.flatMap((fund) => statuses.map((status) => `${fund} ${status}`));
}

function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

export type PolicyLayer = v.InferOutput<ReturnType<typeof layerSchema>>;

/** Checks a layer's data. Throws valibot's error, which names the key and the value, where it breaks the schema. */
export function loadLayer(data: unknown, regions: RegionTable = REGIONS): PolicyLayer {
  return v.parse(layerSchema(regions), data);
}
