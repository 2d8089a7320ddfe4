import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ledgerStore } from "../../functions/clients.ts";
import { main } from "../../infra/local/cli/main.ts";
import type { PostReport } from "../../infra/local/cli/post.ts";
import { startHost } from "../../infra/local/host/start-host.ts";
import type { Entry } from "../../shared/lane/entry.ts";
import { decodePage } from "../../shared/lane/page.ts";
import { advanceMessage, deductionMessage, disbursementMessage, prepaymentMessage, reversalMessage, type Fields } from "../support/messages.ts";

/*
 * Two hospitals treat patients of three counties. Until 23 October 2017 Yunnan's ratios hold everywhere, from the 24th on those of
 * Xishuangbanna in 勐海县 and 景洪市, while 五华区 in Kunming keeps Yunnan's. All amounts below in fen, worked by hand: floor of each part, then
 * the fen left to the largest remainders.
 *
 *   lifted   until 23rd  4:6:0      = 2:3:0   of 5      unlifted  6:4:0      = 3:2:0  of 5
 *            from 24th   4:1.2:4.8  = 10:3:12 of 25               6:0.8:3.2  = 15:2:8 of 25
 */
const HAI = { fixmedins_code: "H53282200001", fixmedins_name: "勐海县人民医院" };
const HONG = { fixmedins_code: "H53280100001", fixmedins_name: "景洪市人民医院" };
const MENGHAI = { insu_admdvs: "532822" };
const JINGHONG = { insu_admdvs: "532801" };
const WUHUA = { insu_admdvs: "530102" };

type Amounts = readonly [basic: string, critical?: string, assistance?: string, backstop?: string];

function message(factory: (fields: Fields) => Fields, ...fields: Fields[]): string {
  return JSON.stringify(factory(Object.assign({}, ...fields) as Fields));
}

function advance(setl_id: string, setl_time: string, amounts: Amounts, ...fields: Fields[]): string {
  const [hifp_pay, hifmi_pay = "0", maf_pay = "0", oth_pay = "0"] = amounts;
  return message(advanceMessage, { setl_id, setl_time, hifp_pay, hifmi_pay, maf_pay, oth_pay }, ...fields);
}

const BEFORE_CLOSE = [
  // basic 1000: 400, 600, 0.
  advance("september", "2017-09-28 10:00:00", ["10.00"], HAI, MENGHAI),
  // basic 10001: 4000.4, 6000.6 → 4000, 6001, 0. assistance 1000: 400, 600, 0. backstop 555: all the county's.
  advance("a1", "2017-10-20 10:00:00", ["100.01", "0", "10.00", "5.55"], HAI, MENGHAI),
  // basic 20003: 8001.2, 2400.36, 9601.44 → 8001, 2400, 9602. critical 3333: 1333.2, 399.96, 1599.84 → 1333, 400, 1600.
  advance("a2", "2017-10-26 10:00:00", ["200.03", "33.33"], HAI, MENGHAI),
  // basic 5002: 3001.2, 2000.8 → 3001, 2001, 0. The last second of Yunnan's ratio in 景洪市.
  advance("a3", "2017-10-23 23:59:59", ["50.02"], HONG, JINGHONG, { poverty_status: "unlifted" }),
  // basic 8007: 4804.2, 640.56, 2562.24 → 4804, 641, 2562. assistance 1234: 740.4, 98.72, 394.88 → 740, 99, 395. The first second of its own.
  advance("a4", "2017-10-24 00:00:00", ["80.07", "0", "12.34"], HONG, JINGHONG, { poverty_status: "unlifted" }),
  // basic 2003: 801.2, 1201.8 → 801, 1202, 0. The same hospital's patient from Kunming.
  advance("a5", "2017-10-30 10:00:00", ["20.03"], HAI, WUHUA),
  // basic 4000: 1600, 480, 1920. Settled and posted before October is closed.
  advance("early", "2017-11-02 10:00:00", ["40.00"], HAI, MENGHAI),
  message(prepaymentMessage, HONG, JINGHONG, { prepayment_id: "p1", amount: "30.00", time: "2017-10-05 10:00:00" }),
];

