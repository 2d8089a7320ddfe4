import { describe, expect, it } from "vitest";
import { demoMonth, type DemoMonth } from "../../infra/local/demo/month.ts";
import type { DemoPayable } from "../../infra/local/demo/disbursements.ts";
import { DEMO_INSTITUTIONS } from "../../infra/local/demo/institutions.ts";
import { DEMO_COUNTIES } from "../../infra/local/demo/counties.ts";
import { MIN_DEMO_ADVANCES } from "../../infra/local/demo/plan.ts";
import { receiveMessage } from "../../shared/contract/intake.ts";
import { policyFor } from "../../shared/policy/book.ts";
import { isCounty } from "../../shared/region/region.ts";

type Message = Readonly<Record<string, unknown>>;

/** Reads an amount of yuan by its digits, with nothing of the product: "12.5" → 1250n. */
function fenOf(value: unknown): bigint {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(value));
  if (match === null) throw new Error(`${String(value)} is no amount`);
  return BigInt(match[1]!) * 100n + BigInt((match[2] ?? "").padEnd(2, "0"));
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

function textsOf(month: DemoMonth): string[] {
  return [...month.beforeClose, ...month.late];
}

function parse(texts: readonly string[]): Message[] {
  return texts.flatMap((text) => {
    try {
      const value = JSON.parse(text) as unknown;
      return isObject(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

function isObject(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const AMOUNTS = ["medfee_sumamt", "inscp_scp_amt", "hifp_pay", "hifmi_pay", "maf_pay", "oth_pay", "fund_pay_sumamt", "psn_part_amt"];

/** A message's content, whatever the order of its fields and the way it writes amounts. */
function contentOf(message: Message): string {
  const amount = /amt$|_pay$|dedc$/;
  const entries = Object.entries(message).map(([field, value]) => [field, amount.test(field) ? String(fenOf(value)) : detail(value)] as const);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function detail(value: unknown): unknown {
  return Array.isArray(value) ? value.map((row: Message) => [row["fund_pay_type"], String(fenOf(row["fund_payamt"]))]) : value;
}

/** True for an advance that the rules of the message contract let through, as far as they show in it alone. */
function isGood(message: Message): boolean {
  if (message["kind"] !== "advance" || typeof message["psn_no"] !== "string") return false;
  if (!AMOUNTS.every((field) => /^\d{1,9}(\.\d{1,2})?$/.test(String(message[field])))) return false;
  const time = String(message["setl_time"]);
  if (time < "2017-09-27" || time > "2018" || time.includes("-02-30")) return false;
  if (!["lifted", "unlifted"].includes(String(message["poverty_status"]))) return false;
  const county = String(message["insu_admdvs"]);
  return isCounty(county) && county.startsWith("53") && addsUp(message);
}

function addsUp(message: Message): boolean {
  const of = (field: string): bigint => fenOf(message[field] ?? 0);
  return (
    of("fund_pay_sumamt") === of("hifp_pay") + of("hifmi_pay") + of("maf_pay") + of("oth_pay") &&
    of("medfee_sumamt") === of("fund_pay_sumamt") + of("psn_part_amt") + of("hosp_part_amt")
  );
}

/** Good advances as a ledger would post them: the first of an id and institution counts, the others are told apart. */
function post(texts: readonly string[]) {
  const posted = new Map<string, Message>();
  let repeats = 0;
  let conflicts = 0;
  for (const message of parse(texts).filter(isGood)) {
    const id = `${String(message["fixmedins_code"])} ${String(message["setl_id"])}`;
    const known = posted.get(id);
    if (known === undefined) posted.set(id, message);
    else if (contentOf(withoutPrivate(known)) === contentOf(withoutPrivate(message))) repeats += 1;
    else conflicts += 1;
  }
  return { posted, repeats, conflicts };
}

function withoutPrivate(message: Message): Message {
  return Object.fromEntries(Object.entries(message).filter(([field]) => !["psn_name", "psn_cert_type", "certno"].includes(field)));
}

const SIZES = [MIN_DEMO_ADVANCES, 21, 37, 500, 5_000];

describe.each(SIZES)("a demo month of %i advances", (advances) => {
  const month = demoMonth(advances);
  const texts = textsOf(month);
  const messages = parse(texts);
  const { posted, repeats, conflicts } = post(texts);
  const good = [...posted.values()];

  it("says the same whenever it is asked", () => {
    expect(textsOf(month)).toEqual(texts);
    expect(textsOf(demoMonth(advances))).toEqual(texts);
    expect(demoMonth(advances).expected).toEqual(month.expected);
  });

  it("holds exactly that many good advances, ids unique per institution", () => {
    expect(posted.size).toBe(advances);
  });

  it("pays 90 % of the policy-scope cost or more in a stay, and never more than the bill", () => {
    for (const one of good.filter((message) => message["med_type"] !== "14")) {
      const [scope, rated] = [fenOf(one["inscp_scp_amt"]), sum(["hifp_pay", "hifmi_pay", "maf_pay"].map((field) => fenOf(one[field])))];
      expect(10n * rated).toBeGreaterThanOrEqual(9n * scope);
      expect(scope).toBeLessThanOrEqual(fenOf(one["medfee_sumamt"]));
      if (one["refl_flag"] === "0") expect(one["oth_pay"]).toSatisfy((value) => fenOf(value) === 0n);
      else expect(10n * fenOf(one["fund_pay_sumamt"])).toBeGreaterThan(9n * fenOf(one["medfee_sumamt"]) - 10n);
    }
  });

  it("pays basic insurance at the ratio of the county and the hospital's level, to the fen, but for a slip here and there at health centres", () => {
    const stays = good.filter((message) => message["med_type"] !== "14");
    const slips = stays.filter((one) => {
      const { basicPercent } = DEMO_COUNTIES.find(({ code }) => code === one["insu_admdvs"])!;
      const percent = one["hosp_lv"] === "township" ? basicPercent.township : one["hosp_lv"] === "county" ? basicPercent.county : 70;
      const isPaidAt = (some: number) => 100n * fenOf(one["hifp_pay"]) === BigInt(some) * fenOf(one["inscp_scp_amt"]);
      if (isPaidAt(percent)) return false;
      // 100 % or 5 points too little: what the benefit audit is to find.
      expect(one["hosp_lv"]).toBe("township");
      expect(isPaidAt(100) || isPaidAt(percent - 5)).toBe(true);
      return true;
    });
    expect(slips.length).toBeLessThan(stays.length / 50);
  });

  it("covers every county before the close", () => {
    const seen = new Set(parse([...month.beforeClose]).map((message) => message["insu_admdvs"]));
    for (const { code } of DEMO_COUNTIES) expect(seen).toContain(code);
  });

  it("expects every message to end one way, and every rejection code of posting to occur", () => {
    const { beforeClose, late, total } = month.expected;
    for (const counts of [beforeClose, late, total]) {
      expect(counts.posted + counts.already_applied + counts.rejected).toBe(counts.messages);
      expect(Object.values(counts.byCode).reduce((a, b) => a + b, 0)).toBe(counts.rejected);
    }
    expect(beforeClose.messages).toBe([...month.beforeClose].length);
    expect(late.messages).toBe([...month.late].length);
    expect(total.messages).toBe(texts.length);
    expect(Object.keys(total.byCode).sort()).toEqual(
      ["invalid_message", "unknown_region", "unknown_policy", "amounts_do_not_add_up", "future_settlement", "conflict"]
        .concat(["unknown_original", "already_reversed", "month_not_closed"])
        .sort(),
    );
  });

  it("is judged by the intake as expected, message by message alone", () => {
    const context = { now: "2018-01-01 00:00:00", hashPerson: (number: string) => number, policyFor };
    const codes = texts.flatMap((body) => {
      const result = receiveMessage({ body, ref: "m", attempt: 0, senderId: "test" }, context);
      return "rejection" in result ? [result.rejection.code] : [];
    });
    const { byCode } = month.expected.total;
    for (const code of ["invalid_message", "unknown_region", "unknown_policy", "amounts_do_not_add_up", "future_settlement"] as const) {
      expect(codes.filter((one) => one === code).length, code).toBe(byCode[code]);
    }
  });

  it("books what the messages say: repeats, conflicts, reversals, prepayments, allotments", () => {
    const { total, late } = month.expected;
    const known = new Set([...posted.keys()]);
    const reversals = messages.filter((one) => one["kind"] === "reversal");
    const ofKnown = reversals.filter((one) => known.has(`${String(one["fixmedins_code"])} ${String(one["setl_id"])}`));
    const reversed = new Set(ofKnown.map((one) => `${String(one["fixmedins_code"])} ${String(one["setl_id"])}`));
    const prepayments = messages.filter((one) => one["kind"] === "prepayment");
    const allotments = messages.filter((one) => one["kind"] === "allotment");
    expect(total.already_applied).toBe(repeats);
    expect(total.byCode.conflict).toBe(conflicts);
    expect(late.byCode.conflict).toBe(conflicts);
    expect(total.byCode.already_reversed).toBe(ofKnown.length - reversed.size);
    expect(total.byCode.unknown_original).toBe(reversals.length - ofKnown.length);
    expect(total.byCode.month_not_closed).toBe(messages.filter((one) => one["kind"] === "disbursement").length);
    expect(total.posted).toBe(advances + reversed.size + prepayments.length + allotments.length);
    expect(new Set(allotments.map((one) => one["allotment_id"])).size).toBe(allotments.length);
    expect(new Set(prepayments.map((one) => one["prepayment_id"])).size).toBe(prepayments.length);
    for (const special of [repeats, conflicts, reversed.size, prepayments.length, allotments.length]) expect(special).toBeGreaterThan(0);
  });

  it("accrues per month, county and fund what the good advances say, reversals taken off", () => {
    const reversed = new Set(
      messages.filter((one) => one["kind"] === "reversal").map((one) => `${String(one["fixmedins_code"])} ${String(one["setl_id"])}`),
    );
    const before = new Set(post([...month.beforeClose]).posted.keys());
    const accrued = new Map<string, bigint>();
    for (const [id, one] of posted) {
      const accountingMonth = before.has(id) ? String(one["setl_time"]).slice(0, 7).replace("-", "") : "201711";
      for (const [fund, field] of Object.entries({ basic: "hifp_pay", critical: "hifmi_pay", assistance: "maf_pay", backstop: "oth_pay" })) {
        const key = `${accountingMonth} ${String(one["insu_admdvs"])} ${fund}`;
        accrued.set(key, (accrued.get(key) ?? 0n) + (reversed.has(id) ? 0n : fenOf(one[field])));
      }
    }
    const expected = Object.entries(month.expected.accruedFen).flatMap(([name, counties]) =>
      Object.entries(counties).flatMap(([county, funds]) =>
        Object.entries(funds).map(([fund, amount]): [string, bigint] => [`${name} ${county} ${fund}`, BigInt(amount)]),
      ),
    );
    expect(new Map(expected.sort())).toEqual(new Map([...accrued].sort()));
  });

  it("dates advances early in November before the close, and in October after it", () => {
    const before = parse([...month.beforeClose]).filter(isGood);
    const after = post([...month.late]);
    expect(before.filter((one) => String(one["setl_time"]) >= "2017-11-01").length).toBeGreaterThan(0);
    expect(before.every((one) => String(one["setl_time"]) < "2017-11-04")).toBe(true);
    expect([...after.posted.values()].every((one) => String(one["setl_time"]).startsWith("2017-10"))).toBe(true);
    expect(after.posted.size).toBeGreaterThan(0);
  });

  it("gives one settlement id to two hospitals", () => {
    const ids = good.map((one) => one["setl_id"]);
    expect(new Set(ids).size).toBeLessThan(ids.length);
  });

  it("shows one record with a person's name and certificate number, plainly made up", () => {
    const named = messages.filter((one) => "psn_name" in one);
    expect(named).toHaveLength(1);
    expect(named[0]!["psn_name"]).toContain("虚构");
    expect(named[0]!["certno"]).toContain("19000101");
  });
});

describe("the faults among the messages", () => {
  const texts = [...demoMonth(MIN_DEMO_ADVANCES).beforeClose];
  const messages = parse(texts);

  it.each([
    ["an exponent", (one: Message) => one["medfee_sumamt"] === "1e3"],
    ["three decimals", (one: Message) => one["hifp_pay"] === 12.345],
    ["a negative amount", (one: Message) => one["psn_part_amt"] === "-1"],
    ["no number", (one: Message) => one["maf_pay"] === "NaN"],
    ["a space before an amount", (one: Message) => one["oth_pay"] === " 12.00"],
    ["10^15 yuan", (one: Message) => one["medfee_sumamt"] === `1${"0".repeat(15)}`],
    ["30 February", (one: Message) => String(one["setl_time"]).includes("-02-30")],
    ["an unknown kind", (one: Message) => one["kind"] === "refund"],
    ["a missing field", (one: Message) => one["kind"] === "advance" && !("psn_no" in one)],
    ["a prefecture for a county", (one: Message) => one["insu_admdvs"] === "532800"],
    ["a county of Gansu", (one: Message) => String(one["insu_admdvs"]).startsWith("62")],
    ["a day before the policy", (one: Message) => String(one["setl_time"]).startsWith("2017-09-26")],
    ["a day to come", (one: Message) => String(one["setl_time"]).startsWith("2099")],
  ])("include %s", (_name, isIt) => {
    expect(messages.filter(isIt)).toHaveLength(1);
  });

  it("include text that is not JSON, and JSON that is no object", () => {
    expect(texts.length - messages.length).toBe(2);
  });
});

describe("demoMonth", () => {
  it.each([0, 19, -1, 20.5, Number.NaN, Infinity])("refuses %d advances", (advances) => {
    expect(() => demoMonth(advances)).toThrow(RangeError);
  });

  it("has more special records the more advances it has", () => {
    const [small, large] = [demoMonth(500).expected.total, demoMonth(20_000).expected.total];
    for (const code of Object.keys(small.byCode) as (keyof typeof small.byCode)[]) {
      expect(large.byCode[code], code).toBeGreaterThan(small.byCode[code]!);
    }
    expect(large.already_applied).toBeGreaterThan(small.already_applied);
    expect(large.rejected / large.messages).toBeLessThan(0.02);
  });

  it("spreads October over its days, both sides of the day Xishuangbanna's policy begins, three in five lifted", () => {
    const good = [...post([...demoMonth(5_000).beforeClose]).posted.values()];
    const days = new Set(good.map((one) => String(one["setl_time"]).slice(0, 10)));
    const lifted = good.filter((one) => one["poverty_status"] === "lifted").length / good.length;
    expect(days.size).toBe(31 + 3);
    expect(lifted).toBeGreaterThan(0.57);
    expect(lifted).toBeLessThan(0.63);
    for (const one of good) expect(String(one["setl_time"]).slice(11, 13)).toMatch(/^(0[89]|1[0-9]|2[01])$/);
  });

  it("writes amounts as texts and as numbers", () => {
    const kinds = new Set(parse([...demoMonth(100).beforeClose]).map((one) => typeof one["medfee_sumamt"]));
    expect(kinds).toContain("string");
    expect(kinds).toContain("number");
  });

  it("treats patients of several counties in one hospital", () => {
    const counties = new Map<unknown, Set<unknown>>();
    for (const one of post([...demoMonth(5_000).beforeClose]).posted.values()) {
      const seen = counties.get(one["fixmedins_code"]) ?? new Set();
      counties.set(one["fixmedins_code"], seen.add(one["insu_admdvs"]));
    }
    expect(counties.get("H53280100101")!.size).toBe(3);
    expect(counties.get("H53010200201")!.size).toBe(9);
    expect(counties.size).toBe(DEMO_INSTITUTIONS.length);
  });

  it("knows only counties of the division table, and no institution twice", () => {
    for (const { code } of DEMO_COUNTIES) expect(isCounty(code)).toBe(true);
    for (const { county } of DEMO_INSTITUTIONS) expect(isCounty(county)).toBe(true);
    expect(new Set(DEMO_INSTITUTIONS.map((one) => one.code)).size).toBe(DEMO_INSTITUTIONS.length);
    for (const { code } of DEMO_INSTITUTIONS) expect(code).toMatch(/^H53\d{9}$/);
  });
});

describe.each([MIN_DEMO_ADVANCES, 5_000])("disbursements after the close of a month of %i advances", (advances) => {
  const month = demoMonth(advances);
  const payables = payablesOf(month);
  const { messages, expected } = month.disbursements(payables);
  const paid = parse([...messages]);
  const good = paid.slice(0, -2);

  const rateOf = (county: string): { disbursed: bigint; payable: bigint } => ({
    disbursed: sum(good.filter((one) => one["insu_admdvs"] === county && one["fund"] !== "backstop").map((one) => fenOf(one["amount"]))),
    payable: sum(payables.filter((one) => one.county === county && one.fund !== "backstop").map((one) => BigInt(one.outstandingFen))),
  });

  it("pays some counties in full, one exactly 85 %, and others less", () => {
    const full = ["532801", "530523"].map(rateOf);
    for (const { disbursed, payable } of full) expect(disbursed).toBe(payable);
    const exact = rateOf("532822");
    expect(100n * exact.disbursed).toBe(85n * exact.payable);
    for (const [county, percent] of [
      ["532823", 68n],
      ["530622", 62n],
      ["530627", 78n],
      ["532628", 74n],
    ] as const) {
      const { disbursed, payable } = rateOf(county);
      expect(100n * disbursed).toBeGreaterThanOrEqual(percent * payable);
      expect(100n * disbursed).toBeLessThan(percent * payable + 100n);
    }
  });

  it("never pays an institution more of a fund than it is owed, but for the one message that must be rejected", () => {
    const owed = new Map(payables.map((one) => [`${one.institution} ${one.county} ${one.fund}`, BigInt(one.outstandingFen)]));
    const keyOf = (one: Message) => `${String(one["fixmedins_code"])} ${String(one["insu_admdvs"])} ${String(one["fund"])}`;
    for (const [key, rows] of Map.groupBy(good, keyOf)) expect(sum(rows.map((one) => fenOf(one["amount"])))).toBeLessThanOrEqual(owed.get(key)!);
    const over = paid.at(-1)!;
    expect(fenOf(over["amount"])).toBeGreaterThan(owed.get(keyOf(over))!);
  });

  it("expects one repeat and one rejection", () => {
    expect(expected).toEqual({
      messages: messages.length,
      posted: messages.length - 2,
      already_applied: 1,
      rejected: 1,
      byCode: { exceeds_payable: 1 },
    });
    expect(new Set(paid.map((one) => `${String(one["fixmedins_code"])} ${String(one["disbursement_id"])}`)).size).toBe(messages.length - 1);
  });

  it("says the same for payables in another order", () => {
    expect(month.disbursements([...payables].reverse()).messages).toEqual(messages);
  });
});

describe("disbursements", () => {
  it("are none where nothing is outstanding", () => {
    const none = [{ institution: "H53282200001", county: "532822", fund: "basic", outstandingFen: 0 }] as const;
    expect(demoMonth(MIN_DEMO_ADVANCES).disbursements(none).messages).toEqual([]);
  });

  it("leave what a prepayment left over alone", () => {
    const overpaid = [{ institution: "H53280100001", county: "532801", fund: "basic", outstandingFen: -5 }] as const;
    expect(demoMonth(MIN_DEMO_ADVANCES).disbursements(overpaid).messages).toEqual([]);
  });
});

/** What is outstanding after the close, without prepayments: October's good advances by institution, county and fund, reversals taken off. */
function payablesOf(month: DemoMonth): DemoPayable[] {
  const texts = [...month.beforeClose];
  const reversed = new Set(
    parse(texts)
      .filter((one) => one["kind"] === "reversal")
      .map((one) => `${String(one["fixmedins_code"])} ${String(one["setl_id"])}`),
  );
  const totals = new Map<string, DemoPayable>();
  for (const [id, one] of post(texts).posted) {
    if (reversed.has(id) || !String(one["setl_time"]).startsWith("2017-10")) continue;
    for (const [fund, field] of [
      ["basic", "hifp_pay"],
      ["critical", "hifmi_pay"],
      ["assistance", "maf_pay"],
      ["backstop", "oth_pay"],
    ] as const) {
      const [institution, county] = [String(one["fixmedins_code"]), String(one["insu_admdvs"])];
      const key = `${institution} ${county} ${fund}`;
      const outstandingFen = (totals.get(key)?.outstandingFen ?? 0) + Number(fenOf(one[field]));
      totals.set(key, { institution, county, fund, outstandingFen });
    }
  }
  return [...totals.values()];
}
