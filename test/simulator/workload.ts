import type { Random } from "./random.ts";

/** Something a sender or an operator does at a moment. */
export type Action =
  | { readonly atMs: number; readonly kind: "send"; readonly body: string }
  | { readonly atMs: number; readonly kind: "close"; readonly month: string; readonly region: string }
  | { readonly atMs: number; readonly kind: "look"; readonly month: string; readonly region: string }
  | { readonly atMs: number; readonly kind: "redrive" };

/**
 * Most runs are a whole season of everything. Some bring one race about again and again: first records of a month while it closes, or records
 * that want the same money delivered several times at once.
 */
const THEMES = ["season", "season", "season", "births", "repeats"] as const;
export type Theme = (typeof THEMES)[number];

export interface Workload {
  readonly theme: Theme;
  readonly actions: readonly Action[];
  readonly startMs: number;
  /** Region prefixes that hold every county of the workload. */
  readonly regions: readonly string[];
}

type Fields = Record<string, unknown>;

const LANES = ["H53280100001", "H53282200012", "H53282200034"];
const XISHUANGBANNA = ["532801", "532822", "532823"];
/** In another prefecture, 曲靖市, to which only the province's layer applies. */
const ELSEWHERE = "530322";
const FUND_FIELDS = ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"] as const;
const FUNDS = ["basic", "critical", "assistance", "backstop"] as const;

/** Settlement times: the first day of the province's document, around that of the prefecture's, around the turns of months. */
const SETTLED = [
  "2017-09-27 00:00:00",
  "2017-09-30 23:59:59",
  "2017-10-01 00:00:00",
  "2017-10-12 11:20:00",
  "2017-10-23 23:59:59",
  "2017-10-24 00:00:00",
  "2017-10-30 08:15:00",
  "2017-10-31 23:59:59",
  "2017-11-01 00:00:00",
  "2017-11-09 16:40:00",
  "2017-12-02 10:00:00",
];

/** When something happens: everything of one moment happens at once, between two moments the queues run empty. */
const MOMENTS = [
  "2017-10-24 12:00:00",
  "2017-11-01 00:00:00",
  "2017-11-11 02:00:00",
  "2017-11-20 09:00:00",
  "2017-12-01 00:00:00",
  "2017-12-11 02:00:00",
  "2018-01-08 10:00:00",
];

/** The moment after which a month is over and its close can be asked for. */
const CLOSABLE = { "201709": 1, "201710": 1, "201711": 4 } as const;
const MONTHS = Object.keys(CLOSABLE) as (keyof typeof CLOSABLE)[];

const ONE_YUAN = {
  hifp_pay: "1.00",
  hifmi_pay: "0.00",
  maf_pay: "0.00",
  oth_pay: "0.00",
  psn_part_amt: "0.00",
  inscp_scp_amt: "1.00",
  fund_pay_sumamt: "1.00",
  medfee_sumamt: "1.00",
};

const CHINA_MS = 8 * 3_600_000;
/** How far apart the things of one moment are; close together they are all under way at once. */
const SPREADS_MS = [5, 150, 1_500];

/** The epoch of a time in China. */
export function epochMs(local: string): number {
  return Date.parse(`${local.replace(" ", "T")}Z`) - CHINA_MS;
}

/** A record that any lane takes at any time. */
export function prepaymentTo(lane: string): string {
  const [fixmedins_code, insu_admdvs, time] = [lane, "532822", "2017-10-24 09:00:00"];
  return JSON.stringify({ kind: "prepayment", prepayment_id: "LAST", fixmedins_code, insu_admdvs, fund: "backstop", amount: "0.01", time });
}

/** What senders and operators do in one run, drawn from the seed. */
export function drawWorkload(random: Random): Workload {
  return new Draft(random).workload();
}

