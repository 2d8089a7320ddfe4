import { PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Notice } from "../notice/notice.ts";
import { conditional } from "./dynamo-engine.ts";
import { noticeItem, noticeOf } from "./dynamo-items.ts";
import { queryPartition } from "./dynamo-read.ts";
import type { NoticeStore } from "./notice-store.ts";

const TABLE = "notices";

/** The notices on DynamoDB or an engine that speaks its protocol. Throws StoreFault and nothing else. */
export function createDynamoNoticeStore(client: DynamoDBClient, table: string): NoticeStore {
  return {
    async notices(series) {
      return (await queryPartition({ client, tables: { notices: table } }, TABLE, series, "")).map(noticeOf);
    },

    async putNotice(notice: Notice) {
      const command = new PutItemCommand({
        TableName: table,
        Item: noticeItem(notice),
        ExpressionAttributeNames: { "#version": "version" },
        ...(notice.version === 1
          ? { ConditionExpression: "attribute_not_exists(#version)" }
          : { ConditionExpression: "#version = :before", ExpressionAttributeValues: { ":before": { N: String(notice.version - 1) } } }),
      });
      return conditional(TABLE, () => client.send(command));
    },
  };
}
