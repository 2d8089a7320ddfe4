import { PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import type { EndOutcome } from "../contract/outcome-report.ts";
import { batchGet, type Wish } from "./dynamo-batch.ts";
import { conditional, type Pace } from "./dynamo-engine.ts";
import { outcomeItem, outcomeItemKey, outcomeOf } from "./dynamo-items.ts";
import { eachLimit } from "./each-limit.ts";
import { OUTCOME_RANKS, type OutcomeStore } from "./outcome-store.ts";

const TABLE = "outcomes";
/** Items put at once. */
const CONCURRENCY = 16;
/** As long as SQS keeps a message: nobody asks for its outcome longer than it can still come. */
export const OUTCOME_SECONDS = 14 * 86_400;

export interface DynamoOutcomesOptions {
  readonly nowEpochMs: () => number;
  readonly pace?: Pace;
}

/** The outcomes on DynamoDB or an engine that speaks its protocol. Throws StoreFault and nothing else. */
export function createDynamoOutcomeStore(client: DynamoDBClient, table: string, { nowEpochMs, pace = PACE }: DynamoOutcomesOptions): OutcomeStore {
  const put = async (outcome: EndOutcome): Promise<void> => {
    const rank = OUTCOME_RANKS[outcome.outcome];
    const expiresAtEpochSeconds = Math.floor(nowEpochMs() / 1000) + OUTCOME_SECONDS;
    const command = new PutItemCommand({
      TableName: table,
      Item: outcomeItem(outcome, rank, expiresAtEpochSeconds),
      ConditionExpression: "attribute_not_exists(#rank) OR #rank < :rank",
      ExpressionAttributeNames: { "#rank": "rank" },
      ExpressionAttributeValues: { ":rank": { N: String(rank) } },
    });
    await conditional(TABLE, () => client.send(command));
  };
  return {
    putOutcomes: (outcomes) => eachLimit(outcomes, CONCURRENCY, put),

    async outcomes(refs) {
      const wishes = refs.map((ref): Wish<typeof TABLE> => ({ table: TABLE, key: outcomeItemKey(ref) }));
      const found = await batchGet({ client, tables: { outcomes: table }, pace }, wishes);
      return new Map(
        found(wishes)
          .map(outcomeOf)
          .map((outcome) => [outcome.ref, outcome]),
      );
    },
  };
}

const PACE: Pace = {
  sleep: (ms) => sleep(ms),
  random: () => Math.random(),
};
