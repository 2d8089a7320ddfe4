import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askingRef } from "../../../shared/contract/outcome-report.ts";
import type { BuildFunction, QueueFunction } from "../../../functions/function.ts";
import { INTAKE_ATTRIBUTES } from "../../../functions/intake/attributes.ts";
import { startHost } from "../../../infra/local/host/start-host.ts";
import type { BuildFunctions, Host } from "../../../infra/local/host/host.ts";
import { FUNCTIONS, QUEUES, type FunctionName, type FunctionWiring } from "../../../infra/wiring.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage } from "../../support/messages.ts";
import { createRecordingProxy, type RecordingProxy, type Seen } from "../../support/recording-proxy.ts";

/*
 * The wiring says what each function may do. That it is enough, and that it is not more than enough, shows only where the functions do all
 * they can do: post, wait, reject, find a page that another worker left unapplied, close and publish.
 */
const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const seen = Object.fromEntries(NAMES.map((name) => [name, new Set<string>()])) as Record<FunctionName, Seen>;
const DATA = mkdtempSync(join(tmpdir(), "fundflow-rights-"));
/** A month after the messages' own. */
let now = Date.parse("2017-11-20T10:00:00+08:00");

let proxy: RecordingProxy;
let host: Host;

/** The function with its requests noted; it is built on its first call, because the proxy has to listen first. */
function recorded(name: FunctionName): BuildFunction {
  return (environment, tools) => {
    let built: Promise<QueueFunction> | undefined;
    const build = async (): Promise<QueueFunction> => {
      const module = (await import(new URL(`../../../functions/${FUNCTIONS[name].module}`, import.meta.url).href)) as {
        readonly build: BuildFunction;
      };
      return module.build(await proxy.environment(environment, seen[name]), tools);
    };
    return async (event) => (await (built ??= build()))(event);
  };
}

const post = async (...messages: object[]): Promise<void> => {
  await host.send(
    "intake",
    messages.map((one) => JSON.stringify(one)),
  );
  await host.drain();
};

beforeAll(async () => {
  proxy = createRecordingProxy();
  const functions = Object.fromEntries(NAMES.map((name) => [name, recorded(name)])) as BuildFunctions;
  host = await startHost({ dataDir: DATA, functions, nowEpochMs: () => now, log: (line) => expect.unreachable(line) });
  await post(
    advanceMessage(),
    { ...advanceMessage(), setl_id: undefined },
    reversalMessage({ setl_id: "never came" }),
    prepaymentMessage({ amount: "500.00" }),
  );
  await post(advanceMessage({ hifp_pay: "1.00" }), reversalMessage(), advanceMessage({ setl_id: "second" }), advanceMessage({ setl_id: "third" }));
  const asking = { [INTAKE_ATTRIBUTES.ref]: askingRef("r1") };
  await host.send(
    "intake",
    ["no message", JSON.stringify(advanceMessage())].map((body) => ({ body, attributes: asking })),
  );
  await host.send("commands", [
    { body: JSON.stringify({ kind: "close", setlym: "201710", region: "532822" }), attributes: asking },
    JSON.stringify({ kind: "close", setlym: "201710", region: "99" }),
  ]);
  await host.drain();
  const look = async (): Promise<void> => {
    await host.send("papers", [JSON.stringify({ setlym: "201710", region: "532822" })]);
    await host.send("watch", ["{}", JSON.stringify({ region: "99" })]);
    await host.drain();
  };
  // By then October is due, and most of it not paid.
  now = Date.parse("2017-12-25T10:00:00+08:00");
  await look();
  await post(deductionMessage({ setl_id: "second" }), disbursementMessage());
  await look();
}, 60_000);

afterAll(async () => {
  await host.stop();
  await proxy.stop();
  rmSync(DATA, { recursive: true });
});

/** What the wiring grants, in the same words. */
function granted({ tables, sendsTo, puts, gets, publishesTo }: FunctionWiring): string[] {
  return [
    ...Object.entries(tables).flatMap(([table, actions]) => actions.map((action) => `dynamodb:${action} ${table}`)),
    ...sendsTo.map((queue) => `sqs:SendMessage ${queue}${QUEUES[queue].fifo ? ".fifo" : ""}`),
    ...Object.entries(puts).map(([bucket, prefix]) => `s3:PutObject ${bucket}/${prefix}`),
    ...Object.entries(gets).map(([bucket, prefix]) => `s3:GetObject ${bucket}/${prefix}`),
    ...publishesTo.map((topic) => `sns:Publish ${topic}`),
  ].sort();
}

it.each(NAMES)("%s uses the rights the wiring gives it, all of them and no others", (name) => {
  const used = [...seen[name]].map((one) => one.replace(/^(s3:\w+ [^/]+\/[^/]+\/).*/, "$1"));
  expect([...new Set(used)].sort()).toEqual(granted(FUNCTIONS[name]));
});
