import { describe, expect, it } from "vitest";
import { assumptionsOf, renderAssumptions } from "../../shared/policy/assumptions.ts";
import { BENEFIT_KEYS, type BenefitKey, type BenefitRule } from "../../shared/policy/benefit-rules.ts";
import { describeBenefit } from "../../shared/policy/benefit-text.ts";
import { BUILT_IN_BOOK, POLICY_LAYERS, policyFor } from "../../shared/policy/book.ts";
import { renderExplanation } from "../../shared/policy/explanation-text.ts";
import { explainPolicy, type ExplanationQuery, type PolicyExplanation } from "../../shared/policy/explanation.ts";

function explain(query: ExplanationQuery): PolicyExplanation {
  const explanation = explainPolicy(BUILT_IN_BOOK, query);
  if (explanation === undefined) throw new Error("no policy");
  return explanation;
}

const COUNTIES = ["530102", "532822", "532932", "620102", "620200"];
const DAYS = ["2017-09-26", "2017-09-27", "2017-10-23", "2017-10-24", "2018-12-31", "2019-01-01", "2019-03-22", "2019-03-23"];
const places = COUNTIES.flatMap((region) => DAYS.map((date) => ({ region, date })));

describe("an explanation", () => {
  it.each(places)("of $region on $date gives what is in force there, nothing else", ({ region, date }) => {
    const policy = policyFor(region, date);
    const explanation = explainPolicy(BUILT_IN_BOOK, { region, date });
    expect(explanation === undefined).toBe(policy === undefined);
    if (explanation === undefined || policy === undefined) return;
    const { splits, benefits, fundFields, stopped, allotments } = explanation;
    expect(Object.fromEntries(allotments.map(({ item, rule }) => [item, rule]))).toEqual(
      Object.fromEntries(Object.entries(policy.allotments).map(([item, { rule }]) => [item, rule])),
    );
    for (const status of ["lifted", "unlifted"] as const) {
      const own = splits.filter((one) => one.status === status).map(({ fund, rule, ratio }) => [fund, { rule, ratio }]);
      expect(Object.fromEntries(own)).toEqual(policy.rules[status]);
    }
    expect(Object.fromEntries(fundFields.map(({ fund, field }) => [fund, field]))).toEqual(policy.fundFields);
    expect(benefits.map(({ key, rule, value }) => [key, rule, value]).toSorted()).toEqual(
      Object.entries(policy.benefits.rules)
        .map(([key, { rule, value }]) => [key, rule, value])
        .toSorted(),
    );
    expect(stopped.map(({ key }) => key).toSorted()).toEqual(Object.keys(policy.benefits.stopped).toSorted());
  });

  it("has what is allotted by headcount, with unit amount, ratios, clause and the parameter it needs", () => {
    const explanation = explain({ region: "532801", date: "2017-10-24" });
    expect(explanation.allotments.map(({ item }) => item)).toEqual(["premium", "familyDoctor", "assistanceSubsidy", "backstopSubsidy"]);
    expect(explanation.allotments[1]).toMatchObject({
      name: "家庭医生签约服务费",
      rule: "xishuangbanna-2017@1/allotment.familyDoctor",
      unit: { yuan: "12.00" },
      ratios: { lifted: "10:3:12", unlifted: "15:2:8" },
      document: "西政办发〔2017〕92号",
      overrides: [{ rule: "yunnan-2017@1/allotment.familyDoctor", ratios: { lifted: "2:3:0", unlifted: "3:2:0" } }],
    });
    expect(explanation.parameters).toContainEqual(expect.objectContaining({ key: "premium", year: "2017", value: "150.00", sample: true }));
    const text = renderExplanation(explanation);
    expect(text).toContain("按人头拨付（省:州市:县）");
    expect(text).toContain("  家庭医生签约服务费  每人每年12.00元；已脱贫 10:3:12，未脱贫 15:2:8\n      西政办发〔2017〕92号 二（三）");
    const gansu = renderExplanation(explain({ region: "620102", date: "2019-01-01", status: "lifted" }));
    expect(gansu).toContain("  参保个人缴费补贴  每人每年：参保个人缴费资助标准，不低于50.00元；已脱贫 0:1:0\n");
  });

  it("of one fund has no allotments: they are of none", () => {
    expect(explain({ region: "532801", date: "2017-10-24", fund: "basic" }).allotments).toEqual([]);
  });

  it("names what a narrower layer replaced, with its own document and clause", () => {
    const { splits, benefits, layers } = explain({ region: "532801", date: "2017-10-24", status: "lifted", fund: "basic" });
    expect(layers.map(({ id, regionName }) => [id, regionName])).toEqual([
      ["yunnan-2017", "云南省"],
      ["xishuangbanna-2017", "西双版纳傣族自治州"],
    ]);
    expect(splits).toMatchObject([
      {
        fund: "basic",
        status: "lifted",
        rule: "xishuangbanna-2017@1/pooled-lifted",
        ratio: "10:3:12",
        shares: { province: "0.4", prefecture: "0.12", county: "0.48" },
        document: "西政办发〔2017〕92号",
        overrides: [{ rule: "yunnan-2017@1/pooled-lifted", ratio: "2:3:0", document: "云政办发〔2017〕102号" }],
      },
    ]);
    expect(benefits.find(({ key }) => key === "basic-inpatient-county")).toMatchObject({
      text: "政策范围内费用的85%，起付线为当地基本医保住院起付线",
      clause: "一（二）：县级医疗机构报销比例达到85%",
      overrides: [
        {
          rule: "yunnan-2017@1/basic-inpatient-county",
          text: "政策范围内费用的80%—85%，起付线为当地基本医保住院起付线",
          clause: "（二）：县级医疗机构报销比例达到80％—85％",
        },
      ],
    });
    expect(explain({ region: "532801", date: "2017-10-12", status: "lifted", fund: "basic" }).splits).toMatchObject([
      { ratio: "2:3:0", overrides: [] },
    ]);
  });

  it("of one fund has the rules that speak of it, also beside others", () => {
    const { benefits, splits, fundFields, stopped } = explain({ region: "532801", date: "2017-10-24", fund: "backstop" });
    expect(benefits.map(({ key }) => key)).toEqual([
      "assistance-backstop-joined",
      "backstop-inpatient-target",
      "backstop-annual-over",
      "cataract-target",
      "diseases-cataract",
    ]);
    expect([...splits, ...fundFields].every(({ fund }) => fund === "backstop")).toBe(true);
    expect(stopped).toEqual([]);
    expect(explain({ region: "62", date: "2019-01-01", fund: "basic" }).stopped.map(({ key }) => key)).toEqual(["basic-inpatient-uplift"]);
  });

  it("of a province has the province's layers alone", () => {
    expect(explain({ region: "53", date: "2019-03-23" }).layers.map(({ id }) => id)).toEqual(["yunnan-2017", "yunnan-2019"]);
  });

  it("lists the local parameters its rules name: known, made up, or missing", () => {
    const { parameters } = explain({ region: "532822", date: "2017-10-24" });
    expect(parameters.find(({ key }) => key === "criticalDeductible")).toEqual({
      key: "criticalDeductible",
      name: "大病保险起付线（其他城乡居民）",
      year: "2017",
      value: "10000.00",
      source: "示例数据，不是西双版纳州的实际标准",
      set: "xishuangbanna-sample-2017",
      region: "5328",
      sample: true,
    });
    // 上年度全州: the year before, the prefecture's.
    expect(parameters.find(({ key }) => key === "ruralDisposableIncome")).toMatchObject({ year: "2016", value: null });
    expect(explain({ region: "530102", date: "2017-10-24" }).parameters.find(({ key }) => key === "ruralDisposableIncome")).toMatchObject({
      year: "2017",
      value: null,
    });
    // The township has no deductible in Yunnan, and is not asked for.
    expect(parameters.flatMap(({ key, level }) => (key === "basicInpatientDeductible" ? [level] : []))).toEqual(["county", "prefecture", "province"]);
  });

  it("is shown with every document, clause, assumption and what was replaced", () => {
    const explanation = explain({ region: "620200", date: "2019-01-01" });
    const text = renderExplanation(explanation);
    expect(text.split("\n")[0]).toBe("嘉峪关市 620200 2019-01-01 适用的政策");
    for (const { clause, rule, assumption = "" } of [...explanation.splits, ...explanation.benefits, ...explanation.stopped]) {
      expect(text).toContain(clause);
      expect(text).toContain(`[${rule}]`);
      expect(text).toContain(assumption);
    }
    expect(text).toContain("基本医保住院起付线（乡镇） 2019年: 缺，无法核对");
    expect(renderExplanation(explain({ region: "532822", date: "2017-10-24" }))).toContain("（示例，审核不使用）");
    expect(renderExplanation(explain({ region: "532822", date: "2017-10-24" }))).toContain(
      "      取代 yunnan-2017@1/pooled-lifted  2:3:0  云政办发〔2017〕102号 （一）、（十）：",
    );
    expect(renderExplanation(explain({ region: "532822", date: "2017-10-24", fund: "backstop" })).match(/^待遇：.*$/gm)).toEqual([
      "待遇：医疗救助、医疗费用兜底保障",
      "待遇：医疗费用兜底保障",
      "待遇：基本医保统筹基金、大病保险、医疗救助、医疗费用兜底保障",
    ]);
  });
});

