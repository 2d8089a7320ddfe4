import { describe, expect, it } from "vitest";
import { add, ceilFen, exact, exactYuan, factorOf, floorFen, formatExact, formatPercent, times } from "../../shared/benefit/exact.ts";
import { judgeVisit } from "../../shared/benefit/judge-visit.ts";
import { nameOfMissing } from "../../shared/benefit/names.ts";
import { standsIn } from "../../shared/benefit/place.ts";
import { isChronicVisit, visitKindOf } from "../../shared/benefit/visit.ts";
import { fen } from "../../shared/money/fen.ts";
import { policyFor } from "../../shared/policy/book.ts";
import type { BenefitKey, BenefitRule } from "../../shared/policy/benefit-rules.ts";
import type { LocalParameter } from "../../shared/policy/parameters.ts";

describe("exact amounts", () => {
  it("keep half a deductible times a ratio of four decimals, and round at the end only", () => {
    // 333.33 × 0.5 = 166.665, × 0.7125 = 118.7488125.
    const amount = times(times(exactYuan("333.33"), factorOf("0.5")), factorOf("0.7125"));
    expect(formatExact(amount)).toBe("118.7488125");
    expect([floorFen(amount), ceilFen(amount)]).toEqual([11874, 11875]);
    expect([floorFen(exact(fen(5))), ceilFen(exact(fen(5)))]).toEqual([5, 5]);
    expect(formatExact(add(exact(fen(5)), exact(fen(95))))).toBe("1.00");
  });

  it("are never rounded on the way", () => {
    const tiny = times(times(exactYuan("0.01"), factorOf("0.0001")), factorOf("0.0001"));
    expect(formatExact(tiny)).toBe("0.0000000001");
    expect(() => times(tiny, factorOf("0.5"))).toThrow("is no whole number");
    expect(() => factorOf("0.12345")).toThrow("four decimals at most");
    expect(() => exactYuan("1.5")).toThrow("two decimals");
  });

  it("show ratios as per cent", () => {
    expect(["1", "0.85", "0.7125", "0.005", "0"].map((text) => formatPercent(factorOf(text)))).toEqual(["100%", "85%", "71.25%", "0.5%", "0%"]);
  });
});

describe("a visit's kind", () => {
  it("follows from med_type, and from a code of a region's own does not", () => {
    expect(["21", "23", "24", "52", "2101"].map(visitKindOf)).toEqual(Array(5).fill("inpatient"));
    expect(["11", "13", "14", "51", "140104"].map(visitKindOf)).toEqual(Array(5).fill("outpatient"));
    expect(["41", "53", "9901", ""].map(visitKindOf)).toEqual(Array(4).fill(undefined));
    expect(["14", "140104", "11"].map(isChronicVisit)).toEqual([true, true, false]);
  });
});

describe("where an institution stands", () => {
  it.each([
    ["H53282200001", "532822", true, false, true],
    ["H53282300001", "532822", false, true, true],
    ["H53010200201", "532822", false, true, false],
    // A county before and after it changed its code.
    ["H53030400001", "530321", true, false, true],
    // A prefecture's own code does not name a county.
    ["H53280000101", "532822", undefined, undefined, true],
    ["H53010000101", "532822", false, true, false],
    // 嘉峪关 is prefecture and county.
    ["H62020000001", "620200", true, false, true],
    ["H99999900001", "532822", undefined, undefined, undefined],
    ["YN-0001", "532822", undefined, undefined, undefined],
    ["P53282200001", "532822", undefined, undefined, undefined],
  ])("is read from its code: %s seen from %s", (institution, county, inside, outside, prefecture) => {
    const places = ["inside-county", "outside-county", "inside-prefecture"] as const;
    expect(places.map((place) => standsIn(place, institution, county))).toEqual([inside, outside, prefecture]);
  });
});

describe("what is missing", () => {
  it("has a name in Chinese, whether field, parameter or rule", () => {
    expect(["refl_flag", "criticalDeductible", "rule:topup-inpatient", "rule:assistance-outpatient", "other"].map(nameOfMissing)).toEqual([
      "转诊标志",
      "大病保险起付线（其他城乡居民）",
      "政策规定：提高报销比例补助",
      "政策规定：assistance-outpatient",
      "other",
    ]);
  });
});

describe("rules that no built-in document has in force", () => {
  const STAY = { med_type: "21", hosp_lv: "township", dise_name: "肺炎", refl_flag: "1", medfee_sumamt: "5500.00", inscp_scp_amt: "5000.00" };
  const base = policyFor("530521", "2017-10-12")!;
  /** Yunnan's policy with rules of a made-up layer over it. */
  function judge(rules: { [K in BenefitKey]?: Omit<BenefitRule<K>, "clause"> }, visit: Readonly<Record<string, unknown>>) {
    const more = Object.entries(rules).map(([key, value]) => [
      key,
      { rule: `made-up-2017@1/${key}`, document: "某", value: { ...value, clause: "（一）" }, overrides: [] },
    ]);
    const benefits = { ...base.benefits, rules: { ...base.benefits.rules, ...(Object.fromEntries(more) as object) } };
    const parameterFor = (): LocalParameter | undefined => undefined;
    return judgeVisit({ ...STAY, ...visit }, { county: "530521", day: "2017-10-12", policy: { ...base, benefits }, parameterFor });
  }

  it("add points for all residents to the level's ratio", () => {
    // 4500.00 to 4750.00, and 5000.00 × 0.05 = 250.00 more.
    const uplift = { ratio: { low: "0.05", high: "0.05" }, of: "scope" } as const;
    expect(judge({ "basic-inpatient-uplift": uplift }, { paid: { basic: "5000.00" } })["basic"]).toMatchObject({
      verdict: "within",
      low: "4750.00",
      high: "5000.00",
      rules: ["yunnan-2017@1/basic-inpatient-township", "made-up-2017@1/basic-inpatient-uplift"],
    });
  });

  it("can't be worked where they count a year no field tells of", () => {
    const over = { ratio: { low: "1", high: "1" }, over: { amount: "3000.00" } } as const;
    const visit = { maf_pay_cum: "0", paid: { basic: "4500.00", assistance: "100.00" } };
    expect(judge({ "assistance-annual-over": over }, visit)["assistance"]).toMatchObject({
      verdict: "not_checkable",
      low: "0.00",
      high: "500.00",
      missing: ["rule:assistance-annual-over"],
    });
  });

  it("leave a stay that is not referred to the local ratio, where they ask for referral", () => {
    const referred = { ratio: { low: "0.90", high: "0.90" }, of: "scope", deductible: "none", referral: true } as const;
    const basic = (refl_flag: string) => judge({ "basic-inpatient-township": referred }, { refl_flag, paid: { basic: "4500.00" } })["basic"];
    expect(basic("1")).toMatchObject({ verdict: "within", low: "4500.00" });
    expect(basic("0")).toMatchObject({ verdict: "not_checkable", missing: ["act_pay_dedc", "basicInpatientDeductible", "basicInpatientRatio"] });
  });

  it("bear a fixed threshold of the year's self-pay", () => {
    // 4950.00 − 4500.00 = 450.00; the patient is left with 550.00, the year with 3000.00 + 550.00 − 3200.00 = 350.00 above.
    const over = { ratio: { low: "1", high: "1" }, over: { amount: "3200.00" } } as const;
    const visit = { psn_part_cum: "3000.00", paid: { basic: "4500.00", backstop: "800.00" } };
    expect(judge({ "backstop-annual-over": over }, visit)["backstop"]).toMatchObject({ verdict: "within", low: "800.00", high: "800.00" });
  });
});
