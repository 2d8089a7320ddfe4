import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { ledgerStore } from "../../../functions/clients.ts";
import { closeMonth } from "../../../infra/local/cli/close.ts";
import { localPipeline } from "../../../infra/local/cli/local-pipeline.ts";
import { OutcomeBook } from "../../../infra/local/cli/outcome-book.ts";
import { postMessages } from "../../../infra/local/cli/post.ts";
import { demoMonth } from "../../../infra/local/demo/month.ts";
import type { Host } from "../../../infra/local/host/host.ts";
import { startHost } from "../../../infra/local/host/start-host.ts";
import { TABLES, type FunctionName, type TableName } from "../../../infra/wiring.ts";
import { payableOf, type MonthAccount } from "../../../shared/lane/account.ts";
import { subtractFen } from "../../../shared/money/fen.ts";
import { FUNDS } from "../../../shared/policy/funds.ts";
import { regionsWithAccounts } from "../../../shared/statement/regions-with-accounts.ts";
import { itemBytes } from "../../../shared/store/item-limits.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import type { FunctionMeter, UsageByAsker } from "./meter-functions.ts";
import { addUsage, NO_USAGE } from "./usage.ts";

/** Pieces of a month's work, in the order they are done. */
export const PHASES = ["posting", "closing", "papers", "disbursing", "papersAgain", "papersUnchanged", "watching"] as const;
export type Phase = (typeof PHASES)[number];

export interface Stored {
  readonly items: number;
  readonly bytes: number;
}

/** A made-up month's work as it was counted. */
export interface CountedMonth {
  readonly advances: number;
  /** Records posted before and after the close: advances, reversals, prepayments, allotments. */
  readonly records: number;
  readonly lanes: number;
  /** Accounts of the month: an institution's with one county each. */
  readonly accounts: number;
  readonly disbursements: number;
  /** Counties, prefectures and the province. */
  readonly regions: number;
  readonly phases: Readonly<Record<Phase, UsageByAsker>>;
  /** The items in each table in the end, and their bytes as DynamoDB charges for them. */
  readonly stored: Readonly<Record<TableName, Stored>>;
  /** Series of metrics that each function published. */
  readonly series: Readonly<Partial<Record<FunctionName, number>>>;
}

const REGION = "53";
const CLOSED_ON = "2017-11-11";
/** A month after the close: what was closed is due, and the last twelve months are known. */
const NOW = Date.parse("2017-12-12T08:00:00+08:00");
/** DynamoDB adds so much to every item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const ITEM_OVERHEAD_BYTES = 100;

/** Posts the demo's month, closes it, delivers its papers, disburses, delivers again, looks for changes where there are none, and watches. */
export async function countMonth(advances: number, meter: FunctionMeter): Promise<CountedMonth> {
  const folder = await mkdtemp(join(tmpdir(), "fundflow-cost-"));
  const book = new OutcomeBook();
  const onOutcomes: OutcomeBook["take"] = (outcomes) => {
    book.take(outcomes);
  };
  const host = await startHost({ dataDir: folder, functions: meter.functions, nowEpochMs: () => NOW, onOutcomes });
  try {
    return await runMonth(host, book, advances, meter);
  } finally {
    await host.stop();
    await rm(folder, { recursive: true });
  }
}

async function runMonth(host: Host, book: OutcomeBook, advances: number, meter: FunctionMeter): Promise<CountedMonth> {
  const store = ledgerStore(host.environment);
  const pipeline = localPipeline(host, book);
  const month = demoMonth(advances);
  const send = async (queue: "papers" | "watch", message: object): Promise<UsageByAsker> => {
    await host.send(queue, [JSON.stringify(message)]);
    await host.drain();
    return meter.take();
  };
  const post = async (texts: Iterable<string>): Promise<number> =>
    (await postMessages(pipeline, numbered(texts), { update: () => undefined, stop: () => undefined })).posted;

  let records = await post(month.beforeClose);
  const before = meter.take();
  const { accounts } = await closeMonth({ store, pipeline }, month.month, REGION, CLOSED_ON);
  const closing = meter.take();
  records += await post(month.late);
  const posting = addByAsker(before, meter.take());
  const papers = await send("papers", { setlym: month.month, region: REGION });
  const closed = (await readRegion(store, month.month, REGION)).month;
  const disbursements = await post(month.disbursements(outstanding(closed)).messages);
  const disbursing = meter.take();
  const papersAgain = await send("papers", { setlym: month.month, region: REGION });
  const papersUnchanged = await send("papers", { setlym: "recent", region: REGION });
  const watching = await send("watch", {});
  return {
    advances,
    records,
    lanes: new Set(closed.map(({ institution }) => institution)).size,
    accounts,
    disbursements,
    regions: [...regionsWithAccounts(REGION, [...new Set(closed.map(({ county }) => county))])].length,
    phases: { posting, closing, papers, disbursing, papersAgain, papersUnchanged, watching },
    stored: await measureTables(host),
    series: countBy([...meter.series.values()]),
  };
}

function* numbered(texts: Iterable<string>): Generator<{ file: string; line: number; body: string }> {
  let line = 0;
  for (const body of texts) yield { file: "cost", line: (line += 1), body };
}

function outstanding(accounts: readonly MonthAccount[]) {
  return accounts.flatMap(({ institution, county, funds }) =>
    FUNDS.flatMap((fund) => {
      const totals = funds[fund];
      return totals === undefined ? [] : [{ institution, county, fund, outstandingFen: subtractFen(payableOf(totals), totals.disbursed) }];
    }),
  );
}

const countBy = (names: readonly FunctionName[]): Partial<Record<FunctionName, number>> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));

function addByAsker(...all: readonly UsageByAsker[]): UsageByAsker {
  const askers = new Set(all.flatMap((one) => Object.keys(one) as (keyof UsageByAsker)[]));
  return Object.fromEntries([...askers].map((asker) => [asker, addUsage(...all.map((one) => one[asker] ?? NO_USAGE))]));
}

async function measureTables({ clients, environment }: Host): Promise<Record<TableName, Stored>> {
  const measure = async (TableName: string): Promise<Stored> => {
    let [items, bytes] = [0, 0];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await clients.dynamodb.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      items += Items.length;
      bytes += Items.reduce((sum, item) => sum + itemBytes(item) + ITEM_OVERHEAD_BYTES, 0);
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return { items, bytes };
  };
  const measured = (Object.keys(TABLES) as TableName[]).map(async (name) => [name, await measure(environment.tables[name])] as const);
  return Object.fromEntries(await Promise.all(measured)) as Record<TableName, Stored>;
}
