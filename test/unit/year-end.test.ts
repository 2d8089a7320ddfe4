import { describe, expect, it } from "vitest";
import type { PrepaidAccount } from "../../shared/lane/account.ts";
import { fen } from "../../shared/money/fen.ts";
import { renderYearCsv, renderYearTable } from "../../shared/statement/year-end-text.ts";
import { settleYear } from "../../shared/statement/year-end.ts";
import { account, totals } from "../support/statement-accounts.ts";

/*
 * 勐海县人民医院, basic: October 10,000.00 claimed, 100.00 deducted, 495.00 retained of which 200.00 released, 9,605.00 payable, 9,000.00 paid; November
 * 5,000.00 claimed, 300.00 deferred, 4,700.00 payable, 4,000.00 paid (500.00 of it set off). Backstop 80.00, unpaid. 50,000.00 prepaid in 2017,
 * 20,000.00 returned in 2017 and 5,000.00 in 2018. December is open.
 * Rate: 13,000.00 ÷ (10,000.00 − 100.00 + 5,000.00) = 13,000 ÷ 14,900 = 0.87248… → 87.25 %.
 * 镇卫生院, assistance of another county: 200.00 claimed, 100.00 paid: 50 %, 85 % would be 170.00: 70.00 missing.
 */
const HOSPITAL = "H53282200012";
const CLINIC = "H53280100034";
const october = { ...totals({ count: 3, accrued: 1_000_000, deducted: 10_000, retained: 29_500, disbursed: 900_000 }), released: fen(20_000) };
const november = { ...totals({ count: 2, accrued: 500_000, disbursed: 400_000, setOff: 50_000 }), deferred: fen(30_000) };
const months = [
  account("201710", "532822", HOSPITAL, { basic: october, backstop: totals({ count: 1, accrued: 8_000 }) }, { institutionName: "勐海县人民医院" }),
  account("201711", "532822", HOSPITAL, { basic: november }),
  account("201712", "532822", HOSPITAL, { basic: totals({ count: 9, accrued: 999 }) }, { state: "open" }),
  account("201710", "532801", CLINIC, { assistance: totals({ count: 1, accrued: 20_000, disbursed: 10_000 }) }, { institutionName: "镇卫生院" }),
];
const prepaid: PrepaidAccount[] = [
  {
    type: "prepaid",
    county: "532822",
    institution: HOSPITAL,
    version: 7,
    balances: { basic: fen(2_450_000) },
    flows: {
      "2017": { basic: { prepaid: fen(5_000_000), returned: fen(2_000_000) } },
      "2018": { basic: { prepaid: fen(0), returned: fen(500_000) } },
    },
  },
];
const settled = settleYear({ year: "2017", region: "5328", months, prepaid });

describe("a year's settlement (年度清算)", () => {
  it("sums an institution's closed months, what was released, prepaid and returned in the year, and the balance", () => {
    expect(settled.lines[1]).toEqual({
      institution: HOSPITAL,
      institutionName: "勐海县人民医院",
      fund: "basic",
      accrued: "15000.00",
      deducted: "100.00",
      retained: "295.00",
      released: "200.00",
      deferred: "300.00",
      payable: "14305.00",
      disbursed: "13000.00",
      outstanding: "1305.00",
      prepaid: "50000.00",
      returned: "20000.00",
      prepaidBalance: "24500.00",
    });
    expect(settled.lines.map(({ institution, fund }) => `${institution} ${fund}`)).toEqual([
      `${CLINIC} assistance`,
      `${HOSPITAL} basic`,
      `${HOSPITAL} backstop`,
    ]);
  });

  it("holds each institution, and the region, to 85 % of what the rated funds owe", () => {
    expect(settled.institutions).toEqual([
      { institution: CLINIC, institutionName: "镇卫生院", payable: "200.00", disbursed: "100.00", rate: "0.5000", state: "low", shortfall: "70.00" },
      {
        institution: HOSPITAL,
        institutionName: "勐海县人民医院",
        payable: "14900.00",
        disbursed: "13000.00",
        rate: "0.8725",
        state: "ok",
        shortfall: "0.00",
      },
    ]);
    // 13,100 ÷ 15,100 = 0.86754…
    expect(settled.rate).toEqual({ requirement: "0.85", payable: "15100.00", disbursed: "13100.00", rate: "0.8675", state: "ok", shortfall: "0.00" });
  });

  it("totals each fund and all of them, and names the months that are still open", () => {
    expect(Object.keys(settled.totals)).toEqual(["basic", "assistance", "backstop", "all"]);
    expect(settled.totals.all).toMatchObject({ accrued: "15280.00", payable: "14585.00", disbursed: "13100.00", outstanding: "1485.00" });
    expect(settled.openMonths).toEqual(["2017-12"]);
  });

  it("is a table in Chinese, and a CSV whose columns sum to the totals", () => {
    const table = renderYearTable(settled);
    expect(table).toContain("西双版纳傣族自治州 2017年 年度清算  单位：元");
    expect(table).toContain(`${CLINIC} 镇卫生院  拨付率 50.00 %（未达标，尚差 70.00 元）`);
    expect(table).toContain("全年拨付率 86.75 %（达标），要求 85.00 %\n尚未月结、未计入：2017-12\n");
    const rows = renderYearCsv(settled).trimEnd().split("\r\n");
    expect(rows[0]).toBe("\ufeff机构代码,机构名称,基金,申报,扣款,预留余额,已返还,暂缓,应拨,实拨,未拨,本年预付,本年退回,预付余额");
    expect(rows.slice(1).reduce((sum, row) => sum + Math.round(Number(row.split(",")[3]) * 100), 0)).toBe(1_528_000);
  });

  it("of a year without accounts is nothing", () => {
    const none = settleYear({ year: "2018", region: "53", months: [], prepaid: [] });
    expect([none.lines, none.institutions, none.rate.state, none.totals.all.payable]).toEqual([[], [], "none", "0.00"]);
  });

  it("lists an institution that was prepaid and had no month yet", () => {
    const only = settleYear({ year: "2017", region: "53", months: [], prepaid });
    expect(only.lines).toMatchObject([{ institution: HOSPITAL, institutionName: HOSPITAL, fund: "basic", prepaid: "50000.00", payable: "0.00" }]);
  });
});
