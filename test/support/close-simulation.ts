import { monthOf, type Month } from "../../shared/calendar/month.ts";
import type { MonthAccount } from "../../shared/lane/account.ts";
import type { Fold, LaneRecord } from "../../shared/lane/record.ts";
import { countiesOf, type RegionPrefix } from "../../shared/region/region.ts";
import { closeThrough, CloseUnfinishedFault, type CloseTools } from "../../shared/store/close-month.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "./memory-ledger-store.ts";
import { LaneContentionFault } from "../../shared/store/post-to-lane.ts";
import { readRegion } from "../../shared/store/read-accounts.ts";
import { StoreFault } from "../../shared/store/store-fault.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { audit, rawEntries } from "./auditor.ts";
import { complaintsAbout, deliver } from "./deliver.ts";
import { advance, outcomeOf, reversal } from "./lane.ts";
import type { Report } from "./lane-simulation.ts";
import { Crew, Random, workerStore, type Hands } from "./simulation.ts";

const LANES = ["H53280100001", "H53282200012", "H53282200034", "H53282300056"] as const;
const PREFECTURE = "5328";
const COUNTIES = countiesOf(PREFECTURE);
const TIMES = ["2017-09-28 08:00:00", "2017-10-10 08:00:00", "2017-10-30 08:00:00", "2017-11-05 08:00:00"];
const YEAR = ["201709", "201710", "201711", "201712"];

type View = (ledger: MemoryLedgerStore) => LedgerStore;

/** What every kind of worker sees of the ledger; a test that leaves a guard out changes it here. */
export interface Views {
  readonly posting?: View;
  readonly closing?: View;
  readonly reading?: View;
}

/**
 * One schedule of months that close while records arrive: several closes at once, for a prefecture and its counties, for a month and for a
 * later one with earlier months open, of lanes that are born meanwhile; closes that are lost on their way, arrive twice or late; anybody may
 * vanish or sleep. In the end everything is delivered and closed once more without faults and audited, and again when the sleepers woke.
 */
export async function simulateCloses(seed: number, views: Views = {}): Promise<Report> {
  const world = new World(seed, views);
  await world.begin();
  await world.run();
  await world.settle();
  await world.wake();
  await world.settle();
  return world.report();
}

interface Statement {
  readonly region: RegionPrefix;
  readonly month: Month;
  readonly accounts: readonly MonthAccount[];
}

class World {
  readonly #random: Random;
  readonly #crew: Crew;
  readonly #ledger = createMemoryLedgerStore();
  readonly #views: Required<Views>;
  readonly #sent = new Map<string, LaneRecord[]>(LANES.map((lane) => [lane, []]));
  readonly #complaints: string[] = [];
  /** County and month through which a close has reported that all is done, and the entries that then stood there. */
  readonly #sealed = new Map<string, { readonly through: Month; readonly entries: string }>();
  /** Statements that said they are final. */
  readonly #final: Statement[] = [];
  #works: ((hands: Hands) => Promise<void>)[] = [];

