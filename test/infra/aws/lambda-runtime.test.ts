import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { QueueMessage } from "../../../functions/function.ts";
import { METRICS } from "../../../functions/metrics.ts";
import { bundleFunctions, type Bundles } from "../../../infra/aws/bundle-functions.ts";
import { inboxName, queueUrl } from "../../../infra/local/engines/names.ts";
import type { Host, HostOptions } from "../../../infra/local/host/host.ts";
import { startHost } from "../../../infra/local/host/start-host.ts";
import { FUNCTIONS, type FunctionName } from "../../../infra/wiring.ts";
import { synthesise } from "../../support/aws-app.ts";
import { FUNCTION_NAMES, lambdaFunctions, type LambdaFunctions } from "../../support/lambda-functions.ts";
import { startLambda, whyNoRuntimeClient, type LambdaProcess } from "../../support/lambda-process.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage } from "../../support/messages.ts";

/*
 * What is deployed, as it is run there: the stack's bundles under Lambda's own runtime client, with the stack's variables, each in its process.
 * Only the services are embedded. The same messages go through the embedded host, which calls the sources in this process.
 */
const missing = whyNoRuntimeClient();
if (missing !== undefined) process.stderr.write(`bundles under Lambda's runtime client: NOT TESTED, ${missing}\n`);

const PERSON = "53280000000000012345";
const folder = mkdtempSync(join(tmpdir(), "fundflow-runtime-"));

/** What one of the two hosts left behind. */
interface Left {
  readonly objects: Readonly<Record<string, string>>;
  readonly notices: readonly unknown[];
}

let bundles: Bundles;
let host: Host;
let lambda: LambdaFunctions;
let onLambda: Left;
let inProcess: Left;

const open = (options: HostOptions): Promise<Host> => startHost({ ...options, log: (line) => expect.unreachable(line) });

/** A month: posted, repeated, taken back, refused, closed, written, paid and told of. */
async function settleMonth(host: Host): Promise<Left> {
  const send = async (queue: Parameters<Host["send"]>[0], ...messages: object[]): Promise<void> => {
    await host.send(
      queue,
      messages.map((one) => JSON.stringify(one)),
    );
    await host.drain();
  };
  await send(
    "intake",
    advanceMessage({ psn_no: PERSON }),
    advanceMessage({ setl_id: "second" }),
    advanceMessage({ setl_id: "third", fixmedins_code: "H53280100001", insu_admdvs: "532801", poverty_status: "unlifted" }),
    { ...advanceMessage({ setl_id: "refused" }), poverty_status: "neither" },
    prepaymentMessage({ amount: "500.00" }),
  );
  await send("intake", advanceMessage({ psn_no: PERSON }), reversalMessage({ setl_id: "second" }), advanceMessage({ hifp_pay: "1.00" }));
  await send("commands", { kind: "close", setlym: "201710", region: "53", time: "2017-11-05 10:00:00" });
  await send("intake", deductionMessage(), disbursementMessage({ amount: "300.00" }));
  await send("watch", { region: "53" });
  await send("papers", { setlym: "201710", region: "53" });
  return { objects: await objectsOf(host), notices: await noticesOf(host) };
}

async function objectsOf({ clients: { s3 }, environment: { statementsBucket: Bucket } }: Host): Promise<Record<string, string>> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const objects: Record<string, string> = {};
  for (const { Key = "" } of Contents) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    objects[Key] = (await Body?.transformToString(Key.endsWith(".xlsx") ? "base64" : "utf8")) ?? "";
  }
  return objects;
}

async function noticesOf({ clients: { sqs }, environment: { endpoints } }: Host): Promise<unknown[]> {
  const QueueUrl = queueUrl(endpoints.sqs ?? "", inboxName("notices"));
  const notices: { readonly Subject: string }[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return notices.sort((one, other) => (one.Subject < other.Subject ? -1 : 1));
    for (const { Body = "" } of Messages) {
      const { Subject, Message, MessageAttributes } = JSON.parse(Body) as Record<string, unknown>;
      notices.push({ Subject: String(Subject), ...{ Message, MessageAttributes } });
    }
  }
}

/** Of one metric, all a function counted. */
async function counted(name: keyof typeof FUNCTIONS, metric: string): Promise<number> {
  const lines = (await lambda.process(name)).output.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.reduce((sum, line) => sum + ("_aws" in line && metric in line ? Number(line[metric]) : 0), 0);
}

