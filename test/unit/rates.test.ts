import { describe, expect, it } from "vitest";
import { fen } from "../../shared/money/fen.ts";
import { rankByRate } from "../../shared/statement/rank.ts";
import { buildRates } from "../../shared/statement/rates.ts";
import { account, totals } from "../support/statement-accounts.ts";

const paid = (accrued: number, disbursed: number) => ({ basic: totals({ count: 1, accrued, disbursed }) });

describe("a prefecture's rates", () => {
  /*
   * October and the year's closed months of 西双版纳, in fen:
   * 532801: October 100000 − 10000 deducted (5000 retained: no matter), 85500 paid: 0.95. September 10000 paid 10000. Year 95500 ÷ 100000 = 0.955.
   * 532822: October open: 40000, 0 paid. September 60000, 48000 paid. Year 48000 ÷ 60000 = 0.8; to reach 51000: 3000.
   * 532823: only a backstop, which the requirement does not count.
   */
  const october = [
    account("201710", "532801", "H532801001", {
      basic: totals({ count: 1, accrued: 100000, deducted: 10000, retained: 5000, disbursed: 85500 }),
      backstop: totals({ count: 1, accrued: 7000, disbursed: 7000 }),
    }),
    account("201710", "532822", "H532822001", paid(40000, 0), { state: "open" }),
    account("201710", "532823", "H532823001", { backstop: totals({ count: 1, accrued: 500 }) }),
  ];
  const september = [
    account("201709", "532801", "H532801001", { assistance: totals({ count: 1, accrued: 10000, disbursed: 10000 }) }),
    account("201709", "532822", "H532822001", { critical: totals({ count: 1, accrued: 60000, disbursed: 48000 }) }),
  ];
  const rows = buildRates({ region: "5328", month: "201710", monthAccounts: october, yearAccounts: [...october, ...september] });

  it("gives the region itself first, without a rank", () => {
    // Month: 85500 ÷ (90000 + 40000) = 0.65769…; year: (95500 + 48000) ÷ (100000 + 60000) = 0.896875.
    expect(rows[0]).toEqual({
      region: "5328",
      name: "西双版纳傣族自治州",
      level: "prefecture",
      month: { payable: "1300.00", disbursed: "855.00", rate: "0.6577" },
      year: { payable: "1600.00", disbursed: "1435.00", rate: "0.8969" },
      shortfall: "0.00",
      rank: null,
      state: "ok",
    });
  });

  it("ranks its counties by the closed months of the year", () => {
    expect(rows.slice(1)).toEqual([
      {
        region: "532801",
        name: "景洪市",
        level: "county",
        month: { payable: "900.00", disbursed: "855.00", rate: "0.9500" },
        year: { payable: "1000.00", disbursed: "955.00", rate: "0.9550" },
        shortfall: "0.00",
        rank: 1,
        state: "ok",
      },
      {
        region: "532822",
        name: "勐海县",
        level: "county",
        month: { payable: "400.00", disbursed: "0.00", rate: "0.0000" },
        year: { payable: "600.00", disbursed: "480.00", rate: "0.8000" },
        shortfall: "30.00",
        rank: 2,
        state: "low",
      },
      {
        region: "532823",
        name: "勐腊县",
        level: "county",
        month: { payable: "0.00", disbursed: "0.00", rate: null },
        year: { payable: "0.00", disbursed: "0.00", rate: null },
        shortfall: "0.00",
        rank: null,
        state: "none",
      },
    ]);
  });
});