  constructor(seed: number, views: Views) {
    const asItIs: View = (ledger) => ledger;
    this.#random = new Random(seed);
    this.#views = { posting: asItIs, closing: asItIs, reading: asItIs, ...views };
    this.#crew = new Crew(this.#random, (fault) => {
      if (fault instanceof StoreFault || fault instanceof LaneContentionFault || fault instanceof CloseUnfinishedFault) this.#crew.count(fault.name);
      else this.#complaints.push(`a worker threw ${String(fault)}`);
    });
  }

  /** Some lanes have posted before; the others are born in the schedule. */
  async begin(): Promise<void> {
    const random = this.#random;
    for (const [place, lane] of LANES.entries()) {
      const records = Array.from({ length: 2 + random.below(4) }, (_, n) =>
        advance(`S${n}`, { basic: 1 + random.below(300) }, { county: random.pick(COUNTIES), time: random.pick(TIMES) }),
      );
      const backs = random.shuffle(records).slice(0, random.below(2));
      const all = [...records, ...backs.map(({ id, county }) => reversal(`R${id}`, id, { county, time: random.pick(TIMES) }))];
      this.#sent.get(lane)?.push(...all);
      if (place < 2 && random.chance(70)) await deliver(this.#ledger, this.#ledger, lane, all.slice(0, 1));
      for (let n = 0; n < 2 + random.below(3); n += 1) this.#works.push(this.#delivery(lane, [random.pick(all), random.pick(all)]));
    }
    for (let n = 0; n < 1 + random.below(3); n += 1) {
      this.#works.push(this.#close(random.pick([PREFECTURE, PREFECTURE, ...COUNTIES]), random.pick(["201709", "201710", "201710", "201711"])));
    }
    for (let n = 0; n < 2; n += 1) this.#works.push(this.#read(random.pick([PREFECTURE, ...COUNTIES]), random.pick(YEAR)));
    this.#works = random.shuffle(this.#works);
  }

  #delivery(lane: string, records: readonly LaneRecord[]): (hands: Hands) => Promise<void> {
    return async (hands) => {
      const answer = await deliver(workerStore(this.#views.posting(this.#ledger), hands), this.#ledger, lane, records);
      for (const decision of answer.decisions) this.#crew.count(decision.record.kind === "close" ? "close" : outcomeOf(decision));
      this.#complaints.push(...complaintsAbout(this.#ledger.tables, answer));
    };
  }

  #close(region: RegionPrefix, month: Month): (hands: Hands) => Promise<void> {
    return async (hands) => {
      const send = async (folds: readonly Fold[]): Promise<void> => {
        await hands.pause("send");
        for (const fold of folds) this.#queue(fold);
      };
      const sleep = async (): Promise<void> => {
        await hands.pause("sleep");
      };
      try {
        await this.#closeThrough(workerStore(this.#views.closing(this.#ledger), hands), region, month, { send, sleep });
      } catch (fault) {
        // The command comes back.
        if (this.#random.chance(60)) this.#later(this.#close(region, month));
        throw fault;
      }
    };
  }

  /** A close on its way to its lane: lost, delivered, or delivered twice, soon or late. */
  #queue({ lane, records }: Fold): void {
    this.#sent.get(lane)?.push(...records);
    for (const arrives of [this.#random.chance(85), this.#random.chance(15)]) if (arrives) this.#later(this.#delivery(lane, records));
  }

  #later(work: (hands: Hands) => Promise<void>): void {
    this.#works.splice(this.#random.below(this.#works.length + 1), 0, work);
  }

  async #closeThrough(store: LedgerStore, region: RegionPrefix, month: Month, tools: CloseTools): Promise<void> {
    await closeThrough(store, region, month, tools);
    this.#crew.count("months closed");
    for (const county of countiesOf(region)) {
      const through = [this.#sealed.get(county)?.through ?? "", month].sort()[1]!;
      this.#sealed.set(county, { through, entries: this.#entriesOf(county, through) });
    }
    await this.#state(this.#ledger, region, month, true);
    this.#later(this.#read(region, month));
  }

  /** Advances and reversals that stand in a county's months up to one. */
  #entriesOf(county: string, through: Month): string {
    return LANES.flatMap((lane) => rawEntries(this.#ledger.tables, lane).map((entry) => ({ lane, ...entry })))
      .filter((entry) => entry.county === county && (entry.kind === "advance" || entry.kind === "reversal") && (entry.month ?? "") <= through)
      .map(({ lane, kind, id, month }) => `${lane} ${kind} ${id} in ${month}`)
      .join(", ");
  }

  #checkSeals(): void {
    for (const [county, { through, entries }] of this.#sealed) {
      const now = this.#entriesOf(county, through);
      if (now !== entries) this.#complaints.push(`${county} was closed through ${through} with ${entries || "nothing"}; now it has ${now}`);
    }
  }

  #read(region: RegionPrefix, month: Month): (hands: Hands) => Promise<void> {
    return async (hands) => this.#state(workerStore(this.#views.reading(this.#ledger), hands), region, month, false);
  }

  /** Makes a statement. What was committed before it was begun must be in it, and what it calls final must stay. */
  async #state(store: LedgerStore, region: RegionPrefix, month: Month, mustBeFinal: boolean): Promise<void> {
    const before = this.#countsOf(region, month);
    const read = await readRegion(store, month, region);
    const after = this.#countsOf(region, month);
    const { monthAccounts, closed } = read.within(region);
    this.#crew.count(closed ? "final statements" : "open statements");
    const got = new Map(monthAccounts.map(({ county, institution, funds }) => [`${county} ${institution}`, funds.basic?.count ?? 0]));
    for (const [place, count] of after) {
      const [least, found] = [before.get(place) ?? 0, got.get(place) ?? 0];
      if (found < least || found > count)
        this.#complaints.push(`statement ${region} ${month}: ${place} has ${found} records, not ${least} to ${count}`);
    }
    if (closed) this.#final.push({ region, month, accounts: monthAccounts });
    if (!closed && mustBeFinal) this.#complaints.push(`${region} ${month} is closed, but its statement is not final`);
  }

  /** Records by county and lane. */
  #countsOf(region: RegionPrefix, month: Month): Map<string, number> {
    const counts = new Map<string, number>();
    for (const lane of LANES) {
      for (const { county, month: own, funds } of rawEntries(this.#ledger.tables, lane)) {
        const place = `${county} ${lane}`;
        if (own === month && county.startsWith(region) && funds !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
      }
    }
    return counts;
  }

  async run(): Promise<void> {
    while (this.#complaints.length === 0) {
      const [work] = this.#works;
      if (work !== undefined && (this.#crew.idle() || (this.#crew.size() < 6 && this.#random.chance(15)))) {
        this.#works.shift();
        await this.#crew.start(work);
        continue;
      }
      if (this.#crew.idle()) return;
      const done = await this.#crew.step();
      if (done === "append") this.#checkSeals();
    }
  }

  /** Delivers everything and closes November without faults, then audits; closing again must change nothing. */
  async settle(): Promise<void> {
    if (this.#complaints.length > 0) return;
    try {
      await this.#settle();
    } catch (fault) {
      this.#complaints.push(`without faults of the store there was ${String(fault)}`);
    }
  }

  async #settle(): Promise<void> {
    for (const [lane, records] of this.#sent) {
      const all = records.filter(({ kind }) => kind !== "close").map((record) => ({ ...record, attempt: 1 }));
      await deliver(this.#views.posting(this.#ledger), this.#ledger, lane, all);
    }
    await this.#closeNow();
    const before = JSON.stringify([...this.#ledger.tables.accounts, ...this.#ledger.tables.calendars]);
    await this.#closeNow();
    if (JSON.stringify([...this.#ledger.tables.accounts, ...this.#ledger.tables.calendars]) !== before)
      this.#complaints.push("closing again changed something");
    this.#checkSeals();
    this.#checkStatements();
    this.#checkLateness();
    const { findings } = await verifyLedger(this.#ledger);
    this.#complaints.push(...findings.map(({ lane, what }) => `verify: ${lane} ${what}`), ...audit(this.#ledger.tables, this.#sent));
  }

  async #closeNow(): Promise<void> {
    const send = async (folds: readonly Fold[]): Promise<void> => {
      for (const { lane, records } of folds) {
        this.#sent.get(lane)?.push(...records);
        await deliver(this.#views.posting(this.#ledger), this.#ledger, lane, records);
      }
    };
    await this.#closeThrough(this.#views.closing(this.#ledger), PREFECTURE, "201711", { send, sleep: () => Promise.resolve() });
  }

  /** Statements that called themselves final, against what stands in the journals in the end. */
  #checkStatements(): void {
    for (const { region, month, accounts } of this.#final) {
      for (const [place, count] of this.#countsOf(region, month)) {
        const found = accounts.find(({ county, institution }) => `${county} ${institution}` === place)?.funds.basic?.count ?? 0;
        if (found !== count) this.#complaints.push(`the final statement ${region} ${month} has ${found} records of ${place}, not ${count}`);
      }
      if (accounts.some(({ state }) => state !== "closed")) this.#complaints.push(`the final statement ${region} ${month} has open accounts`);
    }
  }

  #checkLateness(): void {
    for (const lane of LANES) {
      for (const { kind, id, month = "", time, late } of rawEntries(this.#ledger.tables, lane)) {
        if (time === undefined) continue;
        if (late === true) this.#crew.count("late");
        if (kind === "advance" && (month < monthOf(time) || (late === true) !== month > monthOf(time))) {
          this.#complaints.push(`${kind} ${id} of ${time} stands in ${month}${late === true ? ", late" : ""}`);
        }
      }
    }
  }

  async wake(): Promise<void> {
    this.#crew.wake();
    await this.run();
  }

  report(): Report {
    return { complaints: this.#complaints, counts: this.#crew.counts };
  }
}
