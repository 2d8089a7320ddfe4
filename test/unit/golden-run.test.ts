import { describe, expect, it } from "vitest";
import { BUILT_IN_BOOK } from "../../shared/policy/book.ts";
import { differences } from "../../shared/policy/differences.ts";
import { goldenCases } from "../../shared/policy/golden-case.ts";
import { runGolden, type JudgeVisit } from "../../shared/policy/golden-run.ts";
import { renderGolden } from "../../shared/policy/golden-text.ts";

const CASE = { note: "worked by hand", county: "532822", day: "2017-10-24" };
const unasked: JudgeVisit = () => {
  throw new Error("no visit");
};

const run = (one: Readonly<Record<string, unknown>>, judge: JudgeVisit = unasked) =>
  runGolden(goldenCases([{ path: "a.golden.json", data: [{ ...CASE, ...one }] }]), BUILT_IN_BOOK, judge, new Set());
const problemsOf = (one: Readonly<Record<string, unknown>>, judge?: JudgeVisit) => run(one, judge).results[0]?.problems;

describe("a golden case that does not hold", () => {
  const amounts = { basic: "0.01" };
  const rule = "xishuangbanna-2017@1/pooled-lifted";

  it.each([
    [
      "other shares",
      { status: "lifted", amounts, expected: { basic: { rule, shares: ["0.01", "0.00", "0.00"] } } },
      'expected.basic.shares: expected ["0.01","0.00","0.00"], got ["0.00","0.00","0.01"]',
    ],
    [
      "another rule",
      { status: "lifted", amounts, expected: { basic: { rule: "x@1/y", shares: ["0.00", "0.00", "0.01"] } } },
      `expected.basic.rule: expected "x@1/y", got "${rule}"`,
    ],
    ["no rule where one is in force", { status: "lifted", amounts, expected: { basic: null } }, "expected.basic: expected null, got {"],
    ["no policy where one is in force", { status: "lifted", amounts, expected: null }, "expected: expected null, got {"],
    [
      "a policy where none is",
      { day: "2017-09-26", status: "lifted", amounts, expected: { basic: null } },
      'expected: expected {"basic":null}, got null',
    ],
    [
      "a fund without an amount",
      { status: "lifted", amounts, expected: { basic: { rule, shares: ["0.00", "0.00", "0.01"] }, critical: null } },
      "expected.critical: expected null, got nothing",
    ],
    ["other fund fields", { fundFields: { basic: "hifp_pay" } }, 'fundFields.critical: expected nothing, got "hifmi_pay"'],
    [
      "another ratio",
      { benefits: { "critical-ratio": { ratio: { low: "0.75" } } } },
      'benefits.critical-ratio.ratio.low: expected "0.75", got "0.70"',
    ],
    [
      "a rule that is not in force",
      { benefits: { "topup-inpatient": { of: "scope" } } },
      'benefits.topup-inpatient: expected {"of":"scope"}, got nothing',
    ],
    ["no rule where a benefit is in force", { benefits: { "critical-ratio": null } }, "benefits.critical-ratio: expected null, got {"],
    [
      "a rule stopped that is not",
      { stopped: { "critical-ratio": "x@1/critical-ratio" } },
      'stopped.critical-ratio: expected "x@1/critical-ratio", got nothing',
    ],
    ["another diagnosis", { diagnoses: { "diseases-major": { 肺癌: "yes" } } }, 'diagnoses.diseases-major.肺癌: expected "yes", got "no"'],
    [
      "a list that is not in force",
      { county: "620102", day: "2019-01-01", diagnoses: { "diseases-cataract": { 白内障: "no" } } },
      'diagnoses.diseases-cataract.白内障: expected "no", got nothing',
    ],
    ["a county of no code", { county: "539999", fundFields: {} }, "county: no division has the code 539999"],
    [
      "findings where no policy is in force",
      { day: "2017-01-01", visit: {}, findings: {} },
      "findings: no policy is in force in 532822 on 2017-01-01",
    ],
  ])("expecting %s says where", (_what, one, problem) => {
    expect(problemsOf(one)?.join("\n")).toContain(problem);
    expect(run(one)).toMatchObject({ cases: 1, passed: 0, failed: 1 });
  });

  it("is shown with its note, what was expected and what came out", () => {
    const text = renderGolden(run({ diagnoses: { "diseases-major": { 肺癌: "yes" } } }));
    expect(text.split("\n")).toEqual([
      "FAILED 不符 a.golden.json[0]  532822 2017-10-24: worked by hand",
      '    diagnoses.diseases-major.肺癌: expected "yes", got "no"',
      "1 golden cases 用例: 0 passed 相符, 1 failed 不符",
    ]);
  });
});

