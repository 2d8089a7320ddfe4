import { Token, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { OperatorWiring } from "../operators.ts";
import type { DataStack } from "./data-stack.ts";
import { need } from "./need.ts";
import { allow, SEND_KEY_ACTIONS, TABLE_READ_KEY_ACTIONS } from "./statements.ts";
import { titleOf } from "./title.ts";

/** A policy that lets its holder find the installation and do what the wiring says of such operators, and nothing else. */
export function operatorPolicy(data: DataStack, name: string, wiring: OperatorWiring): iam.ManagedPolicy {
  const policy = new iam.ManagedPolicy(data, `${titleOf(name)}Policy`, {
    description: `Fund Flow: what ${name} may do with the command line`,
    statements: [findStack(data), ...tableStatements(data, wiring), ...queueStatements(data, wiring), ...bucketStatements(data, wiring)],
  });
  acknowledge(data, policy, wiring);
  return policy;
}

/** By its name a stack is asked for with any id. */
function findStack(data: DataStack): iam.PolicyStatement {
  return allow(["cloudformation:DescribeStacks"], stackArn(data));
}

function stackArn(data: DataStack): string {
  return data.formatArn({ service: "cloudformation", resource: "stack", resourceName: `${data.stackName}/*` });
}

function tableStatements(data: DataStack, { tables }: OperatorWiring): iam.PolicyStatement[] {
  const statements = Object.entries(tables).map(([name, actions]) =>
    allow(
      actions.map((action) => `dynamodb:${action}`),
      need(data.tables, name).tableArn,
    ),
  );
  return statements.length === 0 ? [] : [...statements, allow(TABLE_READ_KEY_ACTIONS, data.dataKey.keyArn)];
}

function queueStatements(data: DataStack, { sendsTo, redrives }: OperatorWiring): iam.PolicyStatement[] {
  const redriven = redrives ? [...data.queues.values()] : [];
  const queueArns = [...sendsTo.map((name) => need(data.queues, name)), ...redriven].map(({ queue }) => queue.queueArn);
  const deadArns = redriven.map(({ deadLetters }) => deadLetters.queueArn);
  const receive = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
  return [
    ...(queueArns.length === 0 ? [] : [allow(["sqs:SendMessage"], ...queueArns), allow(SEND_KEY_ACTIONS, data.messageKey.keyArn)]),
    ...(deadArns.length === 0 ? [] : [allow(receive, ...deadArns)]),
  ];
}

function bucketStatements(data: DataStack, { lists, gets }: OperatorWiring): iam.PolicyStatement[] {
  const listing = Object.entries(lists).map(
    ([name, prefixes]) =>
      new iam.PolicyStatement({
        actions: ["s3:ListBucket"],
        resources: [need(data.buckets, name).bucket.bucketArn],
        conditions: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
      }),
  );
  const getting = Object.entries(gets).map(([name, prefixes]) =>
    allow(["s3:GetObject"], ...prefixes.map((prefix) => need(data.buckets, name).bucket.arnForObjects(`${prefix}*`))),
  );
  return [...listing, ...getting];
}

/** A text as a finding names it: what is known only when it is deployed, by its name. */
function named(text: string, { account }: DataStack): string {
  return Token.isUnresolved(account) ? text.replaceAll(account, "<AWS::AccountId>") : text;
}

/** The findings are named by the resources as the template writes them. */
function acknowledge(data: DataStack, policy: iam.ManagedPolicy, { gets }: OperatorWiring): void {
  const bucketIds = Object.entries(gets).flatMap(([name, prefixes]) => {
    const { "Fn::GetAtt": [id = ""] = [] } = data.resolve(need(data.buckets, name).bucket.bucketArn) as { readonly "Fn::GetAtt"?: string[] };
    return prefixes.map((prefix) => `<${id}.Arn>/${prefix}*`);
  });
  for (const id of bucketIds) {
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${id}]`,
      reason: "Objects have the names of months and regions; under this prefix alone they may be read.",
    });
  }
  Validations.of(policy).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${named(stackArn(data), data)}]`,
    reason: "CloudFormation checks a request that names a stack by its name against any id of it.",
  });
}