describe("a benefit rule in words", () => {
  const rule = (value: object): BenefitRule => ({ clause: "（一）", ...value });
  const RANGE = { low: "0.7", high: "0.7" };

  it.each<[BenefitKey, object, string]>([
    ["basic-inpatient-county", { ratio: { low: "0.125", high: "0.2" }, of: "scope", deductible: "none" }, "政策范围内费用的12.5%—20%，不设起付线"],
    [
      "basic-inpatient-referred",
      { ratio: { low: "0.7", high: "1" }, of: "scope", where: "outside-county", referral: true },
      "政策范围内费用的70%以上，医疗机构在县域外，须符合转诊转院规范",
    ],
    ["basic-inpatient-area", { ratio: { low: "1", high: "1" }, of: "total", per: "area" }, "医疗费总额的100%，按全县汇总，不按单次"],
    [
      "critical-ratio",
      { ratio: { parameter: "criticalRatio", plus: "0.05" }, of: "scope-left" },
      "前项报销后剩余的政策范围内费用，按当地大病保险支付比例（其他城乡居民）加5个百分点",
    ],
    [
      "assistance-inpatient-share",
      { ratio: { parameter: "assistanceRatio", atLeast: "0.70" }, of: "scope-left" },
      "前项报销后剩余的政策范围内费用，按当地医疗救助比例（不低于70%）",
    ],
    [
      "critical-ratio",
      {
        ratio: {
          tiers: [
            { over: "0.00", range: RANGE },
            { over: "9.50", range: { low: "0.8", high: "1" } },
          ],
        },
        of: "total",
      },
      "医疗费总额，按0.00元以上部分70%、9.50元以上部分80%以上",
    ],
    ["critical-deductible", { deductible: { parameter: "criticalDeductible", times: "0.5" } }, "起付线为当地大病保险起付线（其他城乡居民）的50%"],
    ["critical-cap", { cap: { parameter: "criticalAnnualCap", times: "1.5" } }, "当地大病保险年度报销限额（其他城乡居民）的150%"],
    ["critical-cap", { cap: "none" }, "不设封顶线"],
    ["assistance-cap", { cap: { parameter: "assistanceAnnualCap", atLeast: "100000.00" } }, "当地医疗救助年度封顶线，不低于100000.00元"],
    ["critical-outpatient", { diseases: "diseases-critical-outpatient" }, "病种：大病保险门诊病种"],
    ["critical-outpatient", {}, "所有门诊慢特病"],
    ["assistance-backstop-joined", {}, ""],
    ["assistance-annual-over", { ratio: { low: "1", high: "1" }, over: { amount: "3000.00" } }, "个人年度自付超过3000.00元的部分的100%"],
    [
      "backstop-inpatient-target-near",
      { upTo: RANGE, of: "total", counting: ["basic", "backstop"], where: "inside-prefecture" },
      "基本医保统筹基金、医疗费用兜底保障合计补足到医疗费总额的70%，医疗机构在州市内",
    ],
    ["diseases-major", { count: 25, diseases: [] }, "25种，文件未列病名"],
    ["diseases-severe", { count: 2, diseases: [{ name: "甲" }, { name: "乙" }] }, "2种：甲、乙"],
  ])("%s %j", (key, value, words) => {
    expect(describeBenefit(key, rule(value))).toBe(words);
  });

  it("has some, or a title that says it all, for every rule of every pack", () => {
    for (const { benefits } of POLICY_LAYERS) {
      for (const [key, value] of Object.entries(benefits ?? {}) as [BenefitKey, BenefitRule][]) {
        const hasNoValue = ["basic-outpatient-consultation", "assistance-backstop-joined"].includes(key);
        expect(describeBenefit(key, value) === "").toBe(hasNoValue);
        expect(describeBenefit(key, value)).not.toMatch(/undefined|NaN/);
      }
    }
    expect(BENEFIT_KEYS).toHaveLength(36);
  });
});

