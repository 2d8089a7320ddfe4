import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { escapeControls } from "../../shared/statement/escape-controls.ts";
import { renderRateTable } from "../../shared/statement/rate-table.ts";
import { buildRates } from "../../shared/statement/rates.ts";
import { renderStatementCsv } from "../../shared/statement/statement-csv.ts";
import { renderStatementTable } from "../../shared/statement/statement-table.ts";
import { buildStatement } from "../../shared/statement/statement.ts";
import { groupThousands, percent } from "../../shared/statement/terminal-text.ts";
import { account, totals } from "../support/statement-accounts.ts";

/*
 * 2,000,000.00 yuan by 4:1.2:4.8: 800,000.00 / 240,000.00 / 960,000.00; 100,000.00 retained leaves 1,900,000.00 payable, of which
 * 1,500,000.00 is paid: 400,000.00 outstanding. The clinic's reversal of 25.00: 10.00 / 3.00 / 12.00, taken back.
 * Rate: 1500000 ÷ (2000000 − 25) = 0.750009… → 75.00 %; 85 % of 1,999,975.00 is 1,699,978.75, so 199,978.75 are missing.
 */
const basic = totals({
  count: 1234,
  accrued: 200_000_000,
  retained: 10_000_000,
  disbursed: 150_000_000,
  shares: [80_000_000, 24_000_000, 96_000_000],
  byRatio: { "10:3:12": 200_000_000 },
  findings: { over: 1012, under: 3, notCheckable: 20 },
});
const assistance = totals({ count: 1, accrued: -2500, shares: [-1000, -300, -1200], byRatio: { "10:3:12": -2500 } });
const accounts = (clinicName: string) => [
  account("201710", "532822", "H53282200012", { basic }, { institutionName: "勐海县人民医院" }),
  account("201710", "532822", "H53282200034", { assistance }, { institutionName: clinicName }),
];
const inputOf = (clinicName: string) => ({
  region: "532822",
  month: "201710",
  monthAccounts: accounts(clinicName),
  yearAccounts: accounts(clinicName),
});
const statementOf = (clinicName: string) => buildStatement(inputOf(clinicName));

/** Places a line takes in a terminal, worked apart from the table library: the CJK blocks used here are two wide. */
const widthOf = (line: string) => Array.from(line).reduce((width, character) => width + (/[\u3000-\u9fff\uff00-\uff60]/.test(character) ? 2 : 1), 0);

describe("the statement as a terminal table", () => {
  const table = renderStatementTable(statementOf("勐遮镇卫生院"));

  it("is laid out like an agency's 拨付单", () => {
    expect(table).toBe(`勐海县 2017-10 垫付资金结算单（已月结）  单位：元
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
基金                 人次          申报  扣款        预留          应拨          实拨        未拨          省        州市          县   多付  少付  未核
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
H53282200012 勐海县人民医院
  基本医保统筹基金  1,234  2,000,000.00  0.00  100,000.00  1,900,000.00  1,500,000.00  400,000.00  800,000.00  240,000.00  960,000.00  1,012     3    20
H53282200034 勐遮镇卫生院
  医疗救助              1        -25.00  0.00        0.00        -25.00          0.00      -25.00      -10.00       -3.00      -12.00      0     0     0
合计
  基本医保统筹基金  1,234  2,000,000.00  0.00  100,000.00  1,900,000.00  1,500,000.00  400,000.00  800,000.00  240,000.00  960,000.00  1,012     3    20
  医疗救助              1        -25.00  0.00        0.00        -25.00          0.00      -25.00      -10.00       -3.00      -12.00      0     0     0
  全部基金          1,235  1,999,975.00  0.00  100,000.00  1,899,975.00  1,500,000.00  399,975.00  799,990.00  239,997.00  959,988.00  1,012     3    20
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
拨付率：本月 75.00 %，本年 75.00 %，要求 85.00 %，本年尚差 199,978.75 元
尾差：省 0.00 元，州市 0.00 元，县 0.00 元
`);
  });

  it("aligns figures on the right, a Chinese character taking two places", () => {
    const figureLines = table.split("\n").filter((line) => line.startsWith("  ") || line.startsWith("基金"));
    expect(new Set(figureLines.map(widthOf)).size).toBe(1);
    expect(figureLines).toHaveLength(6);
  });

  it("writes control characters of a name visibly, so that it can't drive the terminal or break a row", () => {
    const hostile = renderStatementTable(statementOf("卫生院\u001b[2J\r\n\u202e\u0085\u{e0001}"));
    expect(hostile).toContain("H53282200034 卫生院\\u001b[2J\\u000d\\u000a\\u202e\\u0085\\u{e0001}\n");
    expect(hostile.split("\n")).toHaveLength(table.split("\n").length);
  });

  it("shows an institution without a name by its code, once", () => {
    expect(renderStatementTable(statementOf(""))).toContain("\nH53282200034\n");
  });

  it("says of an open month that it is not closed, and of a year that reached the requirement so", () => {
    const open = account("201711", "532822", "H53282200012", {}, { state: "open" });
    const yearAccounts = [account("201710", "532822", "H53282200012", { basic: totals({ accrued: 100, disbursed: 85 }) })];
    const text = renderStatementTable(buildStatement({ region: "532822", month: "201711", monthAccounts: [open], yearAccounts }));
    expect(text).toContain("勐海县 2017-11 垫付资金结算单（未月结）");
    expect(text).toContain("拨付率：本月 —，本年 85.00 %，要求 85.00 %，本年已达标");
  });

  it("shows zero totals for a region without accounts", () => {
    const text = renderStatementTable(buildStatement({ region: "53", month: "201710", monthAccounts: [], yearAccounts: [] }));
    expect(text).toContain("云南省 2017-10 垫付资金结算单（未月结）");
    expect(text).toMatch(/^ {2}全部基金 +0 ( +0\.00){9}( +0){3}$/m);
    expect(text).toContain("拨付率：本月 —，本年 —，要求 85.00 %，本年尚无应付");
  });
});

