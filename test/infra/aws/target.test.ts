import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ledgerStore } from "../../../functions/clients.ts";
import type { PostReport } from "../../../infra/local/cli/post.ts";
import { deadQueueName, queueName, queueUrl } from "../../../infra/local/engines/names.ts";
import type { Host } from "../../../infra/local/host/host.ts";
import { startHost } from "../../../infra/local/host/start-host.ts";
import { OPERATORS, type OperatorName, type OperatorWiring } from "../../../infra/operators.ts";
import { QUEUES, type QueueName } from "../../../infra/wiring.ts";
import type { DisbursementProposal } from "../../../shared/disburse/proposal.ts";
import { readAdvance } from "../../../shared/store/read-advance.ts";
import { synthesise } from "../../support/aws-app.ts";
import { runCli, type CliResult } from "../../support/cli.ts";
import { startCloudFormation, type CloudFormationEndpoint } from "../../support/cloudformation.ts";
import { createRecordingProxy, type RecordingProxy, type Seen } from "../../support/recording-proxy.ts";
import { embeddedOutputs, endpointVariables } from "../../support/embedded-stack.ts";
import { advanceMessage, prepaymentMessage, reversalMessage } from "../../support/messages.ts";

/*
 * The command line as a process of its own, on a stack whose services are the embedded engines: CloudFormation answers with the outputs of the
 * synthesised template, and a host in another process than the command runs the functions, as AWS would.
 */
const FOLDER = mkdtempSync(join(tmpdir(), "fundflow-target-"));
const DATA = join(FOLDER, "local");
const PERSON_KEY = { FUNDFLOW_PERSON_KEY: "a key both have, so that both hash alike" };
const { data } = synthesise({ environment: "prod" });

let host: Host;
let proxy: RecordingProxy;
/** An installation whose functions do not run. */
let idle: Host;
let cloudFormation: CloudFormationEndpoint;
let idleCloudFormation: CloudFormationEndpoint;

beforeAll(async () => {
  Object.assign(process.env, PERSON_KEY);
  host = await startHost({ dataDir: join(FOLDER, "aws"), log: (line) => expect.unreachable(line) });
  idle = await startHost({ dataDir: join(FOLDER, "idle"), functions: {} });
  delete process.env["FUNDFLOW_PERSON_KEY"];
  proxy = createRecordingProxy();
  const outputs = embeddedOutputs(data, host);
  cloudFormation = await startCloudFormation({
    "FundFlow-prod-Data": outputs,
    "FundFlow-older-Data": Object.fromEntries(Object.entries(outputs).filter(([key]) => key !== "LanesDeadQueueUrl")),
    "FundFlow-secret-Data": { error: "AccessDenied" },
  });
  idleCloudFormation = await startCloudFormation({ "FundFlow-prod-Data": embeddedOutputs(data, idle) });
}, 60_000);

afterAll(async () => {
  await proxy.stop();
  await Promise.all([host.stop(), idle.stop(), cloudFormation.stop(), idleCloudFormation.stop()]);
  rmSync(FOLDER, { recursive: true });
});

const words = (line: string): string[] => line.split(" ");
const onStack = (line: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  runCli([...words(line), "--target", "aws", ...(line.includes("--stack") ? [] : ["--stack", "FundFlow-prod"])], {
    env: { ...endpointVariables(host, cloudFormation.url), ...env },
  });
const inFolder = (line: string): Promise<CliResult> => runCli([...words(line), "--data", DATA], { env: PERSON_KEY });

function file(name: string, lines: readonly (object | string)[]): string {
  const path = join(FOLDER, name);
  writeFileSync(path, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return path;
}

/** What differs from one run to another: times, pages, ids of queues, and where files lie. */
function timeless(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => {
    if (key === "statements") return (value as string[]).map((path) => path.replace(/^.*(?=statements\/)/, ""));
    if (["rejectedAt", "deadMessageId", "messageId", "sentEpochMs", "receiveCount"].includes(key)) return "…";
    return typeof value === "string" ? withoutTimes(value) : value;
  });
}

function withoutTimes(text: string): string {
  return text.replaceAll(/page \d+|账页\d+|now [-\d :]+|当前时间[-\d :]+/g, "…");
}

/** Runs the command on both and expects the same answer, and the same exit code. */
async function expectAlike(line: string): Promise<unknown> {
  const [stack, folder] = await Promise.all([onStack(`${line} --format json`), inFolder(`${line} --format json`)]);
  expect({ code: stack.code, stderr: stack.stderr }, line).toEqual({ code: folder.code, stderr: folder.stderr });
  const answers = [stack, folder].map(({ stdout }) => timeless(stdout));
  expect(answers[0], line).toEqual(answers[1]);
  return answers[0];
}

async function sendToDeadQueue(to: Host, queue: QueueName, body: string, fifo: { MessageGroupId?: string; MessageDeduplicationId?: string } = {}) {
  const url = queueUrl(to.environment.endpoints.sqs!, deadQueueName(queue, QUEUES[queue]));
  await to.clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...fifo }));
}

