import type { Environment } from "../../functions/environment.ts";
import type { QueueFunction, Tools } from "../../functions/function.ts";
import { closeFunction } from "../../functions/close/handler.ts";
import { intakeFunction } from "../../functions/intake/handler.ts";
import { ledgerFunction } from "../../functions/ledger/handler.ts";
import { statementsFunction } from "../../functions/statements/handler.ts";
import type { FunctionName } from "../../infra/wiring.ts";
import { QUEUES, TABLES, type QueueName, type TableName } from "../../infra/wiring.ts";
import { policyFor, POLICY_LAYERS } from "../../shared/policy/book.ts";
import type { RetentionRule } from "../../shared/policy/payment-rules.ts";
import { resolvePolicy, type Policy } from "../../shared/policy/policy.ts";
import { createDynamoLedgerStore } from "../../shared/store/dynamo-ledger-store.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { Auditor } from "./auditor.ts";
import { DynamoModel } from "./dynamo-model.ts";
import { lookAtStatement } from "./look.ts";
import { Noticing } from "./noticing.ts";
import { Platform, type Version } from "./platform.ts";
import { queueClient } from "./queue-client.ts";
import { QueueModel } from "./queue-model.ts";
import { Random } from "./random.ts";
import { Requests } from "./requests.ts";
import { allAtRest, Scheduler, type Worker } from "./scheduler.ts";
import { tableClient } from "./table-client.ts";
import { Weather, type Fault } from "./weather.ts";
import { drawWorkload, type Action, type Workload } from "./workload.ts";

/** What came of one run. */
export interface RunReport {
  readonly seed: number;
  /** What was wrong; empty where all is well. */
  readonly complaints: readonly string[];
  /** How often each fault was met. */
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  /** How often each outcome came about. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly trace: readonly string[];
}

/** A run that has not come to rest after so many steps never will. */
const MAX_STEPS = 60_000;
/** The last lines of a trace that are kept. */
const TRACE_LINES = 5_000;
const CLOCK_SKEWS_MS = [0, 0, 0, -4 * 60_000, 4 * 60_000];
/** Faults a function may end with; any other error is somebody's mistake. */
const EXPECTED_FAULTS = new Set(["StoreFault", "LaneContentionFault", "CloseUnfinishedFault", "InjectedFault"]);

const ENVIRONMENT: Environment = {
  tables: {
    journal: "journal",
    index: "index",
    accounts: "accounts",
    calendars: "calendars",
    rejections: "rejections",
    notices: "notices",
    outcomes: "outcomes",
  },
  queues: { intake: "intake", lanes: "lanes", commands: "commands", statements: "statements" },
  statementsBucket: "statements",
  noticesTopic: "notices",
  personKey: "key of the simulator",
  deferSeconds: 30,
  deferAttempts: 2,
  reminderDays: 7,
  claimSeconds: 300,
  closeDay: 11,
  endpoints: {},
};

/** What closes keep back in half of the runs; no document says anything of the kind. */
const RETENTION: RetentionRule = { rule: "made-up-2017@1/payment.retention", ratio: "0.05", funds: ["basic", "critical"] };
/** The layers an older version of the code knows: it was built before the prefecture's document. */
const OLDER_LAYERS = POLICY_LAYERS.filter(({ id }) => id !== "xishuangbanna-2017");

/** One run of the whole pipeline on models of everything around it, every choice drawn from the seed. */
export async function simulate(seed: number, options: { readonly traced?: boolean } = {}): Promise<RunReport> {
  const world = new World(seed, options.traced === true);
  await world.run();
  await world.settle();
  return world.report();
}

class World {
  readonly #seed: number;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #workload: Workload;
  readonly #scheduler: Scheduler;
  readonly #requests: Requests;
  readonly #tables: DynamoModel;
  readonly #queues: ReadonlyMap<QueueName, QueueModel>;
  readonly #platform: Platform;
  readonly #auditor: Auditor;
  readonly #noticing: Noticing;
  /** What closes keep back, as no document yet says. */
  readonly #retention: RetentionRule | undefined;
  readonly #outcomes: Record<string, number> = {};
  readonly #complaints: string[] = [];
  readonly #traceLines: string[] = [];
  readonly #trace: (line: () => string) => void;
  /** Percent of new instances that run the older code, until the last of the workload is done. */
  #olderShare: number;
  #steps = 0;