describe.skipIf(missing !== undefined)(`the bundles under Lambda's runtime client${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  beforeAll(async () => {
    vi.stubEnv("FUNDFLOW_PERSON_KEY", "a key for both hosts");
    bundles = bundleFunctions(FUNCTIONS, join(folder, "bundles"));
    lambda = await lambdaFunctions(bundles, synthesise());
    host = await open({ dataDir: join(folder, "on-lambda"), functions: lambda.build });
    onLambda = await settleMonth(host);
    const embedded = await open({ dataDir: join(folder, "in-process") });
    inProcess = await settleMonth(embedded);
    await embedded.stop();
  }, 120_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await host.stop();
    await lambda.stop();
    rmSync(folder, { recursive: true });
  });

  it("advances in, statements and papers out: every object is the one the embedded host writes for the same messages", () => {
    const keys = Object.keys(onLambda.objects);
    expect(keys.filter((key) => key.startsWith("statements/"))).toContain("statements/2017-10/532822.json");
    expect(keys.filter((key) => /^papers\/.*\.xlsx$/.test(key))).not.toEqual([]);
    expect(JSON.parse(onLambda.objects["statements/2017-10/532822.json"]!)).toEqual(JSON.parse(inProcess.objects["statements/2017-10/532822.json"]!));
    expect(onLambda.objects).toEqual(inProcess.objects);
  });

  it("a low rate and new papers are told of in the same notices", () => {
    expect(onLambda.notices).not.toEqual([]);
    expect(onLambda.notices).toEqual(inProcess.notices);
  });

  it("every function ran, and answered with the messages to deliver again alone: outcomes stay in the function", () => {
    expect([...new Set(lambda.calls.map(({ name }) => name))].sort()).toEqual([...FUNCTION_NAMES].sort());
    for (const { answer } of lambda.calls) expect(answer).toEqual({ batchItemFailures: [] });
  });

  it("the person key is read where it lies, once", () => {
    expect(lambda.secrets.reads()).toBe(1);
  });

  it("every line is JSON, and none has a message's body or a person's number in it", async () => {
    for (const name of FUNCTION_NAMES) {
      const { output, errors } = await lambda.process(name);
      expect(output).not.toEqual([]);
      for (const line of [...output, ...errors]) {
        expect(JSON.parse(line)).toBeTypeOf("object");
        expect(line).not.toMatch(new RegExp(`${PERSON}|hifp_pay|1234\\.57|慢性阻塞性肺病`));
      }
    }
  });

  it("what became of the messages is counted in metrics", async () => {
    expect(await counted("intake", METRICS.messages)).toBe(10);
    expect(await counted("intake", METRICS.rejected)).toBe(1);
    // Three advances, a prepayment, a reversal, a deduction, a disbursement.
    expect(await counted("ledger", METRICS.posted)).toBe(7);
    expect(await counted("ledger", METRICS.alreadyApplied)).toBe(1);
    expect(await counted("ledger", METRICS.conflicts)).toBe(1);
    expect(await counted("close", METRICS.posted)).toBe(1);
  });

  it("a message that fails comes back alone: its id is the answer, a line of the log names it and the fault", async () => {
    const ledger = await lambda.process("ledger");
    const before = ledger.output.length + ledger.errors.length;
    const { answer } = await ledger.invoke({
      Records: [message("broken", "{"), message("well", JSON.stringify({ lane: "H53282200009", records: [] }))],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "broken" }] });
    const lines = [...ledger.output, ...ledger.errors].map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(before);
    expect(lines.find(({ messageId }) => messageId === "broken")).toMatchObject({
      level: "ERROR",
      service: "ledger",
      fault: { name: "SyntaxError" },
    });
  });

  it("a fault has its name, and its trace the places in the sources", async () => {
    const ledger = await alone("ledger", { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" });
    const { answer } = await ledger.invoke({ Records: [message("m1", JSON.stringify({ lane: "H53282200009", records: [] }))] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
    expect(ledger.errors).toHaveLength(1);
    const { fault } = JSON.parse(ledger.errors[0]!) as { readonly fault: { readonly name: string; readonly stack: string } };
    expect(fault.name).toBe("StoreFault");
    expect(fault.stack).toMatch(/shared\/store\/post-to-lane\.ts:\d+/);
    await ledger.stop();
  });

  it.each(FUNCTION_NAMES)("%s without one of its variables says which, at every call", async (name) => {
    const started = await alone(name, { TABLE_INDEX: "" });
    for (const call of ["first", "second"]) {
      await expect(started.invoke({ Records: [] }), call).rejects.toMatchObject({
        errorType: "Error",
        message: "Error: environment variable TABLE_INDEX is not set",
      });
    }
    await started.stop();
  });

  it("the runtime is the one of Node 24: it takes no handler with a callback", async () => {
    const code = join(folder, "callback");
    mkdirSync(code);
    writeFileSync(join(code, "index.mjs"), "export const handler = (event, context, callback) => { callback(null, {}); };\n");
    const started = await startLambda({ name: "callback", folder: code, variables: {}, timeoutSeconds: 60, memoryMb: 1024 });
    await expect(started.ready).rejects.toMatchObject({ errorType: "Runtime.CallbackHandlerDeprecated" });
    await started.stop();
  });

  /** A function in one more process, some of its variables others. */
  async function alone(name: FunctionName, changed: Readonly<Record<string, string>>): Promise<LambdaProcess> {
    const { timeoutSeconds, memoryMb } = FUNCTIONS[name];
    const variables = { ...lambda.variables(name, host.environment), ...changed };
    return startLambda({ name, folder: bundles[name]!.folder, variables, timeoutSeconds, memoryMb });
  }
});

function message(messageId: string, body: string): QueueMessage {
  return { messageId, body, attributes: { MessageGroupId: messageId }, messageAttributes: {} };
}
