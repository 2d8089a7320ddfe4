import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

/** Lets a service act for this account's resources only, not for somebody else's. */
export function accountCondition(scope: Construct): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } };
}

/** What sending to an encrypted queue needs of its key, and what receiving does. */
export const SEND_KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"];

/** What DynamoDB asks of a caller's rights to a table's key, without the wildcards its guide writes. */
export const TABLE_KEY_ACTIONS = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** What only reads a table decrypts. */
export const TABLE_READ_KEY_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"];

export const allow = (actions: readonly string[], ...resources: string[]): iam.PolicyStatement =>
  new iam.PolicyStatement({ actions: [...actions], resources });
