import type { CountyCode } from "../region/region.ts";
import type { Lane } from "./account.ts";

/** The payee of allotments that go into a county's pool (资金池) and to no institution. No institution may have this code. */
export const POOL = "POOL";

/** The lane of a payee: an institution's own, or the pool's of the county. No code of an institution has a "#". */
export function laneOfPayee(payee: string, county: CountyCode): Lane {
  return payee === POOL ? `${POOL}#${county}` : payee;
}

export function isPool(lane: Lane): boolean {
  return lane.startsWith(`${POOL}#`);
}

/** The payee as messages name it. */
export function payeeOf(lane: Lane): string {
  return isPool(lane) ? POOL : lane;
}
