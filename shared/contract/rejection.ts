import { createHash } from "node:crypto";
import { describeReason, type FieldProblem, type Reason, type ReasonText } from "../outcome/outcomes.ts";
import type { LocalTime } from "../calendar/month.ts";

/** A rejection as stored and listed. */
export interface StoredRejection extends ReasonText {
  /** Fingerprint of the code and the original: the same message rejected again is the same rejection. */
  readonly rejection_id: string;
  readonly problems?: readonly FieldProblem[];
  readonly kind?: string;
  readonly id?: string;
  readonly fixmedins_code?: string;
  readonly insu_admdvs?: string;
  /** Who sent it: the institution, or the queue's sender where the message names none. */
  readonly sender: string;
  /** The contract fields of the original message as JSON text, psn_no replaced by its keyed hash; what else it held is left out. */
  readonly original: string;
  readonly rejectedAt: LocalTime;
}

/** What is known of the message that was rejected. */
export interface RejectedMessage {
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly fixmedins_code?: string | undefined;
  readonly insu_admdvs?: string | undefined;
  readonly sender: string;
  readonly original: string;
}

export function buildRejection(reason: Reason, message: RejectedMessage, rejectedAt: LocalTime): StoredRejection {
  const { kind, id, fixmedins_code, insu_admdvs, sender, original } = message;
  return {
    rejection_id: createHash("sha256").update(`${reason.code}\n${sender}\n${original}`).digest("base64url").slice(0, 22),
    ...describeReason(reason),
    ...(reason.code === "invalid_message" ? { problems: reason.details.problems } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(id === undefined ? {} : { id }),
    ...(fixmedins_code === undefined ? {} : { fixmedins_code }),
    ...(insu_admdvs === undefined ? {} : { insu_admdvs }),
    sender,
    original,
    rejectedAt,
  };
}
