import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Counted } from "../../bench/cost/counted.ts";
import { countInstallation } from "../../bench/cost/installation.ts";
import { BILLED_REGIONS, PRICES, type BilledRegion } from "../../bench/cost/prices.ts";
import { perMillion, PROVINCE, provinceYear, readUnitsOfYear, sumOf } from "../../bench/cost/province-year.ts";
import { costTables, fillTables } from "../../bench/cost/tables.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../../docs/cost.md"), "utf8");
const COUNTED = JSON.parse(readFileSync(join(import.meta.dirname, "../../bench/cost/counted.json"), "utf8")) as Counted;

const INSTALLATION = countInstallation();

describe("docs/cost.md", () => {
  it("has the tables that `npm run bench -- cost` makes of what was counted and of the prices", () => {
    expect(fillTables(DOCUMENT, costTables(COUNTED))).toBe(DOCUMENT);
  });

  it("counts the alarms, keys and event sources that the stacks have", () => {
    expect(INSTALLATION).toEqual(COUNTED.installation);
  });

  it("has a place for every table, and a table for every place", () => {
    expect(() => fillTables("nothing", costTables(COUNTED))).toThrow("has no place for per-million");
    expect(() => fillTables("<!-- table moon -->\n<!-- end -->", {})).toThrow("a table moon, which is none");
  });
});

describe("a price", () => {
  it.each([...PRICES])("of %s says for each region where it is from, and is above zero where anything is charged", (name, { per, of }) => {
    expect(per).toBeGreaterThan(0);
    for (const region of Object.keys(BILLED_REGIONS) as BilledRegion[]) {
      expect(of[region].source, region).not.toBe("");
      if (!(name === "traces" && region === "cn-northwest-1")) expect(of[region].amount, region).toBeGreaterThan(0);
    }
  });
});

describe("a province's year", () => {
  it("takes for posting what the counted advances took, each", () => {
    const { writeUnits } = provinceYear(COUNTED).posting;
    expect(writeUnits).toBeCloseTo((1_200_000 / COUNTED.month.advances) * sumOf(COUNTED, "posting").writeUnits, 6);
    expect(perMillion(COUNTED).writeUnits).toBeCloseTo(writeUnits! / 1.2, 6);
  });

  it("polls six queues with five long polls of twenty seconds all year", () => {
    const { standardRequests = 0, fifoRequests = 0 } = provinceYear(COUNTED)["nothing posted"];
    expect(standardRequests + fifoRequests).toBe(6 * 5 * 3 * 60 * 24 * 365);
  });

  it("reads no more a day for papers that say nothing new than the formula says, as counted on the demo's nine counties", () => {
    const { accounts, lanes, regions } = COUNTED.month;
    expect(regions).toBeLessThan(PROVINCE.counties);
    // Their calendars are read of all counties of the province, whichever have accounts.
    const demo = { ...PROVINCE, institutions: lanes, countiesPerInstitution: accounts / lanes };
    expect(sumOf(COUNTED, "papersUnchanged").readUnits).toBeLessThan(12 * readUnitsOfYear(COUNTED, demo));
  });
});
