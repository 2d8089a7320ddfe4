import { inspect } from "node:util";
import { ReceiveMessageCommand, type Message, type SQSClient } from "@aws-sdk/client-sqs";
import type { QueueFunction } from "../../../functions/function.ts";
import type { Outcome } from "../../../shared/contract/outcome-report.ts";
import { LIMITS } from "../../../shared/limits.ts";
import { failedMessages } from "./batch-response.ts";
import { queueEvent } from "./queue-event.ts";
import { removeMessages, returnMessages } from "./settle.ts";

export interface EventSourceOptions {
  /** Name of the function, for the log. */
  readonly name: string;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly call: QueueFunction;
  /** Messages a call gets at most. */
  readonly batchSize: number;
  /** How long messages are gathered for a call at most; see QUIET_SECONDS. */
  readonly batchingWindowSeconds: number;
  /** Calls at once at most. */
  readonly concurrency: number;
  /** A call that takes longer counts as failed. It cannot be ended: what it still does is the work of a zombie, which functions must bear. */
  readonly timeoutSeconds: number;
  /**
   * How long a failed message waits for its next attempt, from 1. On AWS it waits for the rest of its visibility timeout, minutes a person at a
   * terminal would have to sit through. Not 0: fauxqs 2.4.1 then takes the message out of the queue and fails to put it back.
   */
  readonly retryDelaySeconds: number;
  /** Told what became of messages after a call, also of a call some of whose messages are delivered again. */
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void;
  readonly log: (line: string) => void;
}

/** Seconds the engine holds a receive open while the queue is empty. */
const LONG_POLL_SECONDS = 1;

/**
 * Gathering ends early when nothing has come for so long, so that a person with a few messages need not wait for the window to end. Not at the
 * first empty receive: the receiver is as fast as a sender and would find the queue empty in the middle of a file, and calls with a third of
 * the messages make the ledger write three times the pages. The engine takes fractions of a second where SQS wants whole ones.
 */
const QUIET_SECONDS = 0.1;

/** What a message brings along besides its body, as Lambda asks for it. */
const SYSTEM_ATTRIBUTES = ["ApproximateReceiveCount", "SenderId", "SentTimestamp", "MessageGroupId"] as const;

/**
 * Feeds a function from a queue as Lambda's event source does with ReportBatchItemFailures: receives, calls, removes what succeeded, and lets
 * what failed come back until the queue's own redrive policy moves it to the dead-letter queue. It receives for the next call while calls run.
 */
export class EventSource {
  readonly #options: EventSourceOptions;
  readonly #receiving = new AbortController();
  readonly #broken = Promise.withResolvers<Error>();
  readonly #received: Promise<void>;
  /** Calls and the settling of their messages. */
  readonly #work = new Set<Promise<void>>();
  #gathered: Message[] = [];
  #gatheringSince = 0;
  #calls = 0;
  #callsStarted = 0;
  #roomMade: () => void = () => undefined;

  constructor(options: EventSourceOptions) {
    this.#options = options;
    this.#received = this.#receive().catch(this.#fail);
  }

  /** Resolves with what the event source could not go on from; never otherwise. */
  get failed(): Promise<Error> {
    return this.#broken.promise;
  }

  /** Calls begun so far: a reader that finds the same number twice knows that none began in between. */
  get callsStarted(): number {
    return this.#callsStarted;
  }

  /** Whether no call runs and no message waits for one. */
  get idle(): boolean {
    return this.#work.size === 0 && this.#gathered.length === 0;
  }

