import { describe, expect, it } from "vitest";
import { allProvinces, countiesOf, isCounty, memberOf, parseRegion, provinceOf, regionLevel, regionName } from "../../shared/region/region.ts";

describe("a region code", () => {
  it.each([
    ["53", "53", "province", "云南省"],
    ["530000", "53", "province", "云南省"],
    ["620000", "62", "province", "甘肃省"],
    ["5328", "5328", "prefecture", "西双版纳傣族自治州"],
    ["532800", "5328", "prefecture", "西双版纳傣族自治州"],
    ["532801", "532801", "county", "景洪市"],
    ["532822", "532822", "county", "勐海县"],
    ["532823", "532823", "county", "勐腊县"],
    // Codes in force before a county became a district or a city stay known, beside the new ones.
    ["530321", "530321", "county", "马龙县"],
    ["530304", "530304", "county", "马龙区"],
    ["620824", "620824", "county", "华亭县"],
    // A prefecture without counties: the two-digit-shorter prefix is the prefecture, the six digits its only county.
    ["6202", "6202", "prefecture", "嘉峪关市"],
    ["620200", "620200", "county", "嘉峪关市"],
  ])("%s is read as %s, the %s %s", (text, prefix, level, name) => {
    expect(parseRegion(text)).toBe(prefix);
    expect(regionLevel(prefix)).toBe(level);
    expect(regionName(prefix)).toBe(name);
  });

  it.each([
    "",
    "5",
    "530",
    "53280",
    "5328011",
    "532899",
    "532882",
    "5399",
    "539900",
    "5300",
    "99",
    "990000",
    "000000",
    "530001",
    "53 ",
    " 53",
    "五三",
    "５３",
    "constructor",
    "__proto__",
  ])("%j is none", (text) => {
    expect(parseRegion(text)).toBeUndefined();
  });

  it("of a county has six digits that the division table lists", () => {
    expect(["532801", "532822", "530321", "620200"].map(isCounty)).toEqual([true, true, true, true]);
    expect(["53", "5328", "530000", "532800", "6202", "532899", ""].map(isCounty)).toEqual([false, false, false, false, false, false, false]);
  });

  it("that parseRegion did not return has no name", () => {
    expect(() => regionName("5399")).toThrow("no region has the code prefix 5399");
  });
});

describe("the division table", () => {
  it("has 16 prefectures and 129 counties of Yunnan, 14 and 86 of Gansu, and the former codes", () => {
    expect(allProvinces).toEqual(["53", "62"]);
    const members = (province: string) => new Set(countiesOf(province).map((county) => memberOf(province, county)));
    expect(members("53").size).toBe(16);
    expect(members("62").size).toBe(14);
    // Former codes: 马龙, 澄江, 水富, 禄丰 of Yunnan and 华亭 of Gansu. 嘉峪关 is its own county.
    expect(countiesOf("53")).toHaveLength(129 + 4);
    expect(countiesOf("62")).toHaveLength(86 + 1 + 1);
  });

  it("lists a region's counties in code order", () => {
    expect(countiesOf("5328")).toEqual(["532801", "532822", "532823"]);
    expect(countiesOf("532822")).toEqual(["532822"]);
    expect(countiesOf("6202")).toEqual(["620200"]);
    expect(countiesOf("5303")).toContain("530321");
    expect(countiesOf("53")).toEqual(countiesOf("53").toSorted());
  });

  it("has every county under a prefecture and a province with names", () => {
    for (const county of allProvinces.flatMap(countiesOf)) {
      expect(parseRegion(county)).toBe(county);
      expect(regionName(memberOf(provinceOf(county), county))).not.toBe("");
      expect(regionLevel(memberOf(provinceOf(county), county))).toBe("prefecture");
    }
  });

  it("finds the member of a region that holds a county", () => {
    expect(memberOf("53", "532822")).toBe("5328");
    expect(memberOf("5328", "532822")).toBe("532822");
    expect(memberOf("532822", "532822")).toBe("532822");
    expect(memberOf("62", "620200")).toBe("6202");
    expect(memberOf("6202", "620200")).toBe("620200");
  });
});
