import { describe, expect, it } from "vitest";
import type { LaneRecord } from "../../shared/lane/record.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { LaneContentionFault, postToLane } from "../../shared/store/post-to-lane.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { audit } from "../support/auditor.ts";
import { complaintsAbout, deliver, type Answer } from "../support/deliver.ts";
import { explore } from "../support/explore.ts";
import { advance, closing, deduction, disbursement, LANE, MENGHAI, MENGLA, openLane, prepayment, reversal } from "../support/lane.ts";
import { LEFT_OUT, type Guard } from "../support/left-out.ts";
import { around, copyStore } from "../support/turns.ts";

type Batch = readonly LaneRecord[];

interface Scenario {
  /** Posted before, page by page. */
  readonly given?: readonly Batch[];
  /** True where the last page's writer vanished before it applied it. */
  readonly unapplied?: boolean;
  /** True where October is over and its calendar has moved. */
  readonly over?: boolean;
  /** What each worker delivers, batch by batch. */
  readonly workers: readonly (readonly Batch[])[];
  /** True where what is loaded in one go is read at once, not record by record: three workers have too many states otherwise. */
  readonly atOnce?: boolean;
}

const [A, B, C] = [advance("S1", { basic: 1 }), advance("S2", { basic: 10, critical: 3 }), advance("S3", { basic: 100 })];
/** Insured in another county, so that its page touches another account. */
const ELSEWHERE = advance("S9", { basic: 1000 }, { county: MENGLA });
const [B1, B2] = [disbursement("B1", "basic", 60), disbursement("B2", "basic", 60)];
const D1 = deduction("D1", "basic", 60, { settlementId: "S3" });
const R1 = reversal("R1", "S3");

const SCENARIOS = {
  "a lane's first page": { workers: [[[A]], [[A, B]]] },
  "a lane with pages": { given: [[C]], workers: [[[A]], [[B, A]]] },
  "a lane that three workers post to": { given: [[C]], workers: [[[A]], [[B]], [[A]]], atOnce: true },
  "a page that nobody applied": { given: [[C], [A]], unapplied: true, workers: [[[A]], [[B]]] },
  "a first page that nobody applied": { given: [[A]], unapplied: true, workers: [[[B]], [[A, C]]] },
  "a worker that falls two pages behind": { given: [[C]], workers: [[[A]], [[B], [ELSEWHERE]]] },
  "a record delivered again, pages later": { given: [[A], [C]], workers: [[[A]], [[B, A]]] },
  "an id with two contents": { given: [[C]], workers: [[[A]], [[advance("S1", { basic: 2 }), B]]] },
  "a disbursement delivered twice": { given: [[C], [closing()], [ELSEWHERE]], over: true, workers: [[[B1]], [[B1]]] },
  "disbursements that together exceed": { given: [[C], [closing()]], over: true, workers: [[[B1]], [[B2, B1]]] },
  "a reversal delivered twice, and another": { given: [[C]], workers: [[[R1]], [[R1, reversal("R2", "S3")]]] },
  "a deduction delivered twice, and the reversal": { given: [[C], [closing()]], over: true, workers: [[[D1]], [[D1, R1]]] },
  "a deduction that returns an overpayment": {
    given: [[C], [closing()], [disbursement("B1", "basic", 100)]],
    over: true,
    workers: [[[deduction("D1", "basic", 60, "lifted")]], [[deduction("D1", "basic", 60, "lifted"), prepayment("P1", "basic", 7)]]],
  },
  "two closes, and a prepayment to set off": { given: [[C]], over: true, workers: [[[closing()]], [[prepayment("P1", "basic", 7), closing()]]] },
} satisfies Readonly<Record<string, Scenario>>;

const NAMES = Object.keys(SCENARIOS) as (keyof typeof SCENARIOS)[];

async function prepare({ given = [], unapplied = false, over = false }: Scenario): Promise<MemoryLedgerStore> {
  const ledger = createMemoryLedgerStore();
  const endOctober = () => ledger.advanceCalendar(MENGHAI, { firstOpen: "201711" });
  for (const [place, records] of given.entries()) {
    if (records.some(({ kind }) => kind === "close")) await endOctober();
    const vanishes = unapplied && place === given.length - 1;
    const store = vanishes ? { ...ledger, putIndex: () => Promise.reject(new Error("vanished")) } : ledger;
    await deliver(store, ledger, LANE, records).catch(() => undefined);
  }
  if (over) await endOctober();
  return ledger;
}

/** Visits every state of the scenario and says how many there are. Throws where something is wrong in one of them. */
async function everyState(scenario: Scenario, view?: (ledger: MemoryLedgerStore) => LedgerStore): Promise<number> {
  const sent = [...(scenario.given ?? []), ...scenario.workers.flat()].flat();
  return explore({
    start: await prepare(scenario),
    workers: scenario.workers.map((batches) => async (store, ledger) => {
      const answers: Answer[] = [];
      for (const records of batches) answers.push(await deliver(store, ledger, LANE, records));
      return answers;
    }),
    ...(view === undefined ? {} : { view }),
    ...(scenario.atOnce === true ? {} : { cut: (items) => items.map((item) => [item]) }),
    check: async (ledger, answers) => {
      const after = copyStore(ledger);
      const complaints = answers.flatMap((answer) => complaintsAboutWorker(ledger, answer));
      complaints.push(...(await verifyLedger(ledger)).findings.map(({ what }) => what));
      await deliver(after, after, LANE, sent);
      complaints.push(...audit(after.tables, new Map([[LANE, sent]])));
      if (complaints.length > 0) throw new Error(complaints.join("; "));
    },
  });
}

