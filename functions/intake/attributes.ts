/** Message attributes of the intake queue, besides the body. */
export const INTAKE_ATTRIBUTES = {
  /** The id the queue gave the message when it was first sent; on messages that were sent back to wait. */
  ref: "ref",
  /** How often it was sent back. */
  attempt: "attempt",
  /** JSON of a FieldProblem: what its sender found wrong with the text before it could send it whole. */
  defect: "defect",
} as const;