const month = (): string =>
  file("month.jsonl", [
    advanceMessage(),
    advanceMessage(),
    advanceMessage({ hifp_pay: "1.00" }),
    "{ this is no message",
    { ...advanceMessage({ setl_id: "S-2" }), fund_pay_sumamt: "1.00" },
    reversalMessage({ reversal_id: "REV-2", setl_id: "never came" }),
    ...Array.from({ length: 30 }, (_, index) => advanceMessage({ setl_id: `S-1${index}`, fixmedins_code: `H5328220000${index % 3}` })),
    prepaymentMessage({ amount: "500.00" }),
  ]);

describe("the command line on a stack answers what it answers on a data folder", () => {
  it("post: what was posted, what was posted before, what was rejected and why; again, it is all known", async () => {
    const path = month();
    expect(await expectAlike(`post ${path}`)).toMatchObject({ posted: 32, already_applied: 1, rejected: 4, dead_lettered: 0 });
    expect(await expectAlike(`post ${path}`)).toMatchObject({ posted: 0, already_applied: 33, rejected: 4 });
  }, 60_000);

  it("close: the accounts it closed and the statements it published", async () => {
    expect(await expectAlike("close 2017-10 --region 532822 --on 2017-11-11")).toMatchObject({
      status: "closed",
      accounts: 3,
      statements: ["statements/2017-10/532822.csv", "statements/2017-10/532822.json"],
    });
    const early = "close 2099-10 --region 532822";
    const [stack, folder] = await Promise.all([onStack(early), inFolder(early)]);
    expect([stack.code, withoutTimes(stack.stderr)]).toEqual([folder.code, withoutTimes(folder.stderr)]);
    expect([stack.code, stack.stderr]).toEqual([1, expect.stringMatching(/^fundflow: month_not_over: month 2099-10 is not over/)]);
  }, 60_000);

  it("statement and rate, and what else only reads", async () => {
    for (const line of [
      "statement 2017-10 --region 532822",
      "rate 2017-10 --region 53",
      "findings 2017-10 --region 532822",
      "circular 2017-10 --region 53",
      "papers 2017-10 --region 532822",
      "explain SETL-0001 --institution H53282200001",
    ]) {
      await expectAlike(line);
    }
    expect((await onStack("rebuild")).code).toBe(0);
    const { stdout } = await onStack("verify --format json");
    expect(JSON.parse(stdout)).toMatchObject({ lanes: 3, findings: [] });
  }, 120_000);

  it("disburse: the bank's list, and what its receipt says was paid, once", async () => {
    const proposal = (await expectAlike(`disburse --month 2017-10 --region 532822 --out ${join(FOLDER, "bank.csv")}`)) as DisbursementProposal;
    expect(proposal.payments.length).toBeGreaterThan(5);
    const rows = proposal.payments.map(({ payment_id, amount }) => `${payment_id},${amount},成功,,2017-11-25,`);
    const receipt = file("receipt.csv", ["付款编号,金额,状态,实付金额,日期,失败原因", ...rows]);
    const count = proposal.payments.length;
    expect(await expectAlike(`disburse --receipt ${receipt}`)).toMatchObject({ posted: count, amount_posted: proposal.totals.amount });
    expect(await expectAlike(`disburse --receipt ${receipt}`)).toMatchObject({ posted: 0, already_applied: count, amount_posted: "0.00" });
    const { code, stderr } = await onStack("disburse --month 2017-10 --region 532822");
    expect([code, stderr]).toEqual([1, "fundflow: on AWS there is no data folder: name the bank's list with --out\n"]);
  }, 60_000);

  it("rejections: those that stand, and all of them", async () => {
    expect(await expectAlike("rejections --region 53")).toHaveLength(4);
    await expectAlike("rejections --all");
  }, 60_000);

  it("redrive: dead letters by queue, and where they went", async () => {
    const other = await startHost({ dataDir: DATA, functions: {} });
    for (const one of [host, other]) {
      await sendToDeadQueue(one, "intake", JSON.stringify(advanceMessage({ setl_id: "came back", setl_time: "2017-11-02 10:00:00" })));
      const fold = JSON.stringify({ lane: "H53282200001", records: [] });
      await sendToDeadQueue(one, "lanes", fold, { MessageGroupId: "H53282200001", MessageDeduplicationId: "d1" });
    }
    await other.stop();
    const listed = await expectAlike("redrive --dry-run");
    expect(listed).toMatchObject([
      { queue: "intake", messages: 1, shown: [{ queue: "intake" }] },
      { queue: "lanes", messages: 1, shown: [{ messageGroupId: "H53282200001" }] },
    ]);
    // What was looked at is given back after a second.
    await expect.poll(async () => (await onStack("redrive --queue lanes --format json")).stdout, { timeout: 20_000 }).toContain('"messages": 1');
    await inFolder("redrive --queue lanes");
    expect(await expectAlike("redrive")).toMatchObject([{ queue: "intake", messages: 1 }]);
    await host.drain();
    expect(await host.deadLetters()).toEqual([]);
    expect(await expectAlike("redrive --dry-run")).toEqual([]);
    await expectAlike("statement 2017-11 --region 532822");
  }, 120_000);
});

