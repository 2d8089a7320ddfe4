import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DemoReport } from "../../infra/local/cli/demo.ts";
import type { WatchReport } from "../../infra/local/cli/watch.ts";
import { queueArn, queueUrl } from "../../infra/local/engines/names.ts";
import { MIN_DEMO_ADVANCES } from "../../infra/local/demo/plan.ts";
import type { Host } from "../../infra/local/host/host.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { Circular } from "../../shared/circular/circular.ts";
import { rateFields } from "../../shared/watch/rate-message.ts";
import { advanceMessage, disbursementMessage, type Fields } from "../support/messages.ts";
import { runMain, type Said } from "../support/run-main.ts";

/*
 * 勐海县人民医院 is owed 100.00 of basic for October, closed on 5 November: due on 5 December. 60.00 are paid by then, 85.00 the day after. The bureau of
 * the county subscribes to what is told of its rate, with a queue of its own.
 */
const BUREAU = "bureau-of-menghai";
const claim = (): Fields =>
  advanceMessage({ setl_id: "a1", hifp_pay: "100.00", hifmi_pay: "0", maf_pay: "0", oth_pay: "0", psn_part_amt: "1900.00" });
const paid = (disbursement_id: string, amount: string): Fields => disbursementMessage({ disbursement_id, amount });

let folder: string;
let data: string;
const fundflow = (line: string): Promise<Said> => runMain([...line.split(" "), "--data", data]);
const watch = async (day: string): Promise<WatchReport> =>
  JSON.parse((await fundflow(`watch --region 53 --date ${day} --format json`)).answer) as WatchReport;

async function post(name: string, message: Fields): Promise<void> {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(message));
  expect(JSON.parse((await fundflow(`post ${file} --format json`)).answer)).toMatchObject({ posted: 1, rejected: 0 });
}

async function onHost<T>(work: (host: Host) => Promise<T>): Promise<T> {
  const host = await startHost({ dataDir: data, functions: {}, log: () => undefined });
  try {
    return await work(host);
  } finally {
    await host.stop();
  }
}

const bureauUrl = (host: Host): string => queueUrl(host.environment.endpoints.sqs ?? "", BUREAU);

interface Delivered {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Value: string }>>;
}

/** All that lies in the bureau's queue, the oldest first. */
function received(): Promise<Delivered[]> {
  return onHost(async (host) => {
    const found: Delivered[] = [];
    for (;;) {
      const { Messages = [] } = await host.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: bureauUrl(host), MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return found;
      for (const { Body = "", ReceiptHandle } of Messages) {
        found.push(JSON.parse(Body) as Delivered);
        await host.clients.sqs.send(new DeleteMessageCommand({ QueueUrl: bureauUrl(host), ReceiptHandle }));
      }
    }
  });
}

const reports: WatchReport[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-watch-"));
  data = join(folder, "data");
  await post("advance.jsonl", claim());
  await fundflow("close 2017-10 --region 5328 --on 2017-11-05");
  await post("first.jsonl", paid("b1", "60.00"));
  await onHost(async (host) => {
    await host.clients.sqs.send(new CreateQueueCommand({ QueueName: BUREAU }));
    await host.clients.sns.send(
      new SubscribeCommand({
        TopicArn: host.environment.noticesTopic,
        Protocol: "sqs",
        Endpoint: queueArn(BUREAU),
        Attributes: { FilterPolicy: JSON.stringify({ kind: ["rate"], region: ["532822"] }) },
      }),
    );
  });
  for (const day of ["2017-12-04", "2017-12-05", "2017-12-05", "2017-12-06"]) {
    if (day === "2017-12-06") await post("second.jsonl", paid("b2", "25.00"));
    reports.push(await watch(day));
  }
  reports.push(await watch("2017-12-07"));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a county's rate that falls and is paid up", () => {
  it("is told to its bureau in one message for each, whatever else is told", async () => {
    const messages = await received();
    expect(messages.map(({ Subject }) => Subject)).toEqual([
      "【拨付率预警】勐海县 2017年到期拨付率60.00 %，低于85 %，尚须拨付25.00元",
      "【拨付率恢复】勐海县 2017年到期拨付率已达85.00 %",
    ]);
    expect(messages.map(({ MessageAttributes }) => MessageAttributes["change_id"]?.Value)).toEqual([
      "rate#53#2017#532822@1",
      "rate#53#2017#532822@3",
    ]);
    expect(rateFields(messages[0]!.Message)).toMatchObject({
      region: "532822",
      state: "low",
      shortfall: "25.00",
      worst: [{ institution: "H53282200001" }],
    });
    expect(await received()).toEqual([]);
  });

  it("shows in the report of each day, with the messages of all regions kept as files", () => {
    const county = reports.map(({ regions }) => regions.find(({ region }) => region === "532822"));
    expect(county.map((one) => [one?.day, one?.state, one?.due.rate, one?.shortfall, one?.lowSince])).toEqual([
      ["2017-12-04", "none", null, "0.00", null],
      ["2017-12-05", "low", "0.6000", "25.00", "2017-12-05"],
      ["2017-12-05", "low", "0.6000", "25.00", "2017-12-05"],
      ["2017-12-06", "ok", "0.8500", "0.00", null],
      ["2017-12-07", "ok", "0.8500", "0.00", null],
    ]);
    expect(reports.map(({ messages }) => messages.map(({ attributes }) => `${attributes["region"]} ${attributes["news"]}`))).toEqual([
      [],
      ["53 low", "5328 low", "532822 low"],
      [],
      ["53 over", "5328 over", "532822 over"],
      [],
    ]);
    for (const { messages } of reports) {
      for (const { file, subject, text } of messages) expect(readFileSync(file, "utf8")).toBe(`${subject}\n\n${text}\n`);
    }
  });

  it("reads as a table in Chinese", async () => {
    const { answer } = await fundflow("watch --region 532822 --date 2017-12-07");
    expect(answer).toContain("2017-12-07 拨付率监测");
    // 7 December is the 33rd day from 5 November: 85 × 92 ÷ 33 of 300.00.
    expect(answer).toMatch(/532822 {2}勐海县 {2}达标 +2017 +100\.00 +85\.00 +85\.00 % +0\.00 +85\.00 % +2017-10 +85\.00 % +78\.99 % +—/);
    expect(answer).toContain("没有发出通知");
  });
});

