import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { ledgerStore, outcomeStore } from "../../functions/clients.ts";
import type { TargetSession } from "../local/cli/with-target.ts";
import { DeployedPipeline } from "./deployed-pipeline.ts";
import { explainFault, type Asked } from "./explain-fault.ts";
import { dataStackOf, findInstallation } from "./installation.ts";

export interface StackOptions {
  /** An installation's name, or its data stack's. */
  readonly name: string;
  readonly waitSeconds: number;
}

/**
 * Does the work on an installation on AWS. Region, credentials and endpoints are those of the environment, as every AWS tool finds them. Throws
 * UserError where AWS refuses what the person at the command line can mend.
 */
export async function withStack<T>({ name, waitSeconds }: StackOptions, work: (session: TargetSession) => Promise<T>): Promise<T> {
  let asked: Asked = { stack: dataStackOf(name) };
  try {
    const region = await new SQSClient().config.region();
    asked = { ...asked, region };
    const installation = await findInstallation(asked.stack, region);
    const placed = { tables: installation.tables, endpoints: {} };
    const pipeline = new DeployedPipeline({
      installation,
      sqs: new SQSClient({ region }),
      s3: new S3Client({ region }),
      outcomes: outcomeStore(placed, { nowEpochMs: Date.now }),
      waitMs: waitSeconds * 1000,
    });
    return await work({ store: ledgerStore(placed), pipeline });
  } catch (error) {
    throw explainFault(error, asked) ?? error;
  }
}
