import { describe, expect, test } from "vitest";
import type { NextNotice, Notice } from "../../shared/notice/notice.ts";
import { announce, type Announced } from "../../shared/store/announce.ts";
import { createMemoryNoticeStore } from "../support/memory-notice-store.ts";
import { allAtRest } from "../simulator/scheduler.ts";
import { Scheduler } from "../support/turns.ts";

const KEY = { series: "rate#53", topic: "2017#532822" };
const CLAIM_MS = 300_000;
const START_MS = 1_512_432_000_000;

/** What the topic is about, and all that was sent of it. */
class World {
  readonly notices = createMemoryNoticeStore();
  readonly sent: string[] = [];
  readonly faults: unknown[] = [];
  readonly answers: Announced[] = [];
  state: string;
  nowEpochMs = START_MS;

  constructor(state: string) {
    this.state = state;
  }

  get stored(): Notice | undefined {
    return [...this.notices.stored.values()][0];
  }
}

type Turn = (operation: string) => Promise<void>;

/** One watcher: reads what was told, looks how things are, and tells what is new; each operation is a turn of its own. */
async function watch(world: World, turn: Turn): Promise<void> {
  await turn("notices");
  const [seen] = await world.notices.notices(KEY.series);
  await turn("look");
  const { state } = world;
  const decide = (current: Notice | undefined, id: string): NextNotice | undefined => {
    if ((current?.state ?? "ok") === state) return undefined;
    return { state, since: "2017-12-05", change: id, asOf: "2017-12-05", message: { id, subject: state, text: state, attributes: {} } };
  };
  const ports = {
    notices: {
      ...world.notices,
      putNotice: async (notice: Notice) => {
        await turn("put");
        return world.notices.putNotice(notice);
      },
    },
    publish: async ({ id, text }: NextNotice["message"]) => {
      await turn("publish");
      world.sent.push(`${id} ${text}`);
    },
    nowEpochMs: () => world.nowEpochMs,
    claimMs: CLAIM_MS,
  };
  world.answers.push(await announce(ports, KEY, seen, decide));
}

interface Exploration {
  readonly watchers: number;
  readonly start: () => Promise<World>;
  /** What else happens at some moment. */
  readonly event?: (world: World) => void;
  /** Whether any watcher may vanish before any of its operations. */
  readonly vanishing: boolean;
  readonly check: (world: World, vanished: boolean) => Promise<void> | void;
}

/** Runs every order of the operations to its end; with `vanishing` also every order that a watcher left at any of its operations. Counts the ends. */
async function everyOrder({ watchers, start, event, vanishing, check }: Exploration): Promise<number> {
  let ends = 0;
  const open: (readonly string[])[] = [[]];
  for (let schedule = open.pop(); schedule !== undefined; schedule = open.pop()) {
    const world = await start();
    const scheduler = new Scheduler();
    const gone = new Set<string>();
    for (const name of Array.from({ length: watchers }, (_, place) => `w${place}`)) {
      void watch(world, (operation) => scheduler.pause(name, operation)).catch((fault: unknown) => world.faults.push(fault));
    }
    if (event !== undefined)
      void scheduler.pause("event", "event").then(() => {
        event(world);
      });
    await allAtRest();
    const take = async (choice: string): Promise<void> => {
      const [name = "", what] = choice.split(" ");
      if (what === "vanishes") gone.add(name);
      else await scheduler.step(scheduler.waiting.find(({ worker }) => worker === name)!);
    };
    for (const choice of schedule) await take(choice);
    for (;;) {
      const able = scheduler.waiting.filter(({ worker }) => !gone.has(worker)).map(({ worker }) => worker);
      const vanishes = vanishing ? able.filter((worker) => worker !== "event").map((worker) => `${worker} vanishes`) : [];
      const [next, ...others] = [...able, ...vanishes];
      if (next === undefined) break;
      for (const other of others) open.push([...schedule, other]);
      schedule = [...schedule, next];
      await take(next);
    }
    try {
      expect(world.faults).toEqual([]);
      await check(world, gone.size > 0);
    } catch (cause) {
      throw new Error(`after ${schedule.join(", ")}`, { cause });
    }
    ends += 1;
  }
  return ends;
}

const now: Turn = () => Promise.resolve();

/** What the next deliveries do once claims have run out, until nothing is left to do. */
async function later(world: World): Promise<void> {
  for (let rounds = 0; ; rounds += 1) {
    world.nowEpochMs += CLAIM_MS;
    await watch(world, now);
    if (world.answers.at(-1)?.unfinished === false) return;
    if (rounds > 3) throw new Error("a watcher alone does not come to an end");
  }
}

const counts = (world: World): Record<string, number> => {
  const result: Record<string, number> = {};
  for (const message of world.sent) result[message] = (result[message] ?? 0) + 1;
  return result;
};

const LOW = "rate#53#2017#532822@1 low";
const OK = "rate#53#2017#532822@3 ok";

