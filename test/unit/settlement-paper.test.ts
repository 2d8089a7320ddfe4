import { beforeAll, describe, expect, it } from "vitest";
import type { Paper } from "../../shared/paper/paper.ts";
import { publishPaper, type PublishedPaper } from "../../shared/paper/paper-json.ts";
import { settlementPaper } from "../../shared/paper/settlement-paper.ts";
import { totals, account } from "../support/statement-accounts.ts";
import { countyPaper, HOSTILE_LANE, HOSTILE_NAME, LONG_ID, paperMonth, papersOf } from "../support/paper-month.ts";
import { LANE, MENGHAI } from "../support/lane.ts";

let papers: Map<string, Paper>;
beforeAll(async () => {
  papers = await papersOf(await paperMonth(), "53");
});

const published = (region: string): PublishedPaper => publishPaper(papers.get(region)!);
const part = (region: string, key: string) => published(region).parts.find((one) => one.key === key)!;
/** The values of a table's rows, by the keys asked for. */
const rows = (region: string, key: string, columns: readonly string[], table = 0): unknown[][] =>
  part(region, key).tables[table]!.rows.map((row) => columns.map((column) => row[column]));
const totalsOf = (region: string, key: string, columns: readonly string[], table = 0): unknown[][] =>
  part(region, key).tables[table]!.totals.map((row) => ["label", ...columns].map((column) => row[column]));

