import type { QueueEvent, QueueFunction, QueueResponse } from "../../functions/function.ts";
import type { Outcome } from "../../shared/contract/outcome-report.ts";
import { failedMessages } from "../../infra/local/host/batch-response.ts";
import { FUNCTIONS, type FunctionName } from "../../infra/wiring.ts";
import type { Delivery, QueueModel } from "./queue-model.ts";
import type { Random } from "./random.ts";
import type { Scheduler, Worker } from "./scheduler.ts";
import type { Weather } from "./weather.ts";

export const VERSIONS = ["newer", "older"] as const;
export type Version = (typeof VERSIONS)[number];

interface Surroundings {
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly random: Random;
  readonly queues: ReadonlyMap<string, QueueModel>;
  /** Starts the function's code for an instance. */
  readonly launch: (name: FunctionName, worker: Worker, version: Version) => QueueFunction;
  /** Which version a new instance runs. */
  readonly version: () => Version;
  readonly onFault: (error: unknown) => void;
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void;
  readonly trace: (line: () => string) => void;
}

interface Instance {
  readonly worker: Worker;
  readonly version: Version;
  readonly call: QueueFunction;
  busy: boolean;
}

interface Call {
  readonly name: FunctionName;
  readonly instance: Instance;
  readonly deliveries: readonly Delivery[];
  readonly deadlineMs: number;
  /** The event source waits for it no longer. */
  isOver: boolean;
}

/** Messages of one call at most: small calls leave more to go wrong between them. */
const BATCH = 12;
/** Calls of one function at once at most. */
const CONCURRENCY = 3;

