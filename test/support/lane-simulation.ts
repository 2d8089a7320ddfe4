import type { LaneRecord, MessageRecord } from "../../shared/lane/record.ts";
import { FUNDS } from "../../shared/policy/funds.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "./memory-ledger-store.ts";
import { LaneContentionFault } from "../../shared/store/post-to-lane.ts";
import { StoreFault } from "../../shared/store/store-fault.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { audit } from "./auditor.ts";
import { complaintsAbout, deliver, type Answer } from "./deliver.ts";
import { advance, closing, deduction, disbursement, MENGHAI, MENGLA, outcomeOf, prepayment, reversal } from "./lane.ts";
import { Crew, Random, workerStore } from "./simulation.ts";

export const LANES = ["H53282200012", "H53282300034"] as const;
const COUNTIES = [MENGHAI, MENGLA] as const;

/** What was wrong with one schedule, and how much of what happened in it. */
export interface Report {
  readonly complaints: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

type View = (ledger: MemoryLedgerStore) => LedgerStore;
type Work = (store: LedgerStore) => Promise<void>;

/**
 * One schedule of deliveries to two lanes: several workers at once on overlapping records, any of which may vanish, meet faults of the store
 * or sleep for long, while November closes. In the end everything is delivered again without faults and audited, the sleepers wake, and
 * everything is delivered and audited once more.
 */
export async function simulateLanes(seed: number, view: View = (ledger) => ledger): Promise<Report> {
  const world = new World(seed, view);
  await world.begin();
  await world.run();
  await world.settle();
  await world.wake();
  await world.settle();
  return world.report();
}

class World {
  readonly #random: Random;
  readonly #crew: Crew;
  readonly #ledger = createMemoryLedgerStore();
  readonly #view: View;
  readonly #sent = new Map<string, LaneRecord[]>(LANES.map((lane) => [lane, []]));
  readonly #answers: Answer[] = [];
  readonly #complaints: string[] = [];
  #works: Work[] = [];

