import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloseReport } from "../../infra/local/cli/close.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import type { RateRow } from "../../shared/statement/rates.ts";
import type { Statement } from "../../shared/statement/statement.ts";
import { openCliFolder, type CliFolder } from "../support/cli-folder.ts";
import { advanceMessage, deductionMessage, disbursementMessage, reversalMessage, type Fields } from "../support/messages.ts";

/*
 * Gansu from 1 January 2019 (甘卫扶贫函〔2019〕385号): what basic insurance, critical insurance and assistance owe is the prefecture's (0:1:0), the
 * five points in oth_pay are the province's (1:0:0). 嘉峪关市 620200 is a prefecture without counties; 城关区 620102 a county of 兰州市.
 */
const JIAYUGUAN = { fixmedins_code: "H62020000001", fixmedins_name: "酒钢医院", insu_admdvs: "620200" };
const LANZHOU = { fixmedins_code: "H62010200001", fixmedins_name: "城关区医院", insu_admdvs: "620102" };

type Amounts = readonly [basic: string, critical: string, assistance: string, topup: string];
function advance(setl_id: string, setl_time: string, [hifp_pay, hifmi_pay, maf_pay, oth_pay]: Amounts, ...fields: Fields[]): Fields {
  return advanceMessage(Object.assign({ setl_id, setl_time, hifp_pay, hifmi_pay, maf_pay, oth_pay }, ...fields) as Fields);
}

const JANUARY = [
  advance("j0", "2018-12-31 23:59:59", ["10.00", "0", "0", "0"], JIAYUGUAN),
  advance("j1", "2019-01-01 00:00:00", ["3000.01", "500.00", "210.05", "150.00"], JIAYUGUAN),
  advance("j2", "2019-01-15 10:00:00", ["0.01", "0", "0", "0.01"], JIAYUGUAN, { poverty_status: "unlifted" }),
  advance("j3", "2019-01-20 10:00:00", ["1000.00", "0", "100.00", "50.00"], JIAYUGUAN),
  reversalMessage({ ...JIAYUGUAN, fixmedins_name: undefined, reversal_id: "r3", setl_id: "j3", time: "2019-01-25 10:00:00" }),
  advance("l1", "2019-01-31 23:59:59", ["1234.57", "0", "0", "61.73"], LANZHOU),
];
const AFTERWARDS = [
  advance("j4", "2019-01-30 10:00:00", ["20.00", "0", "0", "1.00"], JIAYUGUAN),
  deductionMessage({ ...JIAYUGUAN, fixmedins_name: undefined, setlym: "201901", setl_id: "j1", amount: "200.00" }),
  ...Object.entries({ basic: "2000.00", critical: "500.00", assistance: "210.05", topup: "150.01" }).map(([fund, amount]) =>
    disbursementMessage({
      ...JIAYUGUAN,
      fixmedins_name: undefined,
      disbursement_id: fund,
      setlym: "201901",
      fund,
      amount,
      time: "2019-02-20 10:00:00",
    }),
  ),
];

let cli: CliFolder;
let closed: CloseReport;
const posts: PostReport[] = [];

beforeAll(async () => {
  cli = openCliFolder("gansu");
  posts.push(await cli.post("january.jsonl", JANUARY));
  closed = await cli.ask<CloseReport>("close 2019-01 --region 6202");
  posts.push(await cli.post("afterwards.jsonl", AFTERWARDS));
}, 60_000);

afterAll(() => {
  cli.remove();
});

const shares = (province: string, prefecture: string) => ({ province, prefecture, county: "0.00" });

describe("advances of Gansu", () => {
  it("are posted from the first day of 2019 on, and not a second earlier", () => {
    expect(posts.map(({ posted, rejected }) => [posted, rejected])).toEqual([
      [5, 1],
      [6, 0],
    ]);
    expect(posts[0]?.rejections).toMatchObject([{ id: "j0", code: "unknown_policy", message: "no policy in force for county 620200 on 2018-12-31" }]);
  });

  it("are closed for 嘉峪关市 as prefecture and county at once, while 兰州市 stays open", async () => {
    expect(closed).toMatchObject({ region: "6202", regionName: "嘉峪关市", status: "closed", accounts: 1 });
    const files = closed.statements.map((path) => basename(path)).filter((name) => name.endsWith(".json"));
    expect(files.toSorted()).toEqual(["6202.json", "620200.json"]);
    expect(await cli.ask<Statement>("statement 2019-01 --region 6201")).toMatchObject({ status: "open" });
    expect(await cli.ask<Statement>("statement 2019-01 --region 62")).toMatchObject({ status: "open" });
  });
});

