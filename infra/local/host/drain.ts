import { setTimeout as sleep } from "node:timers/promises";

export interface DrainOptions {
  /** Told now and then how many messages are left. */
  readonly onProgress?: (remaining: number) => void;
}

/** What draining looks at. */
export interface Drained {
  /** Whether no call runs and no message waits for one. */
  readonly idle: () => boolean;
  /** Calls begun so far. */
  readonly callsStarted: () => number;
  /** The messages of all queues. */
  readonly countMessages: () => Promise<number>;
}

/** How often it is looked whether calls run: the longest a finished job is kept waiting. */
const POLL_MS = 10;
/** How often the queues are counted while calls run; counting costs requests the calls could use. */
const COUNT_MS = 250;
/** How often they are counted while nothing runs, because messages wait for their next attempt or are delayed. */
const IDLE_COUNT_MS = 50;

/**
 * Waits until the queues are empty and nothing can fill them. The queues are counted one after another, so a call that moves messages between
 * them could make all look empty: their counts are believed only if no call ran before they were taken and none began until all were.
 * Gives up when the signal says so.
 */
export async function drain({ idle, callsStarted, countMessages }: Drained, ended: AbortSignal, { onProgress }: DrainOptions = {}): Promise<void> {
  let countedAtMs = -Infinity;
  while (!ended.aborted) {
    const [wasIdle, startedBefore] = [idle(), callsStarted()];
    if (performance.now() - countedAtMs >= (wasIdle ? IDLE_COUNT_MS : COUNT_MS)) {
      const remaining = await countMessages();
      countedAtMs = performance.now();
      onProgress?.(remaining);
      if (remaining === 0 && wasIdle && callsStarted() === startedBefore) return;
    }
    await sleep(POLL_MS);
  }
}
