import type { SendMessageBatchCommandInput } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import type { Queues } from "../../functions/function.ts";
import { sendGrouped } from "../../functions/queues.ts";

const KB = 1024;

/** The batches in which messages of these sizes are sent, by the sizes in each. */
async function batchesOf(...sizes: number[]): Promise<number[][]> {
  const batches: number[][] = [];
  const send = ({ input }: { readonly input: SendMessageBatchCommandInput }): Promise<unknown> => {
    batches.push((input.Entries ?? []).map(({ MessageBody = "" }) => Buffer.byteLength(MessageBody)));
    return Promise.resolve({});
  };
  const messages = sizes.map((size) => ({ group: "H1", body: "x".repeat(size), salt: "salt" }));
  expect(await sendGrouped({ send } as Queues, "url", messages)).toEqual([]);
  return batches;
}

it("sends as many folds at once as every region's SQS takes: ten, and 256 KB in all", async () => {
  expect(await batchesOf(...Array.from({ length: 11 }, () => 1))).toEqual([Array.from({ length: 10 }, () => 1), [1]]);
  expect(await batchesOf(100 * KB, 156 * KB, 1)).toEqual([[100 * KB, 156 * KB], [1]]);
  expect(await batchesOf(100 * KB, 156 * KB + 1)).toEqual([[100 * KB], [156 * KB + 1]]);
});

it("sends the largest fold alone", async () => {
  expect(await batchesOf(1, 256 * KB, 1)).toEqual([[1], [256 * KB], [1]]);
});
