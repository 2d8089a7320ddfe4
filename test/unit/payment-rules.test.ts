import { describe, expect, it } from "vitest";
import { assumptionsOf } from "../../shared/policy/assumptions.ts";
import { explainPolicy } from "../../shared/policy/explanation.ts";
import { renderExplanation } from "../../shared/policy/explanation-text.ts";
import { loadLayer, type PolicyLayer } from "../../shared/policy/layer.ts";
import { DEFAULT_PAYMENT } from "../../shared/policy/payment-rules.ts";
import { buildBook } from "../../shared/policy/policy-book.ts";
import { resolvePolicy } from "../../shared/policy/policy.ts";

const BASE = { version: 1, document: "某政发〔2020〕1号", title: "某省结算办法", splits: [] };
const RETENTION = { ratio: "0.05", funds: ["basic"], clause: "（三）：预留质量保证金百分之五" };
const PROVINCE = {
  ...BASE,
  id: "someplace-2020",
  region: "53",
  inForceFrom: "2020-01-01",
  payment: { retention: RETENTION, due: { days: 25, clause: "（四）：二十五日内拨付" } },
};
const COUNTY = {
  ...BASE,
  id: "county-2021",
  region: "532822",
  inForceFrom: "2021-01-01",
  payment: { retention: { ratio: "0.1", funds: ["basic", "assistance"], clause: "（一）：预留百分之十", assumption: "按全部基金读。" } },
};
const layers = (): PolicyLayer[] => [PROVINCE, COUNTY].map((one) => loadLayer(one));

describe("what a policy says of paying a closed month", () => {
  it("is nothing retained and thirty days where no layer speaks of it, as in the four documents", () => {
    expect(
      resolvePolicy(
        [loadLayer({ ...BASE, id: "other-2020", region: "62", inForceFrom: "2020-01-01", fundFields: { basic: "hifp_pay" } })],
        "620102",
        "2020-06-01",
      )?.payment,
    ).toEqual({
      retention: { rule: "default", ratio: "0", funds: [] },
      due: { rule: "default", days: 30 },
    });
    expect(DEFAULT_PAYMENT.due.days).toBe(30);
  });

  it("is merged by region and date, retention and due day each for itself", () => {
    expect(resolvePolicy(layers(), "532822", "2020-12-31")?.payment).toEqual({
      retention: { rule: "someplace-2020@1/payment.retention", ratio: "0.05", funds: ["basic"] },
      due: { rule: "someplace-2020@1/payment.due", days: 25 },
    });
    expect(resolvePolicy(layers(), "532822", "2021-01-01")?.payment).toEqual({
      retention: { rule: "county-2021@1/payment.retention", ratio: "0.1", funds: ["basic", "assistance"] },
      due: { rule: "someplace-2020@1/payment.due", days: 25 },
    });
  });

  it.each([
    ["a ratio of one", { retention: { ...RETENTION, ratio: "1" } }],
    ["a ratio with five decimals", { retention: { ...RETENTION, ratio: "0.00001" } }],
    ["a fund named twice", { retention: { ...RETENTION, funds: ["basic", "basic"] } }],
    ["no fund", { retention: { ...RETENTION, funds: [] } }],
    ["no clause", { retention: { ...RETENTION, clause: "" } }],
    ["days that are none", { due: { days: 1.5, clause: "（四）" } }],
    ["an unknown key", { due: { days: 30, clause: "（四）", hours: 1 } }],
  ])("is refused with %s", (_fault, payment) => {
    expect(() => loadLayer({ ...PROVINCE, payment })).toThrow();
  });

  it("is explained with its clause and what it replaced, or as the product's default", () => {
    const book = buildBook([
      { path: "someplace-2020.json", data: PROVINCE },
      { path: "county-2021.json", data: COUNTY },
    ]);
    const explained = explainPolicy(book, { region: "532822", date: "2021-06-01" });
    expect(explained?.payment).toMatchObject([
      {
        key: "retention",
        text: "10%：基本医保统筹基金、医疗救助",
        overrides: [{ rule: "someplace-2020@1/payment.retention", text: "5%：基本医保统筹基金" }],
      },
      { key: "due", text: "月结后25天内", document: "某政发〔2020〕1号", overrides: [] },
    ]);
    expect(renderExplanation(explained!)).toContain(
      "  质量保证金预留  10%：基本医保统筹基金、医疗救助\n      某政发〔2020〕1号 （一）：预留百分之十  [county-2021@1/payment.retention]\n      假定：按全部基金读。\n      取代 someplace-2020@1/payment.retention",
    );
    expect(assumptionsOf(book)).toMatchObject([{ about: "payment.retention", title: "质量保证金预留", assumption: "按全部基金读。" }]);
  });
});
