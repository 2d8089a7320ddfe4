import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryReport } from "../../infra/local/cli/deliver.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { PaperVersion } from "../../shared/paper/paper-delivery.ts";
import { advanceMessage, deductionMessage, disbursementMessage, reviewMessage, type Fields } from "../support/messages.ts";
import { runMain } from "../support/run-main.ts";

/*
 * One hospital's October in 勐海县: two advances of 1234.57 basic, 210.05 assistance and 88.88 backstop. Its papers are delivered, nothing changes, then
 * 34.57 are deducted, 100.00 paid and one advance is refused; November's payment changes October's year rate only.
 */
const folder = mkdtempSync(join(tmpdir(), "fundflow-deliver-"));
const data = join(folder, "data");
const fundflow = async (line: string): Promise<string> => (await runMain([...line.split(" "), "--data", data])).answer;
const deliver = async (month = "2017-10"): Promise<DeliveryReport> =>
  JSON.parse(await fundflow(`deliver ${month} --region 53 --format json`)) as DeliveryReport;

async function post(...messages: readonly Fields[]): Promise<void> {
  const file = join(folder, "messages.jsonl");
  writeFileSync(file, messages.map((message) => JSON.stringify(message)).join("\n"));
  expect(JSON.parse(await fundflow(`post ${file} --format json`))).toMatchObject({ posted: messages.length });
}

const manifestsOf = ({ files }: DeliveryReport): PaperVersion[] =>
  files.filter((file) => basename(file) === "manifest.json").map((file) => JSON.parse(readFileSync(file, "utf8")) as PaperVersion);

let first: DeliveryReport;
let again: DeliveryReport;
let second: DeliveryReport;
let other: DeliveryReport;

beforeAll(async () => {
  await post(advanceMessage(), advanceMessage({ setl_id: "SETL-0002" }), advanceMessage({ setl_id: "NOV", setl_time: "2017-11-03 10:00:00" }));
  await fundflow("close 2017-10 --region 53");
  first = await deliver();
  again = await deliver();
  await post(deductionMessage(), disbursementMessage({ amount: "100.00" }), reviewMessage({ setl_id: "SETL-0002", decision: "refused" }));
  second = await deliver("recent").then(async (recent) => {
    // The embedded clock is today's: 2017 is not of its last twelve months.
    expect(recent.messages).toEqual([]);
    return deliver();
  });
  await fundflow("close 2017-11 --region 53");
  await post(disbursementMessage({ disbursement_id: "DIS-NOV", setlym: "201711" }));
  other = await deliver();
}, 240_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("delivered papers", () => {
  it("are a version of each region of a closed month, told to its bureau", () => {
    expect(first.messages.map(({ attributes }) => attributes)).toMatchObject([
      { kind: "paper", region: "53", level: "province", month: "2017-10", version: "1" },
      { kind: "paper", region: "5328", level: "prefecture", month: "2017-10", version: "1" },
      { kind: "paper", region: "532822", level: "county", month: "2017-10", version: "1" },
    ]);
    expect(first.messages[2]?.subject).toBe("勐海县 2017-10 结算单据");
    expect(manifestsOf(first).map(({ region, version, changes }) => [region, version, changes])).toEqual([
      ["53", 1, []],
      ["5328", 1, []],
      ["532822", 1, []],
    ]);
  });

  it("lie in the bucket with content type and checksum, as their manifest says", async () => {
    const [manifest] = manifestsOf(first).filter(({ region }) => region === "532822");
    expect(manifest?.files.map(({ name }) => name).toSorted()).toEqual([
      "2017-10-532822-bases.csv",
      "2017-10-532822-details.csv",
      "2017-10-532822-papers.html",
      "2017-10-532822-papers.json",
      "2017-10-532822-papers.xlsx",
      "2017-10-532822-payments.csv",
      "2017-10-532822-shares.csv",
    ]);
    const copied = first.files.filter((file) => file.includes("/532822/"));
    for (const { name, sha256, bytes } of manifest?.files ?? []) {
      const content = readFileSync(copied.find((file) => basename(file) === name)!);
      expect([createHash("sha256").update(content).digest("hex"), content.length]).toEqual([sha256, bytes]);
    }
    const workbook = copied.find((file) => file.endsWith(".xlsx"))!;
    const key = workbook.slice(workbook.indexOf("papers/2017-10"));
    const host = await startHost({ dataDir: data, functions: {}, log: () => undefined });
    try {
      const { ContentType, ChecksumSHA256 } = await host.clients.s3.send(
        new HeadObjectCommand({ Bucket: host.environment.statementsBucket, Key: key, ChecksumMode: "ENABLED" }),
      );
      expect(ContentType).toBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
      expect(ChecksumSHA256).toBe(createHash("sha256").update(readFileSync(workbook)).digest("base64"));
    } finally {
      await host.stop();
    }
  }, 60_000);

  it("are delivered once: a delivery after which nothing changed sends nothing", () => {
    expect(again).toMatchObject({ messages: [], files: [] });
  });

  it("have a new version after a deduction, a payment and a review, which names what changed", () => {
    expect(second.messages.map(({ attributes }) => attributes["version"])).toEqual(["2", "2", "2"]);
    const changes = manifestsOf(second).find(({ region }) => region === "532822")?.changes ?? [];
    // 2 × 1234.57 claimed; 34.57 and 1234.57 deducted leave 1200.00, of which 100.00 are paid.
    expect(changes).toEqual(
      expect.arrayContaining([
        "拨付单 H53282200001 勐海县人民医院 基本医保统筹基金：扣款金额 0.00 → 1269.14",
        "拨付单 H53282200001 勐海县人民医院 基本医保统筹基金：实拨金额 0.00 → 100.00",
        "拨付单 H53282200001 勐海县人民医院 基本医保统筹基金：未拨金额 2469.14 → 1100.00",
      ]),
    );
    expect(changes.filter((change) => change.startsWith("明细表")).map((change) => change.replace(/ \*{4}\w+/, ""))).toHaveLength(2);
    expect(second.messages[2]?.subject).toBe("勐海县 2017-10 结算单据更正（第2版）");
    expect(second.messages[2]?.text).toContain("实拨金额 0.00 → 100.00");
  });

  it("have none where only another month's payments moved the year's rate", () => {
    expect(other).toMatchObject({ messages: [], files: [] });
  });
});