  constructor(seed: number, traced: boolean) {
    this.#seed = seed;
    const random = (this.#random = new Random(seed));
    const weather = (this.#weather = new Weather(random));
    this.#workload = drawWorkload(random);
    this.#olderShare = random.chance(15) ? 50 : 0;
    const scheduler = (this.#scheduler = new Scheduler(random, this.#workload.startMs));
    if (this.#workload.theme !== "season") {
      // These races need two deliveries at once, reads that are torn apart, and one that stalls while the others finish.
      weather.expect("instance frozen", 8);
      weather.expect("message delivered twice", 30);
      weather.expect("batch read torn", 40);
    }
    this.#trace = traced ? this.#keep : () => undefined;
    this.#requests = new Requests({ scheduler, weather, random, trace: this.#trace });
    this.#retention = random.chance(50) ? RETENTION : undefined;
    const { rule, ratio, funds } = RETENTION;
    const retention = this.#retention && { rule, percent: BigInt(Number(ratio) * 100), funds };
    this.#auditor = new Auditor({ olderCode: this.#olderShare > 0, retention });
    const pageItems = random.pick([1, 2, 1_000]);
    this.#tables = new DynamoModel(TABLES, {
      pageItems: () => pageItems,
      // Only where a read is not strongly consistent, which no read of the product may be.
      stale: () => random.chance(30),
      onWrite: (table, item, before) => {
        this.#wrote(table as TableName, plain(item), before === undefined ? undefined : plain(before));
      },
    });
    const names = Object.keys(QUEUES) as QueueName[];
    this.#queues = new Map(names.map((name) => [name, new QueueModel(name, QUEUES[name], random, weather)]));
    this.#platform = new Platform({
      scheduler,
      weather,
      random,
      queues: this.#queues,
      launch: (name, worker, version) => this.#launch(name, worker, version),
      version: () => (random.chance(this.#olderShare) ? "older" : "newer"),
      onFault: this.#faulted,
      onOutcomes: (outcomes) => {
        for (const one of outcomes) this.#count(one.outcome === "rejected" ? one.rejection.code : one.outcome);
      },
      trace: this.#trace,
    });
    this.#noticing = new Noticing(weather, this.#queues, this.#platform, (what) => {
      this.#count(what);
    });
  }

