import type { Month } from "./month.ts";

/** Which months of a county are open. */
export interface Calendar {
  readonly county: string;
  /** The first month that takes records; earlier ones are closed or closing. */
  readonly firstOpen: Month;
  /** The last month up to which every account of the county is known to be closed; "" before the first close is complete. */
  readonly settledThrough: Month | "";
}
