import { draw, drawInteger, type Random } from "../../infra/local/demo/random.ts";
import { PERSONS, type Person } from "./fuzz-persons.ts";
import {
  advanceMessage,
  allotmentMessage,
  deductionMessage,
  disbursementMessage,
  prepaymentMessage,
  releaseMessage,
  returnMessage,
  reversalMessage,
  reviewMessage,
  type Fields,
} from "./messages.ts";

/** A right message before it is mutated, and whom it is about. */
export interface Sample {
  readonly fields: Fields;
  readonly person: Person;
}

export const INSTITUTIONS = ["H53282200001", "H53282200012", "H53282300001"] as const;
export const COUNTIES = ["532822", "532823", "530304"] as const;

const KINDS = ["advance", "reversal", "deduction", "prepayment", "disbursement", "allotment", "review", "release", "return"] as const;
const SHARES = [46, 13, 13, 10, 10, 8, 45, 5, 5];

/** Draws right messages of every kind that refer to one another, so that what becomes of one depends on those before it. */
export class SampleSource {
  readonly #random: Random;
  readonly #advances: Fields[] = [];
  /** Advances that were sent as they are, so that most of them are posted. */
  readonly #right: Fields[] = [];
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** One that is sent as it is. */
  right(): Sample {
    const sample = this.next();
    if (sample.fields["kind"] === "advance") this.#right.push(sample.fields);
    return sample;
  }

  next(): Sample {
    const random = this.#random;
    this.#count += 1;
    const person = draw(random, PERSONS);
    const about = { psn_name: person.psn_name, certno: person.certno, psn_no: person.psn_no };
    const kind = draw(random, KINDS, SHARES);
    const fields = this.#fieldsOf(kind, random);
    return { fields: { ...fields, ...about }, person };
  }

  #fieldsOf(kind: (typeof KINDS)[number], random: Random): Fields {
    const at = { fixmedins_code: draw(random, INSTITUTIONS, [6, 2, 1]), insu_admdvs: draw(random, COUNTIES, [6, 2, 1]) };
    // Now and then an id that another message has, with other content.
    const id = `${drawInteger(random, 20) === 0 ? drawInteger(random, this.#count) : this.#count}`;
    const fund = draw(random, ["basic", "basic", "critical", "assistance", "backstop"]);
    switch (kind) {
      case "advance":
        return this.#advance({ ...at, setl_id: `S-${id}` }, random);
      case "reversal":
        return reversalMessage({ ...this.#original(at, random), reversal_id: `R-${id}`, time: time(random), reason: draw(random, REASONS) });
      case "deduction": {
        const of = drawInteger(random, 3) > 0 ? this.#original(at, random) : { ...at, setl_id: undefined, poverty_status: "lifted" };
        return deductionMessage({ ...of, deduction_id: `D-${id}`, fund, amount: amount(random, 300), reason: draw(random, REASONS) });
      }
      case "prepayment":
        return prepaymentMessage({ ...at, prepayment_id: `P-${id}`, fund, amount: amount(random, 50_000) });
      case "disbursement":
        return disbursementMessage({ ...at, disbursement_id: `B-${id}`, fund, amount: amount(random, 2_000) });
      case "allotment":
        return this.#allotment(`A-${id}`, at, random);
      case "review":
        return this.#review(`V-${id}`, at, random);
      case "release":
        return releaseMessage({ ...at, release_id: `L-${id}`, fund, amount: amount(random, 300), reason: draw(random, REASONS) });
      case "return":
        return returnMessage({ ...at, return_id: `T-${id}`, fund, amount: amount(random, 9_000) });
    }
  }

  /** To an institution or the county's pool; now and then without an amount a person where only the message can say it, or with a wrong one. */
  #allotment(allotment_id: string, { fixmedins_code, insu_admdvs }: Fields, random: Random): Fields {
    const item = draw(random, ["premium", "familyDoctor", "assistanceSubsidy", "backstopSubsidy"], [3, 2, 1, 1]);
    const stated = { unit_amount: item === "premium" ? amount(random, 300) : "12.00" };
    const unit = draw<Fields>(random, [stated, {}], item === "premium" ? [4, 1] : [1, 3]);
    return allotmentMessage({
      allotment_id,
      insu_admdvs,
      payee: draw(random, [fixmedins_code, "POOL"]),
      item,
      ...unit,
      headcount_lifted: String(drawInteger(random, 5_000)),
      headcount_unlifted: 1 + drawInteger(random, 900),
      time: time(random),
    });
  }

  /** Of a few of the first advances, so that deferrals meet others and come to a decision. */
  #review(review_id: string, at: Fields, random: Random): Fields {
    const { setl_id, fixmedins_code, insu_admdvs } = this.#right[drawInteger(random, 25)] ?? this.#original(at, random);
    const decision = draw(random, ["deferred", "approved", "refused"], [9, 3, 1]);
    return reviewMessage({ setl_id, fixmedins_code, insu_admdvs, review_id, decision, reason: draw(random, REASONS) });
  }

  #advance(named: Fields, random: Random): Fields {
    const pays = { hifp_pay: amount(random, 9_000), hifmi_pay: amount(random, 500), maf_pay: amount(random, 900), oth_pay: amount(random, 90) };
    const detail = drawInteger(random, 4) === 0 ? { setldetail: [{ fund_pay_type: "390100", fund_payamt: pays.hifp_pay }] } : {};
    const poverty_status = draw(random, ["lifted", "unlifted"]);
    const message = advanceMessage({ ...named, ...pays, ...detail, poverty_status, setl_time: time(random) });
    this.#advances.push(message);
    return message;
  }

  /** Where an advance of some time before stands, mostly a late one; sometimes one that nobody sent. */
  #original(otherwise: Fields, random: Random): Fields {
    const original = this.#advances.at(-1 - drawInteger(random, 80));
    if (original === undefined || drawInteger(random, 8) === 0) return { ...otherwise, setl_id: `S-${this.#count + 7}` };
    const { setl_id, fixmedins_code, insu_admdvs } = original;
    return { setl_id, fixmedins_code, insu_admdvs };
  }
}

/** Prepayments that bring one account to the most that a total may reach, 90 billion yuan. */
export function prepaymentsUpToTheLimit(): Fields[] {
  const at = { fixmedins_code: INSTITUTIONS[0], insu_admdvs: COUNTIES[0], fund: "basic", amount: "1000000000.00" };
  return Array.from({ length: 90 }, (_, place) => prepaymentMessage({ ...at, prepayment_id: `LIMIT-${place}` }));
}

const REASONS = ["重复结算", "超限价用药", "card read twice, 患者已退费"];

function time(random: Random): string {
  const day = String(1 + drawInteger(random, 30)).padStart(2, "0");
  return `2017-${draw(random, ["10", "11"], [3, 1])}-${day} 0${drawInteger(random, 10)}:30:00`;
}

function amount(random: Random, yuan: number): string {
  return (drawInteger(random, yuan * 100) / 100 + 0.01).toFixed(2);
}
