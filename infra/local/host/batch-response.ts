/**
 * The messages of a batch that are to be delivered again, from what a function answered. This is how Lambda reads the answer of an SQS function
 * whose event source reports batch item failures (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html): nothing
 * reported means success, and anything it cannot make sense of means that the whole batch failed.
 */
export function failedMessages(response: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  const known = new Set(messageIds);
  const reported = reportedFailures(response);
  const isOfBatch = (id: unknown): id is string => typeof id === "string" && known.has(id);
  return reported?.every(isOfBatch) === true ? new Set(reported) : known;
}

/** The identifiers reported; undefined where the answer has another shape. */
function reportedFailures(response: unknown): readonly unknown[] | undefined {
  if (response === null || response === undefined) return [];
  if (typeof response !== "object" || Array.isArray(response)) return undefined;
  const failures: unknown = "batchItemFailures" in response ? response.batchItemFailures : undefined;
  if (failures === null || failures === undefined) return [];
  if (!Array.isArray(failures)) return undefined;
  return failures.map((failure: unknown) =>
    typeof failure === "object" && failure !== null && "itemIdentifier" in failure ? failure.itemIdentifier : undefined,
  );
}
