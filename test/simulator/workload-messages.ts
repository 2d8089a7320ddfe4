import type { Random } from "./random.ts";
import { MONTHS, SETTLED } from "./workload-times.ts";

export type Fields = Record<string, unknown>;

const FUND_FIELDS = ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"] as const;
const FUNDS = ["basic", "critical", "assistance", "backstop"] as const;
const ITEMS = ["premium", "premium", "familyDoctor", "assistanceSubsidy", "backstopSubsidy"] as const;
/** What the documents say of an item a person; of the premium they say nothing. */
const UNITS: Readonly<Record<string, string>> = { familyDoctor: "12.00", assistanceSubsidy: "10.00", backstopSubsidy: "60.00" };

export const ONE_YUAN = {
  hifp_pay: "1.00",
  hifmi_pay: "0.00",
  maf_pay: "0.00",
  oth_pay: "0.00",
  psn_part_amt: "0.00",
  inscp_scp_amt: "1.00",
  fund_pay_sumamt: "1.00",
  medfee_sumamt: "1.00",
};

/** A record that the lane takes at any time. */
export function lastTo(lane: string): Fields {
  const [pool, county] = lane.split("#");
  const time = "2017-10-24 09:00:00";
  const heads = { headcount_lifted: 1, headcount_unlifted: 0, unit_amount: "150.00" };
  return county === undefined
    ? { kind: "prepayment", prepayment_id: "LAST", fixmedins_code: lane, insu_admdvs: "532822", fund: "backstop", amount: "0.01", time }
    : { kind: "allotment", allotment_id: "LAST", payee: pool, insu_admdvs: county, item: "premium", ...heads, time };
}

/** Draws messages that refer to one another, most of them right. */
export class Messages {
  readonly #random: Random;
  readonly #lanes: readonly string[];
  readonly #counties: readonly string[];
  /** Sum in fen of what advances name, by "lane county month fund". */
  readonly #sums = new Map<string, number>();
  readonly #advances: Fields[] = [];
  #persons = 0;

  constructor(random: Random, lanes: readonly string[], counties: readonly string[]) {
    this.#random = random;
    this.#lanes = lanes;
    this.#counties = counties;
  }

  /** An advance that others may pay for or take from. */
  anyAdvance(id: string, time: string): Fields {
    const fields = this.advance(id, this.#random.pick(this.#lanes), this.#random.pick(this.#counties), time);
    this.#addSums(fields);
    return fields;
  }

  advance(id: string, lane: string, county: string, time: string): Fields {
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
      ...(random.chance(50) ? { hosp_lv: random.pick(["township", "county", "prefecture"]), refl_flag: random.pick(["0", "1"]) } : {}),
      ...(random.chance(30) ? random.pick([{ dise_name: "慢性阻塞性肺病", dise_codg: "J44.100" }, { dise_name: "老年性白内障" }]) : {}),
      ...this.amounts(),
    };
    this.#advances.push(fields);
    return fields;
  }