describe("the schedule", () => {
  it("does what the command does, on the day it fires, in a province of its own", async () => {
    const lines: string[] = [];
    const host = await startHost({ dataDir: data, nowEpochMs: () => Date.parse("2017-12-08T08:00:00+08:00"), log: (line) => lines.push(line) });
    try {
      await host.fireSchedule("dailyWatch");
      await host.drain();
      expect(await host.deadLetters()).toEqual([]);
    } finally {
      await host.stop();
    }
    expect(lines).toEqual([]);
    expect(await received()).toEqual([]);
  });
});

describe("a watch that can't be done", () => {
  it("says why: a day to come, or what is no day", async () => {
    const future = await runMain(["watch", "--date", "2999-01-01", "--data", data]);
    expect(future).toMatchObject({ code: 1 });
    expect(future.notes.join("\n")).toContain("future_settlement");
    expect(await runMain(["watch", "--date", "2017-13-01", "--data", data])).toMatchObject({ code: 2 });
  });

  it("is asked of a folder that is not there, and makes none", async () => {
    const missing = join(folder, "missing");
    expect(await runMain(["watch", "--data", missing])).toMatchObject({ code: 1 });
    expect(existsSync(missing)).toBe(false);
  });
});

describe("the circular", () => {
  it("ranks the prefectures and counties of a closed month, as JSON, as a table, and as files", async () => {
    const circular = JSON.parse((await fundflow("circular 2017-10 --region 53 --format json")).answer) as Circular;
    expect(circular).toMatchObject({ month: "2017-10", region: "53", status: "open", previousMonth: "2017-09" });
    expect(circular.rankings[4]).toMatchObject({
      level: "county",
      fund: "all",
      rows: [{ region: "532822", rank: 1, payable: "100.00", disbursed: "85.00", rate: "0.8500", shortfall: "0.00", state: "ok", rankChange: null }],
    });
    expect((await fundflow("circular 2017-10 --region 5328")).answer).toContain("西双版纳傣族自治州2017年10月健康扶贫垫付资金拨付率通报  单位：元");
    for (const format of ["html", "xlsx", "json", "table"]) {
      const { answer } = await fundflow(`circular 2017-10 --region 5328 --format ${format} --out ${join(folder, "circulars")}`);
      expect(answer).toBe(join(folder, "circulars", `2017-10-5328-circular.${format === "table" ? "txt" : format}`));
      expect(readFileSync(answer).length).toBeGreaterThan(1000);
    }
  });

  it("is not of a county, nor a workbook on the terminal", async () => {
    for (const line of ["circular 2017-10 --region 532822", "circular 2017-10 --region 5328 --format xlsx"]) {
      expect(await fundflow(line)).toMatchObject({ code: 1, answer: "" });
    }
  });
});

describe("the demo", () => {
  it("has one county fall below 85 % on its first due day, and come back on the next", async () => {
    const { code, answer } = await runMain(["demo", "--advances", String(MIN_DEMO_ADVANCES), "--data", join(folder, "demo"), "--format", "json"]);
    const { notices, asExpected, rates, papers } = JSON.parse(answer) as DemoReport;
    expect({ code, asExpected }).toEqual({ code: 0, asExpected: true });
    const told = notices.filter(({ attributes }) => attributes["region"] === "532822");
    expect(told.map(({ subject }) => subject.slice(0, 21))).toEqual([
      "【拨付率预警】勐海县 2017年到期拨付率",
      "【拨付率恢复】勐海县 2017年到期拨付率",
    ]);
    // Every region that is low in the end was told of once.
    const low = rates.filter(({ state }) => state === "low").map(({ region }) => region);
    expect(notices.filter(({ attributes }) => low.includes(attributes["region"] ?? "")).map(({ attributes }) => attributes["news"])).toEqual(
      low.map(() => "low"),
    );
    // The prefecture's paper and one of each of its counties: rates are of the same regions.
    const delivered = rates.filter(({ region }) => region.startsWith("5328")).map(({ region }) => region);
    expect(papers.messages.map(({ attributes }) => [attributes["region"], attributes["version"]])).toEqual(
      delivered.toSorted().map((region) => [region, "1"]),
    );
    expect(papers.files.filter((file) => file.endsWith("-papers.html") && existsSync(file))).toHaveLength(delivered.length);
  }, 60_000);
});
