import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An error as a function's runtime reports it. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
  /** The name of what was thrown. */
  readonly errorType: string;
  readonly trace: readonly string[];

  constructor({ errorType = "", errorMessage = "", trace = [] }: { errorType?: string; errorMessage?: string; trace?: readonly string[] }) {
    super(`${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.trace = trace;
  }
}

/** A call that was answered. */
export interface Answered {
  readonly answer: unknown;
  /** From the hand-over of the event to the answer. */
  readonly durationMs: number;
}

/** Lambda's side of one execution environment: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface RuntimeApi {
  /** Host and port, as AWS_LAMBDA_RUNTIME_API has them. */
  readonly address: string;
  /** Resolves when the function asks for its first event; rejects with FunctionError where it could not be loaded. */
  readonly ready: Promise<void>;
  /** Hands an event to the function. One after another: an execution environment has one call at a time. Throws FunctionError. */
  readonly invoke: (event: unknown, timeoutSeconds: number) => Promise<Answered>;
  /** Ends the calls that wait with the reason, and takes no more. */
  readonly stop: (reason: Error) => Promise<void>;
}

interface Call {
  readonly id: string;
  readonly event: unknown;
  readonly timeoutSeconds: number;
  readonly done: PromiseWithResolvers<Answered>;
  handedOverMs: number;
}

const PATH = /^\/2018-06-01\/runtime\/(?:invocation\/)?(?<id>[^/]+)(?:\/(?<what>\w+))?$/;

class Environment {
  readonly ready = Promise.withResolvers<undefined>();
  readonly #functionArn: string;
  readonly #waiting: Call[] = [];
  readonly #running = new Map<string, Call>();
  /** The function, where it waits for an event. */
  #idle: ServerResponse | undefined;
  #ended: Error | undefined;

  constructor(functionArn: string) {
    this.#functionArn = functionArn;
    // Nobody need wait for it.
    this.ready.promise.catch(() => undefined);
  }

  invoke(event: unknown, timeoutSeconds: number): Promise<Answered> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const call: Call = { id: randomUUID(), event, timeoutSeconds, done: Promise.withResolvers(), handedOverMs: 0 };
    this.#waiting.push(call);
    this.#handOver();
    return call.done.promise;
  }

  end(reason: Error): void {
    this.#ended ??= reason;
    this.ready.reject(reason);
    for (const { done } of [...this.#waiting.splice(0), ...this.#running.values()]) done.reject(reason);
    this.#running.clear();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { id = "", what } = PATH.exec(request.url ?? "")?.groups ?? {};
    if (request.method === "GET" && id === "next") {
      this.ready.resolve(undefined);
      this.#idle = response;
      this.#handOver();
      return;
    }
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    const known = this.#take(id, what, body);
    response.writeHead(known ? 202 : 404, { "Content-Type": "application/json" }).end(JSON.stringify({ status: known ? "OK" : "unknown" }));
  }

  #take(id: string, what: string | undefined, body: string): boolean {
    if (id === "init" && what === "error") {
      this.end(new FunctionError(JSON.parse(body) as object));
      return true;
    }
    const call = this.#running.get(id);
    if (call === undefined || (what !== "response" && what !== "error")) return false;
    this.#running.delete(id);
    if (what === "error") call.done.reject(new FunctionError(JSON.parse(body) as object));
    else call.done.resolve({ answer: JSON.parse(body) as unknown, durationMs: performance.now() - call.handedOverMs });
    return true;
  }

  #handOver(): void {
    const response = this.#idle;
    const call = response === undefined ? undefined : this.#waiting.shift();
    if (response === undefined || call === undefined) return;
    this.#idle = undefined;
    this.#running.set(call.id, call);
    call.handedOverMs = performance.now();
    response
      .writeHead(200, {
        "Content-Type": "application/json",
        "Lambda-Runtime-Aws-Request-Id": call.id,
        "Lambda-Runtime-Deadline-Ms": String(Date.now() + call.timeoutSeconds * 1000),
        "Lambda-Runtime-Invoked-Function-Arn": this.#functionArn,
        "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0",
      })
      .end(JSON.stringify(call.event));
  }
}

export async function startRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  const environment = new Environment(functionArn);
  const server = createServer((request, response) => void environment.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: environment.ready.promise,
    invoke: (event, timeoutSeconds) => environment.invoke(event, timeoutSeconds),
    stop: async (reason) => {
      environment.end(reason);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