  /** Other amounts, under the same id a conflict. */
  amounts(): Fields {
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

  /** What the patient's year brought before: the audit's affair, and no other content. */
  year(): Fields {
    return { psn_part_cum: yuan(this.#random.below(3_000_000)), maf_pay_cum: yuan(this.#random.below(20_000_000)) };
  }

  /** So much a person, to an institution or the county's pool; now and then more, less or nothing where the policy says how much. */
  allotment(id: string, lane: string, county: string, time: string): Fields {
    const random = this.#random;
    const item = random.pick(ITEMS);
    const fixed = UNITS[item];
    const unit =
      fixed === undefined
        ? random.pick(["150.00", "150.00", "180.01", "33.33", "100000.00", ""])
        : random.pick(["", "", fixed, fixed.slice(0, 2), "15.00"]);
    return {
      kind: "allotment",
      allotment_id: id,
      payee: random.pick([lane, "POOL"]),
      insu_admdvs: county,
      item,
      ...this.heads(),
      ...(unit === "" ? {} : { unit_amount: unit }),
      time,
    };
  }

  /** Other heads, under the same id a conflict. */
  heads(): Fields {
    const random = this.#random;
    const heads = () => random.pick([0, 1, random.between(1, 9), random.between(1, 3_000)]);
    const isFull = random.chance(3);
    return { headcount_lifted: isFull ? 10_000_000 : String(heads()), headcount_unlifted: random.chance(5) ? 0 : 1 + heads() };
  }

  reversal(id: string): Fields & { readonly time: string } {
    const random = this.#random;
    const advance = random.pick(this.#advances);
    const isRight = random.chance(90);
    return {
      kind: "reversal",
      reversal_id: id,
      setl_id: isRight ? advance["setl_id"] : random.pick(["S99", "R1"]),
      fixmedins_code: advance["fixmedins_code"],
      insu_admdvs: random.chance(93) ? advance["insu_admdvs"] : random.pick(this.#counties),
      time: random.pick(SETTLED),
      reason: "重复结算",
    };
  }

  prepayment(id: string): Fields {
    const random = this.#random;
    return {
      kind: "prepayment",
      prepayment_id: id,
      fixmedins_code: random.pick(this.#lanes),
      insu_admdvs: random.pick(this.#counties),
      fund: random.pick(FUNDS),
      amount: yuan(random.between(1, 400)),
      time: "2017-10-24 09:00:00",
    };
  }

  deduction(id: string): Fields {
    const random = this.#random;
    const { fen, ...owed } = this.#owed();
    const advance = random.pick(this.#advances);
    const from = random.chance(50)
      ? { setl_id: advance["setl_id"], fixmedins_code: advance["fixmedins_code"], insu_admdvs: advance["insu_admdvs"] }
      : { poverty_status: random.pick(["lifted", "unlifted"]) };
    const amount = yuan(random.pick([1, random.between(1, fen), fen]));
    return { kind: "deduction", deduction_id: id, ...owed, ...from, amount, reason: "超限价用药" };
  }

  /** A decision on some advance. */
  review(id: string): Fields {
    const random = this.#random;
    const { setl_id, fixmedins_code, insu_admdvs } = random.pick(this.#advances);
    return {
      kind: "review",
      review_id: id,
      fixmedins_code,
      insu_admdvs: random.chance(96) ? insu_admdvs : random.pick(this.#counties),
      setl_id: random.chance(97) ? setl_id : "S99",
      decision: random.pick(["deferred", "deferred", "deferred", "approved", "refused"]),
      reason: "病历待核实",
      time: "2017-11-01 00:00:00",
    };
  }

  /** A release of about what is retained, where anything is. */
  release(id: string): Fields {
    const random = this.#random;
    const { fen, ...owed } = this.#owed();
    const amount = yuan(random.pick([1, Math.max(1, Math.floor(fen / 20)), Math.ceil(fen / 40), fen]));
    return { kind: "release", release_id: id, ...owed, amount, reason: "考核合格", time: "2017-11-01 00:00:00" };
  }

  /** A return of some prepaid balance. */
  giveBack(id: string): Fields {
    const { fixmedins_code, insu_admdvs, fund, time } = this.prepayment(id);
    return { kind: "return", return_id: id, fixmedins_code, insu_admdvs, fund, time, amount: yuan(this.#random.between(1, 150)) };
  }

  /** A disbursement, and another amount for it. */
  disbursement(id: string): readonly [message: Fields, otherAmount: Fields] {
    const random = this.#random;
    const { fen, ...owed } = this.#owed();
    const amount = yuan(random.pick([fen, fen, random.between(1, fen), Math.ceil(fen / 2), fen + 1]));
    const message = { kind: "disbursement", disbursement_id: id, ...owed, amount, time: "2017-11-01 00:00:00" };
    return [message, { amount: yuan(random.between(1, fen)) }];
  }

  /** Bad input: what must be rejected whatever happens. The person's number stands in it all the same. */
  nonsense(n: number): string {
    const random = this.#random;
    const good: Fields = { ...random.pick(this.#advances), setl_id: `N${n}`, ...this.#person() };
    const bad: Fields = random.pick<Fields>([
      { ...good, insu_admdvs: "539999" },
      { ...good, insu_admdvs: "110101" },
      { ...good, insu_admdvs: "620102", setl_time: "2018-12-31 23:59:59" },
      { ...good, fund_pay_sumamt: "0.01" },
      { ...good, hifp_pay: "1.005" },
      { ...good, poverty_status: "rich" },
      { ...good, setl_time: "2017-09-26 23:59:59" },
      { ...good, setl_time: "2019-01-01 00:00:00" },
      { ...good, kind: "mystery" },
      { ...this.allotment(`N${n}`, "H1", "532822", "2019-01-01 00:00:00"), fixmedins_code: "H9" },
      this.allotment(`N${n}`, "H1", "532822", "2017-09-26 00:00:00"),
      { ...this.allotment(`N${n}`, "pool", "620102", "2017-10-24 00:00:00"), headcount_lifted: "1.5" },
    ]);
    const text = JSON.stringify(bad);
    return random.chance(80) ? text : text.slice(0, random.between(1, text.length - 1));
  }

  /** A person with number, name and certificate number, none of which may be stored anywhere. */
  #person(): Fields {
    const n = String((this.#persons += 1)).padStart(4, "0");
    return { psn_no: `5328000000000077${n}`, psn_name: `张秘密${n}`, certno: `53282219800101${n}` };
  }

  #addSums({ fixmedins_code, insu_admdvs, setl_time, ...fields }: Fields): void {
    const month = (setl_time as string).replace("-", "").slice(0, 6);
    FUND_FIELDS.forEach((field, place) => {
      const key = `${String(fixmedins_code)} ${String(insu_admdvs)} ${month} ${FUNDS[place]}`;
      const amount = Math.round(Number(fields[field]) * 100);
      if (amount > 0) this.#sums.set(key, (this.#sums.get(key) ?? 0) + amount);
    });
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
}

export function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
}