describe("the papers of a county", () => {
  it("name themselves, their region and month", () => {
    const { parts, ...heading } = published(MENGHAI);
    expect(heading).toEqual({ number: "201710-532822", month: "2017-10", region: "532822", regionName: "勐海县", level: "county", status: "closed" });
    expect(parts.map(({ title }) => title)).toEqual([
      "勐海县2017年10月健康扶贫垫付资金分担结算单",
      "勐海县2017年10月健康扶贫垫付资金拨付单",
      "勐海县2017年10月健康扶贫垫付资金明细表",
      "勐海县2017年10月健康扶贫垫付资金分担依据",
      "勐海县2017年10月健康扶贫垫付资金按人头拨付单",
    ]);
  });

  const SHARES = ["count", "accrued", "deducted", "approved", "province", "prefecture", "county"];

  // Basic: S1 400 120 481, S2 1200 160 640 less 61 8 32 deducted, S3 taken back, of 0.05 2 1 2. Critical: S2 303 40 162. Backstop: the county's 99.
  it("say what each tier bears, by fund and by institution, in figures and in words", () => {
    expect(rows(MENGHAI, "shares", ["name", ...SHARES])).toEqual([
      ["基本医保统筹基金", 5, "30.06", "1.01", "29.05", "15.41", "2.73", "10.91"],
      ["大病保险", 1, "5.05", "0.00", "5.05", "3.03", "0.40", "1.62"],
      ["医疗费用兜底保障", 1, "0.99", "0.00", "0.99", "0.00", "0.00", "0.99"],
    ]);
    expect(rows(MENGHAI, "shares", ["name", ...SHARES], 1)).toEqual([
      ["勐海县人民医院（H53282200012）", 6, "36.05", "1.01", "35.04", "18.42", "3.12", "13.50"],
      [`${HOSTILE_NAME}（${HOSTILE_LANE}）`, 1, "0.05", "0.00", "0.05", "0.02", "0.01", "0.02"],
    ]);
    for (const table of [0, 1]) {
      expect(totalsOf(MENGHAI, "shares", SHARES, table)).toEqual([["合计", 7, "36.10", "1.01", "35.09", "18.44", "3.13", "13.52"]]);
    }
    expect(part(MENGHAI, "shares").stated).toEqual([
      { label: "核定金额合计", amount: "35.09", words: "叁拾伍元零玖分" },
      { label: "省级分担", amount: "18.44", words: "壹拾捌元肆角肆分" },
      { label: "州市级分担", amount: "3.13", words: "叁元壹角叁分" },
      { label: "县级分担（本级财政承担）", amount: "13.52", words: "壹拾叁元伍角贰分" },
    ]);
  });

  // Exactly 1844.8, 313.04 and 1351.16 fen: of 10.06 by 10:3:12, of 24.04 by 15:2:8, and the backstop's 0.99.
  it("show the rounding difference, a fen of it", () => {
    expect(part(MENGHAI, "shares").notes.at(-1)).toBe("尾差（逐笔分担额之和减按比例直接计算的金额）：省级 -0.01 元，州市级 0.00 元，县级 0.01 元。");
  });

  const PAYMENTS = ["count", "accrued", "deducted", "retained", "payable", "setOff", "transferred", "disbursed", "outstanding"];

  it("say what each institution is owed and was paid, what was set off beside what was transferred", () => {
    expect(rows(MENGHAI, "payments", ["member", "memberName", "fund", ...PAYMENTS])).toEqual([
      [LANE, "勐海县人民医院", "基本医保统筹基金", 4, "30.01", "1.01", "0.00", "29.00", "8.00", "15.00", "23.00", "6.00"],
      [LANE, "勐海县人民医院", "大病保险", 1, "5.05", "0.00", "0.00", "5.05", "0.00", "0.00", "0.00", "5.05"],
      [LANE, "勐海县人民医院", "医疗费用兜底保障", 1, "0.99", "0.00", "0.00", "0.99", "0.00", "0.00", "0.00", "0.99"],
      [HOSTILE_LANE, HOSTILE_NAME, "基本医保统筹基金", 1, "0.05", "0.00", "0.00", "0.05", "0.00", "0.00", "0.00", "0.05"],
    ]);
    expect(totalsOf(MENGHAI, "payments", PAYMENTS)).toEqual([
      ["基本医保统筹基金小计", 5, "30.06", "1.01", "0.00", "29.05", "8.00", "15.00", "23.00", "6.05"],
      ["大病保险小计", 1, "5.05", "0.00", "0.00", "5.05", "0.00", "0.00", "0.00", "5.05"],
      ["医疗费用兜底保障小计", 1, "0.99", "0.00", "0.00", "0.99", "0.00", "0.00", "0.00", "0.99"],
      ["合计", 7, "36.10", "1.01", "0.00", "35.09", "8.00", "15.00", "23.00", "12.09"],
    ]);
    expect(part(MENGHAI, "payments").stated.map(({ words }) => words)).toEqual(["叁拾伍元零玖分", "贰拾叁元整", "壹拾贰元零玖分"]);
    // 85 % of 34.10 is 28.985: 28.99 must be paid out, and 23.00 were. 23.00 ÷ 34.10 = 67.449 %.
    expect(part(MENGHAI, "payments").notes.at(-1)).toBe(
      "拨付率（基本医保、大病保险、医疗救助实拨÷核定）：本月 67.45 %，本年 67.45 %，要求不低于 85.00 %；本年达标尚需拨付 5.99 元。",
    );
  });

  it("list every record with its person masked, its shares, and the rules it was split by", () => {
    const DETAILS = ["number", "institution", "kind", "settlement", "person", "status", "medfee", "basic", "critical", "backstop", "approved"];
    expect(rows(MENGHAI, "details", DETAILS)).toEqual([
      [1, LANE, "垫付", "S1", "****abcdef", "已脱贫", "12.34", "10.01", "0.00", "0.99", "11.00"],
      [2, LANE, "垫付", "S2", "****p", "未脱贫", undefined, "20.00", "5.05", "0.00", "25.05"],
      [3, LANE, "垫付", "S3", "****p", "已脱贫", undefined, "3.33", "0.00", "0.00", "3.33"],
      [4, LANE, "冲正", "S3", "****p", "已脱贫", undefined, "-3.33", "0.00", "0.00", "-3.33"],
      [5, LANE, "扣款", "S2", "****p", "未脱贫", undefined, "-1.01", "0.00", "0.00", "-1.01"],
      [6, HOSTILE_LANE, "垫付", LONG_ID, "****p", "已脱贫", undefined, "0.05", "0.00", "0.00", "0.05"],
    ]);
    expect(rows(MENGHAI, "details", ["time", "province", "prefecture", "county", "rules", "note"])).toEqual([
      ["2017-10-25 09:30:00", "4.00", "1.20", "5.80", "1、2", undefined],
      ["2017-10-25 09:30:00", "15.03", "2.00", "8.02", "3", undefined],
      ["2017-10-25 09:30:00", "1.33", "0.40", "1.60", "2", undefined],
      ["2017-10-26 10:00:00", "-1.33", "-0.40", "-1.60", "2", "冲正 R1：退费"],
      [undefined, "-0.61", "-0.08", "-0.32", "3", "扣款 D1：超标准收费"],
      ["2017-10-25 09:30:00", "0.02", "0.01", "0.02", "2", undefined],
    ]);
    const SUMS = ["basic", "critical", "backstop", "approved", "province", "prefecture", "county"];
    expect(totalsOf(MENGHAI, "details", SUMS)).toEqual([
      ["申报小计（垫付、冲正）", "30.06", "5.05", "0.99", "36.10", "19.05", "3.21", "13.84"],
      ["扣款小计", "-1.01", "0.00", "0.00", "-1.01", "-0.61", "-0.08", "-0.32"],
      ["核定合计", "29.05", "5.05", "0.99", "35.09", "18.44", "3.13", "13.52"],
    ]);
    expect(part(MENGHAI, "details").notes[0]).toContain("本表 6 条：垫付 4 条，冲正 1 条，扣款 1 条");
  });

  it("cite document and clause of every rule, with what it split", () => {
    const BASES = ["number", "rule", "fund", "ratio", "count", "approved", "province", "prefecture", "county", "document"];
    expect(rows(MENGHAI, "bases", BASES)).toEqual([
      ["1", "xishuangbanna-2017@1/backstop", "医疗费用兜底保障", "0:0:1", 1, "0.99", "0.00", "0.00", "0.99", "西政办发〔2017〕92号"],
      ["2", "xishuangbanna-2017@1/pooled-lifted", "基本医保统筹基金", "10:3:12", 4, "10.06", "4.02", "1.21", "4.83", "西政办发〔2017〕92号"],
      ["3", "xishuangbanna-2017@1/pooled-unlifted", "基本医保统筹基金", "15:2:8", 1, "18.99", "11.39", "1.52", "6.08", "西政办发〔2017〕92号"],
      ["3", "xishuangbanna-2017@1/pooled-unlifted", "大病保险", "15:2:8", 1, "5.05", "3.03", "0.40", "1.62", "西政办发〔2017〕92号"],
    ]);
    expect(rows(MENGHAI, "bases", ["clause"])[0]).toEqual(["一（五）：由县级政府统筹资金进行兜底保障"]);
    expect(totalsOf(MENGHAI, "bases", ["count", "approved"])).toEqual([["合计", 7, "35.09"]]);
  });

  // 12.00 by 10:3:12.
  it("state allotments apart from the funds, and have no such part where there are none", () => {
    expect(rows(MENGHAI, "allotments", ["member", "item", "lifted", "unlifted", "accrued", "province", "prefecture", "county"])).toEqual([
      ["POOL", "家庭医生签约服务费", 1, 0, "12.00", "4.80", "1.44", "5.76"],
    ]);
    expect(published("532823").parts.map(({ key }) => key)).toEqual(["shares", "payments", "details", "bases"]);
  });
});

