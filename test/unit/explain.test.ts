import { describe, expect, it } from "vitest";
import { auditBenefits } from "../../shared/benefit/audit-benefits.ts";
import { benefitFactsOf } from "../../shared/benefit/facts.ts";
import { policyFor, POLICY_LAYERS } from "../../shared/policy/book.ts";
import { explainAdvance } from "../../shared/statement/advance-explanation.ts";
import { renderExplanation } from "../../shared/statement/advance-text.ts";
import { citeRule, clausesOf } from "../../shared/statement/clause-of.ts";
import { explainShares } from "../../shared/statement/explain-shares.ts";
import { readAdvance } from "../../shared/store/read-advance.ts";
import { readFindings } from "../../shared/store/read-findings.ts";
import { fen } from "../../shared/money/fen.ts";
import { openLane } from "../support/lane.ts";
import { advanceMessage, recordOf, reversalMessage, type Fields } from "../support/messages.ts";

const INSTITUTION = "H53282200001";
const claim = (setl_id: string, more: Fields = {}) =>
  recordOf(advanceMessage({ setl_id, hifp_pay: "1300.00", maf_pay: "0", oth_pay: "0", psn_part_amt: "400.00", ...more }));
const back = (reversal_id: string, setl_id: string) => recordOf(reversalMessage({ reversal_id, setl_id, time: "2017-10-27 10:00:00" }));
const clauseOf = clausesOf(POLICY_LAYERS);

/** The lane as it is between the append of its newest page and its application. */
function unapply(lane: ReturnType<typeof openLane>): void {
  for (const [key, { page }] of lane.store.tables.index.get(INSTITUTION) ?? []) {
    if (page === lane.pages().length) lane.store.tables.index.get(INSTITUTION)?.delete(key);
  }
}

describe("an advance read from its lane", () => {
  it("comes with what happened to it, also where nobody has applied the newest page", async () => {
    const lane = openLane({ lane: INSTITUTION });
    await lane.post(claim("a"), claim("b"));
    await lane.post(back("r1", "a"));
    unapply(lane);
    const read = await readAdvance(lane.store, INSTITUTION, "a");
    expect(read).toMatchObject({
      page: 1,
      original: { advance: { id: "a" }, reversed: true, changes: [] },
      reversal: { id: "r1" },
      account: { month: "201710" },
    });
    expect(await readAdvance(lane.store, INSTITUTION, "b")).toMatchObject({ page: 1, original: { reversed: false }, reversal: undefined });
    expect(await readAdvance(lane.store, INSTITUTION, "c")).toBeUndefined();
    expect(await readAdvance(lane.store, "H53282299999", "a")).toBeUndefined();
  });

  it("is listed with its findings, and as taken back by a page nobody has applied", async () => {
    const lane = openLane({ lane: INSTITUTION });
    await lane.post(claim("a"), claim("b"), claim("c", { insu_admdvs: "532823" }));
    await lane.post(back("r1", "a"));
    unapply(lane);
    const found = await readFindings(lane.store, "201710", "532822");
    expect(found.map(({ lane: of, institutionName, advance, reversed }) => [of, institutionName, advance.id, reversed])).toEqual([
      [INSTITUTION, "勐海县人民医院", "a", true],
      [INSTITUTION, "勐海县人民医院", "b", false],
    ]);
    expect((await readFindings(lane.store, "201710", "5328")).map(({ advance }) => advance.id)).toEqual(["a", "b", "c"]);
    expect(await readFindings(lane.store, "201711", "53")).toEqual([]);
  });
});

describe("an explanation", () => {
  const read = async (findings?: object) => {
    const lane = openLane({ lane: INSTITUTION });
    await lane.post(claim("a"));
    const found = (await readAdvance(lane.store, INSTITUTION, "a"))!;
    const { advance } = found.original;
    const rules = policyFor(advance.county, advance.time.slice(0, 10))?.benefits.rules ?? {};
    const facts = benefitFactsOf(INSTITUTION, advance);
    const today = auditBenefits({ facts, rules, parameterFor: () => undefined, explain: true });
    const { findings: noted, ...bare } = advance;
    const original = {
      ...found.original,
      advance: findings === undefined ? { ...bare, ...(noted === undefined ? {} : { findings: noted }) } : { ...bare, ...findings },
    };
    return explainAdvance({ institution: INSTITUTION, ...found, original, findings: today }, clauseOf);
  };

  it("says the same of the audit at intake as of today's where nothing changed", async () => {
    expect((await read()).funds.map(({ fund, changed }) => [fund, changed])).toEqual([
      ["basic", false],
      ["critical", false],
      ["assistance", false],
      ["backstop", false],
    ]);
  });

  it("says what intake noted where that was otherwise, and that an entry older than the audit has nothing noted", async () => {
    const other = { findings: { basic: { verdict: "under", low: fen(130001), high: fen(130001), missing: [], rules: [] } } };
    const [basic] = (await read(other)).funds;
    expect(basic).toMatchObject({ changed: true, noted: { verdict: "under", low: "1300.01" }, audit: { verdict: "over", by: "25.00" } });
    expect(renderExplanation(await read(other))).toContain("  入账时的审核结论：少付（1,300.01～1,300.01）；此后规则、参数或审核有变\n");
    const [older] = (await read({})).funds;
    expect(older?.changed).toBe(true);
    expect(renderExplanation(await read({}))).toContain("  入账时的审核结论：没有记录；此后规则、参数或审核有变\n");
  });

  it("names a rule whose words the product no longer has", () => {
    expect(citeRule(clauseOf, "yunnan-2017@1/backstop")).toBe("云政办发〔2017〕102号（五）：由县级政府统筹资金进行兜底保障");
    expect(citeRule(clauseOf, "yunnan-2017@0/backstop")).toBe("yunnan-2017@0/backstop");
  });

  it("works a split with its remainders, and that of money taken back", () => {
    // 123457 by 10:3:12 of 25: 49382 20/25, 14814 21/25, 59259 9/25; two fen left over, to 21/25 and 20/25.
    const shares = [fen(49383), fen(14815), fen(59259)] as const;
    const worked = explainShares({ amount: fen(123457), shares }, "10:3:12");
    expect(worked.map(({ floor, remainder, extraFen, share }) => [floor, remainder, extraFen, share])).toEqual([
      ["493.82", "20/25", 1, "493.83"],
      ["148.14", "21/25", 1, "148.15"],
      ["592.59", "9/25", 0, "592.59"],
    ]);
    const negative = explainShares({ amount: fen(-123457), shares: [fen(-49383), fen(-14815), fen(-59259)] }, "10:3:12");
    expect(negative.map(({ floor, remainder, extraFen }) => [floor, remainder, extraFen])).toEqual([
      ["-493.82", "-20/25", -1],
      ["-148.14", "-21/25", -1],
      ["-592.59", "-9/25", 0],
    ]);
  });
});
