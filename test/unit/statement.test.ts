import { describe, expect, it } from "vitest";
import { buildStatement, formatStatement } from "../../shared/statement/statement.ts";
import { modelStatement } from "../../shared/statement/statement-model.ts";
import { roundToFen } from "../../shared/statement/rounding-difference.ts";
import { account, totals } from "../support/statement-accounts.ts";

const HOSPITAL = "H53282200012";
const CLINIC = "H53282200034";

/*
 * 勐海县人民医院, October 2017, the three-tier split of 西政办发〔2017〕92号 (lifted 4:1.2:4.8 = 10:3:12, unlifted 6:0.8:3.2 = 15:2:8), in fen.
 * basic: 100001 lifted: exact 40000.4 / 12000.12 / 48000.48, the fen left over to the county: 40000 / 12000 / 48001.
 *        50000 unlifted: 30000 / 4000 / 16000. Together 150001: 70000 / 16000 / 64001.
 *        payable 150001 − 7500 retained = 142501; disbursed 120000; outstanding 22501.
 * backstop: 3333, all of it the county's; nothing paid yet. Like every account of the time before the audit, its totals count no findings.
 */
const hospital = account(
  "201710",
  "532822",
  HOSPITAL,
  {
    basic: totals({
      count: 2,
      accrued: 150001,
      retained: 7500,
      disbursed: 120000,
      shares: [70000, 16000, 64001],
      byRatio: { "10:3:12": 100001, "15:2:8": 50000 },
      findings: { over: 1, under: 0, notCheckable: 1 },
    }),
    critical: totals({}),
    backstop: totals({ count: 1, accrued: 3333, shares: [0, 0, 3333], byRatio: { "0:0:1": 3333 } }),
  },
  { institutionName: "勐海县人民医院" },
);

/*
 * A clinic whose only record is the reversal of an advance of 200.02 yuan, lifted: −(20002 × 10/25 = 8000.8, × 3/25 = 2400.24,
 * × 12/25 = 9600.96); floors 8000 + 2400 + 9600 = 20000, the two fen left over to .96 and .80: −8001 / −2400 / −9601.
 */
const clinic = account("201710", "532822", CLINIC, {
  assistance: totals({ count: 1, accrued: -20002, shares: [-8001, -2400, -9601], byRatio: { "10:3:12": -20002 } }),
});

