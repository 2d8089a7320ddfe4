import { describe, expect, it } from "vitest";
import { FIRST_POLICY_DAY, POLICY_LAYERS, policyFor } from "../../shared/policy/book.ts";
import { FUND_NAMES, FUNDS, isFund, POVERTY_STATUSES, RATED_FUNDS, TIERS } from "../../shared/policy/funds.ts";
import { loadLayer, type PolicyLayer } from "../../shared/policy/layer.ts";
import { benefitsOf, NO_BENEFITS } from "../../shared/policy/merge-benefits.ts";
import { DEFAULT_PAYMENT } from "../../shared/policy/payment-rules.ts";
import { firstDayOf, resolvePolicy } from "../../shared/policy/policy.ts";

const SPLIT = { rule: "pooled", funds: ["basic"], statuses: ["lifted", "unlifted"], ratio: "1:1:1", clause: "一" };
const LAYER = {
  id: "someplace-2017",
  version: 1,
  document: "某政发〔2017〕1号",
  title: "某文件",
  region: "53",
  inForceFrom: "2017-01-01",
  splits: [SPLIT],
};

/** A made-up layer with the changes the test is about. */
function layer(changes: Readonly<Record<string, unknown>>): PolicyLayer {
  return loadLayer({ ...LAYER, ...changes });
}

/** The split of a layer as its ratio alone. */
const splitting = (ratio: string, changes: Readonly<Record<string, unknown>> = {}) => [{ ...SPLIT, ratio, ...changes }];

const ratioOf = (layers: readonly PolicyLayer[], county: string, day = "2018-06-01") => resolvePolicy(layers, county, day)?.rules.lifted.basic?.ratio;

describe("a policy layer's schema", () => {
  it("takes a layer and normalises its ratios", () => {
    expect(layer({ splits: splitting("4:1.2:4.8") }).splits[0]?.ratio).toBe("10:3:12");
  });

  it.each([
    ["at the top", { inForceUntil: "2019-01-01" }],
    ["misspelt", { fundfields: {} }],
    ["in a split", { splits: [{ ...SPLIT, tiers: 3 }] }],
    ["among the fund fields", { fundFields: { basic: "hifp_pay", civil: "oth_pay" } }],
  ])("refuses a key it does not know, %s", (_where, changes) => {
    expect(() => layer(changes)).toThrow(/^Invalid key: Expected never/);
  });

  it.each([
    ["4:6", "a ratio names province, prefecture and county"],
    ["4:1.2:4.8:0", "a ratio names province, prefecture and county"],
    ["", "a ratio names province, prefecture and county"],
    ["4:-1:6", 'ratio "-1" is not a decimal or a fraction of zero or more'],
    ["4:x:6", 'ratio "x" is not a decimal'],
    ["4::6", 'ratio "" is not a decimal'],
    ["4： 1：6", "a ratio names province, prefecture and county"],
    ["40%:60%:0", 'ratio "40%" is not a decimal'],
    ["1/0:1:1", "ratio 1/0 divides by zero"],
    ["0:0:0", "have no positive part"],
    ["0.00000000000000001:1:1", "needs weights beyond the safe range"],
  ])("refuses the ratio %j and names it", (ratio, message) => {
    expect(() => layer({ splits: splitting(ratio) })).toThrow(message);
  });

  it("says where in the layer a fault is", () => {
    const path = ["splits", 1, "ratio"].map((key) => expect.objectContaining({ key }) as unknown);
    const load = () => layer({ splits: [SPLIT, { ...SPLIT, rule: "other", funds: ["critical"], ratio: "4:x:6" }] });
    expect(load).toThrow(expect.objectContaining({ name: "ValiError", issues: [expect.objectContaining({ path, input: "4:x:6" })] }));
  });

  it.each([
    ["an id without its year", { id: "somewhere" }],
    ["no version", { version: 0 }],
    ["half a version", { version: 1.5 }],
    ["no document number", { document: "" }],
    ["no title", { title: "" }],
    ["no clause", { splits: [{ ...SPLIT, clause: "" }] }],
    ["an id with something before its name", { id: "1someplace-2017" }],
    ["an id with something behind its year", { id: "someplace-20171" }],
    ["a region of no code", { region: "99" }],
    ["a region with its zeros, which no county's code begins with", { region: "530000" }],
    ["a date that is none", { inForceFrom: "2017-9-27" }],
    ["a date with a time", { inForceFrom: "2017-09-27 00:00:00" }],
    ["an unknown fund", { splits: [{ ...SPLIT, funds: ["civil"] }] }],
    ["no fund", { splits: [{ ...SPLIT, funds: [] }] }],
    ["an unknown status", { splits: [{ ...SPLIT, statuses: ["poor"] }] }],
    ["no status", { splits: [{ ...SPLIT, statuses: [] }] }],
    ["an unknown field", { fundFields: { basic: "psn_part_amt" } }],
    ["a rule name that ends in a number", { splits: [{ ...SPLIT, rule: "pooled2" }] }],
    ["a rule name that begins with a number", { splits: [{ ...SPLIT, rule: "2pooled" }] }],
    ["a ratio that is a number", { splits: [{ ...SPLIT, ratio: 1 }] }],
  ])("refuses %s", (_fault, changes) => {
    expect(() => layer(changes)).toThrow();
  });

  it.each(["id", "version", "document", "title", "region", "inForceFrom", "splits"])("refuses a layer without %s", (key) => {
    expect(() => layer({ [key]: undefined })).toThrow();
  });

  it("says of a region what is expected of it", () => {
    expect(() => layer({ region: "530000" })).toThrow("a region is a code prefix of the division table");
  });

  it("refuses two funds in one field, whose amount would be counted twice", () => {
    expect(() => layer({ fundFields: { backstop: "oth_pay", topup: "oth_pay" } })).toThrow(
      "a field pays one fund: its amount would be counted twice",
    );
  });

  it("refuses two splits of the same fund and status", () => {
    const overlapping = [SPLIT, { ...SPLIT, rule: "again", funds: ["critical", "basic"], statuses: ["unlifted"] }];
    expect(() => layer({ splits: overlapping })).toThrow("a fund and status has one split");
    const apart = [
      { ...SPLIT, statuses: ["lifted"] },
      { ...SPLIT, rule: "again", statuses: ["unlifted"] },
    ];
    expect(layer({ splits: apart }).splits).toHaveLength(2);
  });
});