/** What a policy grants, in the words of the proxy; objects of the bucket it may get besides are for the person, not for a command. */
function granted({ tables, sendsTo, redrives, lists }: OperatorWiring): string[] {
  const redriven = redrives ? (Object.keys(QUEUES) as QueueName[]) : [];
  const dead = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"];
  return [
    ...Object.entries(tables).flatMap(([table, actions]) => actions.map((action) => `dynamodb:${action} ${table}`)),
    ...[...sendsTo, ...redriven].map((queue) => `sqs:SendMessage ${queueName(queue, QUEUES[queue])}`),
    ...redriven.flatMap((queue) => dead.map((action) => `sqs:${action} ${deadQueueName(queue, QUEUES[queue])}`)),
    ...Object.keys(lists).map((bucket) => `s3:ListBucket ${bucket}`),
  ];
}

describe("the policies of those who work with the command line", () => {
  const asked: Record<OperatorName, Seen> = { readers: new Set(), operators: new Set(), redrivers: new Set() };

  async function note(name: OperatorName, to: Host, lines: readonly string[]): Promise<void> {
    const proxied = { environment: await proxy.environment(to.environment, asked[name]) };
    const endpoint = await startCloudFormation({ "FundFlow-prod-Data": embeddedOutputs(data, proxied) });
    for (const line of lines) expect((await onStack(line, endpointVariables(proxied, endpoint.url))).code, line).toBe(0);
    await endpoint.stop();
  }

  it("grant readers what their commands ask for, and to find the files of statements", async () => {
    const lines = ["statement 2017-10 --region 532822", "rejections", "explain SETL-0001 --institution H53282200001", "verify"];
    await note("readers", host, [...lines, "papers 2017-10 --region 532822 --format json"]);
    expect([...asked.readers, "s3:ListBucket statements"].sort()).toEqual(granted(OPERATORS.readers).sort());
  }, 60_000);

  it("grant operators what theirs ask for besides", async () => {
    await note("operators", host, [`post ${month()}`, "close 2017-10 --region 532822"]);
    expect([...new Set([...asked.readers, ...asked.operators])].sort()).toEqual(granted(OPERATORS.operators).sort());
  }, 60_000);

  it("grant redrivers what redrive asks for", async () => {
    for (const queue of Object.keys(QUEUES) as QueueName[]) {
      await sendToDeadQueue(idle, queue, "{}", QUEUES[queue].fifo ? { MessageGroupId: "H1", MessageDeduplicationId: "d2" } : {});
    }
    await note("redrivers", idle, ["redrive --dry-run", "redrive"]);
    expect([...asked.redrivers].sort()).toEqual(granted(OPERATORS.redrivers).sort());
  }, 60_000);
});

