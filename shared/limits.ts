/**
 * The limits everything is built on, each with its source. Relations between them are asserted by test/unit/limits.test.ts.
 * SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 * DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const LIMITS = {
  /** Our own: a message of a hospital or agency, in UTF-8 bytes. The national record with all its fields has about 2 KB. */
  messageBytes: 64 * 1024,
  /** Our own: the records one FIFO message carries to a lane, so also the records of a page. */
  foldRecords: 50,
  /** Our own, SQS's limit before August 2025: one FIFO message in bytes. */
  foldBytes: 256 * 1024,
  /** SQS: entries of a SendMessageBatch or DeleteMessageBatch, messages of a ReceiveMessage. */
  queueBatch: 10,
  /** SQS: bytes of one message and of all messages of one SendMessageBatch. */
  queueBatchBytes: 1024 * 1024,
  /** The same as every region takes it: that the raise of August 2025 has come to the China partition is not known. */
  foldBatchBytes: 256 * 1024,
  /** DynamoDB: bytes of one item, names and values. */
  itemBytes: 400 * 1024,
  /** DynamoDB: requests of a BatchWriteItem. */
  batchWrite: 25,
  /** DynamoDB: keys of a BatchGetItem. */
  batchGet: 100,
} as const;