describe("a county's statement", () => {
  const september = account(
    "201709",
    "532822",
    CLINIC,
    { basic: totals({ accrued: 100000, disbursed: 70000 }) },
    { institutionName: "勐遮镇卫生院" },
  );
  const november = account("201711", "532822", CLINIC, { basic: totals({ accrued: 999900 }) }, { state: "open" });
  const statement = buildStatement({
    region: "532822",
    month: "201710",
    monthAccounts: [clinic, hospital],
    yearAccounts: [november, clinic, hospital, september],
  });

  it("lists institutions by code, then funds in their order, and only funds with a figure", () => {
    expect(statement.lines).toEqual([
      {
        member: HOSPITAL,
        memberName: "勐海县人民医院",
        fund: "basic",
        count: 2,
        accrued: "1500.01",
        deducted: "0.00",
        retained: "75.00",
        deferred: "0.00",
        payable: "1425.01",
        disbursed: "1200.00",
        outstanding: "225.01",
        shares: { province: "700.00", prefecture: "160.00", county: "640.01" },
        findings: { over: 1, under: 0, notCheckable: 1 },
      },
      {
        member: HOSPITAL,
        memberName: "勐海县人民医院",
        fund: "backstop",
        count: 1,
        accrued: "33.33",
        deducted: "0.00",
        retained: "0.00",
        deferred: "0.00",
        payable: "33.33",
        disbursed: "0.00",
        outstanding: "33.33",
        shares: { province: "0.00", prefecture: "0.00", county: "33.33" },
        findings: { over: 0, under: 0, notCheckable: 0 },
      },
      {
        member: CLINIC,
        memberName: "勐遮镇卫生院",
        fund: "assistance",
        count: 1,
        accrued: "-200.02",
        deducted: "0.00",
        retained: "0.00",
        deferred: "0.00",
        payable: "-200.02",
        disbursed: "0.00",
        outstanding: "-200.02",
        shares: { province: "-80.01", prefecture: "-24.00", county: "-96.01" },
        findings: { over: 0, under: 0, notCheckable: 0 },
      },
    ]);
  });

  it("says whose it is, and totals each fund and all of them", () => {
    expect(statement).toMatchObject({ month: "2017-10", region: "532822", regionName: "勐海县", level: "county", status: "closed" });
    expect(Object.keys(statement.totals)).toEqual(["basic", "assistance", "backstop", "all"]);
    // 150001 + 3333 − 20002 = 133332; payable 133332 − 7500 = 125832; outstanding 125832 − 120000 = 5832;
    // province 70000 − 8001, prefecture 16000 − 2400, county 64001 + 3333 − 9601.
    expect(statement.totals.all).toEqual({
      count: 4,
      accrued: "1333.32",
      deducted: "0.00",
      retained: "75.00",
      deferred: "0.00",
      payable: "1258.32",
      disbursed: "1200.00",
      outstanding: "58.32",
      shares: { province: "619.99", prefecture: "136.00", county: "577.33" },
      findings: { over: 1, under: 0, notCheckable: 1 },
    });
    expect(statement.totals.basic?.outstanding).toBe("225.01");
  });

  it("shows a fund that paid nothing where the audit finds that it had to", () => {
    const owing = account("201710", "532822", CLINIC, { critical: totals({ findings: { over: 0, under: 2, notCheckable: 0 } }) });
    const { lines, totals: sums } = buildStatement({ region: "532822", month: "201710", monthAccounts: [owing], yearAccounts: [owing] });
    expect(lines).toMatchObject([{ fund: "critical", count: 0, accrued: "0.00", findings: { over: 0, under: 2, notCheckable: 0 } }]);
    expect(sums.all.findings).toEqual({ over: 0, under: 2, notCheckable: 0 });
  });

  it("rates the month by basic, critical and assistance, and the year by its closed months", () => {
    // Month: 120000 ÷ (150001 − 20002 = 129999) = 0.92308…; the backstop does not count.
    // Year: (120000 + 70000) ÷ (129999 + 100000) = 190000 ÷ 229999 = 0.82609…; open November does not count.
    // To reach 85 %: 0.85 × 229999 = 195499.15, rounded up 195500, less 190000 = 5500.
    expect(statement.rate).toEqual({ requirement: "0.85", month: "0.9231", year: "0.8261", shortfall: "55.00" });
  });

  it("shows the exact rounding difference rounded to the fen, never as minus zero", () => {
    // 10:3:12 of 100001 − 20002 = 79999: exact 31999.6 / 9599.88 / 38399.52; 15:2:8 of 50000: 30000 / 4000 / 16000; county 3333 more.
    // province 61999 − 61999.6 = −0.6 → −0.01; prefecture 13600 − 13599.88 = 0.12 → 0.00; county 57733 − 57732.52 = 0.48 → 0.00.
    expect(statement.roundingDifference).toEqual({ province: "-0.01", prefecture: "0.00", county: "0.00" });
  });

  it("names an institution by its code where no account of the year knows its name", () => {
    const nameless = buildStatement({ region: "532822", month: "201710", monthAccounts: [clinic], yearAccounts: [clinic] });
    expect(nameless.lines.map(({ memberName }) => memberName)).toEqual([CLINIC]);
  });

  it("names an institution as its account of the month does, else as the newest account of the year that names it", () => {
    const named = (month: string, institutionName: string) => account(month, "532822", HOSPITAL, {}, { institutionName });
    const nameless = account("201710", "532822", HOSPITAL, hospital.funds);
    const others = [named("201712", "勐海县总医院"), named("201708", "勐海医院"), named("201711", "")];
    const nameIn = (own: typeof hospital, yearAccounts: (typeof hospital)[]) =>
      buildStatement({ region: "532822", month: "201710", monthAccounts: [own], yearAccounts }).lines[0]?.memberName;
    expect(nameIn(hospital, [hospital, ...others])).toBe("勐海县人民医院");
    expect(nameIn(nameless, [nameless, ...others])).toBe("勐海县总医院");
    expect(nameIn(nameless, [nameless, named("201711", "")])).toBe(HOSPITAL);
  });

  it("is open as long as one account of the month is open", () => {
    const input = { region: "532822", month: "201710", yearAccounts: [] };
    expect(buildStatement({ ...input, monthAccounts: [hospital, { ...clinic, state: "open" }] }).status).toBe("open");
  });

  it("is open as long as the calendars say so, and never closed against an open account", () => {
    const statusOf = (state: "open" | "closed", closed: boolean) =>
      buildStatement({ region: "532822", month: "201710", monthAccounts: [{ ...hospital, state }], yearAccounts: [], closed }).status;
    expect([statusOf("closed", true), statusOf("closed", false), statusOf("open", true)]).toEqual(["closed", "open", "open"]);
  });

  it("keeps a member's line where its records cancel out", () => {
    const reversed = account("201710", "532822", CLINIC, { basic: totals({ count: 2 }) });
    const { lines } = buildStatement({ region: "532822", month: "201710", monthAccounts: [reversed], yearAccounts: [] });
    expect(lines).toMatchObject([{ fund: "basic", count: 2, accrued: "0.00" }]);
  });

  it("shows a fund of which one figure alone is left", () => {
    const left = {
      basic: totals({ retained: 1 }),
      critical: totals({ disbursed: 1 }),
      // 100 by 2:3:0 is 40 + 60, −100 by 3:2:0 is −60 − 40: the amounts cancel out, the shares do not.
      assistance: totals({ shares: [-20, 20, 0], byRatio: { "2:3:0": 100, "3:2:0": -100 } }),
      backstop: totals({ setOff: 0 }),
    };
    const monthAccounts = [account("201710", "532822", CLINIC, left)];
    const { lines } = buildStatement({ region: "532822", month: "201710", monthAccounts, yearAccounts: [] });
    expect(lines.map(({ fund }) => fund)).toEqual(["basic", "critical", "assistance"]);
  });

  it("shows a negative outstanding amount where more was paid than is owed after a deduction", () => {
    // 1000.00 − 100.00 − 45.00 = 855.00 payable, 950.00 paid: −95.00; the tiers share 900.00.
    const overpaid = account("201710", "532822", HOSPITAL, {
      basic: totals({ count: 1, accrued: 100000, deducted: 10000, retained: 4500, disbursed: 95000 }),
    });
    const { lines } = buildStatement({ region: "532822", month: "201710", monthAccounts: [overpaid], yearAccounts: [] });
    expect(lines).toMatchObject([{ payable: "855.00", outstanding: "-95.00", shares: { prefecture: "900.00" } }]);
  });
});

