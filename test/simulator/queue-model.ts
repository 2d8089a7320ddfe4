import type { QueueWiring } from "../../infra/wiring.ts";
import type { Random } from "./random.ts";
import type { Weather } from "./weather.ts";

/** A message in a queue. */
export interface Held {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly group: string | undefined;
  readonly order: number;
  /** Hidden until then: delayed, or in flight. */
  hiddenUntilMs: number;
  receives: number;
  /** Of the latest delivery; 0 before the first. */
  receipt: number;
  /** Handed out and kept visible. */
  isTwice: boolean;
}

export interface Delivery {
  readonly message: Held;
  readonly receipt: number;
  /** Delivered while it should have been hidden. */
  readonly isTwice: boolean;
}

export interface Outgoing {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly group?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delayMs?: number;
}

/** FIFO queues take a message with a de-duplication id of the last five minutes for the same message. */
const DEDUPLICATION_MS = 5 * 60_000;

const DAY_MS = 86_400_000;

/**
 * An SQS queue. A standard queue hands messages out in any order and sometimes twice; a FIFO queue hands out a group's messages in order and
 * nothing of a group while a message of it is in flight. What is received too often goes to the dead-letter queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class QueueModel {
  readonly name: string;
  readonly wiring: QueueWiring;
  readonly #deadLetters: { readonly message: Held; readonly sinceMs: number }[] = [];
  readonly #random: Random;
  readonly #weather: Weather;
  #messages: Held[] = [];
  readonly #recent = new Map<string, number>();
  #sent = 0;
  #receipts = 0;

  constructor(name: string, wiring: QueueWiring, random: Random, weather: Weather) {
    this.name = name;
    this.wiring = wiring;
    this.#random = random;
    this.#weather = weather;
  }

  /** Messages in the queue: visible, delayed or in flight. */
  get size(): number {
    return this.#messages.length;
  }

  send(nowMs: number, { body, attributes = {}, group, deduplicationId, delayMs = 0 }: Outgoing): string {
    const id = `${this.name}-${(this.#sent += 1)}`;
    if (this.wiring.fifo) {
      if (group === undefined || deduplicationId === undefined) throw new Error(`a message to ${this.name} has no group or no de-duplication id`);
      const before = this.#recent.get(deduplicationId);
      if (before !== undefined && nowMs - before < DEDUPLICATION_MS) return id;
      this.#recent.set(deduplicationId, nowMs);
    }
    this.#messages.push({ id, body, attributes, group, order: this.#sent, hiddenUntilMs: nowMs + delayMs, receives: 0, receipt: 0, isTwice: false });
    return id;
  }

  /** Whether a receive would hand anything out. */
  hasVisible(nowMs: number): boolean {
    const isVisible = ({ hiddenUntilMs }: Held) => hiddenUntilMs <= nowMs;
    if (!this.wiring.fifo) return this.#messages.some(isVisible);
    const locked = new Set(this.#messages.filter((message) => !isVisible(message)).map(({ group }) => group));
    return this.#messages.some(({ group }) => !locked.has(group));
  }

  /** When a message becomes visible next; infinite where none waits. */
  nextMs(nowMs: number): number {
    return this.#messages.reduce((next, { hiddenUntilMs }) => (hiddenUntilMs > nowMs ? Math.min(next, hiddenUntilMs) : next), Infinity);
  }

  receive(nowMs: number, limit: number): Delivery[] {
    const taken = this.wiring.fifo ? this.#receivable(nowMs).slice(0, limit) : this.#someOf(this.#receivable(nowMs), limit);
    return taken.flatMap((message) => {
      message.receives += 1;
      if (message.receives > this.wiring.maxReceiveCount) {
        this.#weather.met("moved to the dead-letter queue");
        this.#remove(message);
        this.#deadLetters.push({ message, sinceMs: nowMs });
        if (this.wiring.fifo && this.#messages.some(({ group }) => group === message.group)) this.#weather.met("delivered out of order");
        return [];
      }
      message.receipt = this.#receipts += 1;
      const { isTwice } = message;
      message.isTwice = this.#weather.strikes("message delivered twice");
      if (!message.isTwice) message.hiddenUntilMs = nowMs + this.wiring.visibilityTimeoutSeconds * 1_000;
      return [{ message, receipt: message.receipt, isTwice }];
    });
  }

  /** Deletes what a delivery handed out. With an old receipt a standard queue may delete it or not; a FIFO queue does not. */
  delete({ message, receipt }: Pick<Delivery, "message" | "receipt">): void {
    if (!this.#messages.includes(message)) return;
    if (message.receipt !== receipt) {
      this.#weather.met("stale receipt");
      if (this.wiring.fifo || this.#random.chance(50)) return;
    }
    this.#remove(message);
    if (!this.wiring.fifo && this.#weather.strikes("message delivered after its success")) {
      this.#messages.push({ ...message, hiddenUntilMs: 0, receipt: 0 });
    }
  }

  /** Sends the dead letters back to the queue, as StartMessageMoveTask does. */
  redrive(nowMs: number): number {
    const letters = this.#deadLetters.splice(0);
    for (const {
      message: { body, attributes, group, id },
      sinceMs,
    } of letters) {
      this.#messages.push({
        id: `${id}'`,
        body,
        attributes,
        group,
        order: (this.#sent += 1),
        hiddenUntilMs: nowMs,
        receives: 0,
        receipt: 0,
        isTwice: false,
      });
      this.#weather.met("redriven from the dead-letter queue");
      if (nowMs - sinceMs > DAY_MS) this.#weather.met("redriven days later");
    }
    return letters.length;
  }

  #remove(message: Held): void {
    this.#messages = this.#messages.filter((one) => one !== message);
  }

  /** What may be handed out, in the order it may be. */
  #receivable(nowMs: number): Held[] {
    if (!this.wiring.fifo) return this.#messages.filter(({ hiddenUntilMs }) => hiddenUntilMs <= nowMs);
    const groups = Map.groupBy(this.#messages, ({ group }) => group);
    const open = this.#random.shuffle([...groups.values()].filter((messages) => messages.every(({ hiddenUntilMs }) => hiddenUntilMs <= nowMs)));
    return open.flatMap((messages) => messages.toSorted((a, b) => a.order - b.order));
  }

  #someOf(visible: readonly Held[], limit: number): Held[] {
    // Mostly in the order sent, as SQS tries to.
    const order = this.#random.chance(50) ? visible : this.#random.shuffle(visible);
    const taken = order.slice(0, limit);
    if (taken.some((message) => visible.some((other) => other.order < message.order && !taken.includes(other))))
      this.#weather.met("delivered out of order");
    return taken;
  }
}
