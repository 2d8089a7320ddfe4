import { describe, expect, it } from "vitest";
import { emptyAccount, type MonthAccount } from "../../shared/lane/account.ts";
import type { Fold, LaneRecord } from "../../shared/lane/record.ts";
import { countiesOf } from "../../shared/region/region.ts";
import { closeThrough, CloseUnfinishedFault } from "../../shared/store/close-month.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { rawEntries } from "../support/auditor.ts";
import { complaintsAbout, deliver, type Answer } from "../support/deliver.ts";
import { explore, type Worker } from "../support/explore.ts";
import { CLOSING_LEFT_OUT, POSTING_LEFT_OUT } from "../support/close-left-out.ts";
import { advance, closing, LANE, MENGHAI, MENGLA } from "../support/lane.ts";

/** Posts a batch. */
const posts =
  (...records: readonly LaneRecord[]): Worker =>
  (store, ledger) =>
    deliver(store, ledger, LANE, records);

/** A worker that found the month open and its account missing, slept, and bears the account now; then it vanishes. */
const bears: Worker = (store) => store.bear(emptyAccount({ period: "201710", county: MENGHAI, institution: LANE }) as MonthAccount);

/**
 * Closes October, taking closes through their lanes itself but for the first few, which get lost; says how many records October then had.
 * Swift closes go through in one step.
 */
const closes =
  ({ lost = 0, swift = false } = {}): Worker =>
  async (store, ledger) => {
    let sent = 0;
    const send = async (folds: readonly Fold[]): Promise<void> => {
      for (const { lane, records } of folds) if ((sent += 1) > lost) await deliver(swift ? ledger : store, ledger, lane, records);
    };
    await closeThrough(store, MENGHAI, "201710", { send, sleep: () => Promise.resolve() });
    return { october: october(ledger) };
  };

/** Makes October's statement; says how many records it has where it calls itself final. */
const states: Worker = async (store) => {
  const octoberOnly: LedgerStore = {
    ...store,
    monthAccounts: async (month, region) => (month === "201710" ? store.monthAccounts(month, region) : []),
  };
  const { monthAccounts, closed } = (await readRegion(octoberOnly, "201710", MENGHAI)).within(MENGHAI);
  return closed ? { october: monthAccounts.reduce((sum, { funds }) => sum + (funds.basic?.count ?? 0), 0) } : undefined;
};

/** How many records stand in October. */
function october(ledger: MemoryLedgerStore): number {
  return rawEntries(ledger.tables, LANE).filter(({ kind, month }) => month === "201710" && kind !== "close").length;
}

const [A, B] = [advance("S1", { basic: 1 }), advance("S2", { basic: 10 })];

interface Scenario {
  readonly given?: readonly LaneRecord[];
  readonly workers: readonly Worker[];
  /** True where what is loaded in one go is read at once: three workers have too many states otherwise. */
  readonly atOnce?: boolean;
}

const SCENARIOS = {
  "a lane that is born while its month closes": { workers: [posts(A), closes()] },
  "a lane that a sleeper bears while its month closes": { workers: [bears, posts(A), closes()] },
  "a lane with something in the month": { given: [A], workers: [posts(B), closes()] },
  "a lane whose first close is lost": { given: [A], workers: [posts(B), closes({ lost: 1 })] },
  "a statement made while the month closes": { workers: [posts(A), closes({ swift: true }), states], atOnce: true },
} satisfies Readonly<Record<string, Scenario>>;

async function everyState({ given = [], workers, atOnce = false }: Scenario, view?: (ledger: MemoryLedgerStore) => LedgerStore): Promise<number> {
  const start = createMemoryLedgerStore();
  await start.advanceCalendar(MENGHAI, { firstOpen: "201710", settledThrough: "201709" });
  if (given.length > 0) await deliver(start, start, LANE, given);
  return explore({
    start,
    workers,
    ...(view === undefined ? {} : { view }),
    // The calendar is read first, which an engine may do whatever it is asked for first.
    cut: (items) => (atOnce ? [items] : items.map((item) => [item]).reverse()),
    check: (ledger, answers) => {
      for (const answer of answers) {
        if (answer instanceof Error) throw answer;
        if (typeof answer !== "object" || answer === null) continue;
        const complaints = "october" in answer ? [] : complaintsAbout(ledger.tables, answer as Answer);
        if (complaints.length > 0) throw new Error(complaints.join("; "));
        const { october: then } = answer as { october?: number };
        const now = october(ledger);
        if (then !== undefined && then !== now) throw new Error(`October was closed with ${then} records and now has ${now}`);
      }
      return Promise.resolve();
    },
  });
}

