import { describe, expect, it } from "vitest";
import { BUILT_IN_BOOK } from "../../shared/policy/book.ts";
import { matchDisease, normalizeDiseaseName, type DiseaseList } from "../../shared/policy/diseases.ts";
import { benefitsOf } from "../../shared/policy/merge-benefits.ts";

const LIST: DiseaseList = {
  count: 3,
  diseases: [
    { name: "血友病", names: ["甲型血友病"], codes: ["D66", "D67"] },
    { name: "癌症", contains: ["癌"] },
    { name: "儿童白血病", perhaps: ["白血病"] },
  ],
};
const matchOf = (dise_name?: string, dise_codg?: string) => matchDisease(LIST, { dise_name, dise_codg });

describe("a diagnosis is on a list", () => {
  it.each([
    ["血友病", undefined, "血友病"],
    ["甲型血友病", undefined, "血友病"],
    [" 甲型 血友病。", undefined, "血友病"],
    ["出血", "D66.x00", "血友病"],
    [undefined, "d67.x01", "血友病"],
    ["肺癌（右上叶）", undefined, "癌症"],
    ["儿童白血病", undefined, "儿童白血病"],
    // A name that settles it goes before one that leaves it open.
    ["白血病，血友病", "D66", "血友病"],
  ])("by name %j and code %j as %s", (name, code, disease) => {
    expect(matchOf(name, code)).toEqual({ match: "yes", disease });
  });

  it.each([
    ["急性白血病", undefined, "儿童白血病"],
    ["急性白血病", "C91.0", "儿童白血病"],
  ])("perhaps, where %j leaves open what the list asks", (name, code, disease) => {
    expect(matchOf(name, code)).toEqual({ match: "unknown", disease });
  });

  it("or can't be told of no diagnosis, or of a code where the list has codes of some diseases only", () => {
    expect(matchOf()).toEqual({ match: "unknown" });
    expect(matchOf(undefined, "J18.9")).toEqual({ match: "unknown" });
    const coded = { count: 1, diseases: [{ name: "血友病", codes: ["D66"] }] };
    expect(matchDisease(coded, { dise_codg: "J18.9" })).toEqual({ match: "no" });
  });

  it("or is not", () => {
    expect(matchOf("肺炎")).toEqual({ match: "no" });
    expect(matchOf("肺炎", "J18.9")).toEqual({ match: "no" });
    // Part of a listed name is not the name.
    expect(matchOf("血友")).toEqual({ match: "no" });
  });

  it("or can't be ruled out, where the document counts more than it names", () => {
    expect(matchDisease({ ...LIST, count: 4 }, { dise_name: "肺炎" })).toEqual({ match: "unknown" });
    expect(matchDisease({ ...LIST, count: 4 }, { dise_name: "肺癌" })).toEqual({ match: "yes", disease: "癌症" });
  });
});

describe("names of diseases", () => {
  it.each([
    ["高血压Ⅱ—Ⅲ期", "高血压iiiii期"],
    ["高血压 Ⅱ－Ⅲ 期", "高血压iiiii期"],
    ["Ａ型血友病（轻）", "a型血友病轻"],
    ["β-地中海贫血", "β地中海贫血"],
  ])("%j compares as %j", (name, normal) => {
    expect(normalizeDiseaseName(name)).toBe(normal);
  });
});

const lists = BUILT_IN_BOOK.layers.flatMap(({ value }) =>
  benefitsOf(value.benefits).flatMap(([key, rule]) => ("count" in rule ? [{ list: `${value.id}/${key}`, rule }] : [])),
);

describe.each(lists)("$list", ({ rule }) => {
  it("names as many as it counts, or none, each once", () => {
    expect([0, rule.count]).toContain(rule.diseases.length);
    expect(new Set(rule.diseases.map(({ name }) => name)).size).toBe(rule.diseases.length);
  });

  it("finds each of its own names, and marks how as an assumption, because the document gives no codes", () => {
    for (const { name, names = [], codes } of rule.diseases) {
      for (const one of [name, ...names]) expect(matchDisease(rule, { dise_name: one })).toMatchObject({ match: "yes" });
      expect(codes).toBeUndefined();
    }
    expect(rule.assumption).toBeDefined();
  });

  it("finds none of what is on no list", () => {
    for (const dise_name of ["感冒", "急性阑尾炎", "骨折", "支气管肺炎"]) {
      expect(matchDisease(rule, { dise_name }).match).toBe(rule.diseases.length === 0 ? "unknown" : "no");
    }
  });
});
