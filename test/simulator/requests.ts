import type { Random } from "./random.ts";
import type { Scheduler, Turn, Worker } from "./scheduler.ts";
import type { Fault, Weather } from "./weather.ts";

/** A request that was not answered as it should have been. */
export class InjectedFault extends Error {
  override readonly name = "InjectedFault";
}

/** What becomes of a request's effect and its answer. */
type Fate = "without effect" | "answer lost" | "repeated" | "late";

export type RequestKind = "read" | "write" | "send" | "put";

const FATES: Readonly<Record<RequestKind, readonly (readonly [Fault, Fate])[]>> = {
  read: [
    ["table throttled", "without effect"],
    ["read failed", "without effect"],
  ],
  write: [
    ["table throttled", "without effect"],
    ["write failed", "without effect"],
    ["write done, answer lost", "answer lost"],
    ["write repeated by the client", "repeated"],
    ["write arrives late", "late"],
  ],
  send: [
    ["send failed", "without effect"],
    ["send done, answer lost", "answer lost"],
    ["send repeated by the client", "repeated"],
    ["send arrives late", "late"],
  ],
  put: [
    ["object put failed", "without effect"],
    ["object put done, answer lost", "answer lost"],
  ],
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Just long enough for others to overtake; past a function's timeout; past a queue's visibility; for days. */
const STANDSTILLS_MS = [200, 2 * SECOND, 70 * SECOND, 7 * MINUTE, 25 * MINUTE, 24 * 60 * MINUTE, 5 * 24 * 60 * MINUTE];

interface Services {
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly random: Random;
  readonly trace: (line: () => string) => void;
}

/** Carries out requests of workers when their turn comes, and decides what becomes of each. */
export class Requests {
  readonly #services: Services;
  /** Requests whose answer was lost and that arrive in their own time. */
  readonly #network: Worker;

  constructor(services: Services) {
    this.#services = services;
    this.#network = services.scheduler.newWorker("network");
  }

  /** A request: `apply` has its effect, all at once, and gives its answer or throws the service's error. */
  make<T>(worker: Worker, kind: RequestKind, label: () => string, apply: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const turn: Turn = {
        worker,
        dueMs: 0,
        label,
        take: () => {
          this.#take(turn, kind, apply, resolve, reject);
        },
      };
      this.#services.scheduler.wait(turn);
    });
  }

  sleep(worker: Worker, ms: number): Promise<void> {
    const { scheduler } = this.#services;
    return new Promise((resolve) => {
      scheduler.wait({ worker, dueMs: scheduler.nowMs + ms, label: () => `sleeps ${ms} ms`, take: resolve });
    });
  }

  #take<T>(turn: Turn, kind: RequestKind, apply: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    const { scheduler, weather, random } = this.#services;
    const { worker } = turn;
    if (weather.strikes("instance frozen")) {
      worker.frozenUntilMs = scheduler.nowMs + random.pick(STANDSTILLS_MS);
      this.#trace(turn, () => `stands still until +${worker.frozenUntilMs - scheduler.nowMs} ms`);
      scheduler.wait(turn);
      return;
    }
    if (weather.strikes("crash before a request")) {
      this.#trace(turn, () => "not done, crashed before");
      scheduler.vanish(worker);
      return;
    }
    const fate = FATES[kind].find(([fault]) => weather.strikes(fault));
    if (fate !== undefined) {
      this.#meet(turn, fate, apply, resolve, reject);
      return;
    }
    this.#carryOut(turn, kind, apply, resolve, reject);
    if (weather.strikes("crash after a request")) {
      this.#trace(turn, () => "crashed after");
      scheduler.vanish(worker);
    }
  }

  #carryOut<T>(turn: Turn, kind: RequestKind, apply: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    if (turn.worker.zombie && kind !== "read") this.#services.weather.met("zombie wrote");
    let answer: T;
    try {
      answer = apply();
    } catch (error) {
      this.#trace(turn, () => (error instanceof Error ? error.name : String(error)));
      reject(error);
      return;
    }
    this.#trace(turn, () => "done");
    resolve(answer);
  }

  #meet<T>(turn: Turn, [fault, fate]: readonly [Fault, Fate], apply: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    const { scheduler, random } = this.#services;
    this.#trace(turn, () => fault);
    if (fate === "repeated") {
      tryAll(apply);
      this.#carryOut(turn, "read", apply, resolve, reject);
      return;
    }
    if (fate === "answer lost") tryAll(apply);
    if (fate === "late") {
      const late: Turn = {
        worker: this.#network,
        dueMs: scheduler.nowMs + random.pick(STANDSTILLS_MS),
        label: () => `${turn.label()} of ${turn.worker.name}`,
        take: () => {
          this.#trace(late, () => "arrived late");
          tryAll(apply);
        },
      };
      scheduler.wait(late);
    }
    reject(new InjectedFault(fault));
  }

  #trace({ worker, label }: Turn, what: () => string): void {
    this.#services.trace(() => `${worker.name}: ${label()}: ${what()}`);
  }
}

/** Has the effect of a request whose answer nobody gets. */
function tryAll(apply: () => unknown): void {
  try {
    apply();
  } catch {
    // The service refused it, and nobody hears.
  }
}
