import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { Settings } from "./settings.ts";

export interface StatementsBucketProps {
  readonly key: kms.IKey;
  readonly settings: Pick<Settings, "statementLock" | "statementLockDays" | "logRetentionDays">;
}

/** Where statements lie: every version of them, for good, and whoever reads or writes one is on record. */
export class StatementsBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { key, settings }: StatementsBucketProps) {
    super(scope, id);
    const common: s3.BucketProps = {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const accessLog = new s3.Bucket(this, "AccessLog", {
      ...common,
      // S3's own key: the service that delivers the log has no part in ours.
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        {
          expiration: Duration.days(settings.logRetentionDays),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    Validations.of(accessLog).acknowledge({
      id: "AwsSolutions-S1",
      reason: "This bucket is the access log; a log of reading the log would never end.",
    });
    const retention = lockOf(settings);
    this.bucket = new s3.Bucket(this, "Bucket", {
      ...common,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      // The lock can be asked for later only of a bucket that was made for it; without a retention it holds nothing.
      objectLockEnabled: true,
      ...(retention === undefined ? {} : { objectLockDefaultRetention: retention }),
      serverAccessLogsBucket: accessLog as s3.IBucket,
      serverAccessLogsPrefix: "statements/",
    });
  }
}

function lockOf({ statementLock, statementLockDays }: StatementsBucketProps["settings"]): s3.ObjectLockRetention | undefined {
  const duration = Duration.days(statementLockDays);
  switch (statementLock) {
    case "none":
      return undefined;
    case "governance":
      return s3.ObjectLockRetention.governance(duration);
    case "compliance":
      return s3.ObjectLockRetention.compliance(duration);
  }
}