describe("a change of state, whatever the order of the watchers' operations", () => {
  test("is told once by two watchers at once", async () => {
    const ends = await everyOrder({
      watchers: 2,
      start: () => Promise.resolve(new World("low")),
      vanishing: false,
      check: (world) => {
        expect(counts(world)).toEqual({ [LOW]: 1 });
        expect(world.stored).toMatchObject({ version: 2, state: "low", announced: true });
      },
    });
    expect(ends).toBeGreaterThan(50);
  });

  test("is told once by three", async () => {
    await everyOrder({
      watchers: 3,
      start: () => Promise.resolve(new World("low")),
      vanishing: false,
      check: (world) => {
        expect(counts(world)).toEqual({ [LOW]: 1 });
      },
    });
  }, 60_000);

  test("that is followed by the next one is told, and then the next one, each once", async () => {
    const seen = new Set<string>();
    await everyOrder({
      watchers: 2,
      start: () => Promise.resolve(new World("low")),
      event: (world) => {
        world.state = "ok";
      },
      vanishing: false,
      check: async (world) => {
        await later(world);
        seen.add(JSON.stringify(world.sent));
        // Either nobody saw it low, or all is told in order.
        expect([[], [LOW, OK]]).toContainEqual(world.sent);
      },
    });
    expect([...seen].sort()).toEqual([JSON.stringify([LOW, OK]), "[]"]);
  });

  test("is never lost where watchers vanish, and told again only under the same id, where its writer vanished before it was marked", async () => {
    let twice = 0;
    await everyOrder({
      watchers: 2,
      start: () => Promise.resolve(new World("low")),
      vanishing: true,
      check: async (world, vanished) => {
        await later(world);
        const times = counts(world);
        expect(Object.keys(times)).toEqual([LOW]);
        expect(times[LOW]).toBeLessThanOrEqual(vanished ? 2 : 1);
        if (times[LOW] === 2) twice += 1;
        expect(world.stored).toMatchObject({ state: "low", announced: true });
        world.sent.length = 0;
        await later(world);
        expect(world.sent).toEqual([]);
      },
    });
    expect(twice).toBeGreaterThan(0);
  });

  test("is told before the next one also where its writer vanished and things have changed since", async () => {
    const world = new World("low");
    const scheduler = new Scheduler();
    void watch(world, (operation) => scheduler.pause("a", operation));
    await allAtRest();
    for (const operation of ["notices", "look", "put"]) {
      expect(scheduler.waiting.map((one) => one.operation)).toEqual([operation]);
      await scheduler.step(scheduler.waiting[0]!);
    }
    // Stored, not sent: its writer is gone.
    world.state = "ok";
    await watch(world, now);
    expect(world.answers.at(-1)).toEqual({ sent: [], unfinished: true });
    await later(world);
    expect(world.sent).toEqual([LOW, "rate#53#2017#532822@4 ok"]);
  });
});

describe("when something fails", () => {
  const faulty = async (world: World, fails: string, times: number): Promise<void> => {
    let left = times;
    await watch(world, (operation) => (operation === fails && left-- > 0 ? Promise.reject(new Error(`${fails} failed`)) : Promise.resolve()));
  };

  test("a message that could not be sent is sent by the next delivery", async () => {
    const world = new World("low");
    await expect(faulty(world, "publish", 1)).rejects.toThrow("publish failed");
    expect(world.sent).toEqual([]);
    await later(world);
    expect(world.sent).toEqual([LOW]);
  });

  test("a change that could not be stored is not sent, and found again", async () => {
    const world = new World("low");
    await expect(faulty(world, "put", 1)).rejects.toThrow("put failed");
    expect([world.sent, world.stored]).toEqual([[], undefined]);
    await later(world);
    expect(world.sent).toEqual([LOW]);
  });

  test("a message that could not be marked is sent again under its id", async () => {
    const world = new World("low");
    let puts = 0;
    const turn: Turn = (operation) => (operation === "put" && ++puts === 2 ? Promise.reject(new Error("mark failed")) : Promise.resolve());
    await expect(watch(world, turn)).rejects.toThrow("mark failed");
    await later(world);
    expect(world.sent).toEqual([LOW, LOW]);
  });

  test("a write whose answer was lost is not taken for somebody else's success", async () => {
    const world = new World("low");
    const put = world.notices.putNotice.bind(world.notices);
    let lost = false;
    world.notices.putNotice = async (notice) => {
      if (lost) return put(notice);
      lost = true;
      // The SDK asks a second time and is told that the version exists.
      await put(notice);
      return put(notice);
    };
    await watch(world, now);
    expect(world.answers.at(-1)).toEqual({ sent: [], unfinished: true });
    await later(world);
    expect(world.sent).toEqual([LOW]);
  });

  test("a message is left to its writer until the claim has run out to the millisecond", async () => {
    const world = new World("low");
    await expect(faulty(world, "publish", 1)).rejects.toThrow();
    world.nowEpochMs += CLAIM_MS - 1;
    await watch(world, now);
    expect(world.sent).toEqual([]);
    world.nowEpochMs += 1;
    await watch(world, now);
    expect(world.sent).toEqual([LOW]);
  });
});