class Draft {
  readonly #random: Random;
  readonly #theme: Theme;
  readonly #lanes: readonly string[];
  readonly #counties: readonly string[];
  readonly #spreadMs: number;
  readonly #actions: Action[] = [];
  /** Sum in fen of what advances name, by "lane county month fund". */
  readonly #sums = new Map<string, number>();
  readonly #advances: Fields[] = [];
  #persons = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#theme = random.pick(THEMES);
    const most = this.#theme === "season" ? 3 : 2;
    this.#spreadMs = random.pick(SPREADS_MS);
    this.#lanes = random.shuffle(LANES).slice(0, random.between(1, most));
    const counties = random.shuffle(XISHUANGBANNA).slice(0, random.between(1, most));
    this.#counties = random.chance(15) ? [...counties, ELSEWHERE] : counties;
  }

  workload(): Workload {
    if (this.#theme === "births") this.#birthsAtAClose();
    else if (this.#theme === "repeats") this.#repeatAtOnce();
    else this.#aWholeSeason();
    const actions = this.#actions.sort((a, b) => a.atMs - b.atMs);
    const regions = this.#counties.includes(ELSEWHERE) ? ["5328", "5303"] : ["5328"];
    return { theme: this.#theme, actions, regions, startMs: (actions[0]?.atMs ?? epochMs(MOMENTS[0]!)) - 1_000 };
  }

  #aWholeSeason(): void {
    const random = this.#random;
    for (let count = random.between(3, 12), n = 1; n <= count; n += 1) this.#sendAdvance(`S${n}`);
    for (let count = random.between(0, 4), n = 1; n <= count; n += 1) this.#sendReversal(`R${n}`);
    for (let count = random.between(0, 3), n = 1; n <= count; n += 1) this.#sendPrepayment(`P${n}`);
    for (let count = random.between(0, 3), n = 1; n <= count; n += 1) this.#sendDeduction(`D${n}`);
    for (let count = random.between(0, 6), n = 1; n <= count; n += 1) this.#sendDisbursement(`B${n}`);
    for (let count = random.between(0, 2), n = 1; n <= count; n += 1) this.#sendNonsense(n);
    for (let count = random.between(1, 4); count > 0; count -= 1) this.#close();
    for (let count = random.between(0, 2); count > 0; count -= 1)
      this.#actions.push({ atMs: this.#moment(0) + random.below(4 * 86_400_000), kind: "redrive" });
    for (let count = random.between(0, 3); count > 0; count -= 1)
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
      const later = this.#random.pick([this.#random.below(this.#spreadMs), 3_600_000, 12 * 86_400_000]);
      this.#actions.push({ atMs: atMs + later, kind: "send", body });
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
          for (let count = random.between(0, 2); count > 0; count -= 1)
            this.#send(atMs + random.below(this.#spreadMs), this.#advance(`S${(n += 1)}`, lane, county, time));
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
    for (const n of numbers) this.#send(start - 60_000, { ...this.#advance(`S${n}`, lane, of.insu_admdvs, "2017-10-30 08:15:00"), ...ONE_YUAN });
    this.#actions.push({ atMs: start + 20_000, kind: "close", month: "201710", region: of.insu_admdvs });
    const owed = { ...of, setlym: "201710", fund: "basic" };
    for (const n of numbers) {
      const atMs = start + n * 200_000;
      this.#send(atMs - 50_000, this.#advance(`E${n}`, lane, elsewhere, "2017-11-01 00:00:00"));
      this.#actions.push({ atMs: atMs - 50_000 + random.below(300), kind: "look", month: "201711", region: "5328" });
      const time = "2017-11-01 00:00:00";
      const wanting: Fields[] = [
        { kind: "disbursement", disbursement_id: `B${n}`, ...owed, amount: "1.00", time },
        { kind: "disbursement", disbursement_id: `B${n}b`, ...owed, amount: "0.60", time },
        { kind: "deduction", deduction_id: `D${n}`, ...owed, amount: "0.70", setl_id: `S${n}`, reason: "超限价用药" },
        { kind: "reversal", reversal_id: `R${n}`, ...of, setl_id: `S${n}`, time, reason: "重复结算" },
        { kind: "reversal", reversal_id: `R${n}b`, ...of, setl_id: `S${n}`, time, reason: "重复结算" },
      ];
      for (const message of random.shuffle(wanting).slice(0, random.between(1, 3)))
        for (let copies = random.between(1, 3); copies > 0; copies -= 1) this.#send(atMs + random.below(this.#spreadMs), message);
    }
  }

  #sendAdvance(id: string): void {
    const random = this.#random;
    const time = random.pick(SETTLED);
    const fields = this.#advance(id, random.pick(this.#lanes), random.pick(this.#counties), time);
    this.#addSums(fields);
    this.#send(this.#sendingTime(time), fields);
    if (random.chance(12)) this.#send(this.#sendingTime(time), { ...fields, ...this.#amounts() });
  }

  #advance(id: string, lane: string, county: string, time: string): Fields {
    const random = this.#random;
    const fields: Fields = {
      kind: "advance",
      setl_id: id,
      fixmedins_code: lane,
      ...(random.chance(40) ? { fixmedins_name: random.pick(["勐海县人民医院", "勐海县中医院"]) } : {}),
      insu_admdvs: county,
      ...this.#person(),
      poverty_status: random.pick(["lifted", "unlifted"]),
      setl_time: time,
      med_type: "21",
      ...this.#amounts(),
    };
    this.#advances.push(fields);
    return fields;
  }

  /** After the settlement, mostly; sometimes before, which intake refuses. */
  #sendingTime(time: string): number {
    const first = MOMENTS.findIndex((moment) => moment >= time);
    return this.#moment(this.#random.chance(96) ? first : 0);
  }

  /** A person with number, name and certificate number, none of which may be stored anywhere. */
  #person(): Fields {
    const n = String((this.#persons += 1)).padStart(4, "0");
    return { psn_no: `5328000000000077${n}`, psn_name: `张秘密${n}`, certno: `53282219800101${n}` };
  }

  #amounts(): Fields {
    const random = this.#random;
    const fen = () => random.pick([0, 1, random.between(1, 200), random.between(1, 200), random.between(1, 1_000_000), 100_000_000_00]);
    const funds = FUND_FIELDS.map((field) => [field, random.chance(45) ? fen() : 0] as const);
    const own = random.below(5_000);
    const sum = funds.reduce((total, [, amount]) => total + amount, 0);
    return {
      ...Object.fromEntries(funds.map(([field, amount]) => [field, yuan(amount)])),
      fund_pay_sumamt: yuan(sum),
      psn_part_amt: yuan(own),
      medfee_sumamt: yuan(sum + own),
      inscp_scp_amt: yuan(sum),
    };
  }

  #addSums({ fixmedins_code, insu_admdvs, setl_time, ...fields }: Fields): void {
    const month = (setl_time as string).replace("-", "").slice(0, 6);
    FUND_FIELDS.forEach((field, place) => {
      const key = `${String(fixmedins_code)} ${String(insu_admdvs)} ${month} ${FUNDS[place]}`;
      const amount = Math.round(Number(fields[field]) * 100);
      if (amount > 0) this.#sums.set(key, (this.#sums.get(key) ?? 0) + amount);
    });
  }

  #sendReversal(id: string): void {
    const random = this.#random;
    const advance = random.pick(this.#advances);
    const isRight = random.chance(90);
    const message = {
      kind: "reversal",
      reversal_id: id,
      setl_id: isRight ? advance["setl_id"] : random.pick(["S99", "R1"]),
      fixmedins_code: advance["fixmedins_code"],
      insu_admdvs: random.chance(93) ? advance["insu_admdvs"] : random.pick(this.#counties),
      time: random.pick(SETTLED),
      reason: "重复结算",
    };
    this.#send(this.#sendingTime(message.time), message);
    if (random.chance(10)) this.#send(this.#moment(2), { ...message, reversal_id: `${id}b` });
  }

  #sendPrepayment(id: string): void {
    const random = this.#random;
    const message = {
      kind: "prepayment",
      prepayment_id: id,
      fixmedins_code: random.pick(this.#lanes),
      insu_admdvs: random.pick(this.#counties),
      fund: random.pick(FUNDS),
      amount: yuan(random.between(1, 400)),
      time: "2017-10-24 09:00:00",
    };
    this.#send(this.#moment(0), message);
  }

  /** What some advances of a month add up to: who pays that, or takes from it. */
  #owed(): { readonly fixmedins_code: string; readonly insu_admdvs: string; readonly setlym: string; readonly fund: string; readonly fen: number } {
    const random = this.#random;
    const [key = "", fen = 0] = this.#sums.size > 0 && random.chance(90) ? random.pick([...this.#sums]) : [];
    const [lane = random.pick(this.#lanes), county = random.pick(this.#counties), month = "201710", fund = "basic"] =
      key === "" ? [] : key.split(" ");
    // A late advance stands in a later month than its own.
    return { fixmedins_code: lane, insu_admdvs: county, setlym: random.chance(75) ? month : random.pick(MONTHS), fund, fen: Math.max(1, fen) };
  }

  #sendDeduction(id: string): void {
    const random = this.#random;
    const { fen, ...owed } = this.#owed();
    const advance = random.pick(this.#advances);
    const from = random.chance(50)
      ? { setl_id: advance["setl_id"], fixmedins_code: advance["fixmedins_code"], insu_admdvs: advance["insu_admdvs"] }
      : { poverty_status: random.pick(["lifted", "unlifted"]) };
    const amount = yuan(random.pick([1, random.between(1, fen), fen]));
    this.#send(this.#moment(2), { kind: "deduction", deduction_id: id, ...owed, ...from, amount, reason: "超限价用药" });
  }

  #sendDisbursement(id: string): void {
    const random = this.#random;
    const { fen, ...owed } = this.#owed();
    const amount = yuan(random.pick([fen, fen, random.between(1, fen), Math.ceil(fen / 2), fen + 1]));
    const message = { kind: "disbursement", disbursement_id: id, ...owed, amount, time: "2017-11-01 00:00:00" };
    this.#send(this.#moment(random.pick([1, 2, 3, 3])), message);
    if (random.chance(10)) this.#send(this.#moment(3), { ...message, amount: yuan(random.between(1, fen)) });
  }

  /** Bad input: what must be rejected whatever happens. The person's number stands in it all the same. */
  #sendNonsense(n: number): void {
    const random = this.#random;
    const good: Fields = { ...random.pick(this.#advances), setl_id: `N${n}`, ...this.#person() };
    const bad: Fields = random.pick<Fields>([
      { ...good, insu_admdvs: "539999" },
      { ...good, insu_admdvs: "110101" },
      { ...good, fund_pay_sumamt: "0.01" },
      { ...good, hifp_pay: "1.005" },
      { ...good, poverty_status: "rich" },
      { ...good, setl_time: "2017-09-26 23:59:59" },
      { ...good, setl_time: "2019-01-01 00:00:00" },
      { ...good, kind: "mystery" },
    ]);
    const text = JSON.stringify(bad);
    const body = random.chance(80) ? text : text.slice(0, random.between(1, text.length - 1));
    this.#actions.push({ atMs: this.#moment(0), kind: "send", body });
  }

  /** A close, perhaps again, perhaps of a region inside or around at the same moment; rarely before the month is over. */
  #close(): void {
    const random = this.#random;
    const month = random.pick(MONTHS);
    const isEarly = random.chance(4);
    const atMs = isEarly ? epochMs(MOMENTS[0]!) : this.#moment(CLOSABLE[month]);
    const county = random.pick(this.#counties);
    const regions = [county, county.slice(0, 4), county.slice(0, 4), ...(random.chance(4) ? ["53"] : [])];
    this.#actions.push({ atMs, kind: "close", month, region: random.pick(regions) });
    while (random.chance(35)) {
      const later = random.pick([0, random.below(this.#spreadMs), 86_400_000]);
      this.#actions.push({ atMs: atMs + later, kind: "close", month, region: random.pick(regions) });
    }
  }
}

function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}