describe("statements of wider regions", () => {
  it("lists a prefecture's counties, a former county code beside its successor", () => {
    const monthAccounts = [
      account("201812", "530304", "H530304001", { basic: totals({ count: 1, accrued: 200 }) }),
      account("201812", "530321", "H530304001", { basic: totals({ count: 1, accrued: 100 }) }),
      account("201812", "530321", "H530304002", { basic: totals({ count: 1, accrued: 30 }) }),
    ];
    const { level, regionName, lines } = buildStatement({ region: "5303", month: "201812", monthAccounts, yearAccounts: monthAccounts });
    expect([level, regionName]).toEqual(["prefecture", "曲靖市"]);
    expect(lines.map(({ member, memberName, accrued }) => [member, memberName, accrued])).toEqual([
      ["530304", "马龙区", "2.00"],
      ["530321", "马龙县", "1.30"],
    ]);
  });

  it("lists a province's prefectures", () => {
    const monthAccounts = [hospital, account("201710", "530102", "H530102001", { topup: totals({ count: 1, accrued: 500 }) })];
    const { level, lines } = buildStatement({ region: "53", month: "201710", monthAccounts, yearAccounts: [] });
    expect(level).toBe("province");
    expect(lines.map(({ member, memberName, fund }) => [member, memberName, fund])).toEqual([
      ["5301", "昆明市", "topup"],
      ["5328", "西双版纳傣族自治州", "basic"],
      ["5328", "西双版纳傣族自治州", "backstop"],
    ]);
  });

  it("lists 嘉峪关市 as the one county of itself, and its institutions under the county code", () => {
    const monthAccounts = [
      account("201903", "620200", "H62020000001", { basic: totals({ count: 1, accrued: 100 }) }, { institutionName: "酒钢医院" }),
    ];
    const prefecture = buildStatement({ region: "6202", month: "201903", monthAccounts, yearAccounts: [] });
    const county = buildStatement({ region: "620200", month: "201903", monthAccounts, yearAccounts: [] });
    expect(prefecture).toMatchObject({ level: "prefecture", regionName: "嘉峪关市", lines: [{ member: "620200", memberName: "嘉峪关市" }] });
    expect(county).toMatchObject({ level: "county", regionName: "嘉峪关市", lines: [{ member: "H62020000001", memberName: "酒钢医院" }] });
    expect(county.totals).toEqual(prefecture.totals);
  });
});