describe("whatever the order of their operations, and whoever vanishes", () => {
  it.each(Object.keys(SCENARIOS) as (keyof typeof SCENARIOS)[])("%s: what stands in a closed month never changes", async (name) => {
    expect(await everyState(SCENARIOS[name])).toBeGreaterThan(50);
  });
});

const CLOSE_LEFT_OUT = { ...POSTING_LEFT_OUT, ...CLOSING_LEFT_OUT };

/** Where a guard is missing: the scenario that shows it, and what is then wrong. */
const MATTERS: readonly (readonly [guard: keyof typeof CLOSE_LEFT_OUT, name: keyof typeof SCENARIOS, wrong: RegExp])[] = [
  ["an account is stored empty before it is posted to", "a lane that is born while its month closes", /closed with 0 records and now has 1/],
  ["the calendar is read again after a birth", "a lane that is born while its month closes", /closed with 0 records and now has 1/],
  [
    "an account that another bore is made sure of like one's own",
    "a lane that a sleeper bears while its month closes",
    /closed with 0 records and now has 1/,
  ],
  ["calendars move before accounts are listed", "a lane that is born while its month closes", /closed with 0 records and now has 1/],
  ["accounts are listed until none is open", "a lane whose first close is lost", /closed with 1 records and now has 2/],
];

describe("a guard of the close, left out, is found", () => {
  it.each(MATTERS)("%s (%s)", async (guard, name, wrong) => {
    await expect(everyState(SCENARIOS[name], CLOSE_LEFT_OUT[guard])).rejects.toThrow(wrong);
  });

  it("is one of those shown above", () => {
    expect(new Set(MATTERS.map(([guard]) => guard))).toEqual(new Set(Object.keys(CLOSE_LEFT_OUT)));
  });
});

describe("a close", () => {
  const noSleep = () => Promise.resolve();

  it("sends closes again every round, waits between, and says in the end which lane lags", async () => {
    const ledger = createMemoryLedgerStore();
    await deliver(ledger, ledger, LANE, [A]);
    const sent: Fold[] = [];
    let sleptMs = 0;
    const tools = {
      send: (folds: readonly Fold[]) => Promise.resolve(void sent.push(...folds)),
      sleep: (ms: number) => Promise.resolve(void (sleptMs += ms)),
    };
    await expect(closeThrough(ledger, "5328", "201710", tools)).rejects.toThrow(
      new CloseUnfinishedFault(`1 accounts of 201710 in region 5328 are still open, first ${LANE}`),
    );
    expect(sent).toEqual(Array.from({ length: 3 }, () => ({ lane: LANE, records: [{ kind: "close", county: MENGHAI, month: "201710" }] })));
    // 20 + 40 + 80 + 160 + 320 + 640 and eleven seconds, three times.
    expect(sleptMs).toBe(36_780);
    expect(await ledger.calendars([MENGHAI])).toEqual([{ county: MENGHAI, firstOpen: "201711", settledThrough: "" }]);
  });

  it("sends a lane the closes of fifty counties at once", async () => {
    const ledger = createMemoryLedgerStore();
    for (const county of countiesOf("53").slice(0, 60))
      await ledger.bear(emptyAccount({ period: "201710", county, institution: LANE }) as MonthAccount);
    const sizes: number[] = [];
    const send = async (folds: readonly Fold[]) => {
      sizes.push(...folds.map(({ records }) => records.length));
      for (const { lane, records } of folds) await deliver(ledger, ledger, lane, records);
    };
    await closeThrough(ledger, "53", "201710", { send, sleep: noSleep });
    expect(sizes).toEqual([50, 10]);
  });

  it("closes earlier months first, every county of the region, and a second time nothing", async () => {
    const ledger = createMemoryLedgerStore();
    const november = advance("S3", { basic: 5 }, { time: "2017-11-02 08:00:00" });
    await deliver(ledger, ledger, LANE, [november, A, advance("S4", { basic: 7 }, { county: MENGLA, time: "2017-09-28 08:00:00" })]);
    const closed: string[] = [];
    const send = async (folds: readonly Fold[]) => {
      for (const { lane, records } of folds) {
        closed.push(...records.map(({ county, ...rest }) => `${"month" in rest ? rest.month : ""} ${county}`));
        await deliver(ledger, ledger, lane, records);
      }
    };
    await closeThrough(ledger, "5328", "201711", { send, sleep: noSleep });
    expect(closed).toEqual([`201709 ${MENGLA}`, `201710 ${MENGHAI}`, `201711 ${MENGHAI}`]);
    expect(await ledger.calendars(["532801", MENGHAI, MENGLA])).toEqual(
      ["532801", MENGHAI, MENGLA].map((county) => ({ county, firstOpen: "201712", settledThrough: "201711" })),
    );
    await closeThrough(ledger, "5328", "201711", { send, sleep: noSleep });
    await closeThrough(ledger, "5328", "201710", { send, sleep: noSleep });
    expect(closed).toHaveLength(3);
    expect(await ledger.calendars([MENGHAI])).toEqual([{ county: MENGHAI, firstOpen: "201712", settledThrough: "201711" }]);
  });
});

