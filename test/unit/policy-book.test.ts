import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BUILT_IN_BOOK } from "../../shared/policy/book.ts";
import { goldenCases } from "../../shared/policy/golden-case.ts";
import { runGolden, type JudgeVisit } from "../../shared/policy/golden-run.ts";
import { buildBook } from "../../shared/policy/policy-book.ts";
import type { PolicyFile } from "../../shared/policy/policy-file.ts";
import { PolicyFault } from "../../shared/policy/policy-fault.ts";
import { repeatedKeys } from "../../shared/contract/repeated-keys.ts";

const SPLIT = { rule: "pooled", funds: ["basic"], statuses: ["lifted", "unlifted"], ratio: "1:1:1", clause: "（一）：均摊" };
const SHARE = { ratio: { low: "0.80", high: "0.85" }, of: "scope", clause: "（二）：报销80％—85％" };
const LAYER = {
  id: "someplace-2020",
  version: 1,
  document: "某政发〔2020〕1号",
  title: "某文件",
  region: "5329",
  inForceFrom: "2020-01-01",
  splits: [SPLIT],
};
const SET = { id: "someplace-2020", region: "5329", year: "2020", values: { criticalRatio: { value: "0.60", source: "某医保发〔2020〕1号" } } };

const layerFile = (changes: Readonly<Record<string, unknown>>, path = "a.json"): PolicyFile => ({ path, data: { ...LAYER, ...changes } });
const setFile = (changes: Readonly<Record<string, unknown>>, path = "parameters/a.json"): PolicyFile => ({ path, data: { ...SET, ...changes } });
const withBenefit = (key: string, rule: unknown): PolicyFile => layerFile({ benefits: { [key]: rule } });

const ALLOTMENT = { unit: { yuan: "5.00" }, ratios: { lifted: "1:0:0", unlifted: "1:0:0" }, clause: "（三）：每人5元" };
const withAllotment = (item: string, changes: object): PolicyFile => layerFile({ allotments: { [item]: { ...ALLOTMENT, ...changes } } });

/** What is wrong with the files, on top of the built-in policies. */
function problemsOf(...files: readonly PolicyFile[]): readonly string[] {
  try {
    buildBook(files, BUILT_IN_BOOK);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyFault)) throw error;
    expect(error.message).toBe(error.problems.join("\n"));
    return error.problems;
  }
}

