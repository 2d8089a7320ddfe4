import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeVisit } from "../../shared/benefit/judge-visit.ts";
import { BUILT_IN_BOOK, POLICY_LAYERS } from "../../shared/policy/book.ts";
import { goldenCases } from "../../shared/policy/golden-case.ts";
import { runGolden } from "../../shared/policy/golden-run.ts";
import { buildBook } from "../../shared/policy/policy-book.ts";
import { DEFAULT_PAYMENT } from "../../shared/policy/payment-rules.ts";

const PACKS = new URL("../../shared/policy/packs/", import.meta.url);
const files = readdirSync(PACKS)
  .filter((name) => name.endsWith(".golden.json"))
  .toSorted()
  .map((path) => ({ path, data: JSON.parse(readFileSync(new URL(path, PACKS), "utf8")) as unknown }));
const cases = goldenCases(files).filter(({ value }) => value.findings !== undefined);
const report = runGolden(cases, BUILT_IN_BOOK, judgeVisit, new Set(POLICY_LAYERS.map(({ id }) => id)));

describe("the ranges worked by hand", () => {
  it.each(report.results)("$case: $county on $day: $note", ({ problems }) => {
    expect(problems).toEqual([]);
  });

  it("are of every fund and every verdict", () => {
    const said = new Set(
      cases.flatMap(({ value }) => Object.entries(value.findings ?? {}).map(([fund, finding]) => `${fund} ${String(finding?.["verdict"])}`)),
    );
    const funds = ["basic", "critical", "assistance", "backstop", "topup"];
    const verdicts = ["within", "over", "under", "not_checkable"];
    expect(funds.flatMap((fund) => verdicts.map((verdict) => `${fund} ${verdict}`)).filter((one) => !said.has(one))).toEqual([]);
  });
});

describe("a county's own terms: 鹤庆县 2017", () => {
  const read = (path: string) => ({ path, data: JSON.parse(readFileSync(new URL(`../policies/${path}`, import.meta.url), "utf8")) as unknown });
  const [layer, ranges] = [read("heqing/heqing-2017.json"), read("ranges/heqing-2017.golden.json")];
  const ofCounty = runGolden(goldenCases([ranges]), buildBook([layer], BUILT_IN_BOOK), judgeVisit, new Set());

  it.each(ofCounty.results)("$case: $county on $day: $note", ({ problems }) => {
    expect(problems).toEqual([]);
  });
});

describe("a visit written by hand", () => {
  const [first] = cases;
  const policy = {
    fundFields: {},
    rules: { lifted: {}, unlifted: {} },
    benefits: { rules: {}, stopped: {} },
    allotments: {},
    payment: DEFAULT_PAYMENT,
  };
  const context = { county: first?.value.county ?? "", day: "2017-10-12", policy, parameterFor: () => undefined };

  it("is refused where an amount is none, or of no fund", () => {
    expect(() => judgeVisit({ paid: { basic: "1.234" } }, context)).toThrow('paid basic "1.234" is too_many_decimals');
    expect(() => judgeVisit({ paid: { basics: "1.23" } }, context)).toThrow("paid names basics, which is no fund");
    expect(() => judgeVisit({ medfee_sumamt: "-1", paid: {} }, context)).toThrow('medfee_sumamt "-1" is negative');
  });

  it("can't be checked where the policy says nothing of benefits", () => {
    const visit = { med_type: "21", hosp_lv: "county", medfee_sumamt: "100.00", inscp_scp_amt: "90.00", paid: { basic: "80.00", backstop: "5.00" } };
    expect(judgeVisit(visit, context)).toMatchObject({
      basic: { verdict: "not_checkable", low: "0.00", high: "90.00", missing: ["rule:basic-inpatient-county"] },
      backstop: { verdict: "not_checkable", low: "0.00", high: "20.00", missing: ["rule:backstop-inpatient-target"] },
    });
  });
});
