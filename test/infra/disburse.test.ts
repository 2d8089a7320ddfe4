import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Pipeline } from "../../infra/local/cli/pipeline.ts";
import { postReceipt } from "../../infra/local/cli/post-receipt.ts";
import { readReceiptFile } from "../../infra/local/cli/receipt-file.ts";
import { withStore } from "../../infra/local/cli/with-host.ts";
import type { DisbursementProposal } from "../../shared/disburse/proposal.ts";
import type { ReceiptReport } from "../../shared/disburse/receipt-report.ts";
import { advanceMessage, type Fields } from "../support/messages.ts";
import { runMain, type Said } from "../support/run-main.ts";

/*
 * October 2017 of two hospitals, one settlement each: basic 1234.57, assistance 210.05, backstop 88.88, so that six payments of 3067.00 are due. The
 * bank pays basic of both in full, of H1's assistance 200.00 only, fails at H1's backstop, and pays H2's backstop a fen too much.
 */
const [H1, H2] = ["H53282200001", "H53282200002"];
const number = (institution: string, fund: string, paid = 0): string => `P-201710-532822-${institution}-${fund}-${paid}`;
const HEAD = "付款编号,金额,状态,实付金额,日期,失败原因";
const FIRST = [
  HEAD,
  `${number(H1, "basic")},"1,234.57",成功,,2017-11-25,`,
  `${number(H2, "basic")},1234.57,成功,1234.57,2017-11-25,`,
  `${number(H1, "assistance")},210.05,部分,200.00,2017-11-25,限额`,
  `${number(H1, "backstop")},88.88,失败,0,,账号不存在`,
  `${number(H2, "backstop")},88.89,成功,,2017-11-25,`,
  `${number(H2, "basic", 9_000_000)},1.00,成功,,2017-11-25,`,
];

let folder: string;
let data: string;

