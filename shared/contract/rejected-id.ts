import { indexKey } from "../lane/entry.ts";
import { isPool, laneOfPayee, POOL } from "../lane/pool.ts";
import { isCounty } from "../region/region.ts";
import { isInstitutionCode, isMessageId, isMessageKind, MESSAGES } from "./message.ts";
import type { StoredRejection } from "./rejection.ts";

/** A message's place in the ledger: the lane of its institution or payee, and the key of its kind and id in the lane's index. */
export interface RejectedId {
  readonly lane: string;
  readonly key: string;
}

/**
 * The id a rejected message would have taken. Undefined where nothing that is posted later settles the rejection: the message has no such id, or
 * none that can be posted; or it is a conflict, whose id is taken by other content as it is.
 */
export function rejectedId(rejection: StoredRejection): RejectedId | undefined {
  const { code, kind, id } = rejection;
  const lane = laneOf(rejection);
  if (kind === undefined || id === undefined || lane === undefined || code === "conflict") return undefined;
  if (!isMessageKind(kind) || !isMessageId(id)) return undefined;
  const laneFields = kind !== "allotment" ? ["fixmedins_code"] : isPool(lane) ? ["payee", "insu_admdvs"] : ["payee"];
  if (code === "invalid_message" && !namesItsOwnId(rejection, MESSAGES[kind].id, laneFields)) return undefined;
  return { lane, key: indexKey(kind, id) };
}

/** A pool is its county's, and a payee of allotments alone. Undefined where there can't be such a lane. */
function laneOf({ kind, fixmedins_code: payee, insu_admdvs: county }: StoredRejection): string | undefined {
  if (payee === undefined) return undefined;
  if (kind === "allotment" && payee === POOL) return county !== undefined && isCounty(county) ? laneOfPayee(payee, county) : undefined;
  return isInstitutionCode(payee) ? payee : undefined;
}

/** An invalid message may be shown with another field as its id (a reversal's setl_id), with a part of it, or with one of several. */
function namesItsOwnId({ problems = [], original }: StoredRejection, idField: string, laneFields: readonly string[]): boolean {
  const unclear = new Set(["kind", idField, ...laneFields]);
  return original.includes(`"${idField}":`) && !problems.some(({ field }) => unclear.has(field));
}