  /** Stops receiving and waits for the calls that run. Messages received but not yet handed to a call stay in flight. */
  async stop(): Promise<void> {
    this.#receiving.abort();
    this.#roomMade();
    await Promise.all(this.#work);
    await this.#received;
  }

  async #receive(): Promise<void> {
    const { batchSize } = this.#options;
    while (!this.#stopping) {
      const room = batchSize - this.#gathered.length;
      if (room === 0) await new Promise<void>((resolve) => (this.#roomMade = resolve));
      else this.#gather(await this.#request(Math.min(room, LIMITS.queueBatch)));
    }
  }

  get #stopping(): boolean {
    return this.#receiving.signal.aborted;
  }

  /** A call that outlives stop() finds its engine gone, which is nobody's fault. */
  readonly #fail = (error: unknown): void => {
    if (this.#stopping) return;
    this.#receiving.abort();
    this.#broken.resolve(error instanceof Error ? error : new Error(String(error)));
  };

  async #request(count: number): Promise<readonly Message[]> {
    const { sqs, queueUrl, batchingWindowSeconds } = this.#options;
    const isGathering = this.#gathered.length > 0 && batchingWindowSeconds > 0;
    const wanted = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: isGathering ? QUIET_SECONDS : LONG_POLL_SECONDS,
      MessageSystemAttributeNames: [...SYSTEM_ATTRIBUTES],
      MessageAttributeNames: ["All"],
    });
    const { Messages = [] } = await sqs.send(wanted, { abortSignal: this.#receiving.signal });
    return Messages;
  }

  #gather(messages: readonly Message[]): void {
    if (this.#gathered.length === 0) this.#gatheringSince = Date.now();
    this.#gathered.push(...messages);
    this.#callIfDue({ queueIsQuiet: messages.length === 0 });
  }

  #callIfDue({ queueIsQuiet }: { readonly queueIsQuiet: boolean }): void {
    const { batchSize, batchingWindowSeconds, concurrency } = this.#options;
    if (this.#stopping || this.#gathered.length === 0 || this.#calls >= concurrency) return;
    const isFull = this.#gathered.length >= batchSize;
    const isOld = Date.now() - this.#gatheringSince >= batchingWindowSeconds * 1000;
    if (!isFull && !isOld && !queueIsQuiet) return;
    const work = this.#handle(this.#gathered)
      .catch(this.#fail)
      .finally(() => this.#work.delete(work));
    this.#work.add(work);
    this.#gathered = [];
    this.#roomMade();
  }

  /** The place of the call is free again as soon as it has ended; settling its messages goes on beside the next call. */
  async #handle(messages: readonly Message[]): Promise<void> {
    this.#calls += 1;
    this.#callsStarted += 1;
    const failed = await this.#call(messages);
    this.#calls -= 1;
    // Whether the queue is quiet the receive that waits will tell.
    this.#callIfDue({ queueIsQuiet: false });
    const { sqs, queueUrl, retryDelaySeconds } = this.#options;
    const hasFailed = (message: Message) => failed.has(idOf(message));
    await Promise.all([
      removeMessages(
        sqs,
        queueUrl,
        messages.filter((message) => !hasFailed(message)),
      ),
      returnMessages(sqs, queueUrl, messages.filter(hasFailed), retryDelaySeconds),
    ]);
  }

  /** The ids of the messages to be delivered again. */
  async #call(messages: readonly Message[]): Promise<ReadonlySet<string>> {
    const { name, call, queueArn, timeoutSeconds, onOutcomes, log } = this.#options;
    const ids = messages.map(idOf);
    let response: unknown;
    try {
      response = await withTimeout(timeoutSeconds, () => call(queueEvent(messages, queueArn)));
    } catch (error) {
      log(`${name}: a call with ${ids.length} messages failed, they will be delivered again: ${inspect(error)}`);
      return new Set(ids);
    }
    onOutcomes(outcomesOf(response));
    const failed = failedMessages(response, ids);
    if (failed.size > 0) log(`${name}: ${failed.size} of ${ids.length} messages will be delivered again`);
    return failed;
  }
}

async function withTimeout<T>(seconds: number, run: () => Promise<T>): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`it took longer than ${seconds} s`));
  }, seconds * 1000);
  try {
    return await Promise.race([run(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomesOf(response: unknown): readonly Outcome[] {
  const outcomes: unknown = typeof response === "object" && response !== null && "outcomes" in response ? response.outcomes : undefined;
  return Array.isArray(outcomes) ? (outcomes as Outcome[]) : [];
}

/** SQS gives every message an id; only the SDK's type does not say so. */
function idOf({ MessageId = "" }: Message): string {
  return MessageId;
}