const AFTER_CLOSE = [
  // basic 6000: 2400, 720, 2880. Settled in October, too late for it.
  advance("late", "2017-10-28 10:00:00", ["60.00"], HONG, JINGHONG),
  // Takes back a3 in November: -3001, -2001, 0.
  message(reversalMessage, HONG, JINGHONG, { reversal_id: "r1", setl_id: "a3", time: "2017-11-05 10:00:00" }),
  // basic 5003 of a2: 2001.2, 600.36, 2401.44 → 2001, 600, 2402.
  message(deductionMessage, HAI, MENGHAI, { deduction_id: "d1", setl_id: "a2", amount: "50.03" }),
  // basic 400 by 15:2:8, the ratio at the month's end: 240, 32, 128.
  message(deductionMessage, HONG, JINGHONG, { deduction_id: "d2", setl_id: undefined, poverty_status: "unlifted", amount: "4.00" }),
  // All that is left of basic: 30004 - 5003.
  message(disbursementMessage, HAI, MENGHAI, { disbursement_id: "b1", amount: "250.01" }),
  message(disbursementMessage, HAI, MENGHAI, { disbursement_id: "b2", fund: "critical", amount: "20.00" }),
  message(disbursementMessage, HAI, MENGHAI, { disbursement_id: "b3", fund: "backstop", amount: "5.55" }),
  // 13009 - 400 - 3000 prepaid are left: 9609, a fen less than the first asks for.
  message(disbursementMessage, HONG, JINGHONG, { disbursement_id: "b4", amount: "96.10" }),
  message(disbursementMessage, HONG, JINGHONG, { disbursement_id: "b5", amount: "96.09" }),
  // 85 % of 2003 are 1702.55.
  message(disbursementMessage, HAI, WUHUA, { disbursement_id: "b6", amount: "17.02" }),
  // basic 1000 of a2: 400, 120, 480. It is paid already, so that 10.00 become prepaid.
  message(deductionMessage, HAI, MENGHAI, { deduction_id: "d3", setl_id: "a2", amount: "10.00" }),
];

let folder: string;
let data: string;
const answers: Record<string, string> = {};
/** The statements as each close published them, by region. */
const published: Record<string, Record<string, string>> = {};
const reports: PostReport[] = [];

async function fundflow(line: string): Promise<string> {
  const [lines, notes]: [string[], string[]] = [[], []];
  const code = await main([...line.split(" "), "--data", data], {
    answer: (text) => lines.push(text),
    note: (text) => notes.push(text),
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  });
  expect({ code, notes }, line).toEqual({ code: 0, notes: [] });
  return lines.join("\n");
}

async function post(name: string, lines: readonly string[]): Promise<void> {
  const file = join(folder, name);
  writeFileSync(file, lines.join("\n"));
  reports.push(JSON.parse(await fundflow(`post ${file} --format json`)) as PostReport);
}

/** Asks and keeps the answer under the time it was asked at. */
async function ask(at: string, ...lines: string[]): Promise<void> {
  for (const line of lines) answers[`${at}: ${line}`] = await fundflow(`${line}${line.includes("--format") ? "" : " --format json"}`);
}

async function close(at: string, month: string, region: string): Promise<void> {
  answers[`${at}: close`] = await fundflow(`close ${month} --region ${region} --format json`);
  const { statements } = JSON.parse(answers[`${at}: close`]!) as { statements: string[] };
  published[at] = Object.fromEntries(statements.map((path) => [basename(path), readFileSync(path, "utf8")]));
}

