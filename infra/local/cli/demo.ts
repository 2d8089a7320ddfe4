import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { payableOf } from "../../../shared/lane/account.ts";
import { subtractFen } from "../../../shared/money/fen.ts";
import { FUNDS } from "../../../shared/policy/funds.ts";
import type { RateRow } from "../../../shared/statement/rates.ts";
import type { Statement } from "../../../shared/statement/statement.ts";
import { readRegion } from "../../../shared/store/read-accounts.ts";
import { verifyLedger, type Verification } from "../../../shared/store/verify.ts";
import { DEFAULT_DATA_FOLDER, openDataFolder } from "../folder/data-folder.ts";
import type { DemoPayable } from "../demo/disbursements.ts";
import { demoMonth } from "../demo/month.ts";
import type { DemoCounts } from "../demo/tally.ts";
import { closeMonth } from "./close.ts";
import { deliver, type DeliveryReport } from "./deliver.ts";
import type { Output } from "./output.ts";
import { postMessages, type PostReport } from "./post.ts";
import type { InputMessage } from "./read-messages.ts";
import { readRates, readStatement } from "./statement.ts";
import { UserError } from "./user-error.ts";
import type { KeptNotice } from "./notice-files.ts";
import { runWatch } from "./watch.ts";
import { withHost, type Session } from "./with-host.ts";

/** What the demo did and found. */
export interface DemoReport {
  readonly advances: number;
  readonly dataFolder: string;
  readonly posted: number;
  readonly already_applied: number;
  readonly rejected: number;
  readonly byCode: Readonly<Record<string, number>>;
  /** Whether every count is what the generator's own bookkeeping says. */
  readonly asExpected: boolean;
  /** The province, its prefectures, and their counties. */
  readonly rates: readonly RateRow[];
  readonly statement: Statement;
  readonly statements: readonly string[];
  /** What subscribers were told of rates, in order. */
  readonly notices: readonly KeptNotice[];
  /** The settlement papers of one prefecture and its counties, as their bureaus got them. */
  readonly papers: DeliveryReport;
  readonly verification: Verification;
}

const REGION = "53";
/** The day after hospitals have sent their list: its month is due thirty days later, on 11 December. */
const CLOSED_ON = "2017-11-11";
/** On the first day it is due one county has paid nothing yet; on the next it has. */
const WATCHED_ON = { due: "2017-12-11", paid: "2017-12-12" } as const;
const LATE_PAYER = "532822";
/** Whose papers are delivered: one prefecture's, because those of all would double the demo's time. */
const DELIVERED = "5328";
/** Marks a folder as a demo's: the next demo may replace it. */
const MARKER = "demo.json";

/** Posts a synthetic month, closes it, posts what comes late, disburses, and delivers a prefecture's papers, and reads statements and rates. The same number does the same. */
export async function runDemo(advances: number, dataDir: string | undefined, output: Output): Promise<DemoReport> {
  const folder = resolve(dataDir ?? DEFAULT_DATA_FOLDER);
  await clearEarlierDemo(folder);
  return withHost(folder, output.note, async (session) => {
    await writeFile(join(folder, MARKER), `${JSON.stringify({ advances })}\n`);
    const month = demoMonth(advances);
    const reports = [await post(session, "advances.jsonl", month.beforeClose, "posting 入账", output)];
    await closeDemo(session, month.month);
    reports.push(await post(session, "late.jsonl", month.late, "late records 迟到", output));
    const disbursements = month.disbursements(await outstanding(session, month.month));
    const { late: paidLate = [], inTime: paidInTime = [] } = Object.groupBy(disbursements.messages, (text) =>
      isOfLatePayer(text) ? "late" : "inTime",
    );
    reports.push(await post(session, "disbursements.jsonl", paidInTime, "disbursing 拨付", output));
    const raised = await runWatch(session, REGION, WATCHED_ON.due);
    reports.push(await post(session, "late-disbursements.jsonl", paidLate, "disbursing 拨付", output));
    const cleared = await runWatch(session, REGION, WATCHED_ON.paid);
    // Closing again changes no figure; it publishes the statements as they stand after the disbursements.
    const { statements } = await closeDemo(session, month.month);
    const counts = sumReports(reports);
    return {
      advances,
      dataFolder: folder,
      ...counts,
      asExpected: agrees(counts, [month.expected.total, disbursements.expected]),
      rates: await allRates(session, month.month),
      statement: await readStatement(session.store, month.month, REGION),
      statements,
      notices: [...raised.messages, ...cleared.messages],
      papers: await deliver(session, month.month, DELIVERED),
      verification: await verifyLedger(session.store),
    };
  });
}

