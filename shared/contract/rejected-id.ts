import { indexKey } from "../lane/entry.ts";
import { isInstitutionCode, isMessageId, isMessageKind, MESSAGES } from "./message.ts";
import type { StoredRejection } from "./rejection.ts";

/** A message's place in the ledger: its institution's lane, and the key of its kind and id in the lane's index. */
export interface RejectedId {
  readonly lane: string;
  readonly key: string;
}

/**
 * The id a rejected message would have taken. Undefined where nothing that is posted later settles the rejection: the message has no such id, or
 * none that can be posted; or it is a conflict, whose id is taken by other content as it is.
 */
export function rejectedId(rejection: StoredRejection): RejectedId | undefined {
  const { code, kind, id, fixmedins_code: lane } = rejection;
  if (kind === undefined || id === undefined || lane === undefined || code === "conflict") return undefined;
  if (!isMessageKind(kind) || !isMessageId(id) || !isInstitutionCode(lane)) return undefined;
  if (code === "invalid_message" && !namesItsOwnId(rejection, MESSAGES[kind].id)) return undefined;
  return { lane, key: indexKey(kind, id) };
}

/** An invalid message may be shown with another field as its id (a reversal's setl_id), with a part of it, or with one of several. */
function namesItsOwnId({ problems = [], original }: StoredRejection, idField: string): boolean {
  const unclear = new Set(["kind", "fixmedins_code", idField]);
  return original.includes(`"${idField}":`) && !problems.some(({ field }) => unclear.has(field));
}
