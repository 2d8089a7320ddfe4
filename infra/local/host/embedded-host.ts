import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../../../functions/environment.ts";
import { QUEUES, SCHEDULES, type QueueName, type ScheduleName } from "../../wiring.ts";
import type { Clients } from "../engines/clients.ts";
import type { DataFolder } from "../folder/data-folder.ts";
import { readDeadLetters, type DeadLetter } from "./dead-letters.ts";
import { drain, type DrainOptions } from "./drain.ts";
import type { Engines } from "../engines/engines.ts";
import type { EventSource } from "./event-source.ts";
import { startEventSources } from "./event-sources.ts";
import { functionEnvironment } from "./function-environment.ts";
import type { BuildFunctions, Host, HostOptions, StandardQueueName } from "./host.ts";
import { deadQueueName, queueName, queueUrl } from "../engines/names.ts";
import { countMessages } from "./queue-counts.ts";
import { redriveQueue, type Redriven } from "./redrive.ts";
import { sendMessages, type OutgoingMessage } from "./send-messages.ts";

/** How soon a message that waits for its advance looks again, and how often: minutes on AWS, while here a person waits for the answer. */
const DEFER_SECONDS = 1;
const DEFER_ATTEMPTS = 2;

/** How long stop() waits for calls. Cutting one off is what a kill does too: its messages come back at the next start. */
const STOP_GRACE_MS = 5000;

/** A host on an open data folder and running engines, which it releases when it stops. */
export class EmbeddedHost implements Host {
  readonly dataDir: string;
  readonly environment: Environment;
  readonly clients: Clients;
  readonly failed: Promise<Error>;
  readonly #folder: DataFolder;
  readonly #engines: Engines;
  readonly #sources: ReadonlyMap<QueueName, EventSource>;
  #stopped: Promise<void> | undefined;

  constructor(folder: DataFolder, engines: Engines, functions: BuildFunctions, options: HostOptions) {
    const { deferSeconds = DEFER_SECONDS, deferAttempts = DEFER_ATTEMPTS } = options;
    this.#folder = folder;
    this.#engines = engines;
    this.dataDir = folder.path;
    this.clients = engines.clients;
    this.environment = functionEnvironment({ endpoints: engines.endpoints, personKey: folder.personKey, deferSeconds, deferAttempts });
    this.#sources = startEventSources(engines, this.environment, functions, options);
    this.failed = Promise.race([engines.failed, ...this.#sources.values().map((source) => source.failed)]);
  }

  send(queue: StandardQueueName, messages: readonly OutgoingMessage[]): Promise<string[]> {
    return sendMessages(this.clients.sqs, this.#url(queue), messages);
  }

  async drain(options?: DrainOptions): Promise<void> {
    const ended = new AbortController();
    const failure = this.failed.then((error) => {
      throw error;
    });
    try {
      await Promise.race([failure, drain(this.#drained, ended.signal, options)]);
    } finally {
      ended.abort();
    }
  }

  deadLetters(): Promise<DeadLetter<QueueName>[]> {
    return forEachQueue(QUEUE_NAMES, (queue) => readDeadLetters(this.#engines.endpoints.sqs, queue, QUEUES[queue]));
  }

  redrive(queue?: QueueName): Promise<Redriven<QueueName>[]> {
    return forEachQueue(queue === undefined ? QUEUE_NAMES : [queue], (name) => {
      const deadUrl = queueUrl(this.#engines.endpoints.sqs, deadQueueName(name, QUEUES[name]));
      return redriveQueue(this.clients.sqs, { queue: name, url: this.#url(name), deadUrl, waitSeconds: 0 });
    });
  }

  async fireSchedule(name: ScheduleName): Promise<string> {
    const { queue, message } = SCHEDULES[name];
    const [id = ""] = await this.send(queue, [JSON.stringify(message)]);
    return id;
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#release());
  }

  async #release(): Promise<void> {
    const callsEnded = Promise.all(this.#sources.values().map((source) => source.stop()));
    await Promise.race([callsEnded, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
    await this.#engines.stop();
    this.#folder.close();
  }

  #url(queue: QueueName): string {
    return queueUrl(this.#engines.endpoints.sqs, queueName(queue, QUEUES[queue]));
  }

  get #drained() {
    const sources = [...this.#sources.values()];
    const urls = [...this.#sources.keys()].map((queue) => this.#url(queue));
    return {
      idle: () => sources.every((source) => source.idle),
      callsStarted: () => sources.reduce((sum, source) => sum + source.callsStarted, 0),
      countMessages: async () => {
        const counts = await Promise.all(urls.map((url) => countMessages(this.clients.sqs, url)));
        return counts.reduce((sum, count) => sum + count, 0);
      },
    };
  }
}

const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

async function forEachQueue<T>(queues: readonly QueueName[], read: (queue: QueueName) => Promise<T[]>): Promise<T[]> {
  return (await Promise.all(queues.map(read))).flat();
}
