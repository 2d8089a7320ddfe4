import { describe, expect, it } from "vitest";
import { BUILT_IN_BOOK, parameterFor, sampleParameterFor } from "../../shared/policy/book.ts";
import {
  CAP_PARAMETERS,
  DEDUCTIBLE_PARAMETERS,
  PARAMETER_KEYS,
  PARAMETERS,
  RATIO_PARAMETERS,
  type InstitutionLevel,
  type ParameterKey,
} from "../../shared/policy/parameter-keys.ts";
import { findParameter, type ParameterSet } from "../../shared/policy/parameters.ts";

const set = (region: string, year: string, values: ParameterSet["values"]): ParameterSet => ({ id: `set-${region}-${year}`, region, year, values });
const sourced = <T>(value: T) => ({ value, source: "某医保发〔2017〕1号" });

const SETS = [
  set("532822", "2017", { ruralDisposableIncome: sourced("9000.00") }),
  set("53", "2017", {
    ruralDisposableIncome: sourced("8000.00"),
    criticalRatio: sourced("0.55"),
    basicInpatientDeductible: sourced({ township: "100.00", county: "400.00" }),
  }),
  set("5328", "2017", { criticalRatio: sourced("0.60"), basicInpatientDeductible: sourced({ county: "300.00" }) }),
  set("53", "2018", { ruralDisposableIncome: sourced("8800.00") }),
];
const valueOf = (region: string, year: string, key: ParameterKey, level?: InstitutionLevel) => findParameter(SETS, region, year, key, level)?.value;

describe("a local parameter", () => {
  it("is the narrowest region's that gives it", () => {
    expect(valueOf("532822", "2017", "ruralDisposableIncome")).toBe("9000.00");
    expect(valueOf("532823", "2017", "ruralDisposableIncome")).toBe("8000.00");
    expect(valueOf("532822", "2017", "criticalRatio")).toBe("0.60");
    expect(valueOf("530102", "2017", "criticalRatio")).toBe("0.55");
  });

  it("is looked up for a prefecture as for a county: what a county alone gives does not count", () => {
    expect(valueOf("5328", "2017", "ruralDisposableIncome")).toBe("8000.00");
  });

  it("by level is the narrowest region's that gives the level", () => {
    expect(valueOf("532822", "2017", "basicInpatientDeductible", "county")).toBe("300.00");
    expect(valueOf("532822", "2017", "basicInpatientDeductible", "township")).toBe("100.00");
    expect(valueOf("532822", "2017", "basicInpatientDeductible", "province")).toBeUndefined();
    expect(valueOf("532822", "2017", "basicInpatientDeductible")).toBeUndefined();
  });

  it("is missing where no set of that year and region gives it, never another year's or a neighbour's", () => {
    expect(valueOf("532822", "2018", "criticalRatio")).toBeUndefined();
    expect(valueOf("532822", "2016", "ruralDisposableIncome")).toBeUndefined();
    expect(valueOf("620102", "2017", "ruralDisposableIncome")).toBeUndefined();
    expect(valueOf("532822", "2017", "premium")).toBeUndefined();
  });

  it("says where it is from", () => {
    expect(findParameter(SETS, "532822", "2017", "basicInpatientDeductible", "county")).toEqual({
      key: "basicInpatientDeductible",
      level: "county",
      value: "300.00",
      source: "某医保发〔2017〕1号",
      set: "set-5328-2017",
      region: "5328",
      year: "2017",
      sample: false,
    });
    expect(findParameter(SETS, "532822", "2017", "criticalRatio", "county")).not.toHaveProperty("level");
  });
});

describe("the built-in parameters", () => {
  it("are samples, which no audit uses unless it is told to", () => {
    expect(BUILT_IN_BOOK.parameters.map(({ value }) => value.sample)).toEqual([true]);
    expect(parameterFor("532822", "2017", "criticalDeductible")).toBeUndefined();
    expect(sampleParameterFor("532822", "2017", "criticalDeductible")).toMatchObject({ value: "10000.00", sample: true });
  });
});

describe("the keys of local parameters", () => {
  it("say by their lists what a rule may name for a ratio, a deductible and a cap", () => {
    for (const key of PARAMETER_KEYS) expect(PARAMETERS[key].unit === "ratio").toBe((RATIO_PARAMETERS as readonly string[]).includes(key));
    expect([...DEDUCTIBLE_PARAMETERS, ...CAP_PARAMETERS].map((key) => PARAMETERS[key].unit)).toEqual(Array(6).fill("yuan"));
  });
});
