import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as v from "valibot";
import { formatMonth, type Month } from "../../shared/calendar/month.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import type { RegionPrefix } from "../../shared/region/region.ts";
import { regionsWithAccounts } from "../../shared/statement/regions-with-accounts.ts";
import { renderStatementCsv } from "../../shared/statement/statement-csv.ts";
import { buildStatement } from "../../shared/statement/statement.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { ledgerStore, outcomeStore } from "../clients.ts";
import type { Environment } from "../environment.ts";
import type { BuildFunction, Ports, QueueFunction } from "../function.ts";
import { refOf } from "../intake/attributes.ts";
import { lambdaHandler } from "../lambda.ts";
import { reportOutcomes } from "../report-outcomes.ts";

const CommandSchema = v.object({ setlym: v.string(), region: v.string() });

/** Where the statement of a region and month lies in the bucket, without its ending. */
export function statementKey(month: Month, region: RegionPrefix): string {
  return `statements/${formatMonth(month)}/${region}`;
}

/** Where statements are put, under keys. */
export interface ObjectStore {
  readonly put: (key: string, body: string, contentType: string) => Promise<void>;
}

/** Builds the statements of a region and of all its members that have accounts in the month, as JSON and CSV, and puts them into the bucket. */
export function statementsFunction({ store, objects, note }: Pick<Ports, "store" | "note"> & { readonly objects: ObjectStore }): QueueFunction {
  return async ({ Records }) => {
    const outcomes: Outcome[] = [];
    for (const message of Records) {
      const { body } = message;
      const { setlym: month, region } = v.parse(v.pipe(v.string(), v.parseJson(), CommandSchema), body);
      const accounts = await readRegion(store, month, region);
      for (const one of regionsWithAccounts(
        region,
        accounts.month.map((account) => account.county),
      )) {
        const statement = buildStatement({ region: one, month, ...accounts.within(one) });
        await objects.put(`${statementKey(month, one)}.json`, `${JSON.stringify(statement, null, 2)}\n`, "application/json");
        await objects.put(`${statementKey(month, one)}.csv`, renderStatementCsv(statement), "text/csv; charset=utf-8");
        note?.({ event: "statement written", region: one, month });
      }
      const ref = refOf(message);
      if (ref !== undefined) outcomes.push({ ref, outcome: "posted" });
    }
    return { batchItemFailures: [], outcomes };
  };
}

export const build: BuildFunction = (environment, tools) =>
  reportOutcomes(
    statementsFunction({ ...tools, store: ledgerStore(environment), objects: objectStore(environment) }),
    outcomeStore(environment, tools),
  );

export const handler = lambdaHandler("statements", build);

function objectStore({ statementsBucket, endpoints: { s3: endpoint } }: Environment): ObjectStore {
  const client = new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  return {
    put: async (key, body, contentType) => {
      await client.send(new PutObjectCommand({ Bucket: statementsBucket, Key: key, Body: body, ContentType: contentType }));
    },
  };
}