describe("the merge of layers", () => {
  const province = layer({ region: "53", splits: splitting("1:0:0") });
  const prefecture = layer({ region: "5329", splits: splitting("0:1:0") });
  const county = layer({ region: "532932", splits: splitting("0:0:1") });

  it("lets a county override its prefecture, and that its province, in whatever order they are listed", () => {
    for (const layers of [
      [province, prefecture, county],
      [county, prefecture, province],
      [prefecture, county, province],
    ]) {
      expect(ratioOf(layers, "532932")).toBe("0:0:1");
      expect(ratioOf(layers, "532901")).toBe("0:1:0");
      expect(ratioOf(layers, "530102")).toBe("1:0:0");
      expect(ratioOf(layers, "620102")).toBeUndefined();
    }
  });

  it("lets a later document of the same region override the earlier one from its day on", () => {
    const later = layer({ inForceFrom: "2019-03-23", splits: splitting("2:1:1") });
    for (const layers of [
      [province, later],
      [later, province],
    ]) {
      expect(ratioOf(layers, "530102", "2019-03-22")).toBe("1:0:0");
      expect(ratioOf(layers, "530102", "2019-03-23")).toBe("2:1:1");
    }
  });

  it("does not let a wider layer override a narrower one, even if it is newer", () => {
    const newer = layer({ inForceFrom: "2018-01-01", splits: splitting("2:1:1") });
    expect(ratioOf([newer, county, prefecture], "532932", "2018-06-01")).toBe("0:0:1");
    expect(ratioOf([newer, county, prefecture], "532901", "2018-06-01")).toBe("0:1:0");
  });

  it("lets the later listed of two documents of the same region and day win", () => {
    expect(ratioOf([province, layer({ splits: splitting("2:1:1") })], "530102")).toBe("2:1:1");
  });

  it("replaces only what the narrower layer speaks of", () => {
    const wide = layer({
      fundFields: { basic: "hifp_pay", backstop: "oth_pay" },
      splits: [
        { ...SPLIT, rule: "pooled", funds: ["basic", "critical"], ratio: "1:0:0" },
        { ...SPLIT, rule: "backstop", funds: ["backstop"], ratio: "0:0:1" },
      ],
    });
    const narrow = layer({ id: "county-2018", version: 3, region: "532932", splits: splitting("0:1:0", { rule: "own", statuses: ["unlifted"] }) });
    expect(resolvePolicy([wide, narrow], "532932", "2018-06-01")).toEqual({
      fundFields: { basic: "hifp_pay", backstop: "oth_pay" },
      rules: {
        lifted: {
          basic: { rule: "someplace-2017@1/pooled", ratio: "1:0:0" },
          critical: { rule: "someplace-2017@1/pooled", ratio: "1:0:0" },
          backstop: { rule: "someplace-2017@1/backstop", ratio: "0:0:1" },
        },
        unlifted: {
          basic: { rule: "county-2018@3/own", ratio: "0:1:0" },
          critical: { rule: "someplace-2017@1/pooled", ratio: "1:0:0" },
          backstop: { rule: "someplace-2017@1/backstop", ratio: "0:0:1" },
        },
      },
      benefits: NO_BENEFITS,
      allotments: {},
      payment: DEFAULT_PAYMENT,
    });
  });

  it("moves a field to the fund the narrower layer gives it, so that its amount is counted once", () => {
    const wide = layer({ fundFields: { basic: "hifp_pay", backstop: "oth_pay" } });
    const narrow = layer({ region: "5329", fundFields: { topup: "oth_pay" } });
    expect(resolvePolicy([wide, narrow], "532932", "2018-06-01")?.fundFields).toEqual({ basic: "hifp_pay", topup: "oth_pay" });
    expect(resolvePolicy([wide, narrow], "530102", "2018-06-01")?.fundFields).toEqual({ basic: "hifp_pay", backstop: "oth_pay" });
  });

  it("is nothing where no layer applies: another province, or before the first day", () => {
    expect(resolvePolicy([province], "620102", "2018-06-01")).toBeUndefined();
    expect(resolvePolicy([province], "530102", "2016-12-31")).toBeUndefined();
    expect(resolvePolicy([], "530102", "2018-06-01")).toBeUndefined();
  });

  it("leaves the layers as they were", () => {
    const before = structuredClone([county, province]);
    const layers = [county, province];
    resolvePolicy(layers, "532932", "2018-06-01");
    expect(layers).toEqual(before);
  });
});