describe("post on a stack", () => {
  it("reports of each message what became of that very message, whoever posts the same id at the same time", async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `RACE-${index}`);
    const advance = (setl_id: string, hifp_pay: string): object => advanceMessage({ setl_id, hifp_pay, setl_time: "2017-11-03 10:00:00" });
    const theirs = (from: number, to: number): Promise<string[]> =>
      host.send(
        "intake",
        ids.slice(from, to).map((id) => JSON.stringify(advance(id, "200.00"))),
      );
    await theirs(0, 10);
    await host.drain();
    const ours = file(
      "ours.jsonl",
      ids.map((id) => advance(id, "100.00")),
    );
    const posting = onStack(`post ${ours} --format json`);
    // The last ten are ours alone.
    for (let from = 10; from < 50; from += 1) {
      await theirs(from, from + 1);
      await sleep(20);
    }
    const report = JSON.parse((await posting).stdout) as PostReport;
    await host.drain();
    const conflicts = new Set(report.rejections.map(({ id, code }) => `${code} ${id}`));
    const store = ledgerStore(host.environment);
    for (const id of ids) {
      const amount = (await readAdvance(store, "H53282200001", id))!.original.advance.funds.basic!.amount;
      expect(conflicts.has(`conflict ${id}`), id).toBe(amount === 20_000);
    }
    expect(report).toMatchObject({ posted: 60 - conflicts.size, already_applied: 0, rejected: conflicts.size });
    expect(conflicts.size).toBeGreaterThanOrEqual(10);
    expect(report.posted).toBeGreaterThanOrEqual(10);
  }, 60_000);

  it("reports what nothing was heard of as waiting, and fails", async () => {
    const path = file("waiting.jsonl", [advanceMessage(), prepaymentMessage()]);
    const env = endpointVariables(idle, idleCloudFormation.url);
    const { code, stdout, stderr } = await onStack(`post ${path} --wait 1 --format json`, env);
    expect([code, JSON.parse(stdout)]).toEqual([1, { posted: 0, already_applied: 0, rejected: 0, dead_lettered: 0, waiting: 2, rejections: [] }]);
    expect(stderr).toMatch(/^fundflow: nothing was heard of 2 messages in time/);
  }, 60_000);
});

describe("close on a stack", () => {
  it("says that nothing was heard of it, and fails", async () => {
    const { code, stdout, stderr } = await onStack(
      "close 2017-10 --region 532822 --wait 0 --format json",
      endpointVariables(idle, idleCloudFormation.url),
    );
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { status: "open", accounts: 0, statements: [], waiting: "close" }]);
    expect(stderr).toBe("fundflow: nothing was heard of the close in time; it is not lost, and to close again is harmless\n");
  }, 60_000);
});

describe("a stack that can't be worked on is named in one line", () => {
  it.each([
    [
      "that does not exist",
      "FundFlow-none",
      {},
      "there is no stack FundFlow-none-Data in us-east-1: look for its name and region with those who deployed it",
    ],
    [
      "that may not be looked at",
      "FundFlow-secret",
      {},
      /^stack FundFlow-secret-Data in us-east-1: these credentials lack a right .*DescribeStacks$/,
    ],
    ["of another version", "FundFlow-older", {}, /^stack FundFlow-older-Data in us-east-1 has no output LanesDeadQueueUrl/],
    ["without a region", "FundFlow-prod", { AWS_REGION: "" }, /^stack FundFlow-prod-Data: there is no region that could be one: set AWS_REGION/],
    [
      "without credentials",
      "FundFlow-prod",
      { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" },
      /^stack FundFlow-prod-Data in us-east-1: there are no credentials/,
    ],
    [
      "that can't be reached",
      "FundFlow-prod",
      { AWS_ENDPOINT_URL_CLOUDFORMATION: "http://127.0.0.1:1" },
      /^stack FundFlow-prod-Data in us-east-1: AWS can't be reached/,
    ],
  ])("%s", async (_, name, env, says) => {
    const { code, stdout, stderr } = await onStack(`rate 2017-10 --region 53 --stack ${name}`, env);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.match(/\n/g)).toHaveLength(1);
    expect(stderr.trim().replace(/^fundflow: /, "")).toEqual(typeof says === "string" ? says : expect.stringMatching(says));
  });

  it("and the data stack's own name will do", async () => {
    expect((await onStack("rate 2017-10 --region 53 --stack FundFlow-prod-Data")).code).toBe(0);
    expect(new Set(cloudFormation.asked)).toContain("FundFlow-prod-Data");
  });
});
