import { above, least, most, NOTHING, type Exact } from "./exact.ts";

/** The ends of an allowed range, as far as they are certain: whatever is not known, no more than `high` and no less than `low` is right. */
export interface Bounds {
  readonly low: Exact;
  readonly high: Exact;
}

export const NO_PAYMENT: Bounds = { low: NOTHING, high: NOTHING };

export function exactly(amount: Exact): Bounds {
  return { low: amount, high: amount };
}

export function upTo(high: Exact): Bounds {
  return { low: NOTHING, high: most(NOTHING, high) };
}

/** The least range that holds both: one of the two is right, and nobody knows which. */
export function hull(a: Bounds, b: Bounds): Bounds {
  return { low: least(a.low, b.low), high: most(a.high, b.high) };
}

export function sameBounds(a: Bounds, b: Bounds): boolean {
  return a.low === b.low && a.high === b.high;
}

/** No more than the limit, at either end. */
export function limitTo(limit: Exact, { low, high }: Bounds): Bounds {
  return { low: least(low, limit), high: least(high, limit) };
}

/** Both ends less an amount, and nothing where that is below zero. */
export function less(amount: Exact, { low, high }: Bounds): Bounds {
  return { low: above(low, amount), high: above(high, amount) };
}

/** No less than the floor, at either end. */
export function raiseTo(floor: Exact, { low, high }: Bounds): Bounds {
  return { low: most(low, floor), high: most(high, floor) };
}