describe("a visit case", () => {
  const visit = { med_type: "21" };

  it("is judged with its own parameters of the day's year and the one before, and no others", () => {
    const judge: JudgeVisit = (given, { county, day, parameterFor }) => {
      expect(given).toEqual(visit);
      const values = [
        parameterFor(county, "2017", "criticalDeductible"),
        parameterFor(county, "2017", "basicInpatientDeductible", "county"),
        parameterFor(county.slice(0, 4), "2016", "ruralDisposableIncome"),
        parameterFor(county, "2017", "ruralDisposableIncome"),
        parameterFor(county, "2018", "criticalDeductible"),
      ].map((one) => one?.value);
      return { basic: { day, values } };
    };
    const findings = { basic: { values: ["10000.00", "300.00", "9999.99", undefined, undefined] } };
    const parameters = { criticalDeductible: "10000.00", basicInpatientDeductible: { county: "300.00" } };
    const previousYear = { ruralDisposableIncome: "9999.99" };
    expect(problemsOf({ visit, parameters, previousYear, findings }, judge)).toEqual([]);
  });

  it("says what was found otherwise, and what the audit could not read", () => {
    expect(problemsOf({ visit, findings: { basic: { verdict: "within" } } }, () => ({ basic: { verdict: "over", by: "0.01" } }))).toEqual([
      'findings.basic.verdict: expected "within", got "over"',
    ]);
    expect(problemsOf({ visit, findings: {} })).toEqual(["visit: no visit"]);
    expect(problemsOf({ visit, findings: {}, parameters: { criticalDeductible: "1" } })?.join()).toContain(
      "values.criticalDeductible.value: an amount is yuan",
    );
  });
});

describe("a file of golden cases", () => {
  const fileOf = (one: unknown) => () => goldenCases([{ path: "a.golden.json", data: one }]);

  it.each([
    ["no list", {}, "a.golden.json: "],
    ["a key it does not know", [{ ...CASE, expect: {} }], "a.golden.json: [0].expect: unknown key"],
    ["no note", [{ ...CASE, note: "", fundFields: {} }], "[0].note: a case says how it was worked"],
    ["nothing expected", [CASE], "[0]: a case that expects nothing"],
    ["amounts and nothing expected of them", [{ ...CASE, status: "lifted", amounts: { basic: "1.00" } }], "amounts and expected go together"],
    ["a visit and nothing expected of it", [{ ...CASE, visit: {} }], "visit and findings go together"],
    ["amounts without a status", [{ ...CASE, amounts: {}, expected: null }], "amounts need a status"],
    [
      "an amount with three decimals",
      [{ ...CASE, status: "lifted", amounts: { basic: "1.000" }, expected: null }],
      "an amount is yuan with two decimals",
    ],
  ])("with %s is refused", (_fault, data, problem) => {
    expect(fileOf(data)).toThrow(problem);
  });

  it("is one of those that end with .golden.json", () => {
    expect(goldenCases([{ path: "a.json", data: "anything" }])).toEqual([]);
  });

  it("leaves the rules of the layers asked about that no case names to be seen", () => {
    const cases = goldenCases([
      { path: "a.golden.json", data: [{ ...CASE, benefits: { "diseases-major": { rule: "yunnan-2019@1/diseases-major" } } }] },
    ]);
    expect(runGolden(cases, BUILT_IN_BOOK, unasked, new Set(["yunnan-2019"])).uncovered).toEqual([]);
    expect(runGolden([], BUILT_IN_BOOK, unasked, new Set(["yunnan-2019"])).uncovered).toEqual(["yunnan-2019@1/diseases-major"]);
    expect(renderGolden(runGolden([], BUILT_IN_BOOK, unasked, new Set(["yunnan-2019"])))).toContain("没有用例的规则: yunnan-2019@1/diseases-major");
  });
});

describe("differences", () => {
  it("of lists and values are whole, of objects by key", () => {
    expect(differences("a", { b: [1, 2], c: { d: 1 } }, { b: [1], c: { d: 1 } })).toEqual(["a.b: expected [1,2], got [1]"]);
    expect(differences("a", {}, { b: 1 })).toEqual(["a.b: expected nothing, got 1"]);
    expect(differences("a", {}, { b: 1 }, "part")).toEqual([]);
    expect(differences("a", { b: null }, {}, "part")).toEqual([]);
    expect(differences("a", { b: null }, {})).toEqual(["a.b: expected null, got nothing"]);
    expect(differences("a", [], {})).toEqual(["a: expected [], got {}"]);
  });
});