describe("a book of policies", () => {
  it("takes layers, parameters and divisions on top of another book, and leaves that as it was", () => {
    const before = BUILT_IN_BOOK.layers.length;
    const book = buildBook([layerFile({}), setFile({})], BUILT_IN_BOOK);
    expect(book.layers.at(-1)).toMatchObject({ file: "a.json", value: { id: "someplace-2020" } });
    expect(book.parameters.at(-1)).toMatchObject({ file: "parameters/a.json", value: { year: "2020" } });
    expect(BUILT_IN_BOOK.layers).toHaveLength(before);
  });

  it("leaves golden cases to those who run them", () => {
    expect(problemsOf({ path: "a.golden.json", data: "no cases" })).toEqual([]);
  });

  it("names every problem of every file at once", () => {
    const wrong = layerFile({ region: "99", version: 0 }, "b.json");
    expect(problemsOf(layerFile({ title: "" }), wrong, setFile({ year: "20" })).map((one) => one.split(": ").slice(0, 2).join(": "))).toEqual([
      "a.json: title",
      "b.json: version",
      "b.json: region",
      "parameters/a.json: year",
    ]);
  });

  it.each([
    ["a key it does not know", layerFile({ inForceUntil: "2021-01-01" }), "a.json: inForceUntil: unknown key"],
    ["a rule of no such key", withBenefit("basic-inpatient-town", SHARE), "a.json: benefits.basic-inpatient-town: unknown key"],
    ["a key inside a rule", withBenefit("critical-ratio", { ...SHARE, until: 1 }), "a.json: benefits.critical-ratio.until: unknown key"],
    ["a rule without a clause", withBenefit("critical-cap", { cap: "none" }), "a.json: benefits.critical-cap.clause: missing"],
    ["an allotment of no such item", withAllotment("dinner", {}), "a.json: allotments.dinner: unknown key"],
    [
      "an allotment without a ratio for a status",
      withAllotment("premium", { ratios: { lifted: "1:0:0" } }),
      "a.json: allotments.premium.ratios.unlifted: missing",
    ],
    [
      "an allotment whose ratio makes no sense",
      withAllotment("premium", { ratios: { lifted: "1:0", unlifted: "1:0:0" } }),
      'a.json: allotments.premium.ratios.lifted: a ratio names province, prefecture and county ("1:0")',
    ],
    [
      "an allotment of nothing",
      withAllotment("premium", { unit: { yuan: "0.00" } }),
      'a.json: allotments.premium.unit.yuan: an allotment of nothing ("0.00")',
    ],
    ["an allotment without a clause", withAllotment("premium", { clause: undefined }), "a.json: allotments.premium.clause: missing"],
    ["a region of no code", layerFile({ region: "99" }), 'a.json: region: a region is a code prefix of the division table ("99")'],
    [
      "a day the calendar does not have",
      layerFile({ inForceFrom: "2020-02-30" }),
      'a.json: inForceFrom: a day that the calendar does not have ("2020-02-30")',
    ],
    ["a layer that says nothing", layerFile({ splits: [] }), "a.json: a layer that says nothing"],
    [
      "a range upside down",
      withBenefit("critical-ratio", { ...SHARE, ratio: { low: "0.85", high: "0.80" } }),
      "a.json: benefits.critical-ratio.ratio: a range's low is not above its high",
    ],
    ["a ratio above one", withBenefit("critical-ratio", { ...SHARE, ratio: { low: "0.80", high: "1.05" } }), "a ratio is a decimal from 0 to 1"],
    ["a ratio in per cent", withBenefit("critical-ratio", { ...SHARE, ratio: { low: "80%", high: "85%" } }), "a ratio is a decimal from 0 to 1"],
    ["a range that allows nothing", withBenefit("critical-ratio", { ...SHARE, ratio: { low: "0", high: "0" } }), "a range that allows nothing"],
    [
      "a ratio of no known shape",
      withBenefit("critical-ratio", { ...SHARE, ratio: "0.8" }),
      "a ratio is {low, high}, {parameter, plus?, atLeast?} or {tiers}",
    ],
    [
      "tiers that do not start at nothing",
      withBenefit("critical-ratio", { ...SHARE, ratio: { tiers: ["1.00", "2.00"].map((over) => ({ over, range: SHARE.ratio })) } }),
      'the first tier starts at "0.00"',
    ],
    [
      "tiers out of order",
      withBenefit("critical-ratio", { ...SHARE, ratio: { tiers: ["0.00", "9.00", "10.00", "9.50"].map((over) => ({ over, range: SHARE.ratio })) } }),
      "tiers start one above the other",
    ],
    [
      "a target upside down",
      withBenefit("cataract-target", { upTo: { low: "1", high: "0.9" }, of: "total", counting: ["basic"], clause: "（一）" }),
      "a target's low is not above its high",
    ],
    [
      "a fund that counts twice",
      withBenefit("cataract-target", { upTo: { low: "1", high: "1" }, of: "total", counting: ["basic", "basic"], clause: "（一）" }),
      "a fund counts once",
    ],
    [
      "a deductible of a cap's parameter",
      withBenefit("critical-deductible", { deductible: { parameter: "criticalAnnualCap" }, clause: "（一）" }),
      'a deductible is "none" or {parameter, times?}',
    ],
    [
      "a factor of nothing",
      withBenefit("critical-deductible", { deductible: { parameter: "criticalDeductible", times: "0" }, clause: "（一）" }),
      "a factor of nothing",
    ],
    [
      "an amount without its fen",
      withBenefit("assistance-cap", { cap: { parameter: "assistanceAnnualCap", atLeast: "100000" }, clause: "（一）" }),
      "an amount is yuan with two decimals",
    ],
    [
      "a rule that is given and stopped",
      layerFile({ benefits: { "critical-ratio": SHARE }, stops: [{ rule: "critical-ratio", clause: "（一）" }] }),
      "a layer gives a rule or stops it, not both",
    ],
    ["a rule stopped twice", layerFile({ stops: [1, 2].map(() => ({ rule: "critical-ratio", clause: "（一）" })) }), "a rule is stopped once"],
    ["two splits of one name", layerFile({ splits: [SPLIT, { ...SPLIT, funds: ["critical"] }] }), "a rule has a name of its own"],
    [
      "a list no layer gives",
      {
        path: "a.json",
        data: {
          ...LAYER,
          region: "6201",
          benefits: {
            "cataract-target": { upTo: { low: "1", high: "1" }, of: "total", counting: ["basic"], diseases: "diseases-cataract", clause: "（一）" },
          },
        },
      },
      "a.json: benefits.cataract-target.diseases: no layer gives the list diseases-cataract in force in 6201 on 2020-01-01",
    ],
    [
      "a fund with a field that nobody splits",
      layerFile({ region: "6201", fundFields: { backstop: "oth_pay" } }),
      "a.json: fundFields.backstop: no layer splits the fund for lifted in force in 6201 on 2020-01-01",
    ],
    ["an amendment of no layer", layerFile({ amends: "nowhere-2017" }), "a.json: amends: no layer has the id nowhere-2017"],
    [
      "an amendment of another region's layer",
      layerFile({ amends: "gansu-2019" }),
      "a.json: amends: gansu-2019 is of region 62, which does not hold 5329",
    ],
    [
      "an amendment before what it amends",
      layerFile({ amends: "yunnan-2019", inForceFrom: "2019-03-22" }),
      "a.json: inForceFrom: 2019-03-22 is not after 2019-03-23, when yunnan-2019, which it amends, comes into force",
    ],
    [
      "an amendment on the same day",
      layerFile({ amends: "yunnan-2019", inForceFrom: "2019-03-23" }),
      "a.json: inForceFrom: 2019-03-23 is not after 2019-03-23",
    ],
    ["an id that is taken", layerFile({ id: "yunnan-2017" }), "a.json: id: another layer has this id (yunnan-2017, in yunnan-2017.json)"],
    [
      "a second layer of a region and day",
      layerFile({ region: "53", inForceFrom: "2017-09-27" }),
      "a.json: inForceFrom: two layers of one region on one day: no order between them (53 2017-09-27, in yunnan-2017.json)",
    ],
    ["a parameter of no such key", setFile({ values: { income: { value: "1.00", source: "某" } } }), "parameters/a.json: values.income: unknown key"],
    [
      "a parameter without a source",
      setFile({ values: { criticalRatio: { value: "0.60" } } }),
      "parameters/a.json: values.criticalRatio.source: missing",
    ],
    ["a ratio parameter in yuan", setFile({ values: { criticalRatio: { value: "60.00", source: "某" } } }), "a ratio is a decimal from 0 to 1"],
    [
      "one value where there is one for each level",
      setFile({ values: { basicInpatientRatio: { value: "0.60", source: "某" } } }),
      "parameters/a.json: values.basicInpatientRatio.value: ",
    ],
    [
      "a level that is none",
      setFile({ values: { basicInpatientRatio: { value: { city: "0.60" }, source: "某" } } }),
      "parameters/a.json: values.basicInpatientRatio.value.city: unknown key",
    ],
    ["no level at all", setFile({ values: { basicInpatientRatio: { value: {}, source: "某" } } }), "a value for at least one level"],
    ["a set without a value", setFile({ values: {} }), "a set without a value"],
  ])("refuses %s, with file and key", (_fault, file, problem) => {
    expect(problemsOf(file).join("\n")).toContain(problem);
  });

  it("refuses two parameter sets of one region and year, unless one is a sample", () => {
    const second = { id: "otherplace-2020" };
    expect(problemsOf(setFile({}), setFile(second, "parameters/b.json"))).toEqual([
      "parameters/b.json: year: two sets of one region and year (5329 2020, in parameters/a.json)",
    ]);
    expect(problemsOf(setFile({}), setFile({ ...second, sample: true }, "parameters/b.json"))).toEqual([]);
    expect(problemsOf(setFile({}), setFile({ ...second, year: "2021" }, "parameters/b.json"))).toEqual([]);
    expect(problemsOf(setFile({}), setFile({}, "parameters/b.json"))[0]).toBe(
      "parameters/b.json: id: another set has this id (someplace-2020, in parameters/a.json)",
    );
  });
});