describe("ranks", () => {
  it("are shared by equal rates, and the next one skips", () => {
    // 9/10 = 90/100 > 85/100 = 17/20 = 34/40 > 1/2: 1, 1, 3, 3, 3, 6.
    const sums = [
      ["a", 1, 2],
      ["b", 85, 100],
      ["c", 90, 100],
      ["d", 17, 20],
      ["e", 9, 10],
      ["f", 34, 40],
      ["none", 0, 0],
      ["negative", 0, -5],
    ] as const;
    const ranks = rankByRate(new Map(sums.map(([name, disbursed, payable]) => [name, { disbursed: fen(disbursed), payable: fen(payable) }])));
    expect(Object.fromEntries(ranks)).toEqual({ c: 1, e: 1, b: 3, d: 3, f: 3, a: 6 });
  });

  it("tell apart rates that print alike, as the requirement does", () => {
    // 849999999 ÷ 1000000000 prints 0.8500 and is low by one fen; 85 ÷ 100 is ok.
    const yearAccounts = [account("201710", "532801", "H1", paid(1_000_000_000, 849_999_999)), account("201710", "532822", "H2", paid(100, 85))];
    const rows = buildRates({ region: "5328", month: "201710", monthAccounts: [], yearAccounts });
    expect(rows.slice(1).map(({ year, rank, state, shortfall }) => [year.rate, rank, state, shortfall])).toEqual([
      ["0.8500", 2, "low", "0.01"],
      ["0.8500", 1, "ok", "0.00"],
    ]);
  });
});

describe("rates of other regions", () => {
  it("list a county's institutions by code and name", () => {
    const yearAccounts = [
      account("201710", "620200", "H62020000002", paid(100, 90)),
      account("201709", "620200", "H62020000001", paid(100, 95), { institutionName: "酒钢医院" }),
    ];
    const rows = buildRates({ region: "620200", month: "201710", monthAccounts: yearAccounts.slice(0, 1), yearAccounts });
    expect(rows.map(({ region, name, level, rank }) => [region, name, level, rank])).toEqual([
      ["620200", "嘉峪关市", "county", null],
      ["H62020000001", "酒钢医院", "institution", 1],
      ["H62020000002", "H62020000002", "institution", 2],
    ]);
  });

  it("list 嘉峪关市 under itself, and a former county code by its old name", () => {
    const jiayuguan = [account("201903", "620200", "H1", paid(100, 90))];
    expect(buildRates({ region: "6202", month: "201903", monthAccounts: jiayuguan, yearAccounts: jiayuguan })).toMatchObject([
      { region: "6202", level: "prefecture" },
      { region: "620200", name: "嘉峪关市", level: "county", rank: 1 },
    ]);
    const malong = [account("201803", "530321", "H1", paid(100, 90))];
    expect(buildRates({ region: "5303", month: "201803", monthAccounts: malong, yearAccounts: malong })[1]).toMatchObject({ name: "马龙县" });
  });

  it("give a region without accounts its own row alone", () => {
    expect(buildRates({ region: "53", month: "201710", monthAccounts: [], yearAccounts: [] })).toEqual([
      {
        region: "53",
        name: "云南省",
        level: "province",
        month: { payable: "0.00", disbursed: "0.00", rate: null },
        year: { payable: "0.00", disbursed: "0.00", rate: null },
        shortfall: "0.00",
        rank: null,
        state: "none",
      },
    ]);
  });

  it("have no rate and no rank where reversals outweigh the year's advances", () => {
    // At close the −100.00 became prepaid balance: disbursed −100.00 too.
    const yearAccounts = [account("201710", "532822", "H1", paid(-10000, -10000))];
    expect(buildRates({ region: "532822", month: "201710", monthAccounts: yearAccounts, yearAccounts })[1]).toMatchObject({
      year: { payable: "-100.00", disbursed: "-100.00", rate: null },
      shortfall: "0.00",
      rank: null,
      state: "none",
    });
  });

  it("list a member of the month although the year's accounts lack it, and the other way round", () => {
    const input = { region: "5328", month: "201710", monthAccounts: [account("201710", "532823", "H1", paid(100, 90), { state: "open" })] };
    const rows = buildRates({ ...input, yearAccounts: [account("201709", "532801", "H1", paid(100, 90))] });
    expect(rows.map(({ region }) => region)).toEqual(["5328", "532801", "532823"]);
  });

  it("never print a rate as minus zero", () => {
    const yearAccounts = [account("201710", "532822", "H1", paid(1_000_000, -1))];
    expect(buildRates({ region: "532822", month: "201710", monthAccounts: [], yearAccounts })[1]?.year.rate).toBe("0.0000");
  });
});
