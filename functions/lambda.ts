import middy, { type MiddlewareObj } from "@middy/core";
import { readEnvironment, type Variables } from "./environment.ts";
import type { BuildFunction, QueueEvent, QueueFunction, QueueResponse } from "./function.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";

export type LambdaHandler = middy.MiddyfiedHandler<QueueEvent, QueueResponse>;
export type LambdaContext = Parameters<LambdaHandler>[1];

/** What Lambda's event source reads of an answer. */
export type LambdaAnswer = Pick<QueueResponse, "batchItemFailures">;

/** Fills in what the variables only point to; see functions/secrets.ts. */
export type ResolveVariables = (variables: Variables) => Promise<Variables>;

interface Built {
  readonly call: LambdaHandler;
  readonly telemetry: Telemetry;
}

/**
 * The handler Lambda calls: built from the process's environment on the first call, once; where that fails the next call tries again. The
 * outcomes stay here, counted and logged: Lambda takes 6 MB of answer at most, and a batch of rejections with their originals may have more.
 */
export function lambdaHandler(
  name: string,
  build: BuildFunction,
  resolve: ResolveVariables = (variables) => Promise.resolve(variables),
): (event: QueueEvent, context: LambdaContext) => Promise<LambdaAnswer> {
  let building: Promise<Built> | undefined;
  const start = async (): Promise<Built> => {
    const telemetry = createTelemetry(name, process.env);
    const tools = { nowEpochMs: Date.now, sleep, log: telemetry.log, note: telemetry.note, emit: telemetry.emit };
    const call = wrapFunction(name, build(readEnvironment(await resolve(process.env)), tools), telemetry.log);
    return { telemetry, call };
  };
  return async (event, context) => {
    building ??= start();
    const { call, telemetry } = await building.catch((error: unknown) => {
      building = undefined;
      throw error;
    });
    telemetry.begin(context.awsRequestId);
    const response = await call(event, context);
    telemetry.report(event, response);
    return { batchItemFailures: response.batchItemFailures };
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What every host calls: the function behind its middleware, which logs a fault before it is thrown. */
export function wrapFunction(name: string, call: QueueFunction, log: LogLine = logLine): LambdaHandler {
  return middy<QueueEvent, QueueResponse>().use(logFaults(name, log)).handler(call);
}

type LogLine = (line: Readonly<Record<string, unknown>>) => void;

/** Writes a fault as one line of JSON, without message bodies, and lets it go on: the event source delivers the batch again. */
function logFaults(name: string, log: LogLine): MiddlewareObj<QueueEvent, QueueResponse> {
  return {
    onError: ({ error, event }) => {
      log({ level: "error", function: name, fault: describeFault(error), messageIds: event.Records.map((record) => record.messageId) });
    },
  };
}

/** One line of JSON on standard error, where CloudWatch and a terminal's reader find it. */
export function logLine(line: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

export function describeFault(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeFault(error.cause) }),
  };
}
