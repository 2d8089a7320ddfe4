import { compareUtf8 } from "./text-order.ts";
import { batchPut } from "./dynamo-batch.ts";
import type { DynamoEngine } from "./dynamo-engine.ts";
import { rejectionItem, rejectionOf } from "./dynamo-items.ts";
import { queryPartition } from "./dynamo-read.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { REJECTION_PARTITIONS, rejectionPartition, rejectionPrefix } from "./rejection-key.ts";

const TABLE = "rejections";

/** The rejections' part of the store. */
export function dynamoRejections(engine: DynamoEngine): Pick<LedgerStore, "putRejections" | "rejections"> {
  return {
    async putRejections(rejections) {
      await batchPut(engine, TABLE, rejections.map(rejectionItem));
    },

    async rejections(region = "") {
      // Less than two digits are no province: what begins with them may stand anywhere.
      const partitions = region.length < 2 ? REJECTION_PARTITIONS : [rejectionPartition(region)];
      const found = await Promise.all(partitions.map((partition) => queryPartition(engine, TABLE, partition, rejectionPrefix(region))));
      return found
        .flat()
        .sort((a, b) => compareUtf8(a["key"]?.S ?? "", b["key"]?.S ?? ""))
        .map(rejectionOf);
    },
  };
}
