import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { notedFindings, unmappedFindings, type FundFinding } from "../../shared/benefit/finding.ts";
import type { AdvanceEntry } from "../../shared/lane/entry.ts";
import { decodePage, encodePage, type Page } from "../../shared/lane/page.ts";
import type { MessageRecord } from "../../shared/lane/record.ts";
import { LaneWalk } from "../../shared/lane/walk.ts";
import { fen } from "../../shared/money/fen.ts";
import { openLane, LANE, MENGHAI } from "../support/lane.ts";
import { advanceMessage, MESSAGE_FACTORIES, recordOf, reversalMessage, type Fields } from "../support/messages.ts";

/** Fingerprints as the product wrote them before an advance could say what the patient's year brought before. */
const EARLIER = {
  advance: "1JhcE--BfeMIKiESImDbetl1pAHxd_uL",
  reversal: "XNa3xerCeQOB0yTkEkT0Y5-rENNPhuA2",
  deduction: "rNPVUrvBl35LszB_oOQCIWCqNxyc4T0P",
  prepayment: "_bm2-aIGrTWSBpkjf5eAdulkHSIoKI28",
  disbursement: "orDA0ejP4eEd1VPyWQ08_yfhtK1gkFeq",
} as const;

const YEAR = {
  hifp_pay_cum: "1000.00",
  otp_hifp_pay_cum: "10.00",
  hifmi_pay_cum: "0",
  maf_pay_cum: "200.00",
  inscp_selfpay_cum: "300.00",
  psn_part_cum: "150.00",
};

describe("an advance's fingerprint", () => {
  it("is what it was before the product knew fields of the year, with them and without", () => {
    for (const [kind, hash] of Object.entries(EARLIER)) expect(recordOf(MESSAGE_FACTORIES[kind as keyof typeof EARLIER]()).hash).toBe(hash);
    expect(recordOf(advanceMessage(YEAR)).hash).toBe(EARLIER.advance);
    const bare = recordOf(advanceMessage({ hosp_lv: null, refl_flag: null, act_pay_dedc: null }));
    expect(bare.hash).toBe("bjzN3rmRr58-PE5lWdzrwbQuHE_4RC0k");
    const rows = [{ fund_pay_type: "390100", fund_payamt: "1234.57", crt_payb_lmt_amt: 0 }];
    expect(recordOf(advanceMessage({ setldetail: rows })).hash).toBe("JtwrIdCbgcuMhtHwkfJwKk11JVo2OVTt");
  });

  it("makes an advance sent again with other figures of the year already applied", async () => {
    const lane = openLane();
    expect(await lane.post(recordOf(advanceMessage()))).toEqual(["posted"]);
    expect(await lane.post(recordOf(advanceMessage(YEAR)))).toEqual(["already_applied"]);
  });
});

describe("an advance that says what the year brought before", () => {
  it("keeps it with its facts, and is checked where it could not be before", () => {
    const record = recordOf(advanceMessage(YEAR));
    expect(record).toMatchObject({ facts: { ...YEAR, hifmi_pay_cum: "0.00" } });
    // The cap is 100,000 yuan at least, of which 200 are used: 90 % of 1500.00 less 1234.57 are 115.43 in any case; the backstop may add to it.
    expect(record).toMatchObject({ findings: { assistance: { verdict: "over", low: 2655, high: 11543, missing: [] } } });
  });

  it("is rejected where a figure of the year is none", () => {
    expect(() => recordOf(advanceMessage({ maf_pay_cum: "-1" }))).toThrow("maf_pay_cum");
  });
});

describe("the findings worth keeping", () => {
  const finding = (fund: FundFinding["fund"], verdict: FundFinding["verdict"], paid: number): FundFinding => ({
    ...{ fund, verdict, paid: fen(paid), low: fen(10), high: fen(20), missing: [], rules: [], steps: [] },
  });

  it("are all but those within, and those nobody can check of a fund that paid nothing", () => {
    const kept = notedFindings([
      finding("basic", "within", 15),
      finding("critical", "under", 0),
      finding("assistance", "not_checkable", 0),
      finding("backstop", "not_checkable", 15),
      finding("topup", "over", 25),
    ]);
    expect(Object.entries(kept).map(([fund, { verdict }]) => `${fund} ${verdict}`)).toEqual([
      "critical under",
      "backstop not_checkable",
      "topup over",
    ]);
  });
});

describe("a payment of no known fund", () => {
  const setldetail = [{ fund_pay_type: "390400", fund_payamt: "88.88" }];
  const noneOf = (fields: Fields): MessageRecord => recordOf(advanceMessage({ setldetail, hifp_pay: "0", maf_pay: "0", ...fields }));

  it("is noted with the funds that paid and, where none did, with those whose fields count it", () => {
    const noted = (record: MessageRecord): unknown =>
      record.kind === "advance" && Object.entries(record.findings ?? {}).map(([fund, { verdict, missing }]) => [fund, verdict, missing.at(-1)]);
    const unmapped = "unmapped:390400=88.88";
    expect(noted(noneOf({}))).toEqual([["backstop", "not_checkable", unmapped]]);
    expect(noted(noneOf({ maf_pay: "1.00" }))).toEqual([["assistance", "not_checkable", unmapped]]);
    // Employees' insurance is in hifp_pay, and none of the residents' funds.
    const employee = [{ fund_pay_type: "310100", fund_payamt: "88.88" }];
    expect(noted(noneOf({ hifp_pay: "88.88", oth_pay: "0", setldetail: employee }))).toEqual([["basic", "not_checkable", "unmapped:310100=88.88"]]);
    // Without an amount in any field it stands with the fund of oth_pay.
    expect(noted(noneOf({ oth_pay: "0", psn_part_amt: "1000.00" }))).toEqual([["backstop", "not_checkable", unmapped]]);
  });

  it("is noted where no rule knows the fund: it can't have paid more than that", () => {
    expect(unmappedFindings([], { amount: fen(8888), kinds: "390400=88.88" }, ["backstop"])).toEqual({
      backstop: { verdict: "not_checkable", low: 0, high: 8888, missing: ["unmapped:390400=88.88"], rules: [] },
    });
  });
});