describe("the papers of a prefecture and of a province", () => {
  it("stand after their counties', with a row for each of them", () => {
    expect([...papers.keys()]).toEqual(["532822", "532823", "5328", "53"]);
    expect(rows("5328", "shares", ["name", "approved", "county"], 1)).toEqual([
      ["勐海县（532822）", "35.09", "13.52"],
      ["勐腊县（532823）", "1.00", "0.48"],
    ]);
    expect(part("5328", "shares").stated.map(({ label }) => label)[2]).toBe("州市级分担（本级财政承担）");
    expect(part("53", "shares").stated.map(({ label }) => label)[1]).toBe("省级分担（本级财政承担）");
  });

  it("have a digest of the records in place of them", () => {
    const KINDS = ["advanceCount", "advanceAmount", "reversalCount", "reversalAmount", "deductionCount", "deductionAmount", "approved"];
    expect(rows("5328", "details", ["memberName", ...KINDS])).toEqual([
      ["勐海县", 4, "39.43", 1, "-3.33", 1, "-1.01", "35.09"],
      ["勐腊县", 1, "1.00", 0, "0.00", 0, "0.00", "1.00"],
    ]);
    expect(rows("53", "details", ["memberName", ...KINDS])).toEqual([["西双版纳傣族自治州", 5, "40.43", 1, "-3.33", 1, "-1.01", "36.09"]]);
    expect(part("5328", "details").title).toBe("西双版纳傣族自治州2017年10月健康扶贫垫付资金明细汇总表");
  });

  it("are closed where every county is; the province has other prefectures", () => {
    expect([...papers.values()].map(({ region, status }) => [region, status])).toEqual([
      ["532822", "closed"],
      ["532823", "closed"],
      ["5328", "closed"],
      ["53", "open"],
    ]);
  });
});

describe("the papers of an open month", () => {
  it("say that they are a preview, and ask for no signature", async () => {
    const { status, parts } = await countyPaper({ close: false });
    expect(status).toBe("open");
    for (const { title, signatures } of parts) {
      expect(title).toMatch(/（未月结 预览）$/);
      expect(signatures).toEqual([]);
    }
  });

  it("of a closed one are signed by who made, checked and pays them; the bases are an annex", () => {
    expect(papers.get(MENGHAI)!.parts.map(({ signatures }) => signatures.join())).toEqual([
      "制单,审核,拨付",
      "制单,审核,拨付",
      "制单,审核,拨付",
      "",
      "制单,审核,拨付",
    ]);
  });
});

describe("papers whose records are not their totals", () => {
  const accounts = {
    region: MENGHAI,
    month: "201710",
    monthAccounts: [account("201710", MENGHAI, LANE, { basic: totals({ count: 1, accrued: 5 }) })],
  };
  const build = () => settlementPaper({ ...accounts, yearAccounts: [] }, { of: "county", records: [] }, () => undefined);

  it("are not made: the message says which fund, and by how much", () => {
    expect(build).toThrow("the records of 532822 in 201710 do not add up to its accounts: basic is 0 0 0 0 0, not 1 5 0 5 0");
  });

  it("are not made where a page is missing a record", async () => {
    const store = await paperMonth();
    const page = store.page.bind(store);
    let dropped = 0;
    const broken = {
      ...store,
      page: async (lane: string, version: number) => {
        if (lane !== HOSTILE_LANE || version !== 1) return page(lane, version);
        dropped += 1;
        return page(LANE, 1);
      },
    };
    await expect(papersOf(broken, MENGHAI)).rejects.toThrow("do not add up to its accounts: basic is");
    expect(dropped).toBe(1);
  });
});
