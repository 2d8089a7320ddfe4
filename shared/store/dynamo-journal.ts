import { GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Lane } from "../lane/account.ts";
import type { StoredPage } from "../lane/page.ts";
import { conditional, request, type DynamoEngine } from "./dynamo-engine.ts";
import { journalKey, lanePartition, pageItem, pageOf } from "./dynamo-items.ts";
import { scanReadable } from "./dynamo-read.ts";
import type { LedgerStore, OnDamaged } from "./ledger-store.ts";
import { StoreFault } from "./store-fault.ts";

const TABLE = "journal";

/** The journal's part of the store. */
export function dynamoJournal(engine: DynamoEngine): Pick<LedgerStore, "newestPage" | "page" | "append" | "allPages"> {
  const { client } = engine;
  const TableName = engine.tables[TABLE];

  return {
    async newestPage(lane) {
      const query = new QueryCommand({
        TableName,
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 1,
        KeyConditionExpression: "#lane = :lane",
        ExpressionAttributeNames: { "#lane": "lane" },
        ExpressionAttributeValues: { ":lane": lanePartition(lane) },
      });
      const [item] = (await request(TABLE, () => client.send(query))).Items ?? [];
      return item === undefined ? undefined : pageOf(item);
    },

    async page(lane, version) {
      const get = new GetItemCommand({ TableName, ConsistentRead: true, Key: journalKey(lane, version) });
      const { Item: item } = await request(TABLE, () => client.send(get));
      return item === undefined ? undefined : pageOf(item);
    },

    async append(page) {
      const put = new PutItemCommand({
        TableName,
        Item: pageItem(page),
        ConditionExpression: "attribute_not_exists(#lane)",
        ExpressionAttributeNames: { "#lane": "lane" },
      });
      return conditional(TABLE, () => client.send(put));
    },

    allPages: (damaged) => scanPages(engine, damaged),
  };
}

/**
 * Scans the journal. A scan goes through the partitions in the order of their keys' hashes and through each in the order of its sort key, so
 * that a lane's pages come together and ascending, while lanes come in no order that means anything. That is how engines store partitions but
 * no promise of AWS: where it is not so, this throws, because a verification that went on would call a sound journal broken.
 */
async function* scanPages(engine: DynamoEngine, damaged?: OnDamaged): AsyncGenerator<StoredPage> {
  const lanes = new Set<Lane>();
  let last: StoredPage | undefined;
  for await (const page of scanReadable(engine, TABLE, pageOf, damaged)) {
    const inOrder = page.lane === last?.lane ? page.version > last.version : !lanes.has(page.lane);
    if (!inOrder) throw new StoreFault("unreadable", TABLE, `the engine scans out of order: page ${page.version} of lane ${page.lane} came late`);
    lanes.add(page.lane);
    yield page;
    last = page;
  }
}
