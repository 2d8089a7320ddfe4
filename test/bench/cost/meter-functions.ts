import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { BuildFunction } from "../../../functions/function.ts";
import { createTelemetry } from "../../../functions/telemetry.ts";
import { VARIABLES } from "../../../functions/environment.ts";
import type { BuildFunctions } from "../../../infra/local/host/host.ts";
import { FUNCTIONS, QUEUES, type FunctionName } from "../../../infra/wiring.ts";
import { itemBytes } from "../../../shared/store/item-limits.ts";
import { isRead, observeClients, unitsOf, type Observed } from "../observe-clients.ts";
import { NO_USAGE, type Usage } from "./usage.ts";

/** SQS charges each begun 64 KB of a request's messages as a request: https://aws.amazon.com/sqs/pricing/ */
const CHARGED_BYTES = 64 * 1024;
/** The lines START, END and REPORT that Lambda writes around a call have about so many bytes; CloudWatch Logs adds 26 to every line. */
const CALL_LOG_BYTES = 400;
const LINE_BYTES = 26;

/** Who asked for what: a function; whoever sent messages to the queues from outside; the event sources that receive and remove them. */
export type Asker = FunctionName | "senders" | "event sources";

/** What was counted of a piece of work, by who asked for it. */
export type UsageByAsker = Partial<Record<Asker, Usage>>;

/** Counts what the functions of an embedded host use. */
export interface FunctionMeter {
  /** The host's functions with everything they do counted, log lines and metrics as on AWS included. */
  readonly functions: BuildFunctions;
  /** Series of metrics published so far, a name with its dimensions' values, and by which function. */
  readonly series: ReadonlyMap<string, FunctionName>;
  /** What was counted since this was last asked. */
  readonly take: () => UsageByAsker;
}

type Counts = { -readonly [Name in keyof Usage]: Usage[Name] };

const FIFO_QUEUES: ReadonlyMap<string, boolean> = new Map(Object.entries(QUEUES).map(([name, { fifo }]) => [fifo ? `${name}.fifo` : name, fifo]));

export async function meterFunctions(): Promise<FunctionMeter> {
  const asking = new AsyncLocalStorage<FunctionName>();
  const series = new Map<string, FunctionName>();
  let counted = new Map<Asker, Counts>();
  const countsOf = (asker: Asker): Counts => {
    const counts = counted.get(asker) ?? { ...NO_USAGE };
    counted.set(asker, counts);
    return counts;
  };
  observeClients((one) => {
    const asker = asking.getStore();
    if (one.service === "queues") countQueueRequest(one, asker, countsOf);
    else if (asker !== undefined) count(one, countsOf(asker));
  });
  catchLines(asking, (name, line) => {
    countsOf(name).logBytes += Buffer.byteLength(line) + LINE_BYTES;
    for (const one of seriesIn(line)) series.set(one, name);
  });
  const metered = (name: FunctionName, build: BuildFunction): BuildFunction => meteredFunction(name, build, asking, countsOf);
  const functions = await Promise.all(
    (Object.keys(FUNCTIONS) as FunctionName[]).map(async (name) => {
      const module = (await import(new URL(`../../../functions/${FUNCTIONS[name].module}`, import.meta.url).href)) as {
        readonly build: BuildFunction;
      };
      return [name, metered(name, module.build)] as const;
    }),
  );
  return {
    functions: Object.fromEntries(functions),
    series,
    take: () => {
      const taken = Object.fromEntries(counted);
      counted = new Map();
      return taken;
    },
  };
}

/** The function as Lambda runs it: telemetry around each call, and everything it asks for told by its name. */
function meteredFunction(
  name: FunctionName,
  build: BuildFunction,
  asking: AsyncLocalStorage<FunctionName>,
  countsOf: (asker: Asker) => Counts,
): BuildFunction {
  return (environment, tools) => {
    const telemetry = createTelemetry(name, { [VARIABLES.environmentName]: "prod" });
    const call = build(environment, { ...tools, log: telemetry.log, note: telemetry.note, emit: telemetry.emit });
    let calls = 0;
    return (event) =>
      asking.run(name, async () => {
        const started = performance.now();
        calls += 1;
        telemetry.begin(`00000000-0000-4000-8000-${String(calls).padStart(12, "0")}`);
        const response = await call(event);
        telemetry.report(event, response);
        const counts = countsOf(name);
        counts.calls += 1;
        counts.gigabyteSeconds += (((performance.now() - started) / 1000) * FUNCTIONS[name].memoryMb) / 1024;
        counts.logBytes += CALL_LOG_BYTES;
        return response;
      });
  };
}

function count(one: Observed, counts: Counts): void {
  switch (one.service) {
    case "tables":
      counts[isRead(one) ? "readUnits" : "writeUnits"] += one.fault === undefined ? unitsOf(one) : refusedUnits(one);
      return;
    case "objects":
      if (one.command === "PutObjectCommand") {
        counts.objectPuts += 1;
        counts.objectBytes += Buffer.byteLength(one.input["Body"] as string | Uint8Array);
      } else counts.objectReads += 1;
      return;
    case "topics":
      counts.publishes += 1;
      return;
    case "queues":
  }
}

/** A write whose condition does not hold is charged by the larger of the two items, of which only ours is known. */
function refusedUnits({ input }: Observed): number {
  return Math.ceil(itemBytes((input["Item"] ?? input["Key"] ?? {}) as Record<string, AttributeValue>) / 1024);
}

/** Receives that bring nothing are left out: AWS's event sources poll in a rhythm of their own, which is a fixed cost. */
function countQueueRequest({ command, input, output }: Observed, asker: FunctionName | undefined, countsOf: (asker: Asker) => Counts): void {
  const fifo = FIFO_QUEUES.get(new URL((input["QueueUrl"] as string | undefined) ?? "http://none/").pathname.split("/").at(-1) ?? "");
  if (fifo === undefined) return;
  const messages = (input["Entries"] ?? output?.["Messages"] ?? [input]) as readonly { readonly MessageBody?: string; readonly Body?: string }[];
  const bytes = messages.reduce((sum, { MessageBody, Body }) => sum + Buffer.byteLength(MessageBody ?? Body ?? ""), 0);
  const sends = command.startsWith("SendMessage");
  const received = command === "ReceiveMessageCommand" && output?.["Messages"] !== undefined;
  const settled = command === "DeleteMessageBatchCommand" || command === "ChangeMessageVisibilityBatchCommand";
  if (!sends && !received && !settled) return;
  const counts = countsOf(asker ?? (sends ? "senders" : "event sources"));
  counts[fifo ? "fifoRequests" : "standardRequests"] += Math.max(1, Math.ceil(bytes / CHARGED_BYTES));
}

/** Takes what a function writes to standard output and standard error, which on AWS is its log. */
function catchLines(asking: AsyncLocalStorage<FunctionName>, take: (name: FunctionName, line: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      const name = asking.getStore();
      if (name === undefined) return write(chunk, ...rest);
      take(name, String(chunk));
      return true;
    };
  }
}

interface EmfDirective {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** The metrics CloudWatch makes of a line, if it is one of metrics. */
function seriesIn(line: string): string[] {
  const value = JSON.parse(line) as Readonly<Record<string, unknown>> & { readonly _aws?: { readonly CloudWatchMetrics: readonly EmfDirective[] } };
  return (value._aws?.CloudWatchMetrics ?? []).flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => Metrics.map(({ Name }) => [Name, ...names.map((name) => `${name}=${String(value[name])}`)].join(" "))),
  );
}
