import type { QueueName, TableName } from "../../infra/wiring.ts";
import type { Platform } from "./platform.ts";
import type { QueueModel } from "./queue-model.ts";
import type { Weather } from "./weather.ts";
import { epochMs } from "./workload-times.ts";

type Item = Readonly<Record<string, string | number>>;

interface WrittenEntry {
  readonly kind: string;
  readonly id: string;
  readonly month?: string;
  readonly late?: boolean;
  readonly original?: string;
  readonly county: string;
  readonly findings?: Readonly<Record<string, readonly [verdict: number, ...more: number[]]>>;
}

const FOUND = ["found: over", "found: under", "found: not checkable"];
/** Of what pages hold, what is counted beside the outcomes. */
export const HELD = [...FOUND, "allotted to an institution", "allotted to a pool"];

/** Notices what senders and operators brought about, so that a run can say which hard cases it met. */
export class Noticing {
  readonly #weather: Weather;
  readonly #queues: ReadonlyMap<QueueName, QueueModel>;
  readonly #platform: Platform;
  readonly #count: (what: string) => void;
  readonly #sent = new Map<string, string>();
  readonly #posted = new Set<string>();
  /** Months by the advance they stand in, and months that a lane has closed for a county. */
  readonly #monthOf = new Map<string, string>();
  readonly #closed = new Set<string>();
  readonly #commands: { readonly month: string; readonly region: string }[] = [];

  constructor(weather: Weather, queues: ReadonlyMap<QueueName, QueueModel>, platform: Platform, count: (what: string) => void) {
    this.#weather = weather;
    this.#count = count;
    this.#queues = queues;
    this.#platform = platform;
  }

  sent(body: string): void {
    const message = parse(body);
    if (message === undefined) return;
    const { kind = "" } = message;
    // A pool is its county's.
    const lane = message["fixmedins_code"] ?? `${message["payee"]} ${message["insu_admdvs"]}`;
    const id = ID_FIELDS.map((field) => message[field]).find((one) => one !== undefined) ?? "";
    const key = `${lane} ${kind} ${id}`;
    const earlier = this.#sent.get(key);
    if (earlier !== undefined && earlier !== body) this.#weather.met("id with two contents");
    if (kind === "disbursement" && earlier === body && this.#posted.has(key)) this.#weather.met("disbursement sent again");
    this.#sent.set(key, earlier ?? body);
    if (kind === "advance" && /-(30|31) 23:59:59$|-01 00:00:00$/.test(message["setl_time"] ?? ""))
      this.#weather.met("settled at the turn of the month");
  }

  commanded(month: string, region: string, nowMs: number): void {
    const isAtWork = (name: QueueName) => (this.#queues.get(name)?.size ?? 0) > 0;
    if (isAtWork("intake") || isAtWork("lanes")) this.#weather.met("close during traffic");
    for (const other of this.#commands) {
      if (other.month === month && other.region === region) this.#weather.met("close given again");
      const isNested = other.region !== region && (other.region.startsWith(region) || region.startsWith(other.region));
      if (isNested && this.#platform.running("close") > 0) this.#weather.met("nested closes at once");
    }
    this.#commands.push({ month, region });
    const endMs = epochMs(`${nextMonthDay(month)} 00:00:00`);
    if (nowMs >= endMs && nowMs < endMs + 60_000) this.#weather.met("month closed at its first moment");
  }

  wrote(table: TableName, item: Item, before: Item | undefined): void {
    if (table === "accounts" && before === undefined && item["version"] === 0 && this.#platform.running("close") > 0)
      this.#weather.met("lane born during a close");
    if (table === "journal") this.#wrotePage(String(item["lane"]), String(item["body"]));
  }

  #wrotePage(lane: string, body: string): void {
    const { entries, accounts } = JSON.parse(body) as {
      entries: WrittenEntry[];
      accounts: { period?: string; funds?: Record<string, { setOff: number }> }[];
    };
    for (const entry of entries) {
      const { kind, id, month = "", county } = entry;
      this.#posted.add(`${lane} ${kind} ${id}`);
      for (const [verdict] of Object.values(entry.findings ?? {})) this.#count(FOUND[verdict] ?? "found: something else");
      if (kind === "allotment") this.#count(lane.startsWith("POOL#") ? "allotted to a pool" : "allotted to an institution");
      if (entry.late === true) this.#weather.met("late record");
      if (kind === "close") this.#closed.add(`${lane} ${county} ${month}`);
      if (kind === "advance") this.#monthOf.set(`${lane} ${id}`, month);
      if (kind === "reversal" && this.#closed.has(`${lane} ${county} ${this.#monthOf.get(`${lane} ${entry.original ?? ""}`) ?? ""}`))
        this.#weather.met("reversal after the close");
      const hasReturned = accounts.some(({ funds = {} }) => Object.values(funds).some(({ setOff }) => setOff < 0));
      if (kind === "deduction" && hasReturned) this.#weather.met("deduction after full disbursement");
    }
  }
}

/** A reversal and a deduction name their advance too. */
const ID_FIELDS = ["disbursement_id", "reversal_id", "deduction_id", "prepayment_id", "allotment_id", "setl_id"];

function parse(body: string): Record<string, string> | undefined {
  try {
    return JSON.parse(body) as Record<string, string>;
  } catch {
    return undefined;
  }
}

/** The first day after a month like "201710": "2017-11-01". */
function nextMonthDay(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(4))];
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
}
