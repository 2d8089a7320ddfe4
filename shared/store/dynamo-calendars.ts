import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Month } from "../calendar/month.ts";
import type { CountyCode } from "../region/region.ts";
import { batchGet } from "./dynamo-batch.ts";
import { conditional, type DynamoEngine } from "./dynamo-engine.ts";
import { calendarKey, calendarOf } from "./dynamo-items.ts";
import type { LedgerStore } from "./ledger-store.ts";

const TABLE = "calendars";

/** The calendars' part of the store. */
export function dynamoCalendars(engine: DynamoEngine): Pick<LedgerStore, "calendars" | "advanceCalendar"> {
  const advance = async (county: CountyCode, field: "firstOpen" | "settledThrough", month: Month): Promise<void> => {
    const update = new UpdateItemCommand({
      TableName: engine.tables[TABLE],
      Key: calendarKey(county),
      UpdateExpression: "SET #field = :month",
      ConditionExpression: "attribute_not_exists(#field) OR #field < :month",
      ExpressionAttributeNames: { "#field": field },
      ExpressionAttributeValues: { ":month": { S: month } },
    });
    // A condition that fails says that the field is as far or further.
    await conditional(TABLE, () => engine.client.send(update));
  };

  return {
    async calendars(counties) {
      const wishes = counties.map((county) => ({ table: TABLE, key: calendarKey(county) }) as const);
      return (await batchGet(engine, wishes))(wishes).map(calendarOf);
    },

    /** Each field has its own condition, so its own update. firstOpen goes first: a month is never settled that still takes records. */
    async advanceCalendar(county, { firstOpen, settledThrough }) {
      if (firstOpen !== undefined) await advance(county, "firstOpen", firstOpen);
      if (settledThrough !== undefined) await advance(county, "settledThrough", settledThrough);
    },
  };
}
