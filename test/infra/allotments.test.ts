import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloseReport } from "../../infra/local/cli/close.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import type { Verification } from "../../shared/store/verify.ts";
import type { AllotmentExplanation } from "../../shared/statement/allotment-explanation.ts";
import type { RateRow } from "../../shared/statement/rates.ts";
import type { Statement } from "../../shared/statement/statement.ts";
import { openCliFolder, type CliFolder } from "../support/cli-folder.ts";
import { advanceMessage, allotmentMessage, prepaymentMessage, type Fields } from "../support/messages.ts";

/*
 * 勐海县, October 2017, three tiers (西政办发〔2017〕92号): 已脱贫 10:3:12, 未脱贫 15:2:8 of 25.
 * fee:     100 × 12 = 1200: 480 / 144 / 576.    50 × 12 = 600: 360 / 48 / 192.    Together 1800: 840 / 192 / 768.
 * premium: 1 × 180.03 lifted: 72.01 / 21.60 / 86.42 (7201.2, 2160.36, 8641.44 fen: one left, to .44).
 * subsidy: 150 × 60 = 9000, the province's.
 */
const POOL = { payee: "POOL" };
const OCTOBER: Fields[] = [
  advanceMessage(),
  prepaymentMessage({ amount: "2000.00" }),
  allotmentMessage(),
  allotmentMessage(),
  allotmentMessage({ headcount_lifted: 99 }),
  allotmentMessage({ ...POOL, allotment_id: "PREMIUM", item: "premium", headcount_lifted: 1, headcount_unlifted: 0, unit_amount: "180.03" }),
  allotmentMessage({ ...POOL, allotment_id: "SUBSIDY", item: "backstopSubsidy" }),
  allotmentMessage({ ...POOL, allotment_id: "NOBODY-SAYS", item: "premium" }),
  allotmentMessage({ ...POOL, allotment_id: "PREMIUM", insu_admdvs: "532823", item: "familyDoctor", headcount_lifted: 0, headcount_unlifted: 1 }),
];
const LATE = [allotmentMessage({ allotment_id: "LATE", headcount_lifted: 1, headcount_unlifted: 0 })];

let cli: CliFolder;
let closed: CloseReport;
const posts: PostReport[] = [];

beforeAll(async () => {
  cli = openCliFolder("allotments");
  posts.push(await cli.post("october.jsonl", OCTOBER));
  closed = await cli.ask<CloseReport>("close 2017-10 --region 532822");
  posts.push(await cli.post("late.jsonl", LATE));
}, 120_000);

afterAll(() => {
  cli.remove();
});

const shares = (province: string, prefecture: string, county: string) => ({ province, prefecture, county });