function complaintsAboutWorker({ tables }: MemoryLedgerStore, answer: unknown): string[] {
  if (answer === undefined) return [];
  if (answer instanceof Error) return [`a worker threw ${answer.message}`];
  return (answer as Answer[]).flatMap((one) => complaintsAbout(tables, one));
}

describe("whatever the order of their operations, and whoever vanishes", () => {
  it.each(NAMES)("%s: every record is posted once, or rejected for a reason that holds", async (name) => {
    expect(await everyState(SCENARIOS[name])).toBeGreaterThan(50);
  });
});

/** Where a guard is missing: the scenario that shows it, and what is then wrong. */
const MATTERS: readonly (readonly [guard: Guard, name: keyof typeof SCENARIOS, wrong: RegExp])[] = [
  ["a page is appended on condition that its version does not exist", "a lane with pages", /index entry advance#S2 is missing/],
  ["a page that nobody applied is applied first", "a page that nobody applied", /index entry advance#S1 is missing/],
  ["the newest page's own ids are known", "a page that nobody applied", /advance S1 stands in \w+ twice/],
  ["the index is asked for the batch's ids", "a record delivered again, pages later", /advance S1 stands in \w+ twice/],
  ["an account is put on condition that the stored one is older", "a worker that falls two pages behind", /account 201710#532822#\w+ differs/],
  ["a page's last account is put last of all", "a lane with pages", /index entry advance#S\d is missing/],
  ["a rejection is decided again where the lane moved on", "a disbursement delivered twice", /B1 is rejected \(exceeds_payable\) although it stands/],
  ["a rejection is decided again where the lane moved on", "a reversal delivered twice, and another", /R1 is rejected \(already_reversed\) although/],
];

describe("a guard of the protocol, left out, is found", () => {
  it.each(MATTERS)("%s (%s)", async (guard, name, wrong) => {
    await expect(everyState(SCENARIOS[name], LEFT_OUT[guard])).rejects.toThrow(wrong);
  });

  it("is one of those shown above", () => {
    expect(new Set(MATTERS.map(([guard]) => guard))).toEqual(new Set(Object.keys(LEFT_OUT)));
  });
});

describe("a posting asks the store for", () => {
  const asked = async (lane: ReturnType<typeof openLane>, ...records: readonly LaneRecord[]) => {
    const operations: string[] = [];
    const store = around(lane.store, (operation, call) => {
      operations.push(operation);
      return call();
    });
    await postToLane(store, LANE, records, { deferAttempts: 0 });
    return operations.join(" ");
  };

  it("one query, one load, one page and its index and accounts, however long the journal", async () => {
    const lane = openLane();
    for (let n = 0; n < 30; n += 1) await lane.post(advance(`S${n}`, { basic: 1 }));
    expect(await asked(lane, advance("X1", { basic: 1 }), advance("X2", { critical: 5 }))).toBe("newestPage load append putIndex putAccount");
  });

  it("a birth and another look at the calendar more where the month's account is new", async () => {
    expect(await asked(openLane(), advance("S1", { basic: 1 }))).toBe("newestPage load bear load append putIndex putAccount");
  });

  it("the advance's page, and what its month needs, where one of long ago is reversed", async () => {
    const lane = openLane();
    for (let n = 0; n < 30; n += 1) await lane.post(advance(`S${n}`, { basic: 1 }));
    expect(await asked(lane, reversal("R1", "S3"))).toBe("newestPage load page load append putIndex putAccount");
  });

  it("a query and a load where all is known, and a second query where something is rejected", async () => {
    const lane = openLane();
    await lane.post(advance("S1", { basic: 1 }));
    expect(await asked(lane, advance("S1", { basic: 1 }))).toBe("newestPage load");
    expect(await asked(lane, advance("S1", { basic: 1 }), advance("S1", { basic: 2 }))).toBe("newestPage load newestPage");
  });

  it("the newest page to be applied first, where its writer did not", async () => {
    const lane = openLane();
    const vanishing = { ...lane.store, putIndex: () => Promise.reject(new Error("vanished")) };
    await expect(postToLane(vanishing, LANE, [advance("S1", { basic: 1 })], { deferAttempts: 0 })).rejects.toThrow("vanished");
    expect(await asked(lane, advance("S1", { basic: 1 }))).toBe("newestPage load putIndex putAccount");
    expect(await asked(lane, advance("S1", { basic: 1 }))).toBe("newestPage load");
  });

  it("nothing more after ten lost races for the next page", async () => {
    const lane = openLane();
    let races = 0;
    const losing = {
      ...lane.store,
      append: () => {
        races += 1;
        return Promise.resolve(false);
      },
    };
    const posting = postToLane(losing, LANE, [advance("S1", { basic: 1 })], { deferAttempts: 0 });
    await expect(posting).rejects.toThrow(new LaneContentionFault(`lane ${LANE} moved on 10 times while 1 records were posted`));
    expect(races).toBe(10);
  });
});