  /** Everything senders and operators do, with whatever goes wrong meanwhile. */
  async run(): Promise<void> {
    const actions = [...this.#workload.actions];
    for (;;) {
      const [next] = actions;
      if (next !== undefined && next.atMs <= this.#scheduler.nowMs && this.#random.chance(30)) {
        actions.shift();
        this.#act(next);
        continue;
      }
      if (await this.#step()) continue;
      if (this.#complaints.length > 0) return;
      const nextMs = Math.min(next?.atMs ?? Infinity, this.#nextMs());
      if (nextMs === Infinity) return;
      this.#scheduler.nowMs = Math.max(this.#scheduler.nowMs, nextMs);
    }
  }

  /** The faults are over: everything is delivered, every month closed again, every statement made again; then the auditor looks. */
  async settle(): Promise<void> {
    this.#weather.clear();
    this.#scheduler.thaw();
    this.#olderShare = 0;
    this.#platform.retire("older");
    await this.#untilRest();
    // A zombie's last page may stand unapplied, until the lane is touched again.
    const lanes = new Set(this.#tables.items("journal").map((page) => page["lane"]?.S ?? ""));
    for (const lane of lanes) this.#act({ atMs: 0, kind: "send", body: this.#workload.lastTo(lane) });
    await this.#untilRest();
    const { regions, lastMonth, statedMonths } = this.#workload;
    for (const region of regions) this.#act({ atMs: 0, kind: "close", month: lastMonth, region });
    await this.#untilRest();
    this.#audit();
    for (const region of regions) {
      const setlym = this.#random.pick(statedMonths);
      this.#queue("statements").send(this.#scheduler.nowMs, { body: JSON.stringify({ setlym, region }) });
    }
    await this.#untilRest();
    this.#audit();
  }

  #audit(): void {
    if (this.#complaints.length > 0) return;
    for (const { name, size } of this.#queues.values()) if (size > 0) this.#complain(`queue ${name} still holds ${size} messages`);
    for (const what of this.#tables.notModelled) this.#complain(`DynamoDB was asked something its model does not know: ${what}`);
    this.#auditor.settled(Object.fromEntries((Object.keys(TABLES) as TableName[]).map((table) => [table, this.#tables.items(table).map(plain)])));
    this.#complainAsAuditor();
  }

  report(): RunReport {
    return {
      seed: this.#seed,
      complaints: this.#complaints,
      faults: this.#weather.counts,
      outcomes: this.#outcomes,
      steps: this.#steps,
      trace: this.#traceLines,
    };
  }

  /** Runs until nothing waits any more, dead letters sent back included. */
  async #untilRest(): Promise<void> {
    this.#scheduler.nowMs = Math.max(this.#scheduler.nowMs, this.#workload.endMs);
    for (let rounds = 0; ; rounds += 1) {
      while ((await this.#step()) || this.#jump());
      if (this.#complaints.length > 0) return;
      let redriven = 0;
      for (const queue of this.#queues.values()) redriven += queue.redrive(this.#scheduler.nowMs);
      if (redriven === 0) return;
      if (rounds > 3) {
        this.#complain(`without any fault ${redriven} messages went to a dead-letter queue again`);
        return;
      }
    }
  }

  #nextMs(): number {
    const now = this.#scheduler.nowMs;
    return Math.min(this.#scheduler.nextMs(), this.#platform.nextMs(), ...[...this.#queues.values()].map((queue) => queue.nextMs(now)));
  }

  #jump(): boolean {
    const next = this.#nextMs();
    if (next === Infinity || this.#complaints.length > 0) return false;
    this.#scheduler.nowMs = Math.max(this.#scheduler.nowMs, next);
    return true;
  }

  /** One thing that can happen now; false where nothing can. */
  async #step(): Promise<boolean> {
    if (this.#complaints.length > 0) return false;
    this.#platform.look();
    const callable = this.#platform.callable();
    const poll = callable.length > 0 && this.#random.chance(20) ? this.#random.pick(callable) : undefined;
    const turn = poll === undefined ? this.#scheduler.next() : undefined;
    const name = poll ?? (turn === undefined && callable.length > 0 ? this.#random.pick(callable) : undefined);
    if (turn === undefined && name === undefined) return false;
    if (turn !== undefined) turn.take();
    if (name !== undefined) this.#platform.poll(name);
    await allAtRest();
    // Now and then everything takes its time, so that calls time out and messages come back.
    this.#scheduler.nowMs += this.#random.chance(0.4) ? this.#random.below(40_000) : this.#random.below(12);
    this.#complainAsAuditor();
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) this.#complain(`no rest after ${MAX_STEPS} steps`);
    return true;
  }

  #act(action: Action): void {
    const now = this.#scheduler.nowMs;
    this.#trace(() => `-- ${JSON.stringify(action)}`);
    switch (action.kind) {
      case "send":
        this.#auditor.sent(action.body);
        this.#noticing.sent(action.body);
        this.#queue("intake").send(now, { body: action.body });
        return;
      case "close": {
        const { month, region, time } = action;
        const body = JSON.stringify({ kind: "close", setlym: month, region, time });
        this.#auditor.commanded(body);
        this.#noticing.commanded(action.month, action.region, now);
        this.#queue("commands").send(now, { body });
        return;
      }
      case "look":
        this.#look(action.month, action.region);
        return;
      case "redrive":
        for (const queue of this.#queues.values()) queue.redrive(now);
    }
  }

  /** Somebody reads a statement on the command line. */
  #look(month: string, region: string): void {
    const worker = this.#scheduler.newWorker("reader");
    this.#weather.met("statement looked at meanwhile");
    void lookAtStatement(this.#storeFor(worker), this.#auditor, month, region)
      .then((complaints) => this.#complaints.push(...complaints))
      .catch(this.#faulted);
  }

  #withRetention(policy: Policy | undefined): Policy | undefined {
    if (policy === undefined || this.#retention === undefined) return policy;
    return { ...policy, payment: { ...policy.payment, retention: this.#retention } };
  }

  #storeFor(worker: Worker): LedgerStore {
    const [random, weather, requests] = [this.#random, this.#weather, this.#requests];
    const client = tableClient(worker, { model: this.#tables, requests, weather, random });
    const sleep = (ms: number): Promise<void> => requests.sleep(worker, ms);
    return createDynamoLedgerStore(client, ENVIRONMENT.tables, { sleep, random: () => random.fraction() });
  }

  #launch(name: FunctionName, worker: Worker, version: Version): QueueFunction {
    const [scheduler, random, weather] = [this.#scheduler, this.#random, this.#weather];
    const [requests, queues] = [this.#requests, this.#queues];
    const skewMs = random.pick(CLOCK_SKEWS_MS);
    if (skewMs !== 0) weather.met("clock skew");
    const tools: Tools = {
      nowEpochMs: () => scheduler.nowMs + skewMs,
      sleep: (ms) => requests.sleep(worker, ms),
      log: (line) => {
        this.#faulted(line["fault"]);
      },
    };
    const store = this.#storeFor(worker);
    const ports = { ...tools, store, queues: queueClient(worker, { queues, requests, scheduler, weather, random }) };
    switch (name) {
      case "intake":
        return intakeFunction(ENVIRONMENT, { ...ports, policyFor: version === "newer" ? policyFor : olderPolicyFor });
      case "ledger":
        return ledgerFunction(ENVIRONMENT, ports);
      case "close":
        return closeFunction(ENVIRONMENT, { ...ports, policyFor: (county, day) => this.#withRetention(policyFor(county, day)) });
      case "statements":
        return statementsFunction({ store, objects: { put: (key, body) => this.#put(worker, key, body) } });
      case "watch":
      case "papers":
        throw new Error(`nobody sends to the ${name} queue; every order of telling is run by test/sim/announce.test.ts`);
    }
  }

  #put(worker: Worker, key: string, body: string): Promise<void> {
    return this.#requests.make(
      worker,
      "put",
      () => `PutObject ${key}`,
      () => {
        this.#auditor.published(key, body);
      },
    );
  }

  #wrote(table: TableName, item: Plain, before: Plain | undefined): void {
    this.#auditor.wrote(table, item, before);
    this.#noticing.wrote(table, item, before);
  }

  readonly #faulted = (fault: unknown): void => {
    const { name = "unknown", message = String(fault) } = (fault ?? {}) as { name?: string; message?: string };
    const code = (fault as { code?: string }).code;
    this.#trace(() => `fault ${name}: ${message}`);
    if (!EXPECTED_FAULTS.has(name) || code === "refused" || code === "unreadable") this.#complain(`a function failed with ${name}: ${message}`);
    this.#count(name);
  };

  #queue(name: QueueName): QueueModel {
    return this.#queues.get(name)!;
  }

  #count(what: string): void {
    this.#outcomes[what] = (this.#outcomes[what] ?? 0) + 1;
  }

  #complain(what: string): void {
    this.#complaints.push(what);
  }

  #complainAsAuditor(): void {
    if (this.#auditor.complaints.length > 0) this.#complaints.push(...this.#auditor.complaints.splice(0));
  }

  readonly #keep = (line: () => string): void => {
    const time = new Date(this.#scheduler.nowMs + 8 * 3_600_000).toISOString().slice(5, 23).replace("T", " ");
    this.#traceLines.push(`${time} ${line()}`);
    if (this.#traceLines.length > TRACE_LINES) this.#traceLines.shift();
  };
}

type Plain = Record<string, string | number>;

function plain(item: Readonly<Record<string, { readonly S?: string | undefined; readonly N?: string | undefined }>>): Plain {
  return Object.fromEntries(Object.entries(item).map(([name, { S, N }]) => [name, S ?? Number(N)]));
}

function olderPolicyFor(county: string, day: string) {
  return resolvePolicy(OLDER_LAYERS, county, day);
}
