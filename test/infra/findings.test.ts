import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdvanceExplanation } from "../../shared/statement/advance-explanation.ts";
import type { FindingRow } from "../../shared/statement/finding-rows.ts";
import type { Statement } from "../../shared/statement/statement.ts";
import { advanceMessage, deductionMessage, disbursementMessage, reversalMessage, type Fields } from "../support/messages.ts";
import { runMain, type Said } from "../support/run-main.ts";

/*
 * 勐海县人民医院, lifted, 85 % of what is left of 1500.00 after a deductible of nothing: 1275.00. All else is paid so that it fits or can't be
 * told, unless said.
 *   fits    basic 1275.00
 *   over    basic 1300.00: 25.00 too much
 *   under   basic 1200.00: 75.00 too little
 *   late    basic 1300.00, sent after the close: in November
 * "taken" is over too, and taken back after the close.
 */
const claim = (setl_id: string, hifp_pay: string, more: Fields = {}): string =>
  JSON.stringify(advanceMessage({ setl_id, hifp_pay, maf_pay: "0", oth_pay: "0", psn_part_amt: "400.00", ...more }));
const OTHER = { fixmedins_code: "H53282200002", fixmedins_name: "=勐遮镇,卫生院", hosp_lv: "township" };

const BEFORE = [
  claim("fits", "1275.00"),
  claim("over", "1300.00"),
  claim("under", "1200.00"),
  claim("taken", "1300.00"),
  // Township 95 %: 1425.00.
  claim("clinic", "1425.01", OTHER),
  claim("elsewhere", "1300.00", { insu_admdvs: "532823" }),
];
const AFTER = [
  claim("late", "1300.00"),
  JSON.stringify(reversalMessage({ reversal_id: "r1", setl_id: "taken", time: "2017-11-05 10:00:00" })),
  JSON.stringify(deductionMessage({ deduction_id: "d1", setl_id: "over", amount: "25.00" })),
  JSON.stringify(disbursementMessage({ disbursement_id: "b1", amount: "1000.00" })),
];

