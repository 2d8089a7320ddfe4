import type * as iam from "aws-cdk-lib/aws-iam";
import type { FunctionWiring, TableAction } from "../wiring.ts";
import type { DataStack } from "./data-stack.ts";
import { need } from "./need.ts";
import { allow, SEND_KEY_ACTIONS, TABLE_KEY_ACTIONS, TABLE_READ_KEY_ACTIONS } from "./statements.ts";

const READING: ReadonlySet<TableAction> = new Set<TableAction>(["BatchGetItem", "GetItem", "Query"]);

/**
 * What the wiring says a function may do, and nothing else: no action with a wildcard, no resource but those it names. The grants of the
 * construct library are wider: reading a table would bring scans and streams, sending would bring wildcards of the key's actions.
 */
export function statementsFor(wiring: FunctionWiring, data: DataStack): iam.PolicyStatement[] {
  const keys = { data: new Set<string>(), messages: new Set<string>() };
  const add = (actions: readonly string[], to: Set<string>): void => {
    for (const action of actions) to.add(action);
  };
  const tables = Object.entries(wiring.tables).map(([name, actions]) => {
    add(actions.every((action) => READING.has(action)) ? TABLE_READ_KEY_ACTIONS : TABLE_KEY_ACTIONS, keys.data);
    return allow(
      actions.map((action) => `dynamodb:${action}`),
      need(data.tables, name).tableArn,
    );
  });
  const queues = wiring.sendsTo.map((name) => {
    add(SEND_KEY_ACTIONS, keys.messages);
    return allow(["sqs:SendMessage"], need(data.queues, name).queue.queueArn);
  });
  const objects = (prefixes: FunctionWiring["puts"], action: string, keyAction: string): iam.PolicyStatement[] =>
    Object.entries(prefixes).map(([name, prefix]) => {
      add([keyAction], keys.data);
      return allow([action], need(data.buckets, name).bucket.arnForObjects(`${prefix}*`));
    });
  const puts = objects(wiring.puts, "s3:PutObject", "kms:GenerateDataKey");
  const gets = objects(wiring.gets, "s3:GetObject", "kms:Decrypt");
  const topics = wiring.publishesTo.map((name) => {
    add(SEND_KEY_ACTIONS, keys.messages);
    return allow(["sns:Publish"], need(data.topics, name).topicArn);
  });
  const secrets = wiring.secrets.map((name) => {
    add(["kms:Decrypt"], keys.data);
    return allow(["secretsmanager:GetSecretValue"], need(data.secrets, name).secretArn);
  });
  const uses = [
    [keys.data, data.dataKey.keyArn],
    [keys.messages, data.messageKey.keyArn],
  ] as const;
  return [
    ...tables,
    ...queues,
    ...puts,
    ...gets,
    ...topics,
    ...secrets,
    ...uses.filter(([actions]) => actions.size > 0).map(([actions, arn]) => allow([...actions].sort(), arn)),
  ];
}
