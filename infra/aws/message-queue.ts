import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { LIMITS } from "../../shared/limits.ts";
import type { QueueWiring } from "../wiring.ts";

/** The longest SQS keeps a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const LONGEST_RETENTION = Duration.days(14);

/** A queue of the wiring and its dead-letter queue. Both keep their messages as long as SQS can: each is about money. */
export class MessageQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  readonly visibilityTimeoutSeconds: number;

  constructor(scope: Construct, id: string, { wiring, key }: { readonly wiring: QueueWiring; readonly key: kms.IKey }) {
    super(scope, id);
    this.visibilityTimeoutSeconds = wiring.visibilityTimeoutSeconds;
    const common: sqs.QueueProps = {
      ...(wiring.fifo ? { fifo: true, contentBasedDeduplication: false } : {}),
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: LONGEST_RETENTION,
      visibilityTimeout: Duration.seconds(wiring.visibilityTimeoutSeconds),
      // What every region takes: none of ours is larger.
      maxMessageSizeBytes: LIMITS.foldBytes,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.deadLetters = new sqs.Queue(this, "Dead", common);
    this.queue = new sqs.Queue(this, "Queue", {
      ...common,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: wiring.maxReceiveCount },
    });
  }
}
