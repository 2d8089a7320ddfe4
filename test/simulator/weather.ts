import type { Random } from "./random.ts";

/**
 * Everything that may go wrong, with what it means. Each has a counter; one that never fires fails a run of many seeds, because then the
 * simulator shows less than it says. `injected` faults are drawn; `met` ones follow from others and from the schedule, and are noticed.
 */
export const FAULTS = {
  // SQS and the event source.
  "message delivered twice": [
    "injected",
    "a queue hands a message out and keeps it visible; a FIFO queue promises not to, and nothing may depend on it",
  ],
  "message delivered after its success": ["injected", "a deleted message comes back from a replica that missed the deletion"],
  "deletion lost": ["injected", "the function succeeded, the message is not deleted and comes back"],
  "stale receipt": ["met", "a message is deleted with the receipt of an earlier delivery"],
  "visibility ran out": ["met", "a message comes back while its first delivery is still at work"],
  "moved to the dead-letter queue": ["met", "a message was received more often than its queue allows"],
  "redriven from the dead-letter queue": ["met", "an operator sends dead letters back to their queue"],
  "redriven days later": ["met", "a dead letter is sent back more than a day after it died, when everything has long gone on"],
  "delivered out of order": ["met", "a standard queue hands out a later message first, or a FIFO group goes on after a dead letter"],
  "batch of several lanes": ["met", "one call of the ledger function gets folds of different lanes"],
  "batch that was partly done": ["met", "a call reports some of its messages as failed"],
  "send failed": ["injected", "a send has no effect"],
  "send done, answer lost": ["injected", "a send has its effect and its answer is lost"],
  "send repeated by the client": ["injected", "the SDK sends again after a lost answer; a FIFO queue de-duplicates"],
  "send partly done": ["injected", "a batch of messages is sent in part"],
  "send arrives late": ["injected", "the answer is lost, and the message arrives long after"],
  // DynamoDB.
  "table throttled": ["injected", "a request is refused for want of capacity"],
  "read failed": ["injected", "a read has no answer"],
  "write failed": ["injected", "a write has no effect"],
  "write done, answer lost": ["injected", "a write has its effect and its answer is lost"],
  "write repeated by the client": ["injected", "the SDK writes again after a lost answer; its own write makes its condition fail"],
  "write arrives late": ["injected", "the answer is lost, and the write arrives long after"],
  "batch write partly done": ["injected", "BatchWriteItem leaves items unprocessed"],
  "batch write torn": ["injected", "items of one BatchWriteItem are written at different moments"],
  "batch read partly done": ["injected", "BatchGetItem leaves keys unprocessed"],
  "batch read torn": ["injected", "items of one BatchGetItem are read at different moments"],
  "query of several pages": ["met", "a query's answer comes in pages, read at different moments"],
  // S3.
  "object put failed": ["injected", "a statement is not stored"],
  "object put done, answer lost": ["injected", "a statement is stored and the answer lost"],
  // Lambda.
  "crash before a request": ["injected", "an instance vanishes before its next request has any effect"],
  "crash after a request": ["injected", "an instance vanishes when its request has had its effect"],
  "instance frozen": ["injected", "an instance stands still for seconds to days and then goes on"],
  "call timed out": ["met", "a call takes longer than its function may"],
  "zombie wrote": ["met", "a call that has timed out goes on and writes"],
  "two calls on one message": ["met", "two instances work on one message at the same time"],
  "older code beside newer": ["met", "instances of two versions of the code, with different policies, work on the same tables"],
  "clock skew": ["met", "an instance's clock is minutes off"],
  // Operators and senders.
  "close during traffic": ["met", "a close runs while messages are on their way"],
  "close given again": ["met", "a month is closed for a region that has it closed"],
  "nested closes at once": ["met", "a region and one inside it are closed at the same time"],
  "lane born during a close": ["met", "an institution's first record of a month comes while the month closes"],
  "statement looked at meanwhile": ["met", "somebody reads an open or closed month's figures while everything is under way"],
  "late record": ["met", "an advance or reversal of a closed month goes to the next open one"],
  "reversal after the close": ["met", "an advance of a closed month is reversed"],
  "deduction after full disbursement": ["met", "a deduction leaves an overpayment, which becomes prepaid balance"],
  "disbursement sent again": ["met", "a disbursement that was posted is sent again"],
  "id with two contents": ["met", "a sender uses an id again for something else"],
  "settled at the turn of the month": ["met", "an advance is settled in the last or first second of a month, China Standard Time"],
  "month closed at its first moment": ["met", "a month is closed in the first minute after its end"],
} as const satisfies Readonly<Record<string, readonly ["injected" | "met", string]>>;

export type Fault = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly Fault[];
const INJECTED = FAULT_NAMES.filter((fault) => FAULTS[fault][0] === "injected");

/** How likely an injected fault is where it could happen, in percent. */
const RATES = [0.5, 2, 6, 15];

/**
 * Which faults one run may meet and how often. Each run draws its own few: runs in which everything fails all the time get nowhere, and
 * most mistakes need one or two kinds of trouble at the right moment.
 */
export class Weather {
  readonly counts: Partial<Record<Fault, number>> = {};
  readonly #random: Random;
  readonly #rates = new Map<Fault, number>();

  constructor(random: Random) {
    this.#random = random;
    const share = random.pick([0, 10, 25, 25, 50]);
    for (const fault of INJECTED) if (random.chance(share)) this.#rates.set(fault, random.pick(RATES));
  }

  /** Whether the fault happens now; counts it if so. */
  strikes(fault: Fault): boolean {
    const rate = this.#rates.get(fault);
    if (rate === undefined || !this.#random.chance(rate)) return false;
    this.met(fault);
    return true;
  }

  met(fault: Fault): void {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
  }

  /** Makes sure that a fault is among those of this run. */
  expect(fault: Fault, percent: number): void {
    this.#rates.set(fault, percent);
  }

  /** From now on nothing goes wrong any more. */
  clear(): void {
    this.#rates.clear();
  }
}