  constructor(seed: number, view: View) {
    this.#random = new Random(seed);
    this.#view = view;
    this.#crew = new Crew(this.#random, (fault) => {
      if (!(fault instanceof StoreFault) && !(fault instanceof LaneContentionFault)) this.#complaints.push(`a worker threw ${String(fault)}`);
    });
  }

  /** An October that is closed, with something owed; then the deliveries of the schedule. */
  async begin(): Promise<void> {
    const random = this.#random;
    for (const lane of LANES) {
      const october = [1, 2, 3].map((n) =>
        advance(`S${n}`, someAmounts(random), { county: countyOf(n), status: random.pick(["lifted", "unlifted"]) }),
      );
      await this.#deliver(lane, [...october, prepayment("P0", "basic", 1 + random.below(50))]);
    }
    for (const county of COUNTIES) await this.#ledger.advanceCalendar(county, { firstOpen: "201711" });
    for (const lane of LANES) {
      await this.#deliver(
        lane,
        COUNTIES.map((county) => closing("201710", county)),
      );
    }
    for (const lane of LANES) this.#works.push(...this.#deliveries(lane, somePool(random)));
    // A queue delivers a message again while its first delivery still runs.
    this.#works = random.shuffle(this.#works).flatMap((work) => (random.chance(40) ? [work, work] : [work]));
    if (random.chance(60)) this.#works.splice(random.below(this.#works.length), 0, (store) => this.#closeNovember(store));
  }

  #deliveries(lane: string, pool: readonly MessageRecord[]): Work[] {
    this.#sent.get(lane)?.push(...pool);
    return Array.from({ length: 3 + this.#random.below(4) }, () => {
      const records = Array.from({ length: 1 + this.#random.below(5) }, () => this.#random.pick(pool));
      return async (store) => {
        this.#take(await deliver(store, this.#ledger, lane, records));
      };
    });
  }

  async #closeNovember(store: LedgerStore): Promise<void> {
    for (const county of COUNTIES) {
      await store.advanceCalendar(county, { firstOpen: "201712" });
      for (const lane of LANES) {
        this.#sent.get(lane)?.push(closing("201711", county));
        this.#take(await deliver(store, this.#ledger, lane, [closing("201711", county)]));
      }
    }
  }

  async #deliver(lane: string, records: readonly LaneRecord[]): Promise<void> {
    this.#sent.get(lane)?.push(...records);
    this.#take(await deliver(this.#view(this.#ledger), this.#ledger, lane, records));
  }

  #take(answer: Answer): void {
    this.#answers.push(answer);
    for (const decision of answer.decisions) this.#crew.count(outcomeOf(decision));
    this.#complaints.push(...complaintsAbout(this.#ledger.tables, answer));
  }

  /** Starts and steps workers until every delivery has begun and none goes on any more. */
  async run(): Promise<void> {
    while (this.#complaints.length === 0) {
      const [work] = this.#works;
      if (work !== undefined && (this.#crew.idle() || (this.#crew.size() < 5 && this.#random.chance(20)))) {
        this.#works.shift();
        await this.#crew.start((hands) => work(workerStore(this.#view(this.#ledger), hands)));
        continue;
      }
      if (this.#crew.idle()) return;
      const done = await this.#crew.step();
      if (done !== undefined && WRITES.has(done) && this.#random.chance(12)) await this.#verify();
    }
  }

  async #verify(): Promise<void> {
    this.#complaints.push(...(await verifyLedger(this.#ledger)).findings.map(({ lane, what }) => `verify: ${lane} ${what}`));
  }

  /** Delivers everything twice without faults, and audits; the second time nothing may be left to post. */
  async settle(): Promise<void> {
    if (this.#complaints.length > 0) return;
    try {
      await this.#settle();
    } catch (fault) {
      this.#complaints.push(`without faults of the store there was ${String(fault)}`);
    }
  }

  async #settle(): Promise<void> {
    for (const [lane, all] of this.#sent) {
      const records = ORDER.flatMap((kind) => all.filter((record) => record.kind === kind)).map((record) => ({ ...record, attempt: 1 }));
      this.#take(await deliver(this.#view(this.#ledger), this.#ledger, lane, records));
      const again = await deliver(this.#view(this.#ledger), this.#ledger, lane, records);
      this.#take(again);
      const posted = again.decisions.filter(({ outcome }) => outcome === "posted" || outcome === "deferred");
      this.#complaints.push(...posted.map(({ outcome, record }) => `${record.kind} is ${outcome} only when everything is delivered twice`));
    }
    await this.#verify();
    this.#complaints.push(...audit(this.#ledger.tables, this.#sent));
    for (const answer of this.#answers) this.#complaints.push(...complaintsAbout(this.#ledger.tables, { ...answer, pages: 0 }));
  }

  /** Lets the sleepers go on: their lanes have long moved on. */
  async wake(): Promise<void> {
    this.#crew.wake();
    await this.run();
  }

  report(): Report {
    return { complaints: this.#complaints, counts: this.#crew.counts };
  }
}

/** What others refer to comes first, so that nothing has to wait. */
const ORDER: readonly LaneRecord["kind"][] = ["advance", "prepayment", "reversal", "deduction", "disbursement"];
const WRITES = new Set(["append", "putIndex", "putAccount", "bear", "advanceCalendar"]);

function someAmounts(random: Random): Record<string, number> {
  return Object.fromEntries(
    random
      .shuffle(FUNDS.slice(0, 4))
      .slice(0, 1 + random.below(2))
      .map((fund) => [fund, 1 + random.below(200)]),
  );
}

/** Records that refer to each other, take each other's ids and want more than there is. */
function somePool(random: Random): MessageRecord[] {
  const county = () => random.pick(COUNTIES);
  const month = () => random.pick(["201710", "201710", "201711"]);
  const fund = () => random.pick(FUNDS.slice(0, 3));
  const id = (kind: string) => `${kind}${4 + random.below(4)}`;
  /** An advance's id and, nearly always, the county it is insured in. */
  const settlement = () => {
    const n = 1 + random.below(7);
    return { settlementId: `S${n}`, county: random.chance(95) ? countyOf(n) : county() };
  };
  const newAdvance = () => {
    const n = 4 + random.below(4);
    return [`S${n}`, random.chance(95) ? countyOf(n) : county()] as const;
  };
  const make = [
    () => {
      const [settlementId, insured] = newAdvance();
      return advance(settlementId, someAmounts(random), { county: insured, time: random.pick(TIMES) });
    },
    () => {
      const [settlementId, insured] = newAdvance();
      return advance(settlementId, { basic: 100 }, { county: insured, content: random.pick(["", "other"]) });
    },
    () => {
      const { settlementId, county: insured } = settlement();
      return reversal(id("R"), random.chance(95) ? settlementId : "R4", { county: insured, time: random.pick(TIMES) });
    },
    () => {
      const { settlementId, county: insured } = settlement();
      return deduction(id("D"), fund(), 1 + random.below(60), { settlementId }, { county: insured, month: month() });
    },
    () => deduction(id("D"), fund(), 1 + random.below(60), random.pick(["lifted", "unlifted"]), { county: county(), month: month() }),
    () => disbursement(id("B"), fund(), 1 + random.below(120), { county: county(), month: month() }),
    () => prepayment(id("P"), fund(), 1 + random.below(80), { county: county() }),
  ];
  return Array.from({ length: 5 + random.below(9) }, () => random.pick(make)());
}

function countyOf(n: number): string {
  return n % 2 === 0 ? MENGHAI : MENGLA;
}

const TIMES = ["2017-10-27 08:00:00", "2017-11-05 08:00:00", "2017-12-02 08:00:00"];
