import * as v from "valibot";
import { formatRatio, parseRatio, RatioError } from "../money/ratio.ts";
import { TIERS } from "./funds.ts";

/** A split among the tiers as the document prints it, normalised to coprime integers when the layer loads: "4:1.2:4.8" → "10:3:12". */
export const TierRatioSchema = v.pipe(
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