describe("the merge of benefit rules", () => {
  const SHARE = { ratio: { low: "0.80", high: "0.85" }, of: "scope", clause: "（一）" };
  const TARGET = { upTo: { low: "0.90", high: "0.90" }, of: "total", counting: ["basic", "backstop"], clause: "（二）" };
  const STOP = [{ rule: "critical-ratio", clause: "（三）：停止执行" }];
  const province = layer({ benefits: { "critical-ratio": SHARE, "backstop-inpatient-target": TARGET } });
  const county = layer({
    id: "county-2018",
    version: 2,
    region: "532932",
    inForceFrom: "2018-01-01",
    benefits: { "critical-ratio": { ...SHARE, of: "total" } },
  });
  const stop = layer({ id: "stop-2019", region: "532932", inForceFrom: "2019-01-01", stops: STOP });
  const again = layer({ id: "again-2020", region: "532932", inForceFrom: "2020-01-01", benefits: { "critical-ratio": SHARE } });
  const benefitsOn = (day: string, layers: readonly PolicyLayer[] = [again, stop, county, province]) =>
    resolvePolicy(layers, "532932", day)?.benefits;

  it("replaces a whole rule by key, and leaves the others as they were", () => {
    expect(benefitsOn("2017-12-31")?.rules["critical-ratio"]).toEqual({
      rule: "someplace-2017@1/critical-ratio",
      document: "某政发〔2017〕1号",
      value: SHARE,
      overrides: [],
    });
    expect(benefitsOn("2018-01-01")?.rules).toMatchObject({
      "critical-ratio": { rule: "county-2018@2/critical-ratio", value: { of: "total" }, overrides: ["someplace-2017@1/critical-ratio"] },
      "backstop-inpatient-target": { rule: "someplace-2017@1/backstop-inpatient-target", overrides: [] },
    });
  });

  it("takes a stopped rule out and says what stopped it", () => {
    const { rules, stopped } = benefitsOn("2019-01-01") ?? NO_BENEFITS;
    expect(rules["critical-ratio"]).toBeUndefined();
    expect(stopped["critical-ratio"]).toEqual({
      rule: "stop-2019@1/critical-ratio",
      document: "某政发〔2017〕1号",
      clause: "（三）：停止执行",
      overrides: ["someplace-2017@1/critical-ratio", "county-2018@2/critical-ratio"],
    });
  });

  it("keeps a stop of what no layer here had stated", () => {
    const { rules, stopped } = benefitsOn("2019-01-01", [stop]) ?? NO_BENEFITS;
    expect([rules, stopped["critical-ratio"]?.overrides]).toEqual([{}, []]);
  });

  it("lets a later layer give a stopped rule again", () => {
    const { rules, stopped } = benefitsOn("2020-01-01") ?? NO_BENEFITS;
    expect(rules["critical-ratio"]?.overrides).toEqual([
      "someplace-2017@1/critical-ratio",
      "county-2018@2/critical-ratio",
      "stop-2019@1/critical-ratio",
    ]);
    expect(stopped).toEqual({});
  });
});

