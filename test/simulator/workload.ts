import type { Random } from "./random.ts";
import { lastTo, Messages, ONE_YUAN, type Fields } from "./workload-messages.ts";
import { CLOSABLE, END, epochMs, LAST_MONTH, later, LATER_MS, MOMENTS, MONTHS, SETTLED, STATED_MONTHS } from "./workload-times.ts";

/** Something a sender or an operator does at a moment. */
export type Action =
  | { readonly atMs: number; readonly kind: "send"; readonly body: string }
  | { readonly atMs: number; readonly kind: "close"; readonly month: string; readonly region: string; readonly time?: string }
  | { readonly atMs: number; readonly kind: "look"; readonly month: string; readonly region: string }
  | { readonly atMs: number; readonly kind: "redrive" };

/**
 * Three runs in eight are a whole season of everything. The others bring one race about again and again: first records of a month while it
 * closes, or records that want the same money delivered several times at once.
 */
const THEMES = ["season", "season", "season", "births", "births", "repeats", "repeats", "repeats"] as const;
export type Theme = (typeof THEMES)[number];

export interface Workload {
  readonly theme: Theme;
  readonly actions: readonly Action[];
  readonly startMs: number;
  /** Region prefixes that hold every county of the workload. */
  readonly regions: readonly string[];
  /** When everything has happened. */
  readonly endMs: number;
  /** The month that is closed for all at the end, and those a statement may be asked for. */
  readonly lastMonth: string;
  readonly statedMonths: readonly string[];
  /** A message that the lane takes at any time. */
  readonly lastTo: (lane: string) => string;
}

const LANES = ["H53280100001", "H53282200012", "H53282200034"];
const XISHUANGBANNA = ["532801", "532822", "532823"];
/** In another prefecture, 曲靖市, to which only the province's layer applies. */
const ELSEWHERE = "530322";
/** 兰州市城关区, where Gansu's plan is in force in the later season. */
const GANSU = "620102";

/** How far apart the things of one moment are; close together they are all under way at once. */
const SPREADS_MS = [5, 150, 1_500];

/** What senders and operators do in one run, drawn from the seed: most in the autumn of 2017, some in the spring of 2019. */
export function drawWorkload(random: Random): Workload {
  // Few: their first close looks at every month since the first document.
  const isLater = random.chance(3);
  const workload = new Draft(random, isLater).workload();
  return isLater ? movedLater(workload) : workload;
}

function movedLater({ theme, regions, actions, startMs, endMs, lastMonth, statedMonths }: Workload): Workload {
  return {
    theme,
    regions,
    actions: actions.map((action): Action => {
      const atMs = action.atMs + LATER_MS;
      if (action.kind === "redrive") return { ...action, atMs };
      if (action.kind === "send") return { ...action, atMs, body: later(action.body) };
      const time = action.kind === "close" && action.time !== undefined ? { time: later(action.time) } : {};
      return { ...action, ...time, atMs, month: later(action.month) };
    }),
    startMs: startMs + LATER_MS,
    endMs: endMs + LATER_MS,
    lastMonth: later(lastMonth),
    statedMonths: statedMonths.map(later),
    lastTo: (lane) => later(JSON.stringify(lastTo(lane))),
  };
}

class Draft {
  readonly #random: Random;
  readonly #theme: Theme;
  readonly #lanes: readonly string[];
  readonly #counties: readonly string[];
  readonly #messages: Messages;
  readonly #spreadMs: number;
  readonly #actions: Action[] = [];

  constructor(random: Random, isLater: boolean) {
    this.#random = random;
    this.#theme = random.pick(THEMES);
    const most = this.#theme === "season" ? 3 : 2;
    // What is born while a month closes comes close to it.
    this.#spreadMs = random.pick(this.#theme === "births" ? SPREADS_MS.slice(0, 2) : SPREADS_MS);
    this.#lanes = random.shuffle(LANES).slice(0, random.between(1, most));
    const counties = random.shuffle(XISHUANGBANNA).slice(0, random.between(1, most));
    this.#counties = isLater ? [...counties, GANSU] : random.chance(15) ? [...counties, ELSEWHERE] : counties;
    this.#messages = new Messages(random, this.#lanes, this.#counties);
  }

