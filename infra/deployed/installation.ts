import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import type { Environment } from "../../functions/environment.ts";
import { dataStackName, OUTPUTS } from "../aws/outputs.ts";
import { UserError } from "../local/cli/user-error.ts";
import { QUEUES, TABLES, type QueueName } from "../wiring.ts";

/** Where the parts of an installation on AWS are. */
export interface Installation {
  readonly tables: Environment["tables"];
  readonly queues: Readonly<Record<QueueName, { readonly url: string; readonly deadUrl: string }>>;
  readonly statementsBucket: string;
}

/** The name of the data stack of an installation, which may be named by that stack too. */
export function dataStackOf(name: string): string {
  return dataStackName(name.replace(/-Data$/, ""));
}

/** Reads where an installation's parts are from what its data stack tells: one request, one right. Throws UserError where it does not tell. */
export async function findInstallation(stack: string, region: string): Promise<Installation> {
  const { Stacks = [] } = await new CloudFormationClient({ region }).send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const value = (key: string): string => {
    const found = outputs.get(key);
    if (found === undefined)
      throw new UserError(`stack ${stack} in ${region} has no output ${key}: it is not Fund Flow's, or of another version than this command line`);
    return found;
  };
  const tables = Object.keys(TABLES).map((name) => [name, value(OUTPUTS.tableName(name))]);
  const queues = Object.keys(QUEUES).map((name) => [name, { url: value(OUTPUTS.queueUrl(name)), deadUrl: value(OUTPUTS.deadQueueUrl(name)) }]);
  return {
    tables: Object.fromEntries(tables) as Installation["tables"],
    queues: Object.fromEntries(queues) as Installation["queues"],
    statementsBucket: value(OUTPUTS.bucketName("statements")),
  };
}
