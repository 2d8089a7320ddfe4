import { describe, expect, it } from "vitest";
import { addDays, daysBetween } from "../../shared/calendar/day.ts";
import { BUILT_IN_BOOK, policyFor } from "../../shared/policy/book.ts";
import { resolvePolicy } from "../../shared/policy/policy.ts";
import { buildBook } from "../../shared/policy/policy-book.ts";
import { dueDaysBy, dueSum, type DueDays } from "../../shared/watch/due.ts";
import { watchRegion } from "../../shared/watch/region-watch.ts";
import { watchRegions } from "../../shared/watch/watch-regions.ts";
import { account, totals } from "../support/statement-accounts.ts";

const THIRTY: DueDays = () => 30;
const paid = (accrued: number, disbursed: number) => ({ basic: totals({ count: 1, accrued, disbursed }) });

describe("days", () => {
  it("are counted over the ends of months and years, leap days included", () => {
    expect(addDays("2017-11-05", 30)).toBe("2017-12-05");
    expect(addDays("2017-12-31", 1)).toBe("2018-01-01");
    expect(addDays("2020-02-28", 2)).toBe("2020-03-01");
    expect(daysBetween("2017-12-05", "2017-12-05")).toBe(0);
    expect(daysBetween("2017-12-31", "2018-02-10")).toBe(41);
    expect(daysBetween("2018-01-01", "2017-12-31")).toBe(-1);
  });
});

describe("the due rate", () => {
  const october = account("201710", "532822", "H1", paid(100_00, 60_00), { closedOn: "2017-11-05" });
  const november = account("201711", "532822", "H1", paid(50_00, 0), { closedOn: "2017-12-01" });

  it("counts a month from the day its term ends: thirty days after its close, not the day before", () => {
    expect(dueSum([october, november], "2017-12-04", THIRTY)).toEqual({ payable: 0, disbursed: 0 });
    expect(dueSum([october, november], "2017-12-05", THIRTY)).toEqual({ payable: 100_00, disbursed: 60_00 });
    expect(dueSum([october, november], "2017-12-30", THIRTY)).toEqual({ payable: 100_00, disbursed: 60_00 });
    expect(dueSum([october, november], "2017-12-31", THIRTY)).toEqual({ payable: 150_00, disbursed: 60_00 });
  });

  it("counts a month on the day of its close where the policy gives it no time", () => {
    expect(dueSum([october], "2017-11-04", () => 0).payable).toBe(0);
    expect(dueSum([october], "2017-11-05", () => 0).payable).toBe(100_00);
  });

  it("counts an account that was closed before the day of a close was kept, and no open one", () => {
    const old = account("201709", "532822", "H1", paid(10_00, 1_00));
    const open = account("201709", "532822", "H2", paid(10_00, 1_00), { state: "open" });
    expect(dueSum([old, open], "2017-10-01", THIRTY)).toEqual({ payable: 10_00, disbursed: 1_00 });
  });

  it("sums as the year's rate does: rated funds, deductions off, retention not", () => {
    const funds = {
      basic: totals({ count: 1, accrued: 100, deducted: 10, retained: 5, disbursed: 80 }),
      critical: totals({ count: 1, accrued: 7, disbursed: 1 }),
      assistance: totals({ count: 1, accrued: 3, disbursed: 2 }),
      backstop: totals({ count: 1, accrued: 1000, disbursed: 1000 }),
      topup: totals({ count: 1, accrued: 1000 }),
    };
    expect(dueSum([account("201710", "532822", "H1", funds)], "2017-12-31", THIRTY)).toEqual({ payable: 100, disbursed: 83 });
  });
});

describe("the term", () => {
  it("is thirty days by the built-in documents, and where no policy applies", () => {
    const days = dueDaysBy(policyFor);
    expect(days("532822", "201710")).toBe(30);
    expect(days("620102", "201901")).toBe(30);
    expect(days("620102", "201710")).toBe(30);
  });

  it("is what the layer in force on the month's last day says", () => {
    const layer = {
      id: "menghai-2017",
      version: 1,
      region: "532822",
      inForceFrom: "2017-10-31",
      document: "勐政办发〔2017〕1号",
      title: "勐海县拨付办法",
      splits: [],
      payment: { due: { days: 10, clause: "三: 月结后十日内拨付" } },
    };
    const layers = buildBook([{ path: "menghai-2017.json", data: layer }], BUILT_IN_BOOK).layers.map(({ value }) => value);
    const days = dueDaysBy((county, day) => resolvePolicy(layers, county, day));
    expect(days("532822", "201709")).toBe(30);
    expect(days("532822", "201710")).toBe(10);
    expect(days("532801", "201710")).toBe(30);
  });
});