describe("the policy book", () => {
  it("begins with 云政办发〔2017〕102号", () => {
    expect(FIRST_POLICY_DAY).toBe("2017-09-27");
  });

  it.each([
    ["yunnan-2017", "云政办发〔2017〕102号", "53", "2017-09-27"],
    ["xishuangbanna-2017", "西政办发〔2017〕92号", "5328", "2017-10-24"],
    ["yunnan-2019", "云卫规财发〔2019〕5号", "53", "2019-03-23"],
    ["gansu-2019", "甘卫扶贫函〔2019〕385号", "62", "2019-01-01"],
  ])("%s cites %s, region %s, in force from %s", (id, document, region, inForceFrom) => {
    expect(POLICY_LAYERS.find((one) => one.id === id)).toMatchObject({ document, region, inForceFrom });
  });

  it("cites a numbered document, its title, a day and a clause for every rule of every pack", () => {
    for (const { document, title, inForceFrom, splits, benefits, stops = [] } of POLICY_LAYERS) {
      expect(document).toMatch(/^.+〔\d{4}〕\d+号$/);
      expect(title.length).toBeGreaterThan(5);
      expect(new Date(`${inForceFrom}T00:00:00Z`).toISOString().slice(0, 10)).toBe(inForceFrom);
      const rules = [...splits, ...benefitsOf(benefits).map(([, rule]) => rule), ...stops];
      expect(rules.length).toBeGreaterThan(0);
      for (const { clause } of rules) expect(clause).toMatch(/（[一二三四五六七八九十]+）.*：.{5,}/);
    }
  });

  it("merges the same layers once, however many counties and days they are in force for", () => {
    expect(policyFor("532822", "2018-01-01")).toBe(policyFor("532801", "2017-10-24"));
    expect(policyFor("532822", "2017-10-23")).toBe(policyFor("530102", "2018-01-01"));
    expect(policyFor("532822", "2018-01-01")).not.toBe(policyFor("532822", "2019-03-23"));
    expect(policyFor("532822", "2019-03-23")).toEqual(resolvePolicy(POLICY_LAYERS, "532822", "2019-03-23"));
  });

  it("begins with the earliest document, wherever it is listed", () => {
    const days = ["2018-05-01", "2017-09-27", "2017-10-24"];
    for (const listed of [days, days.toReversed()]) expect(firstDayOf(listed.map((inForceFrom) => layer({ inForceFrom })))).toBe("2017-09-27");
  });

  it("gives the same answer however many others were asked for in between", () => {
    const first = policyFor("532822", "2017-10-24");
    expect(policyFor("532822", "2017-10-24")).toBe(first);
    for (let number = 0; number < 5_001; number += 1) policyFor("532822", `2018-${String(number).padStart(4, "0")}`);
    expect(policyFor("532822", "2017-10-24")).toEqual(first);
    expect(policyFor("532822", "2017-09-26")).toBeUndefined();
  });
});

describe("the funds", () => {
  it("are five with Chinese names, three of which the 85 % requirement counts", () => {
    expect(FUNDS).toEqual(["basic", "critical", "assistance", "backstop", "topup"]);
    expect(FUND_NAMES).toEqual({
      basic: "基本医保统筹基金",
      critical: "大病保险",
      assistance: "医疗救助",
      backstop: "医疗费用兜底保障",
      topup: "提高报销比例补助",
    });
    expect(RATED_FUNDS).toEqual(["basic", "critical", "assistance"]);
    expect([...TIERS, ...POVERTY_STATUSES]).toEqual(["province", "prefecture", "county", "lifted", "unlifted"]);
  });

  it("are known by name", () => {
    expect(["basic", "topup"].every(isFund)).toBe(true);
    expect(["", "Basic", "oth_pay", "constructor"].some(isFund)).toBe(false);
  });
});