function isOfLatePayer(text: string): boolean {
  return (JSON.parse(text) as { readonly insu_admdvs: string }).insu_admdvs === LATE_PAYER;
}

/** A folder that only a demo wrote is emptied; one with other data stays as it is. */
async function clearEarlierDemo(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const opened = await openDataFolder(folder);
  opened.close();
  if (existsSync(join(folder, MARKER))) await rm(folder, { recursive: true });
  else if (existsSync(opened.tables)) throw new UserError(`${folder} holds data that is not a demo's; name another folder with --data`);
}

async function post({ pipeline }: Session, file: string, texts: Iterable<string>, title: string, output: Output): Promise<PostReport> {
  const progress = output.progress(title);
  try {
    return await postMessages(pipeline, numbered(file, texts), progress);
  } finally {
    progress.stop();
  }
}

function* numbered(file: string, texts: Iterable<string>): Generator<InputMessage> {
  let line = 0;
  for (const body of texts) yield { file, line: (line += 1), body };
}

function closeDemo(session: Session, month: string) {
  return closeMonth(session, month, REGION, CLOSED_ON);
}

async function outstanding({ store }: Session, month: string): Promise<DemoPayable[]> {
  const accounts = (await readRegion(store, month, REGION)).month;
  return accounts.flatMap(({ institution, county, funds }) =>
    FUNDS.flatMap((fund) => {
      const totals = funds[fund];
      return totals === undefined ? [] : [{ institution, county, fund, outstandingFen: subtractFen(payableOf(totals), totals.disbursed) }];
    }),
  );
}

async function allRates({ store }: Session, month: string): Promise<RateRow[]> {
  const province = await readRates(store, month, REGION);
  const prefectures = province.filter((row) => row.level === "prefecture");
  const counties = await Promise.all(
    prefectures.map(async ({ region }) => (await readRates(store, month, region)).filter((row) => row.level === "county")),
  );
  return [...province, ...counties.flat()];
}

function sumReports(reports: readonly PostReport[]) {
  const byCode: Record<string, number> = {};
  for (const { code } of reports.flatMap((report) => report.rejections)) byCode[code] = (byCode[code] ?? 0) + 1;
  const sum = (column: "posted" | "already_applied" | "rejected"): number => reports.reduce((total, report) => total + report[column], 0);
  return { posted: sum("posted"), already_applied: sum("already_applied"), rejected: sum("rejected"), byCode };
}

function agrees(counts: ReturnType<typeof sumReports>, expected: readonly DemoCounts[]): boolean {
  const sum = (column: "posted" | "already_applied" | "rejected"): number => expected.reduce((total, one) => total + one[column], 0);
  const codes = new Set([...Object.keys(counts.byCode), ...expected.flatMap((one) => Object.keys(one.byCode))]);
  const byCode = (code: string): number => expected.reduce((total, one) => total + ((one.byCode as Record<string, number>)[code] ?? 0), 0);
  return (
    (["posted", "already_applied", "rejected"] as const).every((column) => counts[column] === sum(column)) &&
    [...codes].every((code) => (counts.byCode[code] ?? 0) === byCode(code))
  );
}