describe("a region that is watched", () => {
  /*
   * 勐海县 in fen. September closed 11 October, due 10 November; October closed 5 November, due 5 December; November closed 11 December.
   *   September: H1 10000 owed, 9000 paid.  October: H1 40000 owed, 30000 paid; H2 10000 owed, nothing paid.  November: H1 20000 owed, 1000 paid.
   */
  const accounts = [
    account("201709", "532822", "H1", paid(100_00, 90_00), { closedOn: "2017-10-11" }),
    account("201710", "532822", "H1", paid(400_00, 300_00), { closedOn: "2017-11-05", institutionName: "勐海县人民医院" }),
    account("201710", "532822", "H2", paid(100_00, 0), { closedOn: "2017-11-05" }),
    account("201711", "532822", "H1", paid(200_00, 10_00), { closedOn: "2017-12-11" }),
  ];
  const on = (day: string) => watchRegion("532822", accounts, day, THIRTY);

  it("owes nothing yet the day before the first term ends", () => {
    expect(on("2017-11-09")).toMatchObject({ state: "none", due: { payable: "0.00", rate: null }, shortfall: "0.00", worst: [] });
  });

  it("is judged by what is due, not by the month just closed", () => {
    // 10 November: September alone is due, 90 ÷ 100. The year so far: 390 ÷ 600 = 0.65.
    expect(on("2017-11-10")).toMatchObject({
      ofYear: "2017",
      latestMonth: "2017-10",
      month: { payable: "500.00", disbursed: "300.00", rate: "0.6000" },
      year: { payable: "600.00", disbursed: "390.00", rate: "0.6500" },
      due: { payable: "100.00", disbursed: "90.00", rate: "0.9000" },
      state: "ok",
      shortfall: "0.00",
    });
  });

  it("says how much is missing and who waits for most of it", () => {
    // 5 December: 600 due, 390 paid; 85 % are 510, so 120 are missing. H2: 85 of 100; H1: 425 of 500 less 390 = 35.
    expect(on("2017-12-05")).toMatchObject({
      state: "low",
      due: { payable: "600.00", disbursed: "390.00", rate: "0.6500" },
      shortfall: "120.00",
      worst: [
        { institution: "H2", name: "H2", payable: "100.00", disbursed: "0.00", rate: "0.0000", shortfall: "85.00" },
        { institution: "H1", name: "勐海县人民医院", payable: "500.00", disbursed: "390.00", rate: "0.7800", shortfall: "35.00" },
      ],
    });
  });

  it("names five institutions at most, the larger shortfall first and equal ones by code", () => {
    const many = ["H7", "H6", "H5", "H4", "H3", "H2", "H1"].map((code, place) =>
      account("201710", "532822", code, paid(place === 0 ? 200 : 100, place === 6 ? 85 : 0), { closedOn: "2017-11-05" }),
    );
    // H1 has its 85 %, H7 lacks 170, the others 85 each.
    const { worst } = watchRegion("532822", many, "2017-12-05", THIRTY);
    expect(worst.map(({ institution, shortfall }) => [institution, shortfall])).toEqual([
      ["H7", "1.70"],
      ["H2", "0.85"],
      ["H3", "0.85"],
      ["H4", "0.85"],
      ["H5", "0.85"],
    ]);
  });

  it("is through with a month only where all before are closed too, and knows none where the first is open", () => {
    const open = account("201709", "532822", "H3", paid(1_00, 0), { state: "open" });
    expect(watchRegion("532822", [...accounts, open], "2017-12-31", THIRTY)).toMatchObject({ latestMonth: null, month: null, forecast: null });
    const later = account("201711", "532822", "H3", paid(1_00, 0), { state: "open" });
    expect(watchRegion("532822", [...accounts, later], "2017-12-31", THIRTY)).toMatchObject({ latestMonth: "2017-10" });
    // On 10 December November's close is yet to come.
    expect(on("2017-12-10")).toMatchObject({ latestMonth: "2017-10", year: { payable: "600.00" } });
    expect(on("2017-12-11")).toMatchObject({ latestMonth: "2017-11", year: { payable: "800.00" } });
  });

  it("is followed for its year until the next one's first payment is due", () => {
    const january = account("201801", "532822", "H1", paid(30_00, 0), { closedOn: "2018-02-11" });
    const both = [...accounts, january];
    // 11 February + 30 days = 13 March.
    expect(watchRegion("532822", both, "2018-03-12", THIRTY)).toMatchObject({ ofYear: "2017", latestMonth: "2017-11", due: { payable: "800.00" } });
    expect(watchRegion("532822", both, "2018-03-13", THIRTY)).toMatchObject({ ofYear: "2018", latestMonth: "2018-01", due: { payable: "30.00" } });
  });

  it("owes nothing where reversals outweigh what is due", () => {
    const back = [account("201710", "532822", "H1", paid(-100, -100), { closedOn: "2017-11-05" })];
    expect(watchRegion("532822", back, "2017-12-31", THIRTY)).toMatchObject({ state: "none", shortfall: "0.00", forecast: null, worst: [] });
  });
});

