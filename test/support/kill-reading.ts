import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { withEngines, withStore } from "../../infra/local/cli/with-host.ts";
import type { Host } from "../../infra/local/host/host.ts";
import type { MonthAccount } from "../../shared/lane/account.ts";
import { decodePage } from "../../shared/lane/page.ts";
import { buildRates } from "../../shared/statement/rates.ts";
import { buildStatement } from "../../shared/statement/statement.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { verifyLedger } from "../../shared/store/verify.ts";

const REGIONS = ["53", "5328", "532822", "530521"];
const MONTHS = ["201710", "201711"];

/** The accounts a month left in a data folder. */
export async function readMonth(folder: string): Promise<readonly MonthAccount[]> {
  return withStore(folder, async ({ store }) => (await readRegion(store, "201710", "53")).month);
}

/**
 * Everything a data folder says, but for what must differ: page numbers, which follow from the batches, and times of rejection. Names of
 * institutions are those of the advance posted last.
 */
export async function readAll(folder: string): Promise<unknown> {
  return withEngines(folder, silent, async ({ store, host }) => ({
    months: await Promise.all(MONTHS.map((month) => readStatements(store, month))),
    entries: await readEntries(store),
    rejections: (await store.rejections()).map((one) => ({
      ...one,
      rejectedAt: "",
      message: timeless(one.message),
      messageZh: timeless(one.messageZh),
    })),
    findings: (await verifyLedger(store)).findings,
    deadLetters: await host.deadLetters(),
    published: await readPublished(host),
    files: await readFiles(join(folder, "statements")),
  }));
}

async function readStatements(store: LedgerStore, month: string): Promise<unknown> {
  const read = await readRegion(store, month, "53");
  const statements = REGIONS.map((region) => buildStatement({ region, month, ...read.within(region) }));
  return { statements, rates: buildRates({ region: "53", month, ...read.within("53") }) };
}

async function readEntries(store: LedgerStore): Promise<string[]> {
  const entries: string[] = [];
  for await (const page of store.allPages()) {
    for (const entry of decodePage(page).entries)
      entries.push(JSON.stringify([page.lane, entry.kind === "advance" ? { ...entry, institutionName: "" } : entry]));
  }
  return entries.sort();
}

function timeless(message: string): string {
  return message.replace(/\(page \d+ [^)]*\)|（账页\d+）|now, [-\d :]+|当前时间[-\d :]+/, "");
}

/** The statements in the bucket, by key. */
async function readPublished({ clients: { s3 }, environment: { statementsBucket: Bucket } }: Host): Promise<Record<string, string>> {
  const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket }));
  if (IsTruncated === true) throw new Error("more statements than one list holds");
  const read = async ({ Key = "" }) => [Key, (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? ""] as const;
  return Object.fromEntries(await Promise.all(Contents.map(read)));
}

/** The statements as files beside the ledger, by path. */
async function readFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => [path.slice(folder.length + 1), await readFile(path, "utf8")] as const;
  return Object.fromEntries(await Promise.all(paths.sort().map(read)));
}

const silent = (): void => undefined;
