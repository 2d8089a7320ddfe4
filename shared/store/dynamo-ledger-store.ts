import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";
import { dynamoAccounts } from "./dynamo-accounts.ts";
import { batchGet, batchPut, type Wish } from "./dynamo-batch.ts";
import { dynamoCalendars } from "./dynamo-calendars.ts";
import type { DynamoEngine, LedgerTables, Pace } from "./dynamo-engine.ts";
import { accountItemKey, accountOf, calendarKey, calendarOf, indexEntryOf, indexItem, indexItemKey, laneOf } from "./dynamo-items.ts";
import { dynamoJournal } from "./dynamo-journal.ts";
import { scanReadable } from "./dynamo-read.ts";
import { dynamoRejections } from "./dynamo-rejections.ts";
import type { LedgerStore } from "./ledger-store.ts";

const PACE: Pace = {
  sleep: (ms) => sleep(ms),
  random: () => Math.random(),
};

/**
 * The ledger's tables on DynamoDB or an engine that speaks its protocol. Throws StoreFault and nothing else.
 *
 * A request whose answer is lost may have been done. So `append` may say false of the very page it stored, when the SDK sends it a second time:
 * the caller starts again, finds its records in the newest page, and takes them as already applied. `load` is no snapshot: an item may be read
 * before another worker's write and the next one after it.
 */
export function createDynamoLedgerStore(client: DynamoDBClient, tables: LedgerTables, pace: Pace = PACE): LedgerStore {
  const engine: DynamoEngine = { client, tables, pace };
  return {
    ...dynamoJournal(engine),
    ...dynamoAccounts(engine),
    ...dynamoCalendars(engine),
    ...dynamoRejections(engine),

    async load(lane, wanted) {
      const index = wanted.index.map((key): Wish => ({ table: "index", key: indexItemKey(lane, key) }));
      const accounts = wanted.accounts.map((key): Wish => ({ table: "accounts", key: accountItemKey(key) }));
      const calendars = wanted.calendars.map((county): Wish => ({ table: "calendars", key: calendarKey(county) }));
      const found = await batchGet(engine, [...index, ...accounts, ...calendars]);
      return { index: found(index).map(indexEntryOf), accounts: found(accounts).map(accountOf), calendars: found(calendars).map(calendarOf) };
    },

    async putIndex(lane, entries) {
      const items = entries.map((entry) => indexItem(lane, entry));
      await batchPut(engine, "index", items);
    },

    allIndexEntries: (damaged) => scanReadable(engine, "index", (item) => ({ lane: laneOf(item), ...indexEntryOf(item) }), damaged),
  };
}