describe("the assumptions", () => {
  it("are every one of the packs, with layer, document and clause", () => {
    const found = assumptionsOf(BUILT_IN_BOOK);
    const written = JSON.stringify(POLICY_LAYERS).match(/"assumption":/g) ?? [];
    expect(found).toHaveLength(written.length);
    expect(found.find(({ layer, about }) => layer === "gansu-2019@1" && about === "pooled")).toMatchObject({
      document: "甘卫扶贫函〔2019〕385号",
      regionName: "甘肃省",
      clause: expect.stringContaining("（五）") as unknown,
      assumption: expect.stringContaining("全部由市州承担") as unknown,
    });
  });

  it("of a region are those of the layers that hold it or lie in it", () => {
    const layersOf = (region: string) => [...new Set(assumptionsOf(BUILT_IN_BOOK, region).map(({ layer }) => layer))];
    expect(layersOf("53")).toEqual(["xishuangbanna-2017@1", "yunnan-2017@1", "yunnan-2019@1"]);
    expect(layersOf("530102")).toEqual(["yunnan-2017@1", "yunnan-2019@1"]);
    expect(layersOf("6202")).toEqual(["gansu-2019@1"]);
  });

  it("are shown layer by layer with their count", () => {
    const text = renderAssumptions(assumptionsOf(BUILT_IN_BOOK, "62"));
    expect(text.split("\n").slice(0, 3)).toEqual([
      "gansu-2019@1  甘卫扶贫函〔2019〕385号  甘肃省 62：18项",
      "  整个文件  [inForceFrom]",
      "      假定：文件是2019年全年工作要点，未写印发日和施行日，按2019年1月1日起施行、有新文件前继续有效读。",
    ]);
    expect(renderAssumptions([])).toBe("无假定");
  });
});
