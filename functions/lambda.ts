import middy, { type MiddlewareObj } from "@middy/core";
import { readEnvironment } from "./environment.ts";
import type { BuildFunction, QueueEvent, QueueFunction, QueueResponse, Tools } from "./function.ts";

export type LambdaHandler = middy.MiddyfiedHandler<QueueEvent, QueueResponse>;

const lambdaTools: Tools = {
  nowEpochMs: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  log: logLine,
  // CloudWatch takes metrics from lines that are JSON and nothing else.
  emit: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
};

/** The handler Lambda calls: built from the process's environment on the first call. */
export function lambdaHandler(name: string, build: BuildFunction): LambdaHandler {
  let built: QueueFunction | undefined;
  return wrapFunction(name, (event) => (built ??= build(readEnvironment(process.env), lambdaTools))(event));
}

/** What every host calls: the function behind its middleware, which logs a fault before it is thrown. */
export function wrapFunction(name: string, call: QueueFunction): LambdaHandler {
  return middy<QueueEvent, QueueResponse>().use(logFaults(name)).handler(call);
}

/** Writes a fault as one line of JSON, without message bodies, and lets it go on: the event source delivers the batch again. */
function logFaults(name: string): MiddlewareObj<QueueEvent, QueueResponse> {
  return {
    onError: ({ error, event }) => {
      logLine({ level: "error", function: name, fault: describeFault(error), messageIds: event.Records.map((record) => record.messageId) });
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