describe("allotments", () => {
  it("are posted once, to the payee's lane or the pool of their county, or rejected with a reason", () => {
    const { posted, already_applied, rejections } = posts[0]!;
    expect({ posted, already_applied }).toEqual({ posted: 6, already_applied: 1 });
    expect(rejections.map(({ id, code, fixmedins_code }) => [id, code, fixmedins_code]).toSorted()).toEqual([
      ["ALL-0001", "conflict", "H53282200001"],
      ["NOBODY-SAYS", "unknown_unit_amount", "POOL"],
    ]);
    expect(posts[1]).toMatchObject({ posted: 1, rejected: 0 });
  });

  it("stand on the statement beside the funds, shared among the tiers", async () => {
    const statement = await cli.ask<Statement>("statement 2017-10 --region 532822");
    expect(statement.status).toBe("closed");
    expect(statement.allotments).toEqual([
      {
        member: "H53282200001",
        memberName: "勐海县人民医院",
        item: "familyDoctor",
        count: 1,
        headcount: { lifted: 100, unlifted: 50 },
        accrued: "1800.00",
        shares: shares("840.00", "192.00", "768.00"),
      },
      {
        member: "POOL#532822",
        memberName: "资金池",
        item: "premium",
        count: 1,
        headcount: { lifted: 1, unlifted: 0 },
        accrued: "180.03",
        shares: shares("72.01", "21.60", "86.42"),
      },
      {
        member: "POOL#532822",
        memberName: "资金池",
        item: "backstopSubsidy",
        count: 1,
        headcount: { lifted: 100, unlifted: 50 },
        accrued: "9000.00",
        shares: shares("9000.00", "0.00", "0.00"),
      },
    ]);
    // In fen: 7201 − 7201.2, 2160 − 2160.36, 8642 − 8641.44.
    expect(statement.allotmentRoundingDifference).toEqual(shares("0.00", "0.00", "0.01"));
    expect(statement.allotmentTotals.all).toMatchObject({ count: 3, accrued: "10980.03", shares: shares("9912.01", "213.60", "854.42") });
  });

  it("are in no line and total of the funds, no prepayment is set off against them, and no rate counts them", async () => {
    const { lines, totals, rate } = await cli.ask<Statement>("statement 2017-10 --region 532822");
    expect(new Set(lines.map(({ member }) => member))).toEqual(new Set(["H53282200001"]));
    expect(totals.all.accrued).toBe("1533.50");
    // Of 2000.00 prepaid of basic, 1234.57 is set off against basic. Rate: 1234.57 of 1234.57 + 210.05.
    expect(totals.all.disbursed).toBe("1234.57");
    expect(rate.month).toBe("0.8546");
    const rows = await cli.ask<RateRow[]>("rate 2017-10 --region 532822");
    expect(rows.map(({ region }) => region)).toEqual(["532822", "H53282200001"]);
  });

  it("roll up to the prefecture by county, with the county that is still open", async () => {
    const { allotments, status, allotmentTotals } = await cli.ask<Statement>("statement 2017-10 --region 5328");
    expect(status).toBe("open");
    expect(allotments.map(({ member, item, accrued }) => [member, item, accrued])).toEqual([
      ["532822", "premium", "180.03"],
      ["532822", "familyDoctor", "1800.00"],
      ["532822", "backstopSubsidy", "9000.00"],
      ["532823", "familyDoctor", "12.00"],
    ]);
    expect(allotmentTotals.familyDoctor).toMatchObject({ count: 2, accrued: "1812.00", headcount: { lifted: 100, unlifted: 51 } });
  });

  it("that come after the close stand in the next month, and the closed one stays as it was published", async () => {
    const { allotments } = await cli.ask<Statement>("statement 2017-11 --region 532822");
    expect(allotments).toMatchObject([{ item: "familyDoctor", accrued: "12.00", count: 1 }]);
    const published = closed.statements.find((path) => path.endsWith("532822.json")) ?? "";
    const before = JSON.parse(readFileSync(published, "utf8")) as Statement;
    const now = await cli.ask<Statement>("statement 2017-10 --region 532822");
    expect({ ...now, rate: before.rate }).toEqual(before);
  });

  it("are in table and CSV in Chinese, apart from the funds' columns", async () => {
    const table = (await cli.run("statement 2017-10 --region 532822")).answer;
    expect(table).toContain("按人头拨付（不属垫付，不计入以上合计和拨付率）");
    expect(table).toMatch(/家庭医生签约服务费 +1 +100 +50 +1,800\.00 +840\.00 +192\.00 +768\.00/);
    expect(table).toMatch(/全部项目 +3 +201 +100 +10,980\.03 +9,912\.01 +213\.60 +854\.42/);
    const rows = (await cli.run("statement 2017-10 --region 532822 --format csv")).answer.split("\r\n").map((row) => row.split(","));
    const [head = []] = rows;
    expect(head.slice(-8)).toEqual([
      ...["按人头项目", "拨付笔数", "已脱贫人数", "未脱贫人数", "按人头金额", "按人头省级分担", "按人头州市级分担", "按人头县级分担"],
    ]);
    const premium = rows.find((row) => row.includes("参保个人缴费补贴")) ?? [];
    expect(premium).toHaveLength(head.length);
    expect([premium.slice(0, 2), premium.slice(2, -8).join("")]).toEqual([["POOL#532822", "资金池"], ""]);
    expect(premium.slice(-7)).toEqual(["1", "1", "0", "180.03", "72.01", "21.60", "86.42"]);
    const accrued = rows.slice(1).reduce((sum, row) => sum + Math.round(Number(row[head.indexOf("申报金额")] ?? 0) * 100), 0);
    expect(accrued).toBe(153350);
  });

  it("are worked through by explain", async () => {
    const said = await cli.ask<AllotmentExplanation>("explain PREMIUM --payee POOL --county 532822");
    expect(said).toMatchObject({
      payee: "POOL",
      item: "premium",
      month: "2017-10",
      late: false,
      monthState: "closed",
      unitAmount: "180.03",
      unitFrom: "message",
      amount: "180.03",
      rule: "xishuangbanna-2017@1/allotment.premium",
      parts: [{ status: "lifted", headcount: 1, ratio: "10:3:12" }],
      account: { count: 1, accrued: "180.03" },
    });
    expect(said.clause).toMatch(/^西政办发〔2017〕92号一（一）：/);
    expect(said.parts[0]?.shares[2]).toEqual({ tier: "county", weight: 12, floor: "86.41", remainder: "11/25", extraFen: 1, share: "86.42" });
    const other = await cli.ask<AllotmentExplanation>("explain PREMIUM --payee POOL --county 532823");
    expect(other).toMatchObject({ item: "familyDoctor", countyName: "勐腊县", monthState: "open" });
    const text = (await cli.run("explain LATE --payee H53282200001")).answer;
    expect(text).toContain("记账月份 2017-11（补报：所属月份已月结）");
    expect(text).toContain("每人 12.00（政策规定），合计 12.00");
  });

  it.each([
    ["explain PREMIUM", "explain needs --institution for an advance, or --payee for an allotment"],
    ["explain PREMIUM --payee POOL", "--payee POOL needs --county: every county has a pool of its own"],
    ["explain PREMIUM --payee H53282200001", 'no allotment with the allotment_id "PREMIUM" was posted for H53282200001'],
  ])("%s is refused", async (line, why) => {
    const { code, notes } = await cli.run(line);
    expect([code === 0, notes.join("\n")]).toEqual([false, expect.stringContaining(why)]);
  });

  it("are found right by verify", async () => {
    expect((await cli.ask<Verification>("verify")).findings).toEqual([]);
  });
});
