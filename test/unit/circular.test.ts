import { describe, expect, it } from "vitest";
import { renderCircularTable } from "../../shared/circular/circular-table.ts";
import { buildCircular, type Circular, type CircularRow } from "../../shared/circular/circular.ts";
import type { MonthAccount } from "../../shared/lane/account.ts";
import { account, totals } from "../support/statement-accounts.ts";

const paid = (accrued: number, disbursed: number) => ({ basic: totals({ count: 1, accrued, disbursed }) });

/*
 * October and November 2017 of four counties, in fen. Through October, then through November:
 *   532801  80 ÷ 100 = 0.8      (80 + 100) ÷ 200 = 0.9
 *   532822  90 ÷ 100 = 0.9      (90 + 80) ÷ 200 = 0.85
 *   532823  nothing             60 ÷ 100 = 0.6
 *   530102  95 ÷ 100 = 0.95     95 ÷ 100 = 0.95, November open
 * 西双版纳 (5328): through October 170 ÷ 200 = 0.85, through November 410 ÷ 500 = 0.82. 昆明 (5301): 0.95 both times.
 */
const october = [
  account("201710", "532801", "H1", { ...paid(100, 80), backstop: totals({ count: 1, accrued: 1000 }) }),
  account("201710", "532822", "H2", { critical: totals({ count: 1, accrued: 100, disbursed: 90 }) }),
  account("201710", "530102", "H3", paid(100, 95)),
];
const november = [
  account("201711", "532801", "H1", paid(100, 100)),
  account("201711", "532822", "H2", paid(100, 80)),
  account("201711", "532823", "H4", paid(100, 60)),
  account("201711", "530102", "H3", paid(1000, 0), { state: "open" }),
];
const december = [account("201712", "532823", "H4", paid(1000, 1000))];

function circular(month: string, accounts: readonly MonthAccount[], region = "53"): Circular {
  return buildCircular({ region, month, monthAccounts: accounts.filter((one) => one.month === month), yearAccounts: accounts });
}

const ranksOf = (rows: readonly CircularRow[]): unknown[] =>
  rows.map(({ region, rank, rate, previousRank, previousRate, rankChange, rateChange }) => [
    region,
    rank,
    rate,
    previousRank,
    previousRate,
    rankChange,
    rateChange,
  ]);

const find = ({ rankings }: Circular, level: string, fund: string): readonly CircularRow[] =>
  rankings.find((one) => one.level === level && one.fund === fund)?.rows ?? [];

describe("a province's circular", () => {
  const of = circular("201711", [...october, ...november, ...december]);

  it("ranks prefectures and counties, over all rated funds and by each", () => {
    expect(of.rankings.map(({ level, fund }) => `${level} ${fund}`)).toEqual([
      "prefecture all",
      "prefecture basic",
      "prefecture critical",
      "prefecture assistance",
      "county all",
      "county basic",
      "county critical",
      "county assistance",
    ]);
  });

  it("shows what changed since the month before, and nothing where there was nothing", () => {
    expect(ranksOf(find(of, "county", "all"))).toEqual([
      ["530102", 1, "0.9500", 1, "0.9500", 0, "0.0000"],
      ["532801", 2, "0.9000", 3, "0.8000", 1, "+0.1000"],
      ["532822", 3, "0.8500", 2, "0.9000", -1, "-0.0500"],
      ["532823", 4, "0.6000", null, null, null, null],
    ]);
    expect(ranksOf(find(of, "prefecture", "all"))).toEqual([
      ["5301", 1, "0.9500", 1, "0.9500", 0, "0.0000"],
      ["5328", 2, "0.8200", 2, "0.8500", 0, "-0.0300"],
    ]);
  });

  it("counts the year's closed months up to its own", () => {
    // 410 of 500: to reach 425 fen are 15 missing. December's account is later, 五华区's November still open.
    expect(find(of, "prefecture", "all")[1]).toMatchObject({ payable: "5.00", disbursed: "4.10", shortfall: "0.15", state: "low" });
    expect(of).toMatchObject({ month: "2017-11", previousMonth: "2017-10", region: "53", regionName: "云南省", status: "open", requirement: "0.85" });
    expect(circular("201711", [...october, ...november.slice(0, 3)]).status).toBe("closed");
  });

  it("ranks one fund by itself, those without it last by their code", () => {
    expect(ranksOf(find(of, "county", "critical"))).toEqual([
      ["532822", 1, "0.9000", 1, "0.9000", 0, "0.0000"],
      ["530102", null, null, null, null, null, null],
      ["532801", null, null, null, null, null, null],
      ["532823", null, null, null, null, null, null],
    ]);
    // basic, through November: 532801 180 ÷ 200, 532822 80 ÷ 100, 532823 60 ÷ 100.
    expect(find(of, "county", "basic").map(({ region, rate }) => [region, rate])).toEqual([
      ["530102", "0.9500"],
      ["532801", "0.9000"],
      ["532822", "0.8000"],
      ["532823", "0.6000"],
    ]);
  });
});

