import { compareUtf8 } from "./text-order.ts";
import { batchPut } from "./dynamo-batch.ts";
import type { DynamoEngine } from "./dynamo-engine.ts";
import { rejectionItem, rejectionOf } from "./dynamo-items.ts";
import { queryPages, queryPartition } from "./dynamo-read.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { REJECTION_PARTITIONS, rejectionPartition, rejectionPrefix } from "./rejection-key.ts";

const TABLE = "rejections";

/** The rejections' part of the store. */
export function dynamoRejections(engine: DynamoEngine): Pick<LedgerStore, "putRejections" | "rejections" | "rejectionsOf"> {
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

    // The region comes before the institution in the key, and a rejected message may name any: there is no key to ask by.
    async *rejectionsOf(institution) {
      for (const partition of REJECTION_PARTITIONS) {
        for await (const items of queryPages(engine, TABLE, partition, "")) {
          yield* items.map(rejectionOf).filter(({ fixmedins_code }) => fixmedins_code === institution);
        }
      }
    },
  };
}
