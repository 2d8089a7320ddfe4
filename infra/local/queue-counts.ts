import type { QueueApi } from "./queue-api.ts";

const COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] as const;

/** The messages of the queue, whether visible, in flight or delayed. */
export async function countMessages(queues: QueueApi, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await queues.call("GetQueueAttributes", { QueueUrl: queueUrl, AttributeNames: COUNTS });
  return COUNTS.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}