describe("a region without accounts", () => {
  it("has an open statement without lines, all zero", () => {
    const zero = "0.00";
    const tiers = { province: zero, prefecture: zero, county: zero };
    expect(buildStatement({ region: "532823", month: "201710", monthAccounts: [], yearAccounts: [] })).toEqual({
      month: "2017-10",
      region: "532823",
      regionName: "勐腊县",
      level: "county",
      status: "open",
      lines: [],
      totals: {
        all: {
          count: 0,
          accrued: zero,
          deducted: zero,
          retained: zero,
          deferred: "0.00",
          payable: zero,
          disbursed: zero,
          outstanding: zero,
          shares: tiers,
          findings: { over: 0, under: 0, notCheckable: 0 },
        },
      },
      roundingDifference: tiers,
      allotments: [],
      allotmentTotals: { all: { count: 0, headcount: { lifted: 0, unlifted: 0 }, accrued: zero, shares: tiers } },
      allotmentRoundingDifference: tiers,
      rate: { requirement: "0.85", month: null, year: null, shortfall: zero },
    });
  });

  it("has a closed one where the calendars closed the month", () => {
    const input = { region: "532823", month: "201710", monthAccounts: [], yearAccounts: [] };
    expect(buildStatement({ ...input, closed: true })).toMatchObject({ status: "closed", lines: [] });
  });
});

describe("the figures behind the texts", () => {
  it("formats exactly what the model holds", () => {
    const input = { region: "532822", month: "201710", monthAccounts: [hospital], yearAccounts: [hospital] };
    const model = modelStatement(input);
    expect(model.lines[0]).toMatchObject({ member: HOSPITAL, payable: 142501, outstanding: 22501, shares: [70000, 16000, 64001] });
    expect(model.rate.year).toEqual({ payable: 150001, disbursed: 120000 });
    expect(formatStatement(model)).toEqual(buildStatement(input));
  });

  it("rounds a rounding difference half away from zero", () => {
    const cases: [bigint, bigint, number][] = [
      [1n, 2n, 1],
      [-1n, 2n, -1],
      [49n, 100n, 0],
      [-49n, 100n, 0],
      [5n, 2n, 3],
      [-5n, 2n, -3],
      [7n, 1n, 7],
    ];
    for (const [numerator, denominator, expected] of cases) expect(roundToFen(numerator, denominator)).toBe(expected);
  });

  it("adds the rounding difference up over many records", () => {
    // 1,000 advances of 0.01 yuan by 10:3:12, each fen to the county: province 0 − 400, prefecture 0 − 120, county 1000 − 480.
    const monthAccounts = [
      account("201710", "532822", HOSPITAL, { basic: totals({ count: 1000, accrued: 1000, shares: [0, 0, 1000], byRatio: { "10:3:12": 1000 } }) }),
    ];
    const { roundingDifference } = buildStatement({ region: "532822", month: "201710", monthAccounts, yearAccounts: [] });
    expect(roundingDifference).toEqual({ province: "-4.00", prefecture: "-1.20", county: "5.20" });
  });
});

describe("accounts that do not belong", () => {
  const good = { region: "532822", month: "201710", monthAccounts: [hospital], yearAccounts: [hospital] };

  it("refuses another region's, another month's or another year's account", () => {
    expect(() => buildStatement({ ...good, region: "532801" })).toThrow("is not under region 532801");
    expect(() => buildStatement({ ...good, month: "201711" })).toThrow("is not of 201711");
    expect(() => buildStatement({ ...good, monthAccounts: [], month: "201801" })).toThrow("is not of 2018");
  });

  it("refuses an account whose shares or ratios lose a fen", () => {
    const shares = account("201710", "532822", HOSPITAL, { basic: totals({ accrued: 100, shares: [40, 12, 47], byRatio: { "10:3:12": 100 } }) });
    const ratios = account("201710", "532822", HOSPITAL, { basic: totals({ accrued: 100, shares: [40, 12, 48], byRatio: { "10:3:12": 99 } }) });
    expect(() => buildStatement({ ...good, monthAccounts: [shares] })).toThrow("the shares of basic do not sum to accrued − deducted");
    expect(() => buildStatement({ ...good, monthAccounts: [ratios] })).toThrow("the ratios of basic do not sum to accrued − deducted");
  });

  it("refuses a ratio that does not name three tiers", () => {
    const two = account("201710", "532822", HOSPITAL, { basic: totals({ accrued: 5, shares: [2, 3, 0], byRatio: { "2:3": 5 } }) });
    const four = account("201710", "532822", HOSPITAL, { basic: totals({ accrued: 5, shares: [2, 3, 0], byRatio: { "2:3:0:0": 5 } }) });
    expect(() => buildStatement({ ...good, monthAccounts: [two] })).toThrow("ratio 2:3 does not name three tiers");
    expect(() => buildStatement({ ...good, monthAccounts: [four] })).toThrow("ratio 2:3:0:0 does not name three tiers");
  });
});
