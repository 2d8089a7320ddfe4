import { describe, expect, it } from "vitest";
import { wiringProblems } from "../../../infra/aws/relations.ts";
import {
  FUNCTIONS,
  QUEUES,
  SCHEDULES,
  WIRING,
  type FunctionWiring,
  type QueueWiring,
  type ScheduleWiring,
  type Wiring,
} from "../../../infra/wiring.ts";

const { monthClose } = SCHEDULES;
const withQueue = (name: keyof typeof QUEUES, change: Partial<QueueWiring>): Wiring => ({
  ...WIRING,
  queues: { ...QUEUES, [name]: { ...QUEUES[name], ...change } },
});
const withFunction = (name: keyof typeof FUNCTIONS, change: Partial<FunctionWiring>): Wiring => ({
  ...WIRING,
  functions: { ...FUNCTIONS, [name]: { ...FUNCTIONS[name], ...change } },
});
const withSource = (name: keyof typeof FUNCTIONS, change: Partial<FunctionWiring["source"]>): Wiring =>
  withFunction(name, { source: { ...FUNCTIONS[name].source, ...change } });
const withSchedule = (change: Partial<ScheduleWiring>): Wiring => ({ ...WIRING, schedules: { monthClose: { ...monthClose, ...change } } });
const WITHOUT_LEDGER = Object.fromEntries(Object.entries(FUNCTIONS).filter(([name]) => name !== "ledger"));

describe("the wiring", () => {
  it("holds together", () => {
    expect(wiringProblems(WIRING)).toEqual([]);
  });

  it.each<[string, Wiring]>([
    ["queue lanes hides a message for 359 s, ledger needs 360 s", withQueue("lanes", { visibilityTimeoutSeconds: 359 })],
    ["queue commands hides a message for 720 s, close needs 726 s", withFunction("close", { timeoutSeconds: 121 })],
    ["queue lanes gives a message up after 4 receives, throttling alone may take 5", withQueue("lanes", { maxReceiveCount: 4 })],
    ["ledger takes 11 messages at once, queue lanes gives 10 at most", withSource("ledger", { batchSize: 11 })],
    ["intake takes 10001 messages at once, queue intake gives 10000 at most", withSource("intake", { batchSize: 10_001 })],
    ["intake takes 2000 messages at once, queue intake gives 10 at most", withSource("intake", { batchingWindowSeconds: 0 })],
    ["ledger gathers messages of lanes, which a FIFO queue can't", withSource("ledger", { batchingWindowSeconds: 1 })],
    ["close may run 1 times at once, an event source takes 2 to 1000", withSource("close", { maxConcurrency: 1 })],
    ["ledger may run 1001 times at once, an event source takes 2 to 1000", withSource("ledger", { maxConcurrency: 1001 })],
    ["intake uses queue nowhere, which does not exist", withFunction("intake", { sendsTo: ["nowhere" as never] })],
    ["intake uses table nothing, which does not exist", withFunction("intake", { tables: { nothing: ["Query"] } as never })],
    ["statements uses bucket void, which does not exist", withFunction("statements", { puts: { void: "" } as never })],
    ["intake uses secret none, which does not exist", withFunction("intake", { secrets: ["none" as never] })],
    ["queue lanes feeds nothing, it should feed one function", { ...WIRING, functions: WITHOUT_LEDGER }],
    ["schedule monthClose fires at 24 o'clock", withSchedule({ at: { day: 11, hour: 24 } })],
    ["schedule monthClose fires on day 31, which not every month has", withSchedule({ at: { day: 31, hour: 2 } })],
    ["schedule monthClose sends to lanes, a FIFO queue, without a message group", withSchedule({ queue: "lanes" })],
    ["monthClose uses queue nowhere, which does not exist", withSchedule({ queue: "nowhere" as never })],
    ["hospitals uses queue nowhere, which does not exist", { ...WIRING, senders: { hospitals: ["nowhere"] } }],
    ["a message waits for 901 s, SQS delays 900 s at most", { ...WIRING, wait: { seconds: 901, attempts: 2 } }],
    ["a message waits 8 times, Lambda may take that for a loop without end", { ...WIRING, wait: { seconds: 900, attempts: 8 } }],
  ])("does not hold together where %s", (problem, wiring) => {
    expect(wiringProblems(wiring)).toEqual([problem]);
  });

  it("names every function that reads a queue no other should read", () => {
    const source = { ...FUNCTIONS.ledger.source, queue: "lanes" } as const;
    const problems = wiringProblems(withFunction("close", { source, timeoutSeconds: 60 }));
    expect(problems).toEqual([
      "queue lanes feeds ledger and close, it should feed one function",
      "queue commands feeds nothing, it should feed one function",
    ]);
  });

  it("says of a function that it reads a queue that does not exist", () => {
    const problems = wiringProblems(withSource("close", { queue: "nowhere" as never }));
    expect(problems).toEqual(["close reads queue nowhere, which does not exist", "queue commands feeds nothing, it should feed one function"]);
  });
});