describe("other circulars", () => {
  it("of a prefecture ranks its counties", () => {
    const of = circular(
      "201711",
      [...october, ...november].filter(({ county }) => county.startsWith("5328")),
      "5328",
    );
    expect(of.rankings.map(({ level }) => level)).toEqual(["county", "county", "county", "county"]);
    expect(find(of, "county", "all").map(({ region, rank }) => [region, rank])).toEqual([
      ["532801", 1],
      ["532822", 2],
      ["532823", 3],
    ]);
  });

  it("of a county there is none", () => {
    expect(() => circular("201710", [], "532822")).toThrow("532822 is a county");
  });

  it("of January looks at no month before", () => {
    const accounts = [account("201801", "532801", "H1", paid(100, 80))];
    const of = circular("201801", accounts);
    expect(of.previousMonth).toBeNull();
    expect(ranksOf(find(of, "county", "all"))).toEqual([["532801", 1, "0.8000", null, null, null, null]]);
  });

  it("share a rank between equal rates, whatever they are written as", () => {
    const accounts = [
      account("201710", "532801", "H1", paid(100, 85)),
      account("201710", "532822", "H2", paid(20, 17)),
      account("201710", "532823", "H4", paid(1_000_000_000, 849_999_999)),
    ];
    expect(find(circular("201710", accounts), "county", "all").map(({ rank, rate, state }) => [rank, rate, state])).toEqual([
      [1, "0.8500", "ok"],
      [1, "0.8500", "ok"],
      [3, "0.8500", "low"],
    ]);
  });
});

describe("a circular on the terminal", () => {
  const text = renderCircularTable(circular("201711", [...october, ...november]));

  it("has a table for each ranking, and says who is low and by what document", () => {
    expect(text).toContain("云南省2017年11月健康扶贫垫付资金拨付率通报（未月结 预览）  单位：元");
    expect(text).toMatch(/^3 {5}532822 {2}勐海县 {2}达标 +85\.00 % +2\.00 +1\.70 +0\.00 +2 +↓1 +90\.00 % +-5\.00$/m);
    expect(text).toMatch(/^4 {5}532823 {2}勐腊县 {2}未达标 +60\.00 % +1\.00 +0\.60 +0\.25 +— +— +— +—$/m);
    expect(text).toMatch(/^2 {5}532801 {2}景洪市 {2}达标 .* ↑1 .* \+10\.00$/m);
    expect(text).toContain("县（市、区）单项排名：大病保险");
    expect(text).toContain("未达要求的县（市、区） 1 个，由低到高：勐腊县 60.00 %。");
    expect(text).toContain("未达要求的州市 1 个，由低到高：西双版纳傣族自治州 82.00 %。");
    expect(text).toContain("云政办发〔2017〕102号 二十六");
  });

  it("cites Gansu's own document there", () => {
    const gansu = renderCircularTable(circular("201903", [account("201903", "620102", "H1", paid(100, 90))], "62"));
    expect(gansu).toContain("甘卫扶贫函〔2019〕385号 十五");
    expect(gansu).toContain("县（市、区）均达要求。");
    expect(renderCircularTable(circular("201903", [], "62"))).toContain("州市尚无应付款。");
  });
});