let entries: Entry[];
async function readEntries(): Promise<Entry[]> {
  const host = await startHost({ dataDir: data, functions: {}, log: () => undefined });
  try {
    const pages = await Array.fromAsync(ledgerStore(host.environment).allPages());
    return pages.flatMap((page) => decodePage(page).entries);
  } finally {
    await host.stop();
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-months-"));
  data = join(folder, "data");
  await post("before-close.jsonl", BEFORE_CLOSE);
  await ask("open", "statement 2017-10 --region 532822", "rate 2017-10 --region 532822");
  await close("one county", "2017-10", "532822");
  await ask("one county", "statement 2017-10 --region 53", "rate 2017-10 --region 53");
  await close("october", "2017-10", "53");
  await ask(
    "october",
    "statement 2017-09 --region 53",
    "statement 2017-10 --region 53",
    "statement 2017-10 --region 532822",
    "rate 2017-10 --region 53",
  );
  await close("again", "2017-10", "53");
  await post("after-close.jsonl", AFTER_CLOSE);
  await close("paid", "2017-10", "53");
  await ask("paid", "statement 2017-10 --region 532822", "statement 2017-10 --region 5328 --format csv");
  await ask("paid", "rate 2017-10 --region 53", "rate 2017-10 --region 5328", "rate 2017-10 --region 532822", "statement 2017-11 --region 532801");
  await close("november", "2017-11", "53");
  await close("october after november", "2017-10", "53");
  await ask("november", "rate 2017-11 --region 53", "verify");
  entries = await readEntries();
}, 90_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Row {
  readonly count: number;
  readonly accrued: string;
  readonly deducted: string;
  readonly retained: string;
  readonly deferred: string;
  readonly payable: string;
  readonly disbursed: string;
  readonly outstanding: string;
  readonly shares: Readonly<Record<string, string>>;
  readonly findings: { readonly over: number; readonly under: number; readonly notCheckable: number };
}

/**
 * A row of a statement in the contract's order. Nothing is retained or deferred here. The messages state a policy-scope cost of 1500.00, which is more
 * than the whole of their small bills: the audit can check none of them.
 */
function row(count: number, accrued: string, deducted: string, payable: string, disbursed: string, outstanding: string, ...shares: string[]): Row {
  const [province = "", prefecture = "", county = ""] = shares;
  const findings = { over: 0, under: 0, notCheckable: count };
  return {
    count,
    accrued,
    deducted,
    retained: "0.00",
    deferred: "0.00",
    payable,
    disbursed,
    outstanding,
    shares: { province, prefecture, county },
    findings,
  };
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
/** What a statement says of a month in which nothing was allotted by headcount. */
const NO_TIERS = { province: "0.00", prefecture: "0.00", county: "0.00" };
const NO_ALLOTMENTS = {
  allotments: [],
  allotmentTotals: { all: { count: 0, headcount: { lifted: 0, unlifted: 0 }, accrued: "0.00", shares: NO_TIERS } },
  allotmentRoundingDifference: NO_TIERS,
};

describe("what was posted", () => {
  it("ends in the counts that were to be expected", () => {
    expect(reports.map(({ posted, already_applied, rejected, dead_lettered }) => [posted, already_applied, rejected, dead_lettered])).toEqual([
      [8, 0, 0, 0],
      [10, 0, 1, 0],
    ]);
    expect(reports[1]!.rejections).toMatchObject([{ line: 8, code: "exceeds_payable", id: "b4", numbers: { needed: "96.10", available: "96.09" } }]);
  });

  it("stands in the month it was settled in, or late in the next one that is open", () => {
    const places = entries.flatMap((entry) =>
      "id" in entry && "month" in entry ? [`${entry.id} ${entry.month}${"late" in entry ? " late" : ""}`] : [],
    );
    const october = ["a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b5", "b6", "d1", "d2", "d3"].map((id) => `${id} 201710`);
    expect(places.sort()).toEqual([...october, "early 201711", "late 201711 late", "r1 201711", "september 201709"].sort());
  });

  it("leaves nothing for verify to find", () => {
    expect(JSON.parse(answers["november: verify"]!)).toMatchObject({ lanes: 2, findings: [] });
  });
});

describe("the statement of an open month", () => {
  it("has what was posted so far, shares to the fen, and no rate of the year yet", () => {
    // basic: a1 + a2. All: 30004 + 3333 + 1000 + 555 = 34892; 12001 + 1333 + 400, 8401 + 400 + 600, 9602 + 1600 + 555.
    const basic = row(2, "300.04", "0.00", "300.04", "0.00", "300.04", "120.01", "84.01", "96.02");
    const critical = row(1, "33.33", "0.00", "33.33", "0.00", "33.33", "13.33", "4.00", "16.00");
    const assistance = row(1, "10.00", "0.00", "10.00", "0.00", "10.00", "4.00", "6.00", "0.00");
    const backstop = row(1, "5.55", "0.00", "5.55", "0.00", "5.55", "0.00", "0.00", "5.55");
    const hospital = { member: "H53282200001", memberName: "勐海县人民医院" };
    expect(answers["open: statement 2017-10 --region 532822"]).toBe(
      json({
        month: "2017-10",
        region: "532822",
        regionName: "勐海县",
        level: "county",
        status: "open",
        lines: [
          { ...hospital, fund: "basic", ...basic },
          { ...hospital, fund: "critical", ...critical },
          { ...hospital, fund: "assistance", ...assistance },
          { ...hospital, fund: "backstop", ...backstop },
        ],
        totals: { basic, critical, assistance, backstop, all: row(5, "348.92", "0.00", "348.92", "0.00", "348.92", "137.34", "94.01", "117.57") },
        // Exact: 11001 by 2:3:0 are 4400.4, 6600.6; 23336 by 10:3:12 are 9334.4, 2800.32, 11201.28; 555 the county's.
        // 13734 - 13734.8, 9401 - 9400.92, 11757 - 11756.28.
        roundingDifference: { province: "-0.01", prefecture: "0.00", county: "0.01" },
        ...NO_ALLOTMENTS,
        rate: { requirement: "0.85", month: "0.0000", year: null, shortfall: "0.00" },
      }),
    );
  });

  it("owes nothing yet as far as the year's rate goes", () => {
    const month = { payable: "343.37", disbursed: "0.00", rate: "0.0000" };
    const rest = { month, year: { payable: "0.00", disbursed: "0.00", rate: null }, shortfall: "0.00", rank: null, state: "none" };
    expect(answers["open: rate 2017-10 --region 532822"]).toBe(
      json([
        { region: "532822", name: "勐海县", level: "county", ...rest },
        { region: "H53282200001", name: "勐海县人民医院", level: "institution", ...rest },
      ]),
    );
  });
});

describe("a close", () => {
  it("of one county leaves its province open, whose year has the closed accounts only", () => {
    expect(JSON.parse(answers["one county: close"]!)).toMatchObject({ region: "532822", status: "closed", accounts: 1 });
    expect(JSON.parse(answers["one county: statement 2017-10 --region 53"]!)).toMatchObject({
      status: "open",
      // September's 1000 and October's 34337 of the rated funds. 85 % of 35337 are 30036.45.
      rate: { month: "0.0000", year: "0.0000", shortfall: "300.37" },
    });
    expect(JSON.parse(answers["one county: rate 2017-10 --region 53"]!)).toMatchObject([
      { region: "53", year: { payable: "353.37", disbursed: "0.00", rate: "0.0000" }, state: "low" },
      { region: "5301", year: { payable: "0.00", rate: null }, rank: null, state: "none" },
      { region: "5328", year: { payable: "353.37" }, rank: 1, state: "low" },
    ]);
  });

  it("tells what it closed and where the statements lie", () => {
    const regions = ["53", "5301", "530102", "5328", "532801", "532822"];
    expect(answers["october: close"]).toBe(
      json({
        month: "2017-10",
        region: "53",
        regionName: "云南省",
        status: "closed",
        accounts: 3,
        statements: regions.flatMap((region) => ["csv", "json"].map((ending) => join(data, "statements", "2017-10", `${region}.${ending}`))),
      }),
    );
  });

  it("closes the earlier month that was still open", () => {
    expect(JSON.parse(answers["october: statement 2017-09 --region 53"]!)).toMatchObject({
      month: "2017-09",
      status: "closed",
      totals: { all: row(1, "10.00", "0.00", "10.00", "0.00", "10.00", "4.00", "6.00", "0.00") },
    });
  });

  it("publishes what the statement command says", () => {
    expect(published["october"]!["53.json"]).toBe(`${answers["october: statement 2017-10 --region 53"]!}\n`);
    expect(published["october"]!["532822.json"]).toBe(`${answers["october: statement 2017-10 --region 532822"]!}\n`);
  });

  it("changes no accrued amount of the open statement", () => {
    const [open, closed] = ["open", "october"].map((at) => JSON.parse(answers[`${at}: statement 2017-10 --region 532822`]!) as { lines: Row[] });
    expect(closed).toMatchObject({ status: "closed" });
    expect(closed!.lines).toEqual(open!.lines);
  });

  it("pays what it can from what was prepaid, which counts as disbursed", () => {
    expect(JSON.parse(published["october"]!["532801.json"]!)).toMatchObject({
      lines: [
        { fund: "basic", ...row(2, "130.09", "0.00", "130.09", "30.00", "100.09", "78.05", "26.42", "25.62") },
        { fund: "assistance", ...row(1, "12.34", "0.00", "12.34", "0.00", "12.34", "7.40", "0.99", "3.95") },
      ],
      // 5002 by 3:2:0 and 9241 by 15:2:8: 8545 - 8545.8, 2741 - 2740.08, 2957 - 2957.12.
      roundingDifference: { province: "-0.01", prefecture: "0.01", county: "0.00" },
    });
    // Rated in October: 34337 + 14243 + 2003 = 50583, in the year 51583. 85 % of that are 43845.55.
    expect(JSON.parse(answers["october: rate 2017-10 --region 53"]!)).toMatchObject([
      {
        region: "53",
        month: { payable: "505.83", disbursed: "30.00", rate: "0.0593" },
        year: { payable: "515.83", disbursed: "30.00", rate: "0.0582" },
        shortfall: "408.46",
      },
      { region: "5301" },
      { region: "5328" },
    ]);
  });

  it("again changes no byte of any statement", () => {
    expect(published["again"]).toEqual(published["october"]);
    expect(Object.keys(published["again"]!)).toHaveLength(12);
    expect(answers["again: close"]).toBe(answers["october: close"]);
  });

  it("after the next month's changes nothing of the month but the year's rate", () => {
    for (const name of Object.keys(published["paid"]!)) {
      const [paid, later] = ["paid", "october after november"].map((at) => published[at]![name]!);
      if (name.endsWith(".csv")) expect(later).toBe(paid);
      else expect({ ...(JSON.parse(later!) as object), rate: 0 }).toEqual({ ...(JSON.parse(paid!) as object), rate: 0 });
    }
  });
});

describe("statements of counties, prefectures and the province", () => {
  const fen = (yuan: string): bigint => BigInt(yuan.replace(".", ""));
  const figures = ({ count, accrued, deducted, retained, deferred, payable, disbursed, outstanding, shares, findings }: Row): bigint[] => [
    ...[count, findings.over, findings.under, findings.notCheckable].map(BigInt),
    ...[accrued, deducted, retained, deferred, payable, disbursed, outstanding, shares["province"]!, shares["prefecture"]!, shares["county"]!].map(
      fen,
    ),
  ];
  const add = (rows: readonly Row[]): bigint[] =>
    rows.map(figures).reduce((a, b) => a.map((value, place) => value + b[place]!), Array<bigint>(14).fill(0n));

  interface Published {
    readonly lines: readonly (Row & { readonly member: string; readonly fund: string })[];
    readonly totals: Readonly<Record<string, Row>>;
  }
  const read = (at: string, region: string): Published => JSON.parse(published[at]![`${region}.json`]!) as Published;

  it.each([
    ["october", "53"],
    ["october", "5301"],
    ["october", "5328"],
    ["paid", "53"],
    ["paid", "5301"],
    ["paid", "5328"],
    ["november", "53"],
    ["november", "5328"],
  ])("add up: %s %s is the sum of its members, fund by fund and column by column", (at, region) => {
    const { lines, totals } = read(at, region);
    const members = [...new Set(lines.map(({ member }) => member))];
    for (const fund of Object.keys(totals)) {
      const ofMembers = members.map((member) => read(at, member).totals[fund]).filter((one) => one !== undefined);
      expect(add(ofMembers)).toEqual(figures(totals[fund]!));
      expect(add(lines.filter((line) => fund === "all" || line.fund === fund))).toEqual(figures(totals[fund]!));
    }
    for (const line of lines) expect(figures(line)).toEqual(figures(read(at, line.member).totals[line.fund]!));
  });

  it("come to what was posted", () => {
    // 34892 + 14243 + 2003; 13734 + 8545 + 801, 9401 + 2741 + 1202, 11757 + 2957 + 0.
    const all = row(9, "511.38", "0.00", "511.38", "30.00", "481.38", "230.80", "133.44", "147.14");
    expect(read("october", "53").totals["all"]).toEqual(all);
    expect(read("october", "53").lines.map(({ member, fund }) => `${member} ${fund}`)).toEqual([
      "5301 basic",
      "5328 basic",
      "5328 critical",
      "5328 assistance",
      "5328 backstop",
    ]);
  });
});

describe("a closed month that is deducted from and paid", () => {
  it("has the statement of the contract, to the letter", () => {
    // basic: 30004 - 5003 - 1000 = 24001, of which all is paid; 12001 - 2001 - 400, 8401 - 600 - 120, 9602 - 2402 - 480.
    const basic = row(2, "300.04", "60.03", "240.01", "240.01", "0.00", "96.00", "76.81", "67.20");
    const critical = row(1, "33.33", "0.00", "33.33", "20.00", "13.33", "13.33", "4.00", "16.00");
    const assistance = row(1, "10.00", "0.00", "10.00", "0.00", "10.00", "4.00", "6.00", "0.00");
    const backstop = row(1, "5.55", "0.00", "5.55", "5.55", "0.00", "0.00", "0.00", "5.55");
    const hospital = { member: "H53282200001", memberName: "勐海县人民医院" };
    expect(answers["paid: statement 2017-10 --region 532822"]).toBe(
      json({
        month: "2017-10",
        region: "532822",
        regionName: "勐海县",
        level: "county",
        status: "closed",
        lines: [
          { ...hospital, fund: "basic", ...basic },
          { ...hospital, fund: "critical", ...critical },
          { ...hospital, fund: "assistance", ...assistance },
          { ...hospital, fund: "backstop", ...backstop },
        ],
        totals: { basic, critical, assistance, backstop, all: row(5, "348.92", "60.03", "288.89", "265.56", "23.33", "113.33", "86.81", "88.75") },
        // Exact: 11001 by 2:3:0 as before; 17333 by 10:3:12 are 6933.2, 2079.96, 8319.84. 11333 - 11333.6, 8681 - 8680.56, 8875 - 8874.84.
        roundingDifference: { province: "-0.01", prefecture: "0.00", county: "0.00" },
        ...NO_ALLOTMENTS,
        // 26001 of 28334 are 0.91766; with September's 1000, of 29334: 0.88638. The backstop does not count.
        rate: { requirement: "0.85", month: "0.9177", year: "0.8864", shortfall: "0.00" },
      }),
    );
  });

  it("has the same in the prefecture's table for Excel", () => {
    // 景洪市 basic: 13009 - 400 = 12609, paid with 3000 prepaid and 9609; 7805 - 240, 2642 - 32, 2562 - 128.
    expect(answers["paid: statement 2017-10 --region 5328 --format csv"]).toBe(
      [
        "\ufeff县区代码,县区名称,基金,人次,申报金额,扣款金额,预留金额,暂缓金额,应拨金额,实拨金额,未拨金额,省级分担,州市级分担,县级分担,审核多付笔数,审核少付笔数,无法核对笔数",
        "532801,景洪市,基本医保统筹基金,2,130.09,4.00,0.00,0.00,126.09,126.09,0.00,75.65,26.10,24.34,0,0,2",
        "532801,景洪市,医疗救助,1,12.34,0.00,0.00,0.00,12.34,0.00,12.34,7.40,0.99,3.95,0,0,1",
        "532822,勐海县,基本医保统筹基金,2,300.04,60.03,0.00,0.00,240.01,240.01,0.00,96.00,76.81,67.20,0,0,2",
        "532822,勐海县,大病保险,1,33.33,0.00,0.00,0.00,33.33,20.00,13.33,13.33,4.00,16.00,0,0,1",
        "532822,勐海县,医疗救助,1,10.00,0.00,0.00,0.00,10.00,0.00,10.00,4.00,6.00,0.00,0,0,1",
        "532822,勐海县,医疗费用兜底保障,1,5.55,0.00,0.00,0.00,5.55,5.55,0.00,0.00,0.00,5.55,0,0,1",
        "",
      ].join("\r\n"),
    );
    expect(published["paid"]!["5328.csv"]).toBe(answers["paid: statement 2017-10 --region 5328 --format csv"]);
  });

  const OF_5301 = { payable: "20.03", disbursed: "17.02", rate: "0.8497" };
  const OF_532801 = { payable: "138.43", disbursed: "126.09", rate: "0.9109" };
  // 28334 + 13843 and 26001 + 12609; 38610 of 42177 are 0.91543, of 43177 0.89423.
  const OF_5328 = {
    month: { payable: "421.77", disbursed: "386.10", rate: "0.9154" },
    year: { payable: "431.77", disbursed: "386.10", rate: "0.8942" },
  };
  const OF_532822 = {
    month: { payable: "283.34", disbursed: "260.01", rate: "0.9177" },
    year: { payable: "293.34", disbursed: "260.01", rate: "0.8864" },
  };

  it("has the province's rates, where a fen is missing in Kunming", () => {
    expect(answers["paid: rate 2017-10 --region 53"]).toBe(
      json([
        {
          region: "53",
          name: "云南省",
          level: "province",
          // 40312 of 44180 are 0.912449, of 45180 0.892253.
          month: { payable: "441.80", disbursed: "403.12", rate: "0.9124" },
          year: { payable: "451.80", disbursed: "403.12", rate: "0.8923" },
          shortfall: "0.00",
          rank: null,
          state: "ok",
        },
        { region: "5301", name: "昆明市", level: "prefecture", month: OF_5301, year: OF_5301, shortfall: "0.01", rank: 2, state: "low" },
        { region: "5328", name: "西双版纳傣族自治州", level: "prefecture", ...OF_5328, shortfall: "0.00", rank: 1, state: "ok" },
      ]),
    );
  });

  it("has the prefecture's rates, ranked by the year's and not the month's", () => {
    expect(answers["paid: rate 2017-10 --region 5328"]).toBe(
      json([
        { region: "5328", name: "西双版纳傣族自治州", level: "prefecture", ...OF_5328, shortfall: "0.00", rank: null, state: "ok" },
        { region: "532801", name: "景洪市", level: "county", month: OF_532801, year: OF_532801, shortfall: "0.00", rank: 1, state: "ok" },
        { region: "532822", name: "勐海县", level: "county", ...OF_532822, shortfall: "0.00", rank: 2, state: "ok" },
      ]),
    );
  });

  it("has the county's rates by hospital", () => {
    expect(answers["paid: rate 2017-10 --region 532822"]).toBe(
      json([
        { region: "532822", name: "勐海县", level: "county", ...OF_532822, shortfall: "0.00", rank: null, state: "ok" },
        { region: "H53282200001", name: "勐海县人民医院", level: "institution", ...OF_532822, shortfall: "0.00", rank: 1, state: "ok" },
      ]),
    );
  });
});

describe("the month after", () => {
  it("has the late advance and the reversal of a closed month's, with the shares that were the original's", () => {
    // 6000 - 5002; 2400 - 3001, 720 - 2001, 2880.
    expect(JSON.parse(answers["paid: statement 2017-11 --region 532801"]!)).toMatchObject({
      status: "open",
      lines: [
        {
          fund: "basic",
          ...row(2, "9.98", "0.00", "9.98", "0.00", "9.98", "-6.01", "-12.81", "28.80"),
          // The late one's, less the original's.
          findings: { over: 0, under: 0, notCheckable: 0 },
        },
      ],
      rate: { month: "0.0000", year: "0.9109" },
    });
  });

  it("has statements of the regions that have something in it", () => {
    expect(Object.keys(published["november"]!)).toEqual(["53", "5328", "532801", "532822"].flatMap((region) => [`${region}.csv`, `${region}.json`]));
  });

  it("has the early advance alone, of which the overpayment of the month before pays a part at its close", () => {
    expect(JSON.parse(published["november"]!["532822.json"]!)).toMatchObject({
      status: "closed",
      lines: [{ fund: "basic", ...row(1, "40.00", "0.00", "40.00", "10.00", "30.00", "16.00", "4.80", "19.20") }],
      // 27001 of 33334. 85 % of 33334 are 28333.9.
      rate: { month: "0.2500", year: "0.8100", shortfall: "13.33" },
    });
  });

  it("counts in the year once it is closed", () => {
    const year = { payable: "20.03", disbursed: "17.02", rate: "0.8497" };
    expect(answers["november: rate 2017-11 --region 53"]).toBe(
      json([
        {
          region: "53",
          name: "云南省",
          level: "province",
          // 1000 of 4998 are 0.20008; 41312 of 50178 are 0.82331, and 85 % of 50178 are 42651.3.
          month: { payable: "49.98", disbursed: "10.00", rate: "0.2001" },
          year: { payable: "501.78", disbursed: "413.12", rate: "0.8233" },
          shortfall: "13.40",
          rank: null,
          state: "low",
        },
        {
          region: "5301",
          name: "昆明市",
          level: "prefecture",
          month: { payable: "0.00", disbursed: "0.00", rate: null },
          year,
          shortfall: "0.01",
          rank: 1,
          state: "low",
        },
        {
          region: "5328",
          name: "西双版纳傣族自治州",
          level: "prefecture",
          month: { payable: "49.98", disbursed: "10.00", rate: "0.2001" },
          // 39610 of 48175 are 0.82221; 85 % of 48175 are 40948.75.
          year: { payable: "481.75", disbursed: "396.10", rate: "0.8222" },
          shortfall: "13.39",
          rank: 2,
          state: "low",
        },
      ]),
    );
  });
});