describe("a folder's divisions", () => {
  const divisions = (changes: Readonly<Record<string, unknown>>): PolicyFile => ({
    path: "divisions.json",
    data: { source: "GB/T 2260", provinces: { 99: "试验省" }, prefectures: { 9901: "甲州" }, counties: { 990101: "乙县" }, ...changes },
  });

  it("are known beside the product's, a prefecture without counties as its own county", () => {
    const { regions } = buildBook([divisions({ counties: {} }), layerFile({ region: "9901" })], BUILT_IN_BOOK);
    expect(regions.parseRegion("990100")).toBe("990100");
    expect([regions.regionName("99"), regions.regionName("990100"), regions.regionName("532822")]).toEqual(["试验省", "甲州", "勐海县"]);
    expect(regions.countiesOf("99")).toEqual(["990100"]);
    expect(BUILT_IN_BOOK.regions.parseRegion("99")).toBeUndefined();
  });

  it.each([
    ["a code the product has", { provinces: { 53: "云南" } }, "divisions.json: provinces.53: the product has this division already"],
    [
      "a former code the product has",
      { prefectures: { 9901: "甲州" }, counties: { 530321: "马龙县" } },
      "divisions.json: counties.530321: the product has this division already",
    ],
    ["a county of no prefecture", { counties: { 990201: "乙县" } }, "divisions.json: counties.990201: no division has the code 9902"],
    ["a prefecture of no province", { prefectures: { 9801: "甲州" }, counties: {} }, "divisions.json: prefectures.9801: no division has the code 98"],
    ["a code of the wrong length", { counties: { 99010: "乙县" } }, "a code of 6 digits"],
    ["no source", { source: undefined }, "divisions.json: source: "],
    ["a key it does not know", { towns: {} }, "divisions.json: towns: unknown key"],
  ])("are refused with %s", (_fault, changes, problem) => {
    expect(problemsOf(divisions(changes)).join("\n")).toContain(problem);
  });
});

