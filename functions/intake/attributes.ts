import type { QueueMessage } from "../function.ts";

/** Message attributes of the intake queue, besides the body. */
export const INTAKE_ATTRIBUTES = {
  /**
   * By what its outcome is reported instead of the id the queue gives it: the id it was first sent under, on a message that was sent back to
   * wait or out of a dead-letter queue; or one by which its sender asks for the outcome (askingRef). Of commands too.
   */
  ref: "ref",
  /** How often it was sent back. */
  attempt: "attempt",
  /** JSON of a FieldProblem: what its sender found wrong with the text before it could send it whole. */
  defect: "defect",
} as const;

/** The ref a message brings along; undefined where its outcome is reported under the id the queue gave it. */
export function refOf({ messageAttributes }: Pick<QueueMessage, "messageAttributes">): string | undefined {
  return messageAttributes[INTAKE_ATTRIBUTES.ref]?.stringValue;
}
