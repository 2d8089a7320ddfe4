import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteItemCommand, ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { main } from "../../infra/local/cli/main.ts";
import type { Host } from "../../infra/local/host/host.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import { KEY_NAMES } from "../../shared/store/item-limits.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage, type Fields } from "../support/messages.ts";

type Item = Record<string, AttributeValue>;
type Projection = "index" | "accounts";

const OTHER = "H53282200002";
let folder: string;
/** The projections as postings left them. */
let before: Readonly<Record<Projection, Item[]>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-rebuild-"));
  await withHost(async (host) => {
    await post(host, advanceMessage({ setl_id: "S1" }), advanceMessage({ setl_id: "S2" }), advanceMessage({ setl_id: "T1", fixmedins_code: OTHER }));
    await post(host, prepaymentMessage({ amount: "100.00" }), advanceMessage({ setl_id: "S3" }));
    await post(host, reversalMessage({ setl_id: "S2" }));
    await host.send("commands", [JSON.stringify({ kind: "close", setlym: "201710", region: "532822" })]);
    await host.drain();
    await post(host, deductionMessage({ setl_id: "S1" }), disbursementMessage({ amount: "1000.00" }));
    before = { index: await scan(host, "index"), accounts: await scan(host, "accounts") };
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function withHost<T>(work: (host: Host) => Promise<T>): Promise<T> {
  const host = await startHost({ dataDir: folder, log: (line) => expect.unreachable(line) });
  try {
    return await work(host);
  } finally {
    await host.stop();
  }
}

async function post(host: Host, ...messages: Fields[]): Promise<void> {
  await host.send(
    "intake",
    messages.map((message) => JSON.stringify(message)),
  );
  await host.drain();
}

async function scan(host: Host, table: Projection): Promise<Item[]> {
  const { Items = [] } = await host.clients.dynamodb.send(new ScanCommand({ TableName: host.environment.tables[table], ConsistentRead: true }));
  return Items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

async function lose(table: Projection, wanted: (item: Item) => boolean): Promise<void> {
  await withHost(async (host) => {
    for (const item of (await scan(host, table)).filter(wanted)) {
      const Key = Object.fromEntries(KEY_NAMES[table].map((name) => [name, item[name]!]));
      await host.clients.dynamodb.send(new DeleteItemCommand({ TableName: host.environment.tables[table], Key }));
    }
  });
}

async function fundflow(...args: string[]): Promise<unknown> {
  const answers: string[] = [];
  const output = {
    answer: (text: string) => void answers.push(text),
    note: expect.unreachable,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
  await main([...args, "--data", folder, "--format", "json"], output);
  return JSON.parse(answers.join(""));
}

async function expectAsBefore(): Promise<void> {
  expect(await withHost(async (host) => ({ index: await scan(host, "index"), accounts: await scan(host, "accounts") }))).toEqual(before);
  expect(await fundflow("verify")).toMatchObject({ lanes: 2, pages: 7, findings: [] });
}

it.each<[string, (table: Projection, item: Item) => boolean]>([
  ["all of index and accounts", () => true],
  ["some of them", (_table, item) => JSON.stringify(item).length % 2 === 0],
  ["the accounts alone", (table) => table === "accounts"],
  ["nothing", () => false],
])("writes again what was lost, to the byte: %s", async (_what, isLost) => {
  for (const table of ["index", "accounts"] as const) await lose(table, (item) => isLost(table, item));
  expect(await fundflow("rebuild")).toEqual({ lanes: 2, pages: 7, indexEntries: before.index.length, accounts: before.accounts.length });
  await expectAsBefore();
});

it("leaves a lane to which postings go on as if nothing had been lost", async () => {
  await lose("index", () => true);
  await lose("accounts", () => true);
  await fundflow("rebuild");
  await withHost((host) =>
    post(host, advanceMessage({ setl_id: "S1" }), advanceMessage({ setl_id: "S3" }), disbursementMessage({ amount: "1000.00" })),
  );
  await expectAsBefore();
});