describe("the statement as CSV", () => {
  it("has a byte order mark, a Chinese header, CRLF, plain amounts, and no totals", () => {
    expect(renderStatementCsv(statementOf("勐遮镇卫生院"))).toBe(
      "\ufeff机构代码,机构名称,基金,人次,申报金额,扣款金额,预留金额,暂缓金额,应拨金额,实拨金额,未拨金额,省级分担,州市级分担,县级分担,审核多付笔数,审核少付笔数,无法核对笔数\r\n" +
        "H53282200012,勐海县人民医院,基本医保统筹基金,1234,2000000.00,0.00,100000.00,0.00,1900000.00,1500000.00,400000.00,800000.00,240000.00,960000.00,1012,3,20\r\n" +
        "H53282200034,勐遮镇卫生院,医疗救助,1,-25.00,0.00,0.00,0.00,-25.00,0.00,-25.00,-10.00,-3.00,-12.00,0,0,0\r\n",
    );
  });

  it("names the members as the region's level has them", () => {
    const monthAccounts = accounts("勐遮镇卫生院");
    const header = (region: string) => renderStatementCsv(buildStatement({ region, month: "201710", monthAccounts, yearAccounts: [] })).slice(1, 10);
    expect([header("53"), header("5328"), header("532822")]).toEqual(["州市代码,州市名称", "县区代码,县区名称", "机构代码,机构名称"]);
  });

  it("keeps commas and quotes of a name, as another reader finds them", () => {
    for (const name of ["勐遮镇,卫生院", '勐遮镇"中心"卫生院', '"勐遮镇",卫生院']) {
      const rows = parse(renderStatementCsv(statementOf(name)), { bom: true });
      expect(rows[2]?.slice(0, 4)).toEqual(["H53282200034", name, "医疗救助", "1"]);
    }
    expect(renderStatementCsv(statementOf('勐遮"镇'))).toContain(',"勐遮""镇",');
  });

  it("disarms a name that a spreadsheet would run, and leaves negative amounts numbers", () => {
    for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠A"]) {
      const csv = renderStatementCsv(statementOf(name));
      expect(csv).toContain(`H53282200034,'${name},医疗救助,1,-25.00`);
    }
    expect(renderStatementCsv(statementOf("\t=1"))).toContain("H53282200034,\\u0009=1,医疗救助");
  });
});

describe("the rates as a terminal table", () => {
  const table = renderRateTable("201710", buildRates(inputOf("卫生院\u001b[31m")));

  // Columns of 12, 16, 8, 4, 12, 12, 10, 12, 12, 10 and 10 places, and ten gaps of 2.
  const RULE = "─".repeat(138);

  it("shows the region and its members with month, year, rank and what is missing", () => {
    expect(table).toBe(`勐海县 2017-10 拨付率  单位：元
${RULE}
代码          名称              状态      排名      本月核定      本月实拨  本月拨付率      本年核定      本年实拨  本年拨付率        尚差
${RULE}
532822        勐海县            未达标       —  1,999,975.00  1,500,000.00     75.00 %  1,999,975.00  1,500,000.00     75.00 %  199,978.75
H53282200012  勐海县人民医院    未达标       1  2,000,000.00  1,500,000.00     75.00 %  2,000,000.00  1,500,000.00     75.00 %  200,000.00
H53282200034  卫生院\\u001b[31m  尚无应付     —        -25.00          0.00           —        -25.00          0.00           —        0.00
${RULE}
核定＝申报－扣款，计基本医保、大病保险和医疗救助；本年计已月结月份，要求 85.00 %
`);
  });
});

describe("texts of the tables", () => {
  it("group thousands before the decimal point only", () => {
    const amounts = ["0.00", "999.99", "1000.00", "-999.00", "-123456.78", "1234567890.12", "1234", "12"];
    expect(amounts.map(groupThousands)).toEqual(["0.00", "999.99", "1,000.00", "-999.00", "-123,456.78", "1,234,567,890.12", "1,234", "12"]);
  });

  it("show rates as per cent with two decimals", () => {
    expect(["0.8123", "0.85", "0.0000", "1.2000", "-0.5000", "0.0001", null].map(percent)).toEqual([
      "81.23 %",
      "85.00 %",
      "0.00 %",
      "120.00 %",
      "-50.00 %",
      "0.01 %",
      "—",
    ]);
  });

  it("leave letters, digits and punctuation of any script as they are", () => {
    expect(escapeControls("勐海县 · H532（二）㐂𠮷 é")).toBe("勐海县 · H532（二）㐂𠮷 é");
    expect(escapeControls("\u0000\u007f\u2028\u{e0001}\ud800")).toBe("\\u0000\\u007f\\u2028\\u{e0001}\\ud800");
  });
});
