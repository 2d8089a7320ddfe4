import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Account } from "../lane/account.ts";
import { conditional, type DynamoEngine } from "./dynamo-engine.ts";
import { accountItem, accountOf, accountPartition, monthAccountOf, prepaidAccountOf } from "./dynamo-items.ts";
import { queryPartition, scanReadable } from "./dynamo-read.ts";
import type { LedgerStore } from "./ledger-store.ts";

const TABLE = "accounts";

/** The accounts' part of the store: bear and putAccount write on conditions that make them harmless to repeat and in any order. */
export function dynamoAccounts(engine: DynamoEngine): Pick<LedgerStore, "bear" | "putAccount" | "monthAccounts" | "prepaidAccounts" | "allAccounts"> {
  const put = async (account: Account, onlyNew: boolean): Promise<void> => {
    const command = new PutItemCommand({
      TableName: engine.tables[TABLE],
      Item: accountItem(account),
      ConditionExpression: onlyNew ? "attribute_not_exists(#version)" : "attribute_not_exists(#version) OR #version < :version",
      ExpressionAttributeNames: { "#version": "version" },
      ...(onlyNew ? {} : { ExpressionAttributeValues: { ":version": { N: String(account.version) } } }),
    });
    // A condition that fails says that the account is there already, as new or newer: what was asked for is so.
    await conditional(TABLE, () => engine.client.send(command));
  };

  return {
    bear: (account) => put(account, true),
    putAccount: (account) => put(account, false),

    async monthAccounts(month, region) {
      return (await queryPartition(engine, TABLE, accountPartition(month, region), region)).map(monthAccountOf);
    },

    async prepaidAccounts(region) {
      return (await queryPartition(engine, TABLE, accountPartition("prepaid", region), region)).map(prepaidAccountOf);
    },

    allAccounts: (damaged) => scanReadable(engine, TABLE, accountOf, damaged),
  };
}
