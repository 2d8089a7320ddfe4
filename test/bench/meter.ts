import { DynamoDBClient, type ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";

/** What the functions and the host asked of the engines. */
export interface Metered {
  tableRequests: number;
  queueRequests: number;
  /** Write units as the engine counts them: one for every begun kilobyte written. */
  writeUnits: number;
  readUnits: number;
}

type Send = (command: { input: object }, ...rest: unknown[]) => Promise<unknown>;

const READS = new Set(["GetItemCommand", "BatchGetItemCommand", "QueryCommand", "ScanCommand"]);

/** Counts every request the SDK's clients send in this process from now on, and asks the tables for the units each took. */
export function meterClients(): Metered {
  const metered: Metered = { tableRequests: 0, queueRequests: 0, writeUnits: 0, readUnits: 0 };
  const tables = DynamoDBClient.prototype as unknown as { send: Send };
  const sendToTables = tables.send;
  tables.send = async function (this: unknown, command, ...rest) {
    metered.tableRequests += 1;
    Object.assign(command.input, { ReturnConsumedCapacity: "TOTAL" });
    const result = (await sendToTables.call(this, command, ...rest)) as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
    const units = [result.ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
    metered[READS.has(command.constructor.name) ? "readUnits" : "writeUnits"] += units;
    return result;
  };
  const queues = SQSClient.prototype as unknown as { send: Send };
  const sendToQueues = queues.send;
  queues.send = function (this: unknown, command, ...rest) {
    metered.queueRequests += 1;
    return sendToQueues.call(this, command, ...rest);
  };
  return metered;
}
