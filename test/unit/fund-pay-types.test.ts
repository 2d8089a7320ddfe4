import { describe, expect, it } from "vitest";
import { FUND_PAY_TYPE_TABLES, fundPayTypesFor, loadFundPayTypes, mergeFundPayTypes } from "../../shared/policy/fund-pay-types.ts";

const table = (region: string, types: unknown): unknown => ({ source: "made up", tables: [{ region, types }] });

describe("the tables of fund_pay_type", () => {
  it("merge the wider region first, a narrower one replacing what a wider one said of a code", () => {
    const [national] = loadFundPayTypes(table("", { "390100": { name: "全国", field: "hifp_pay", fund: "basic" }, "640100": { name: "兜底" } }));
    const [province] = loadFundPayTypes(table("53", { "640100": { name: "省", field: "oth_pay", fund: "backstop" } }));
    const [county] = loadFundPayTypes(table("532822", { "640100": { name: "县", field: "oth_pay", fund: "topup" } }));
    const all = [county!, national!, province!];
    expect(mergeFundPayTypes(all, "532822").get("640100")?.fund).toBe("topup");
    expect(mergeFundPayTypes(all, "532823").get("640100")?.fund).toBe("backstop");
    expect(mergeFundPayTypes(all, "620102").get("640100")?.fund).toBeUndefined();
    expect(mergeFundPayTypes(all, "620102").get("390100")?.fund).toBe("basic");
  });

  it("of the product give four funds the same codes in the whole country, and mark what nobody published as an assumption", () => {
    const fundOf = (county: string) =>
      Object.fromEntries([...fundPayTypesFor(county)].flatMap(([code, { fund }]) => (fund === undefined ? [] : [[code, fund]])));
    const national = { "390100": "basic", "390200": "critical", "391100": "critical", "610100": "assistance" };
    expect(fundOf("532822")).toEqual({ ...national, "640100": "backstop", "610103": "backstop", "610104": "backstop" });
    expect(fundOf("620200")).toEqual({ ...national, "360100": "topup" });
    const local = FUND_PAY_TYPE_TABLES.filter(({ region }) => region !== "").flatMap(({ types }) => Object.values(types));
    expect(local.every(({ assumption }) => assumption !== undefined)).toBe(true);
  });

  it.each([
    ["a key nobody knows", table("53", { "640100": { name: "兜底", funds: "backstop" } })],
    ["a code of five digits", table("53", { "64010": { name: "兜底" } })],
    ["a region that is none", table("5399", { "640100": { name: "兜底" } })],
    ["a fund whose rows no field counts", table("53", { "640100": { name: "兜底", fund: "backstop" } })],
    ["a fund in the patient's account", table("53", { "640100": { name: "兜底", fund: "backstop", field: "acct_pay" } })],
    [
      "a region twice",
      {
        source: "made up",
        tables: [
          { region: "53", types: {} },
          { region: "53", types: {} },
        ],
      },
    ],
  ])("are refused with %s", (_case, data) => {
    expect(() => loadFundPayTypes(data)).toThrow();
  });
});