/** Lambda with its event sources: takes messages from the queues, calls the functions, and deletes what succeeded. */
export class Platform {
  readonly #surroundings: Surroundings;
  readonly #names = Object.keys(FUNCTIONS) as FunctionName[];
  /** Takes no turn away from anybody: event sources do not vanish. */
  readonly #eventSource: Worker;
  readonly #instances = new Map<FunctionName, Instance[]>(this.#names.map((name) => [name, []]));
  /** Calls whose code may still be running, also those nobody waits for any more. */
  #calls: Call[] = [];
  #started = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#eventSource = surroundings.scheduler.newWorker("event source");
  }

  /** Functions whose queue has something for them and that may be called now. */
  callable(): FunctionName[] {
    const { scheduler } = this.#surroundings;
    return this.#names.filter((name) => this.running(name) < CONCURRENCY && this.#queueOf(name).hasVisible(scheduler.nowMs));
  }

  /** Calls the event source waits for; all functions' without a name. */
  running(name?: FunctionName): number {
    return this.#calls.filter((call) => !call.isOver && (name === undefined || call.name === name)).length;
  }

  /** Whether any code may still run, zombies included. */
  get idle(): boolean {
    return this.#calls.length === 0;
  }

  poll(name: FunctionName): void {
    const { scheduler, weather, random, trace, onFault } = this.#surroundings;
    const { timeoutSeconds, source } = FUNCTIONS[name];
    const deliveries = this.#queueOf(name).receive(scheduler.nowMs, random.between(1, Math.min(BATCH, source.batchSize)));
    if (deliveries.length === 0) return;
    const instance = this.#instanceFor(name);
    const call: Call = { name, instance, deliveries, deadlineMs: scheduler.nowMs + timeoutSeconds * 1_000, isOver: false };
    this.#notice(call);
    trace(
      () =>
        `${instance.worker.name} (${instance.version}) gets ${deliveries.map(({ message }) => `${message.id} for the ${message.receives}. time`).join()}`,
    );
    if (new Set(deliveries.map(({ message }) => message.group)).size > 1) weather.met("batch of several lanes");
    this.#calls.push(call);
    instance.busy = true;
    void instance
      .call(eventOf(deliveries))
      .then(
        (response) => {
          this.#answered(call, response);
        },
        (error: unknown) => {
          onFault(error);
          this.#ended(call);
        },
      )
      .finally(() => {
        this.#calls = this.#calls.filter((one) => one !== call);
      });
  }

  /** Ends what has crashed and what has taken too long; the messages come back when their visibility runs out. */
  look(): void {
    const { scheduler, weather, random, trace } = this.#surroundings;
    for (const call of this.#calls) {
      const { worker } = call.instance;
      if (call.isOver && !worker.dead) continue;
      if (!worker.dead) {
        if (scheduler.nowMs < call.deadlineMs) continue;
        weather.met("call timed out");
        trace(() => `${worker.name} has timed out`);
        // Lambda ends the instance; a request on its way, or another host's code, may go on.
        if (random.chance(50)) scheduler.vanish(worker);
        else worker.zombie = true;
      }
      this.#ended(call);
    }
    this.#calls = this.#calls.filter(({ instance }) => !instance.worker.dead);
    for (const [name, instances] of this.#instances) {
      const fit = instances.filter(({ worker }) => !worker.dead && !worker.zombie);
      if (fit.length < instances.length) this.#instances.set(name, fit);
    }
  }

  /** The next moment something happens by itself: a call's time runs out. */
  nextMs(): number {
    return this.#calls.reduce((next, { isOver, deadlineMs }) => (isOver ? next : Math.min(next, deadlineMs)), Infinity);
  }

  /** Ends the idle instances of a version that is no longer deployed. */
  retire(version: Version): void {
    for (const [name, instances] of this.#instances) {
      this.#instances.set(
        name,
        instances.filter((instance) => instance.busy || instance.version !== version),
      );
    }
  }

  #queueOf(name: FunctionName): QueueModel {
    const queue = this.#surroundings.queues.get(FUNCTIONS[name].source.queue);
    if (queue === undefined) throw new Error(`${name} has no queue`);
    return queue;
  }

  #instanceFor(name: FunctionName): Instance {
    const { scheduler, random, launch, version } = this.#surroundings;
    const instances = this.#instances.get(name) ?? [];
    const idle = instances.filter(({ busy }) => !busy);
    if (idle.length > 0 && random.chance(80)) return random.pick(idle);
    const worker = scheduler.newWorker(`${name}/${(this.#started += 1)}`);
    const own = version();
    const instance: Instance = { worker, version: own, call: launch(name, worker, own), busy: false };
    instances.push(instance);
    return instance;
  }

  #notice(call: Call): void {
    const { weather } = this.#surroundings;
    const ids = new Set(call.deliveries.map(({ message }) => message.id));
    for (const other of this.#calls) {
      if (other.instance.worker.dead || !other.deliveries.some(({ message }) => ids.has(message.id))) continue;
      weather.met("two calls on one message");
      if (call.deliveries.some(({ message, isTwice }) => !isTwice && other.deliveries.some((one) => one.message === message)))
        weather.met("visibility ran out");
    }
    if (this.#calls.some(({ instance }) => instance.version !== call.instance.version)) weather.met("older code beside newer");
  }

  #answered(call: Call, response: QueueResponse): void {
    const { scheduler, weather, onOutcomes, trace } = this.#surroundings;
    onOutcomes(response.outcomes);
    const wasOver = call.isOver;
    this.#ended(call);
    if (wasOver) return;
    const failed = failedMessages(
      response,
      call.deliveries.map(({ message }) => message.id),
    );
    if (failed.size > 0 && failed.size < call.deliveries.length) weather.met("batch that was partly done");
    const done = call.deliveries.filter(({ message }) => !failed.has(message.id));
    const queue = this.#queueOf(call.name);
    const label = () => `deletes ${done.map(({ message }) => message.id).join()}`;
    const take = (): void => {
      for (const delivery of done) {
        const isLost = weather.strikes("deletion lost");
        trace(() => `event source: deletes ${delivery.message.id}${isLost ? ": lost" : ""}`);
        if (!isLost) queue.delete(delivery);
      }
    };
    scheduler.wait({ worker: this.#eventSource, dueMs: 0, label, take });
  }

  #ended(call: Call): void {
    call.isOver = true;
    call.instance.busy = call.instance.worker.zombie;
  }
}

function eventOf(deliveries: readonly Delivery[]): QueueEvent {
  return {
    Records: deliveries.map(({ message }) => ({
      messageId: message.id,
      body: message.body,
      attributes: { SenderId: "SENDER", ...(message.group === undefined ? {} : { MessageGroupId: message.group }) },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [name, { dataType: "String", stringValue: value }]),
      ),
    })),
  };
}
