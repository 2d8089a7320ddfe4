import type { Random } from "./random.ts";

/** One Lambda instance, or anything else that may vanish or stand still in the middle of its work. */
export interface Worker {
  readonly name: string;
  /** Vanished: nothing of it goes on any more. */
  dead: boolean;
  /** Stands still until then. */
  frozenUntilMs: number;
  /** Its call has timed out, and it goes on all the same. */
  zombie: boolean;
  /** Who has more goes first, in runs that go by priority. */
  priority: number;
}

/** What one worker waits for: a request to be carried out, or time to pass. */
export interface Turn {
  readonly worker: Worker;
  /** Not before. */
  readonly dueMs: number;
  readonly label: () => string;
  readonly take: () => void;
}

/** Time and order: lets whoever waits go on, one at a time, in the order the seed decides. */
export class Scheduler {
  nowMs: number;
  readonly #random: Random;
  readonly #byPriority: boolean;
  #turns: Turn[] = [];

  constructor(random: Random, startMs: number) {
    this.#random = random;
    this.nowMs = startMs;
    this.#byPriority = random.chance(60);
  }

  newWorker(name: string): Worker {
    return { name, dead: false, frozenUntilMs: 0, zombie: false, priority: this.#random.fraction() };
  }

  wait(turn: Turn): void {
    if (!turn.worker.dead) this.#turns.push(turn);
  }

  /**
   * Somebody's turn, taken out; undefined where nobody can go on now. In most runs workers go by priority, and now and then somebody's is drawn
   * anew: then one stalls in the middle of its work while others finish theirs, which drawing each turn evenly nearly never gives ("A randomized
   * scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010).
   */
  next(): Turn | undefined {
    const ready: number[] = [];
    this.#turns.forEach(({ worker, dueMs }, place) => {
      if (dueMs <= this.nowMs && worker.frozenUntilMs <= this.nowMs) ready.push(place);
    });
    if (ready.length === 0) return undefined;
    const place = this.#byPriority ? this.#highest(ready) : this.#random.pick(ready);
    const [turn] = this.#turns.splice(place, 1);
    if (turn !== undefined && this.#byPriority && this.#random.chance(7)) turn.worker.priority = this.#random.fraction();
    return turn;
  }

  get idle(): boolean {
    return this.#turns.length === 0;
  }

  /** When somebody can go on next; infinite where nobody waits. */
  nextMs(): number {
    return this.#turns.reduce((earliest, { worker, dueMs }) => Math.min(earliest, Math.max(dueMs, worker.frozenUntilMs)), Infinity);
  }

  vanish(worker: Worker): void {
    worker.dead = true;
    this.#turns = this.#turns.filter((turn) => turn.worker !== worker);
  }

  /** Lets everything that stands still go on. */
  thaw(): void {
    for (const { worker } of this.#turns) worker.frozenUntilMs = 0;
  }

  #highest(places: readonly number[]): number {
    const priority = (place: number): number => this.#turns[place]?.worker.priority ?? 0;
    return places.reduce((best, place) => (priority(place) > priority(best) ? place : best));
  }
}

/** Resolves when every worker waits for its turn or has ended: nothing but turns keeps one waiting. */
export function allAtRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