const write = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const fundflow = (...args: string[]): Promise<Said> => runMain([...args, "--data", data]);
const propose = async (...args: string[]): Promise<DisbursementProposal & { list?: string }> => {
  const { code, answer } = await fundflow("disburse", "--month", "2017-10", "--region", "5328", "--format", "json", ...args);
  expect(code).toBe(0);
  return JSON.parse(answer) as DisbursementProposal;
};
const receive = async (file: string): Promise<ReceiptReport> => {
  const { code, answer } = await fundflow("disburse", "--receipt", file, "--format", "json");
  expect(code).toBe(0);
  return JSON.parse(answer) as ReceiptReport;
};
const due = ({ payments }: DisbursementProposal): string[] => payments.map(({ payment_id, amount }) => `${payment_id} ${amount}`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-disburse-"));
  data = join(folder, "data");
  const advances: Fields[] = [advanceMessage(), advanceMessage({ fixmedins_code: H2, fixmedins_name: "勐遮镇卫生院" })];
  expect(await fundflow("post", write("advances.jsonl", advances.map((one) => JSON.stringify(one)).join("\n")))).toMatchObject({ code: 0 });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("fundflow disburse", () => {
  it("proposes nothing before the month is closed", async () => {
    expect(await propose()).toMatchObject({ payments: [], openAccounts: 2, totals: { count: 0, amount: "0.00" } });
    expect(existsSync(join(data, "payments"))).toBe(false);
    expect(await fundflow("close", "2017-10", "--region", "5328")).toMatchObject({ code: 0 });
  });

  it("proposes what is outstanding, the same under the same numbers, and writes it for the bank", async () => {
    const shown = await propose("--dry-run");
    expect(shown.list).toBeUndefined();
    expect(existsSync(join(data, "payments"))).toBe(false);
    const proposal = await propose();
    expect(proposal).toMatchObject({
      totals: { count: 6, amount: "3067.00", funds: { basic: "2469.14", assistance: "420.10", backstop: "177.76" } },
    });
    expect(await propose()).toEqual(proposal);
    expect(readdirSync(join(data, "payments"))).toHaveLength(1);
    const rows = parse<Record<string, string>>(readFileSync(proposal.list!, "utf8"), { bom: true, columns: true });
    expect(rows.map((row) => [row["付款编号"], row["收款单位名称"], row["金额"]])).toEqual([
      [number(H1, "basic"), "勐海县人民医院", "1234.57"],
      [number(H1, "assistance"), "勐海县人民医院", "210.05"],
      [number(H1, "backstop"), "勐海县人民医院", "88.88"],
      [number(H2, "basic"), "勐遮镇卫生院", "1234.57"],
      [number(H2, "assistance"), "勐遮镇卫生院", "210.05"],
      [number(H2, "backstop"), "勐遮镇卫生院", "88.88"],
    ]);
    const out = join(folder, "bank.csv");
    expect((await propose("--out", out)).list).toBe(out);
    expect(readFileSync(out)).toEqual(readFileSync(proposal.list!));
  });

  it("counts as posted what was: not what was posted before, is in a dead-letter queue, or waits", async () => {
    const outcomes = ["posted", "already_applied", "dead_lettered", "waiting"] as const;
    const pipeline = {
      ended: 0,
      send: (_queue: string, messages: readonly unknown[]) => Promise.resolve(messages.map((_, place) => String(place))),
      settle: () => Promise.resolve(),
      endingOf: (ref: string) => ({ ref, outcome: outcomes[Number(ref)]! }),
    } as unknown as Pipeline;
    const paid = [
      ["basic", "1234.57"],
      ["assistance", "210.05"],
      ["backstop", "88.88"],
    ].map(([fund = "", amount]) => `${number(H1, fund)},${amount},成功,,2017-11-25,`);
    const path = write("ends.csv", [HEAD, ...paid, `${number(H2, "backstop")},88.88,成功,,2017-11-25,`].join("\n"));
    const rows = await readReceiptFile(path, undefined);
    const output = { answer: () => undefined, note: () => undefined, progress: () => ({ update: () => undefined, stop: () => undefined }) };
    const report = await withStore(data, ({ store }) => postReceipt({ store, pipeline }, path, rows, output));
    expect(report).toMatchObject({ posted: 1, already_applied: 1, dead_lettered: 1, waiting: 1, rejected: 0, amount_posted: "1234.57" });
  });

  it("posts what the bank's receipt says was paid, and tells of every row that needs somebody", async () => {
    // As banks write it.
    const report = await receive(write("first.csv", iconv.encode(FIRST.join("\r\n"), "gb18030")));
    expect(report).toMatchObject({
      posted: 3,
      already_applied: 0,
      rejected: 1,
      dead_lettered: 0,
      // 2 × 1234.57 + 200.00
      amount_posted: "2669.14",
      rejections: [{ line: 6, payment_id: number(H2, "backstop"), code: "exceeds_payable", paid: "88.89" }],
      partial: [{ line: 4, amount: "210.05", paid: "200.00" }],
      failed: [{ line: 5, payment_id: number(H1, "backstop"), reason: "账号不存在" }],
      unknown: [{ line: 7, payment_id: number(H2, "basic", 9_000_000) }],
    });
  });

  it("pays once, however often and with whatever time a receipt comes", async () => {
    const again = await receive(write("again.csv", FIRST.join("\n")));
    const later = await receive(write("later.csv", FIRST.join("\n").replaceAll("2017-11-25", "2017-11-26 09:00:00")));
    for (const report of [again, later]) {
      expect(report).toMatchObject({ posted: 0, already_applied: 3, rejected: 1, amount_posted: "0.00", failed: [{ line: 5 }] });
    }
  });

  it("proposes the rest of a part under a new number, and what failed under its own", async () => {
    expect(due(await propose())).toEqual([
      `${number(H1, "assistance", 20_000)} 10.05`,
      `${number(H1, "backstop")} 88.88`,
      `${number(H2, "assistance")} 210.05`,
      `${number(H2, "backstop")} 88.88`,
    ]);
    // The list that was sent before is still there.
    expect(readdirSync(join(data, "payments"))).toHaveLength(2);
  });

  it("pays a number that failed at first, and refuses another amount under one that is paid", async () => {
    const rows = [
      HEAD,
      `${number(H1, "backstop")},88.88,失败,,,账号不存在`,
      `${number(H1, "backstop")},88.88,成功,,2017-11-28 10:00:00,`,
      `${number(H1, "assistance")},210.05,成功,,2017-11-28,`,
      `${number(H1, "basic")},1234.57,失败,,,退票`,
    ];
    expect(await receive(write("second.csv", rows.join("\n")))).toMatchObject({
      posted: 1,
      amount_posted: "88.88",
      retried: 1,
      rejections: [{ line: 4, code: "conflict", paid: "210.05", posted_amount: "200.00" }],
      failed: [{ line: 5, reason: "退票", posted_amount: "1234.57" }],
    });
    const { answer } = await fundflow("disburse", "--receipt", join(folder, "second.csv"));
    expect(answer).toContain("先失败后成功 1");
    expect(answer).toContain("处理办法：该付款编号已按另一金额入账，以已入账为准");
  });

  it("leaves the ledger whole", async () => {
    const { answer } = await fundflow("verify", "--format", "json");
    expect(JSON.parse(answer)).toMatchObject({ findings: [] });
    const { answer: statement } = await fundflow("statement", "2017-10", "--region", "5328", "--format", "json");
    // 2469.14 + 200.00 + 88.88
    expect(JSON.parse(statement)).toMatchObject({ totals: { all: { disbursed: "2758.02", outstanding: "308.98" } } });
  });
});

describe("a receipt that can't be used", () => {
  const GOOD = `${number(H2, "assistance")},210.05,成功,,2017-11-25,`;

  it.each([
    [
      "has an amount in words",
      [HEAD, GOOD, `${number(H2, "backstop")},捌拾捌元,成功,,2017-11-25,`],
      'line 3: 金额 "捌拾捌元" is not an amount in yuan',
    ],
    ["has a status nobody knows", [HEAD, `${number(H2, "backstop")},88.88,处理中,,2017-11-25,`], 'line 2: 状态 "处理中" is none of 成功'],
    ["contradicts itself", [HEAD, GOOD, GOOD.replace("210.05", "210.04")], "is paid 210.04, though line 2 says 210.05 of the same number"],
    ["has a row with too few cells", [HEAD, GOOD, "x,1"], "line 3 has 2 cells; the header has 6"],
    ["has no column of numbers", ["金额,状态", "1,成功"], "the header lacks the column 付款编号"],
    ["has a column twice", ["付款编号,金额,付款金额,状态", "1,1,1,成功"], "the header names 金额 in columns 2 and 3"],
    ["has a quote that stays open", [HEAD, `"${GOOD}`], "is not CSV: line"],
    ["is empty", [HEAD], "holds no payment"],
  ])("because it %s is named by its line, and nothing of it is posted", async (_title, lines, note) => {
    const { code, answer, notes } = await fundflow("disburse", "--receipt", write("bad.csv", lines.join("\n")));
    expect({ code, answer }).toEqual({ code: 1, answer: "" });
    expect(notes.join("\n")).toContain(note);
  });

  it("leaves what it says outstanding", async () => {
    expect(due(await propose("--dry-run"))).toContain(`${number(H2, "assistance")} 210.05`);
  });

  it.each([
    [["--month", "2017-10"], "disburse needs --month and --region, or --receipt"],
    [["--receipt", "x.csv", "--month", "2017-10"], "--receipt goes without --month"],
    [["--receipt", "nowhere.csv"], "there is no file nowhere.csv"],
    [["--month", "2017-10", "--region", "53", "--dry-run", "--out", "x.csv"], "--dry-run writes no file"],
    [["--month", "2017-10", "--region", "5328", "--out", "nowhere/x/y.csv"], "nowhere/x/y.csv can't be written: ENOENT"],
  ])("%j is told what is missing", async (args, note) => {
    const { code, notes } = await fundflow("disburse", ...args);
    expect(code).toBe(1);
    expect(notes.join("\n")).toContain(note);
  });
});