/** 勐海县's county hospital: 85 % of 1500.00 are 1275.00, so that 1300.00 are 25.00 too much and 1200.00 are 75.00 too little. */
const claim = (setl_id: string, hifp_pay: string, more: Fields = {}) =>
  recordOf(advanceMessage({ setl_id, hifp_pay, maf_pay: "0", oth_pay: "0", psn_part_amt: "400.00", fixmedins_name: null, ...more }));
const back = (reversal_id: string, setl_id: string, time: string) => recordOf(reversalMessage({ reversal_id, setl_id, time }));

describe("findings in the lane", () => {
  it("are counted in the fund's totals, and taken back by a reversal in the month it stands in", async () => {
    const lane = openLane();
    await lane.post(claim("a", "1300.00"), claim("b", "1300.00"), claim("c", "1200.00"));
    expect(lane.account("201710").funds.basic?.findings).toEqual({ over: 2, under: 1, notCheckable: 0 });
    await lane.post(back("r1", "a", "2017-10-27 10:00:00"));
    expect(lane.account("201710").funds.basic?.findings).toEqual({ over: 1, under: 1, notCheckable: 0 });
    await lane.close();
    await lane.post(back("r2", "b", "2017-11-05 10:00:00"));
    expect(lane.account("201710").funds.basic?.findings).toEqual({ over: 1, under: 1, notCheckable: 0 });
    expect(lane.account("201711").funds.basic?.findings).toEqual({ over: -1, under: 0, notCheckable: 0 });
  });

  it("leave no trace in the account once all are taken back", async () => {
    const lane = openLane();
    await lane.post(claim("a", "1300.00"), back("r1", "a", "2017-10-27 10:00:00"));
    for (const totals of Object.values(lane.account("201710").funds)) expect(totals).not.toHaveProperty("findings");
    expect(lane.account("201710").funds.basic).toMatchObject({ count: 2, accrued: 0 });
  });

  it("count where a fund paid nothing and had to", async () => {
    const lane = openLane();
    // 90 % of 1500.00 less 1275.00: assistance owes 75.00, and the year's figures show that its cap is not used up.
    await lane.post(claim("a", "1275.00", { maf_pay_cum: "0" }));
    expect(lane.account("201710").funds.assistance).toMatchObject({ count: 0, accrued: 0, findings: { over: 0, under: 1, notCheckable: 0 } });
  });
});

describe("a page with findings", () => {
  const page = (findings?: AdvanceEntry["findings"]): Page => {
    const record = claim("a", "1300.00");
    if (record.kind !== "advance") throw new Error("a claim is an advance");
    const { id, county, time, status, person, facts, funds, rules, hash } = record;
    const entry: AdvanceEntry = { kind: "advance", id, county, month: "201710", time, status, person, facts, funds, rules, hash };
    return { lane: LANE, version: 1, previous: "", entries: [findings === undefined ? entry : { ...entry, findings }], accounts: [] };
  };
  const basic = { verdict: "over", low: fen(127500), high: fen(127500), missing: [], rules: ["r"] } as const;
  const critical = { verdict: "not_checkable", low: fen(0), high: fen(70), missing: ["hifmi_pay_cum"], rules: ["s", "t"] } as const;

  it("reads back as it was written", () => {
    const written = page({ basic, critical, backstop: { ...basic, verdict: "under" } });
    expect(decodePage(encodePage(written))).toEqual(written);
  });

  it("writes what findings say alike once, and nothing at all where there are none", () => {
    const one = page({ basic });
    const [entry] = one.entries;
    const ten = encodePage({ ...one, entries: Array.from({ length: 10 }, () => entry!) });
    expect(ten.body.match(/\[\[\],\["r"\]\]/g)).toHaveLength(1);
    expect(encodePage(page()).body).not.toMatch(/findings|notes/);
  });

  it("of the time before the audit reads without any", () => {
    const decoded = decodePage(encodePage(page()));
    expect(decoded.entries[0]).not.toHaveProperty("findings");
  });

  it("is a finding of verify where a finding names what the page does not hold", () => {
    const stored = encodePage(page({ basic }));
    const walk = new LaneWalk(LANE);
    const body = stored.body.replace('"notes":[[[],["r"]]],', "");
    walk.take({ ...encodePage(page()), body, hash: hashOf(body) });
    expect(walk.findings.map(({ what }) => what)).toEqual([expect.stringContaining("which the page does not hold")]);
  });

  it("is a finding of verify where an account counts otherwise than its entries", async () => {
    const lane = openLane();
    await lane.post(claim("a", "1300.00"));
    const [stored] = [...(lane.store.tables.pages.get(LANE)?.values() ?? [])];
    const body = stored!.body.replace('"findings":{"over":1,', '"findings":{"over":2,');
    expect(body).not.toBe(stored!.body);
    const walk = new LaneWalk(LANE);
    walk.take({ ...stored!, body, hash: hashOf(body) });
    expect(walk.findings.map(({ what }) => what)).toEqual([`states account 201710#${MENGHAI}#${LANE} otherwise than its entries add up to`]);
  });
});

function hashOf(body: string): string {
  return createHash("sha256").update(body).digest("base64url");
}