describe("the forecast of a year", () => {
  const forecast = (day: string, ...accounts: Parameters<typeof watchRegion>[1]) => watchRegion("532822", accounts, day, THIRTY).forecast;
  const closedOn = (month: string, day: string | undefined, accrued: number, disbursed: number) =>
    account(month, "532822", "H1", paid(accrued, disbursed), day === undefined ? {} : { closedOn: day });

  it("takes the pace since the first close against what the closed months owe a month", () => {
    /*
     * 11 May 2018 is the hundredth day from 1 February. January to March owe 100.00 each, which makes 1200.00 in the year; 60.00 paid in a
     * hundred days make 219.00 in 365: 0.1825.
     */
    const months = [closedOn("201801", "2018-02-01", 100_00, 20_00), closedOn("201802", "2018-03-01", 100_00, 40_00)];
    expect(forecast("2018-05-11", ...months, closedOn("201803", "2018-04-01", 100_00, 0))).toBe("0.1825");
  });

  it("counts the year from the month a region began with", () => {
    /*
     * October to December have 92 days. 6 December is the 32nd from 5 November: 70.00 × 92 ÷ 32 = 201.25 of 300.00, 0.67083….
     */
    expect(forecast("2017-12-06", closedOn("201710", "2017-11-05", 100_00, 70_00))).toBe("0.6708");
  });

  it("is the year's own rate once as many days have passed, and never more than all", () => {
    // 61 days from 5 December: 3 February.
    const months = [closedOn("201711", "2017-12-05", 100_00, 80_00), closedOn("201712", "2018-01-11", 100_00, 80_00)];
    expect(forecast("2018-02-02", ...months)).toBe("0.8133");
    expect(forecast("2018-02-03", ...months)).toBe("0.8000");
    expect(forecast("2018-03-20", ...months)).toBe("0.8000");
    // All of November paid on the tenth day: 100 × 61 ÷ 10 = 610.00 of 200.00. Without a day of its own a close counts from the month's end.
    expect(forecast("2017-12-10", closedOn("201711", undefined, 100_00, 100_00))).toBe("1.0000");
  });

  it("is rounded half up, and nothing where more was taken back than paid", () => {
    // 31 of 61 days have passed: 0.01 × 61 ÷ 31 of 400.00 = 0.0000491…, and 0.05 five times as much, 0.000246.
    const november = (disbursed: number) => closedOn("201711", "2017-12-01", 200_00, disbursed);
    expect(forecast("2017-12-31", november(1))).toBe("0.0000");
    expect(forecast("2017-12-31", november(5))).toBe("0.0002");
    expect(forecast("2017-12-31", november(-5))).toBe("0.0000");
    // A year of one month, 31 days after its end: 0.01 ÷ 200.00 = 0.00005 exactly.
    expect(forecast("2018-01-31", closedOn("201712", undefined, 200_00, 1))).toBe("0.0001");
  });

  it("is not known before the first close, nor before anything is due: until then nobody need have paid", () => {
    expect(forecast("2017-10-31", account("201710", "532822", "H1", paid(100_00, 0), { state: "open" }))).toBeNull();
    expect(forecast("2017-12-04", closedOn("201710", "2017-11-05", 100_00, 70_00))).toBeNull();
    expect(forecast("2017-12-05", closedOn("201710", "2017-11-05", 100_00, 70_00))).not.toBeNull();
  });
});

describe("the regions that are watched", () => {
  const accounts = [
    account("201710", "532822", "H1", paid(100, 85)),
    account("201710", "530102", "H2", paid(100, 0)),
    { ...account("201710", "532801", "POOL#532801", {}), allotments: {} },
  ];

  it("are the region and all in it that have accounts with funds", () => {
    const seen = watchRegions("53", accounts, "2018-01-01", THIRTY);
    expect(seen.map(({ region, level, state }) => [region, level, state])).toEqual([
      ["53", "province", "low"],
      ["5301", "prefecture", "low"],
      ["530102", "county", "low"],
      ["5328", "prefecture", "ok"],
      ["532822", "county", "ok"],
    ]);
    expect(watchRegions("5328", accounts.slice(0, 1), "2018-01-01", THIRTY).map(({ region }) => region)).toEqual(["5328", "532822"]);
    expect(watchRegions("62", [], "2018-01-01", THIRTY)).toEqual([]);
  });

  it("are a prefecture and the county it doubles as", () => {
    const jiayuguan = [account("201903", "620200", "H1", paid(100, 90))];
    expect(watchRegions("62", jiayuguan, "2019-12-31", THIRTY).map(({ region }) => region)).toEqual(["62", "6202", "620200"]);
  });
});