describe("a statement", () => {
  const finalFor = async (ledger: MemoryLedgerStore, ...regions: readonly string[]) => {
    const read = await readRegion(ledger, "201710", "53");
    return regions.filter((region) => read.within(region).closed);
  };

  it("of a prefecture is final where every county is settled, also those without an account: they may still get one", async () => {
    const ledger = createMemoryLedgerStore();
    const send = async (folds: readonly Fold[]) => {
      for (const { lane, records } of folds) await deliver(ledger, ledger, lane, records);
    };
    const tools = { send, sleep: () => Promise.resolve() };
    await deliver(ledger, ledger, LANE, [A]);
    expect(await finalFor(ledger, "53", "5328", MENGHAI)).toEqual([]);
    await closeThrough(ledger, MENGHAI, "201710", tools);
    expect(await finalFor(ledger, "53", "5328", MENGHAI)).toEqual([MENGHAI]);
    await deliver(ledger, ledger, LANE, [advance("S4", { basic: 7 }, { county: MENGLA })]);
    expect((await readRegion(ledger, "201710", "5328")).month.map(({ county }) => county)).toEqual([MENGHAI, MENGLA]);
    await closeThrough(ledger, "5328", "201710", tools);
    expect(await finalFor(ledger, "53", "5328", MENGHAI, MENGLA, "532801")).toEqual(["5328", MENGHAI, MENGLA, "532801"]);
  });

  it("has nothing of another region, though a page that nobody applied holds both", async () => {
    const ledger = createMemoryLedgerStore();
    await deliver(ledger, ledger, LANE, [A, advance("S4", { basic: 7 }, { county: MENGLA })]);
    const vanishing: LedgerStore = { ...ledger, putIndex: () => Promise.reject(new Error("vanished")) };
    const more = [advance("S5", { basic: 30 }), advance("S6", { basic: 900 }, { county: MENGLA })];
    await expect(deliver(vanishing, ledger, LANE, more)).rejects.toThrow("vanished");
    const { month } = await readRegion(ledger, "201710", MENGHAI);
    expect(month.map(({ county, funds }) => [county, funds.basic?.accrued])).toEqual([[MENGHAI, 31]]);
  });

  it("is not final before a close has said that all is done, though every account is closed", async () => {
    const ledger = createMemoryLedgerStore();
    await deliver(ledger, ledger, LANE, [A]);
    await ledger.advanceCalendar(MENGHAI, { firstOpen: "201711" });
    await deliver(ledger, ledger, LANE, [closing()]);
    expect(await finalFor(ledger, MENGHAI)).toEqual([]);
    await ledger.advanceCalendar(MENGHAI, { settledThrough: "201710" });
    expect(await finalFor(ledger, MENGHAI)).toEqual([MENGHAI]);
  });
});
