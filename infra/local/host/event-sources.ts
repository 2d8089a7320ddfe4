import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../../functions/environment.ts";
import type { QueueFunction, Tools } from "../../../functions/function.ts";
import { logLine, wrapFunction, type LambdaHandler } from "../../../functions/lambda.ts";
import { FUNCTIONS, QUEUES, type FunctionName, type FunctionWiring, type QueueName } from "../../wiring.ts";
import type { Engines } from "../engines/engines.ts";
import { EventSource } from "./event-source.ts";
import type { BuildFunctions, HostOptions } from "./host.ts";
import { queueArn, queueName, queueUrl } from "../engines/names.ts";

/** The shortest delay the engine keeps without fault; see EventSourceOptions. */
const RETRY_DELAY_SECONDS = 1;

/**
 * Calls of one FIFO function at once: enough to hide the engines' answer times on one thread. A standard queue gets one call at a time, so that
 * its messages are taken in the order sent.
 */
const FIFO_CONCURRENCY = 8;

/** An event source for each of the functions, by the queue it reads. */
export function startEventSources(
  engines: Engines,
  environment: Environment,
  functions: BuildFunctions,
  options: HostOptions,
): ReadonlyMap<QueueName, EventSource> {
  const tools: Tools = { nowEpochMs: options.nowEpochMs ?? Date.now, sleep: (ms) => sleep(ms), log: logLine };
  const { onOutcomes = () => undefined, log = logToStandardError } = options;
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const sources = names.flatMap((name) => {
    const build = functions[name];
    if (build === undefined) return [];
    const { source, timeoutSeconds }: FunctionWiring = FUNCTIONS[name];
    const wiring = QUEUES[source.queue];
    const physicalName = queueName(source.queue, wiring);
    const eventSource = new EventSource({
      name,
      sqs: engines.clients.sqs,
      queueUrl: queueUrl(engines.endpoints.sqs, physicalName),
      queueArn: queueArn(physicalName),
      call: callAsLambda(wrapFunction(name, build(environment, tools)), timeoutSeconds),
      batchSize: source.batchSize,
      batchingWindowSeconds: source.batchingWindowSeconds,
      concurrency: wiring.fifo ? Math.min(source.maxConcurrency, FIFO_CONCURRENCY) : 1,
      timeoutSeconds,
      retryDelaySeconds: RETRY_DELAY_SECONDS,
      onOutcomes,
      log,
    });
    return [[source.queue, eventSource] as const];
  });
  return new Map(sources);
}

/** Calls a handler with what of Lambda's context a middleware may ask for: how much time is left. */
function callAsLambda(handler: LambdaHandler, timeoutSeconds: number): QueueFunction {
  return (event) => {
    const endsAtMs = performance.now() + timeoutSeconds * 1000;
    const context = { getRemainingTimeInMillis: () => endsAtMs - performance.now() };
    return handler(event, context as Parameters<LambdaHandler>[1]);
  };
}

function logToStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
