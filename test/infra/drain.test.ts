import { expect, it } from "vitest";
import { drain } from "../../infra/local/host/drain.ts";

/** Steps the drained queues go through, one for each time they are counted; the last one stays. */
interface Step {
  readonly count: number;
  /** Whether calls run before the counting. */
  readonly busy?: true;
  /** Whether a call begins while the queues are counted, and ends before that is over. */
  readonly callBegins?: true;
}

async function countsUntilDrained(steps: readonly Step[]): Promise<number> {
  let counted = 0;
  let callsStarted = 0;
  const step = () => steps[Math.min(counted, steps.length - 1)]!;
  const drained = {
    idle: () => step().busy !== true,
    callsStarted: () => callsStarted,
    countMessages: () => {
      const { count, callBegins } = step();
      if (callBegins === true) callsStarted += 1;
      counted += 1;
      return Promise.resolve(count);
    },
  };
  await drain(drained, new AbortController().signal);
  return counted;
}

it("ends when the queues are empty and nothing runs", async () => {
  expect(await countsUntilDrained([{ count: 0 }])).toBe(1);
});

it("waits for messages that are left", async () => {
  expect(await countsUntilDrained([{ count: 2 }, { count: 1 }, { count: 0 }])).toBe(3);
});

it("does not believe empty queues while a call runs: it may be about to send", async () => {
  expect(await countsUntilDrained([{ count: 0, busy: true }, { count: 0 }])).toBe(2);
});

it("does not believe empty queues when a call began meanwhile: it may have moved messages behind the counting", async () => {
  expect(await countsUntilDrained([{ count: 0, callBegins: true }, { count: 0 }])).toBe(2);
});

it("gives up when it is told to", async () => {
  const ended = new AbortController();
  const drained = drain({ idle: () => false, callsStarted: () => 0, countMessages: () => Promise.resolve(1) }, ended.signal);
  ended.abort();
  await expect(drained).resolves.toBeUndefined();
});