describe("keys a JSON text names twice", () => {
  it.each([
    ['{"a":1,"b":{"a":2}}', []],
    ['{"a":1,"a":2}', ["a"]],
    ['{"splits":[{"rule":"x"},{"rule":"y"}]}', []],
    [
      '{"benefits":{"critical-ratio":{},"critical-cap":{"clause":"a: \\"b\\"","clause":"c"},"critical-ratio":{}}}',
      ["benefits.critical-cap.clause", "benefits.critical-ratio"],
    ],
    ['{"a":"b","c":"b","\\u0061":1}', ["a"]],
    ['[{"a":{}},{"a":[],"a":[]}]', ["a"]],
    ['{"a":{"x":1},"b":2,"b":3}', ["b"]],
  ])("of %s are %j", (json, keys) => {
    expect(repeatedKeys(json)).toEqual(keys);
  });

  it("are in none of the product's policy files", () => {
    const folder = new URL("../../shared/policy/", import.meta.url);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    expect(names.length).toBeGreaterThan(8);
    expect(names.flatMap((name) => repeatedKeys(readFileSync(new URL(name, folder), "utf8")))).toEqual([]);
  });
});

describe("a county's own layer: 鹤庆县 2017", () => {
  const folder = new URL("../policies/heqing/", import.meta.url);
  const files = readdirSync(folder).map((path) => ({ path, data: JSON.parse(readFileSync(new URL(path, folder), "utf8")) as unknown }));
  const neverAsked: JudgeVisit = () => ({});
  const report = runGolden(goldenCases(files), buildBook(files, BUILT_IN_BOOK), neverAsked, new Set(["heqing-2017"]));

  it.each(report.results)("$case: $county on $day: $note", ({ problems }) => {
    expect(problems).toEqual([]);
  });

  it("has a case for every rule", () => {
    expect(report).toMatchObject({ cases: 5, failed: 0, uncovered: [] });
  });
});