let folder: string;
let data: string;
const fundflow = (line: string): Promise<Said> => runMain([...line.split(" "), "--data", data]);
const json = async <T>(line: string): Promise<T> => JSON.parse((await fundflow(`${line} --format json`)).answer) as T;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-findings-"));
  data = join(folder, "data");
  for (const [name, lines] of [
    ["before.jsonl", BEFORE],
    ["after.jsonl", AFTER],
  ] as const) {
    writeFileSync(join(folder, name), lines.join("\n"));
    expect(await json(`post ${join(folder, name)}`)).toMatchObject({ posted: lines.length, rejected: 0 });
    if (name === "before.jsonl") await fundflow("close 2017-10 --region 5328");
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const named = (rows: readonly FindingRow[]): string[] => rows.map((row) => `${row.setl_id} ${row.fund} ${row.verdict} ${row.by}`);

describe("fundflow findings", () => {
  it("lists a month's findings of a region by institution, with range, rule and clause, and says which were taken back", async () => {
    const rows = await json<FindingRow[]>("findings 2017-10 --region 532822 --fund basic");
    expect(named(rows)).toEqual(["over basic over 25.00", "under basic under 75.00", "taken basic over 25.00", "clinic basic over 0.01"]);
    expect(rows.map(({ reversed }) => reversed)).toEqual([false, false, true, false]);
    expect(rows[0]).toEqual({
      institution: "H53282200001",
      institutionName: "勐海县人民医院",
      setl_id: "over",
      county: "532822",
      month: "2017-10",
      setl_time: "2017-10-26 09:30:00",
      fund: "basic",
      verdict: "over",
      paid: "1300.00",
      low: "1275.00",
      high: "1275.00",
      by: "25.00",
      missing: [],
      rules: ["xishuangbanna-2017@1/basic-inpatient-county"],
      clauses: ["西政办发〔2017〕92号一（二）：县级医疗机构报销比例达到85%"],
      reversed: false,
    });
  });

  it("lists a late advance in the month it stands in", async () => {
    expect(named(await json<FindingRow[]>("findings 2017-11 --region 5328 --fund basic"))).toEqual(["late basic over 25.00"]);
  });

  it("lists one verdict, and other counties with their prefecture only", async () => {
    const under = await json<FindingRow[]>("findings 2017-10 --region 5328 --verdict under");
    // The backstop owes 90 % of the whole cost, less what basic paid: 1507.50 − 1275.00 = 232.50 for "fits", and so on.
    expect(named(under).filter((one) => one.includes("fits"))).toEqual(["fits backstop under 232.50"]);
    expect(new Set(under.map(({ verdict }) => verdict))).toEqual(new Set(["under"]));
    const over = await json<FindingRow[]>("findings 2017-10 --region 5328 --verdict over --fund basic");
    expect(named(over)).toContain("elsewhere basic over 25.00");
  });

  it("writes a table and a CSV in Chinese", async () => {
    const table = (await fundflow("findings 2017-10 --region 532822 --fund basic")).answer;
    expect(table).toContain("勐海县 532822 2017-10 审核发现  单位：元");
    expect(table).toMatch(/ {2}taken（已冲正） +基本医保统筹基金 +多付 +1,300\.00 +1,275\.00 +1,275\.00 +25\.00 +1/);
    expect(table).toContain("注1 依据 xishuangbanna-2017@1/basic-inpatient-county");
    const csv = parse((await fundflow("findings 2017-10 --region 532822 --fund basic --format csv")).answer, { bom: true, columns: true });
    expect(csv).toHaveLength(4);
    expect(csv[3]).toMatchObject({ 机构名称: "'=勐遮镇,卫生院", 结论: "多付", 相差: "0.01", 允许上限: "1425.00", 已冲正: "" });
  });

  it("names a fund or verdict there is none of", async () => {
    const said = await fundflow("findings 2017-10 --region 532822 --verdict wrong");
    expect(said.code).toBe(2);
    expect(said.notes.join("\n")).toContain("Allowed choices are over, under, not_checkable");
  });
});

describe("the statement", () => {
  it("counts the findings of each institution and fund, and takes a reversal's back in its month", async () => {
    const october = await json<Statement>("statement 2017-10 --region 532822");
    const basic = october.lines.filter(({ fund }) => fund === "basic").map(({ member, findings }) => [member, findings]);
    expect(basic).toEqual([
      ["H53282200001", { over: 2, under: 1, notCheckable: 0 }],
      ["H53282200002", { over: 1, under: 0, notCheckable: 0 }],
    ]);
    expect(october.totals.basic?.findings).toEqual({ over: 3, under: 1, notCheckable: 0 });
    const november = await json<Statement>("statement 2017-11 --region 532822");
    // The late one's, less that of "taken".
    expect(november.totals.basic?.findings).toEqual({ over: 0, under: 0, notCheckable: 0 });
    expect(november.totals).not.toHaveProperty("backstop");
  });

  it("is what verify finds the journal to say", async () => {
    expect(await json("verify")).toMatchObject({ lanes: 2, findings: [] });
  });
});

describe("fundflow explain", () => {
  it("works an advance through: range, split with remainders, month, deduction, settlement and disbursement", async () => {
    const said = await json<AdvanceExplanation>("explain over --institution H53282200001");
    expect(said).toMatchObject({
      setl_id: "over",
      countyName: "勐海县",
      month: "2017-10",
      late: false,
      monthState: "closed",
      firstOpenMonth: "2017-11",
      deductions: [{ deduction_id: "d1", fund: "basic", amount: "25.00", reason: "超限价用药" }],
    });
    expect(said).not.toHaveProperty("reversal");
    const [basic] = said.funds;
    // 130000 × 10/25 = 52000, × 3/25 = 15600, × 12/25 = 62400. The month's four: 5075.00, 25.00 of it deducted.
    expect(basic).toMatchObject({
      fund: "basic",
      amount: "1300.00",
      left: "1275.00",
      audit: { verdict: "over", low: "1275.00", high: "1275.00", by: "25.00" },
      noted: { verdict: "over", low: "1275.00", high: "1275.00" },
      changed: false,
      split: { rule: "xishuangbanna-2017@1/pooled-lifted", ratio: "10:3:12" },
      account: { count: 4, accrued: "5075.00", deducted: "25.00", payable: "5050.00", disbursed: "1000.00", outstanding: "4050.00" },
    });
    expect(basic?.split?.shares.map(({ share }) => share)).toEqual(["520.00", "156.00", "624.00"]);
    expect(basic?.audit?.steps.map(({ clause }) => clause)).toContain("西政办发〔2017〕92号一（二）：县级医疗机构报销比例达到85%");
  });

  it("shows the largest remainders, a reversal, and that a record is late", async () => {
    const clinic = await json<AdvanceExplanation>("explain clinic --institution H53282200002");
    // 142501 × 10/25 = 57000.4, × 3/25 = 17100.12, × 12/25 = 68400.48: the fen left over goes to .48.
    expect(clinic.funds[0]?.split?.shares).toEqual([
      { tier: "province", weight: 10, floor: "570.00", remainder: "10/25", extraFen: 0, share: "570.00" },
      { tier: "prefecture", weight: 3, floor: "171.00", remainder: "3/25", extraFen: 0, share: "171.00" },
      { tier: "county", weight: 12, floor: "684.00", remainder: "12/25", extraFen: 1, share: "684.01" },
    ]);
    const taken = await json<AdvanceExplanation>("explain taken --institution H53282200001");
    expect(taken.reversal).toEqual({ reversal_id: "r1", time: "2017-11-05 10:00:00", month: "2017-11", late: false, reason: "重复结算" });
    expect(taken.funds[0]).toMatchObject({ amount: "1300.00", left: "0.00" });
    expect(await json("explain late --institution H53282200001")).toMatchObject({ late: true, month: "2017-11", monthState: "open" });
  });

  it("says it in Chinese", async () => {
    const text = (await fundflow("explain over --institution H53282200001")).answer;
    for (const words of [
      "垫付 over  单位：元",
      "机构 H53282200001 勐海县人民医院，参保地 532822 勐海县，已脱贫",
      "一、基本医保统筹基金 垫付 1,300.00，扣款、冲正后剩余 1,275.00",
      "  审核：多付 25.00（1,275.00～1,275.00）",
      "      依据 西政办发〔2017〕92号一（二）：县级医疗机构报销比例达到85%",
      "扣款 d1：基本医保统筹基金 25.00，超限价用药",
    ]) {
      expect(text.split("\n")).toContain(words);
    }
  });

  it("says where the institution posted no such advance", async () => {
    const said = await fundflow("explain nobody --institution H53282200001");
    expect(said).toMatchObject({ code: 1, notes: ['fundflow: institution H53282200001 has posted no advance with the setl_id "nobody"'] });
  });
});
