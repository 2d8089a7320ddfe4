import { DynamoDBClient, type ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";

/** One request that a client of the SDK sent, and what came of it. */
export interface Observed {
  readonly service: "tables" | "queues" | "objects" | "topics";
  /** Name of the SDK's command: PutItemCommand. */
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** None where the request failed. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Name of what was thrown. */
  readonly fault?: string;
}

type Send = (command: { readonly input: object }, ...rest: unknown[]) => Promise<unknown>;

const CLIENTS = { tables: DynamoDBClient, queues: SQSClient, objects: S3Client, topics: SNSClient } as const;

/** Tells of every request the SDK's clients send in this process from now on, in the asynchronous context of its sender; tables are asked for the units each took. */
export function observeClients(observe: (one: Observed) => void): void {
  for (const [service, client] of Object.entries(CLIENTS)) {
    const prototype = client.prototype as unknown as { send: Send };
    const send = prototype.send;
    prototype.send = async function (this: unknown, command, ...rest) {
      if (service === "tables") Object.assign(command.input, { ReturnConsumedCapacity: "TOTAL" });
      const sent = { service: service as Observed["service"], command: command.constructor.name, input: command.input as Observed["input"] };
      try {
        const output = (await send.call(this, command, ...rest)) as Readonly<Record<string, unknown>>;
        observe({ ...sent, output });
        return output;
      } catch (error) {
        observe({ ...sent, fault: error instanceof Error ? error.name : "unknown" });
        throw error;
      }
    };
  }
}

const READS: ReadonlySet<string> = new Set(["GetItemCommand", "BatchGetItemCommand", "QueryCommand", "ScanCommand"]);

/** Whether a request to a table reads. */
export const isRead = ({ command }: Observed): boolean => READS.has(command);

/** The units a request to a table took, as the engine counts them: four kilobytes read, one written, begun ones in full. */
export function unitsOf({ output }: Observed): number {
  const consumed = output?.["ConsumedCapacity"] as ConsumedCapacity | ConsumedCapacity[] | undefined;
  return [consumed ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
}