describe("the statement of 嘉峪关市", () => {
  // basic: 3000.01 + 0.01, less 200.00 deducted. topup: 150.00 + 0.01. j3 was taken back in the same month.
  const basic = {
    accrued: "3000.02",
    deducted: "200.00",
    payable: "2800.02",
    disbursed: "2000.00",
    outstanding: "800.02",
    shares: shares("0.00", "2800.02"),
  };
  const topup = { accrued: "150.01", payable: "150.01", disbursed: "150.01", outstanding: "0.00", shares: shares("150.01", "0.00") };

  it.each(["6202", "620200"])("as %s has the prefecture's share of the funds and the province's of the five points", async (region) => {
    const { totals, roundingDifference, regionName } = await cli.ask<Statement>(`statement 2019-01 --region ${region}`);
    expect(regionName).toBe("嘉峪关市");
    expect(totals).toMatchObject({
      basic,
      critical: { shares: shares("0.00", "500.00") },
      assistance: { accrued: "210.05", shares: shares("0.00", "210.05") },
      topup,
    });
    expect(totals.all.shares).toEqual(shares("150.01", "3510.07"));
    expect(roundingDifference).toEqual({ province: "0.00", prefecture: "0.00", county: "0.00" });
  });

  it("lists itself as its only county, and the county its hospital", async () => {
    const members = async (region: string) =>
      (await cli.ask<Statement>(`statement 2019-01 --region ${region}`)).lines.map(({ member, memberName }) => `${member} ${memberName}`);
    expect(new Set(await members("6202"))).toEqual(new Set(["620200 嘉峪关市"]));
    expect(new Set(await members("620200"))).toEqual(new Set(["H62020000001 酒钢医院"]));
  });

  it("takes a record of January that came late in February", async () => {
    expect((await cli.ask<Statement>("statement 2019-02 --region 620200")).totals).toMatchObject({
      basic: { accrued: "20.00" },
      topup: { shares: shares("1.00", "0.00") },
    });
  });
});

describe("the rate of Gansu", () => {
  it("counts the five points neither as payable nor as disbursed", async () => {
    await cli.ask<CloseReport>("close 2019-01 --region 62");
    const rates = await cli.ask<RateRow[]>("rate 2019-01 --region 62");
    // 嘉峪关: 2800.02 + 500.00 + 210.05 = 3510.07; 2000.00 + 500.00 + 210.05 = 2710.05; ÷ = 0.77207…; 85 % are 2983.5595, so that 273.51 are missing.
    // With 兰州's 1234.57: 4744.64; 2710.05 ÷ 4744.64 = 0.57118…; 85 % are 4032.944: 1322.90 missing.
    expect(rates).toMatchObject([
      { region: "62", name: "甘肃省", month: { payable: "4744.64", disbursed: "2710.05", rate: "0.5712" }, shortfall: "1322.90", state: "low" },
      { region: "6201", name: "兰州市", month: { payable: "1234.57", disbursed: "0.00" } },
      { region: "6202", name: "嘉峪关市", month: { payable: "3510.07", disbursed: "2710.05", rate: "0.7721" }, shortfall: "273.51", rank: 1 },
    ]);
    const [prefecture, county] = await cli.ask<RateRow[]>("rate 2019-01 --region 6202");
    expect(county).toMatchObject({ region: "620200", level: "county", month: prefecture?.month });
  });

  it("stands on a ledger in which verify finds nothing", async () => {
    const { totals } = await cli.ask<Statement>("statement 2019-01 --region 62");
    expect(totals.all.shares).toEqual(shares("211.74", "4744.64"));
    expect(await cli.ask("verify")).toMatchObject({ lanes: 2, findings: [] });
  });
});