  workload(): Workload {
    if (this.#theme === "births") this.#birthsAtAClose();
    else if (this.#theme === "repeats") this.#repeatAtOnce();
    else this.#aWholeSeason();
    const actions = this.#actions.sort((a, b) => a.atMs - b.atMs);
    const regions = [...new Set(["5328", ...this.#counties.map((county) => county.slice(0, 4))])];
    const startMs = (actions[0]?.atMs ?? epochMs(MOMENTS[0]!)) - 1_000;
    const end = { endMs: epochMs(END), lastMonth: LAST_MONTH, statedMonths: STATED_MONTHS };
    return { theme: this.#theme, actions, regions, startMs, ...end, lastTo: (lane) => JSON.stringify(lastTo(lane)) };
  }

  #aWholeSeason(): void {
    const random = this.#random;
    for (let count = random.between(3, 12), n = 1; n <= count; n += 1) this.#sendAdvance(`S${n}`);
    for (let count = random.between(0, 4), n = 1; n <= count; n += 1) this.#sendReversal(`R${n}`);
    for (let count = random.between(0, 3), n = 1; n <= count; n += 1) this.#send(this.#moment(0), this.#messages.prepayment(`P${n}`));
    for (let count = random.between(0, 3), n = 1; n <= count; n += 1) this.#send(this.#moment(2), this.#messages.deduction(`D${n}`));
    for (let count = random.between(0, 6), n = 1; n <= count; n += 1) this.#sendDisbursement(`B${n}`);
    for (let count = random.between(0, 3), n = 1; n <= count; n += 1) this.#sendReviews(`V${n}`);
    for (let count = random.pick([0, 0, 1, 2]), n = 1; n <= count; n += 1)
      this.#send(this.#moment(random.pick([2, 4])), this.#messages.release(`L${n}`));
    for (let count = random.pick([0, 0, 1, 2]), n = 1; n <= count; n += 1)
      this.#send(this.#moment(random.pick([1, 2])), this.#messages.giveBack(`G${n}`));
    for (let count = random.pick([0, 0, 1, 2]), n = 1; n <= count; n += 1) this.#sendAllotment(`A${n}`);
    for (let count = random.between(0, 2), n = 1; n <= count; n += 1)
      this.#actions.push({ atMs: this.#moment(0), kind: "send", body: this.#messages.nonsense(n) });
    for (let count = random.between(1, 4); count > 0; count -= 1) this.#close();
    for (let count = random.between(0, 2); count > 0; count -= 1)
      this.#actions.push({ atMs: this.#moment(0) + random.below(4 * 86_400_000), kind: "redrive" });
    for (let count = random.between(0, 2); count > 0; count -= 1)
      this.#actions.push({ atMs: this.#moment(1), kind: "look", month: random.pick(MONTHS), region: random.pick(["5328", ...this.#counties]) });
  }

  /** Somewhere in one of the moments from the given one on, earlier ones more often. */
  #moment(first: number): number {
    const random = this.#random;
    const last = MOMENTS.length - 1;
    const place = Math.min(last, first + Math.min(random.below(3), random.below(4)));
    return epochMs(MOMENTS[place]!) + random.below(this.#spreadMs);
  }

  /** Sends a message, and perhaps again: at once, or much later. */
  #send(atMs: number, message: Fields): void {
    const body = JSON.stringify(message);
    this.#actions.push({ atMs, kind: "send", body });
    while (this.#random.chance(20)) {
      const afterMs = this.#random.pick([this.#random.below(this.#spreadMs), 3_600_000, 12 * 86_400_000]);
      this.#actions.push({ atMs: atMs + afterMs, kind: "send", body });
    }
  }

  /** Month after month, the first records of several institutions and counties come while their month is closed. */
  #birthsAtAClose(): void {
    const random = this.#random;
    let n = 0;
    for (const month of MONTHS) {
      const atMs = epochMs(MOMENTS[CLOSABLE[month]]!) + (month === "201709" ? 40_000 : 900_000);
      const time = random.pick(SETTLED.filter((one) => one.replace("-", "").startsWith(month)));
      for (const lane of this.#lanes) {
        for (const county of this.#counties) {
          for (let count = random.between(0, 2); count > 0; count -= 1) {
            const id = `S${(n += 1)}`;
            const message = random.chance(15) ? this.#messages.allotment(id, lane, county, time) : this.#messages.advance(id, lane, county, time);
            this.#send(atMs + random.below(this.#spreadMs), message);
          }
        }
      }
      for (const delay of [random.below(300), ...(random.chance(40) ? [random.below(900)] : [])])
        this.#actions.push({ atMs: atMs + delay, kind: "close", month, region: random.pick(["5328", ...this.#counties]) });
      this.#actions.push({ atMs: atMs + random.below(300), kind: "look", month, region: "5328" });
    }
  }

  /** Records that take the same money or the same advance, each delivered several times at once, while the lane goes on with other things. */
  #repeatAtOnce(): void {
    const random = this.#random;
    const lane = random.pick(this.#lanes);
    const of = { fixmedins_code: lane, insu_admdvs: random.pick(this.#counties) };
    const elsewhere = random.pick(XISHUANGBANNA.filter((county) => county !== of.insu_admdvs));
    const start = epochMs(MOMENTS[1]!);
    const numbers = [1, 2, 3].slice(0, random.between(1, 3));
    for (const n of numbers)
      this.#send(start - 60_000, { ...this.#messages.advance(`S${n}`, lane, of.insu_admdvs, "2017-10-30 08:15:00"), ...ONE_YUAN });
    this.#actions.push({ atMs: start + 20_000, kind: "close", month: "201710", region: of.insu_admdvs });
    const owed = { ...of, setlym: "201710", fund: "basic" };
    for (const n of numbers) {
      const atMs = start + n * 200_000;
      this.#send(atMs - 50_000, this.#messages.advance(`E${n}`, lane, elsewhere, "2017-11-01 00:00:00"));
      this.#actions.push({ atMs: atMs - 50_000 + random.below(300), kind: "look", month: "201711", region: "5328" });
      const time = "2017-11-01 00:00:00";
      const wanting: Fields[] = [
        { kind: "disbursement", disbursement_id: `B${n}`, ...owed, amount: "1.00", time },
        { kind: "disbursement", disbursement_id: `B${n}b`, ...owed, amount: "0.60", time },
        { kind: "deduction", deduction_id: `D${n}`, ...owed, amount: "0.70", setl_id: `S${n}`, reason: "超限价用药" },
        { kind: "reversal", reversal_id: `R${n}`, ...of, setl_id: `S${n}`, time, reason: "重复结算" },
        { kind: "review", review_id: `V${n}`, ...of, setl_id: `S${n}`, decision: "deferred", time, reason: "病历待核实" },
        { kind: "review", review_id: `V${n}b`, ...of, setl_id: `S${n}`, decision: random.pick(["approved", "refused"]), time, reason: "已核实" },
        { kind: "release", release_id: `L${n}`, ...owed, amount: random.pick(["0.05", "0.02"]), time, reason: "考核合格" },
        { kind: "reversal", reversal_id: `R${n}b`, ...of, setl_id: `S${n}`, time, reason: "重复结算" },
        ...(random.chance(10) ? [this.#messages.allotment(`A${n}`, lane, of.insu_admdvs, time)] : []),
      ];
      for (const message of random.shuffle(wanting).slice(0, random.between(1, 4)))
        for (let copies = random.between(1, 3); copies > 0; copies -= 1) this.#send(atMs + random.below(this.#spreadMs), message);
    }
  }

  #sendAdvance(id: string): void {
    const random = this.#random;
    const time = random.pick(SETTLED);
    const fields = this.#messages.anyAdvance(id, time);
    this.#send(this.#sendingTime(time), random.chance(15) ? { ...fields, ...this.#messages.year() } : fields);
    if (random.chance(12)) this.#send(this.#sendingTime(time), { ...fields, ...this.#messages.amounts() });
    if (random.chance(4)) this.#send(this.#sendingTime(time), { ...fields, ...this.#messages.year() });
  }

  #sendAllotment(id: string): void {
    const random = this.#random;
    const time = random.pick(SETTLED);
    const message = this.#messages.allotment(id, random.pick(this.#lanes), random.pick(this.#counties), time);
    this.#send(this.#sendingTime(time), message);
    if (random.chance(15)) this.#send(this.#sendingTime(time), { ...message, ...this.#messages.heads() });
  }

  /** After the settlement, mostly; sometimes before, which intake refuses. */
  #sendingTime(time: string): number {
    const first = MOMENTS.findIndex((moment) => moment >= time);
    return this.#moment(this.#random.chance(96) ? first : 0);
  }

  #sendReversal(id: string): void {
    const message = this.#messages.reversal(id);
    this.#send(this.#sendingTime(message.time), message);
    if (this.#random.chance(10)) this.#send(this.#moment(2), { ...message, reversal_id: `${id}b` });
  }

  #sendDisbursement(id: string): void {
    const random = this.#random;
    const [message, other] = this.#messages.disbursement(id);
    this.#send(this.#moment(random.pick([1, 2, 3, 3])), message);
    if (random.chance(10)) this.#send(this.#moment(3), { ...message, ...other });
  }

  /** A decision on an advance, mostly a deferral that others follow; now and then another decision under the same id. */
  #sendReviews(id: string): void {
    const random = this.#random;
    const message = this.#messages.review(id);
    const atMs = this.#moment(random.pick([2, 2, 3]));
    this.#send(atMs, message);
    while (random.chance(60)) {
      const decision = random.pick(["approved", "approved", "refused", "deferred"]);
      const afterMs = random.pick([random.below(this.#spreadMs), 3_600_000, 9 * 86_400_000, 20 * 86_400_000]);
      this.#send(atMs + afterMs, { ...message, review_id: random.chance(10) ? id : `${id}${decision}`, decision });
    }
  }

  /** A close, perhaps again, perhaps of a region inside or around at the same moment; rarely before the month is over. */
  #close(): void {
    const random = this.#random;
    const month = random.pick(MONTHS);
    const isEarly = random.chance(4);
    const atMs = isEarly ? epochMs(MOMENTS[0]!) : this.#moment(CLOSABLE[month]);
    const county = random.pick(this.#counties);
    const regions = [county, county.slice(0, 4), county.slice(0, 4), ...(random.chance(4) ? [county.slice(0, 2)] : [])];
    const time = random.chance(20) ? { time: random.pick(MOMENTS) } : {};
    this.#actions.push({ atMs, kind: "close", month, region: random.pick(regions), ...time });
    while (random.chance(35)) {
      const afterMs = random.pick([0, random.below(this.#spreadMs), 86_400_000]);
      this.#actions.push({ atMs: atMs + afterMs, kind: "close", month, region: random.pick(regions) });
    }
  }
}
