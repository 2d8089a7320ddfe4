import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assumption } from "../../shared/policy/assumptions.ts";
import type { PolicyExplanation } from "../../shared/policy/explanation.ts";
import type { GoldenReport } from "../../shared/policy/golden-run.ts";
import { runCli } from "../support/cli.ts";
import { runMain } from "../support/run-main.ts";

const HEQING = new URL("../policies/heqing/", import.meta.url).pathname;
let root = "";

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "policies-"));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** A folder with these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, answer, notes } = await runMain([...args, "--format", "json"]);
  expect({ code, notes }).toEqual({ code: 0, notes: [] });
  return JSON.parse(answer) as T;
};

describe("fundflow policy explain", () => {
  it("answers with JSON alone on standard output, as a process of its own", async () => {
    const args = ["policy", "explain", "--region", "532801", "--date", "2017-10-12", "--status", "lifted", "--fund", "basic", "--format", "json"];
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ region: "532801", regionName: "景洪市", date: "2017-10-12", layers: [{ id: "yunnan-2017" }] });
  });

  it("reads a region with its zeros, and both statuses and all funds where none is named", async () => {
    const { region, splits } = await json<PolicyExplanation>("policy", "explain", "--region", "620000", "--date", "2019-01-01");
    expect(region).toBe("62");
    expect(splits.map(({ fund, status }) => `${fund} ${status}`)).toHaveLength(8);
  });

  it.each([
    [
      ["--region", "99", "--date", "2017-10-12"],
      2,
      "error: option '--region <code>' argument '99' is invalid. It is not the code of a province, prefecture or county.",
    ],
    [
      ["--region", "53", "--date", "2017-02-30"],
      2,
      `error: option '--date <day>' argument '2017-02-30' is invalid. "2017-02-30" is not a day; write it as 2017-10-24.`,
    ],
    [
      ["--region", "53", "--date", "2017-10-12", "--fund", "civil"],
      2,
      "error: option '--fund <fund>' argument 'civil' is invalid. Allowed choices are basic, critical, assistance, backstop, topup.",
    ],
    [
      ["--region", "53", "--date", "2017-10-12", "--status", "poor"],
      2,
      "error: option '--status <status>' argument 'poor' is invalid. Allowed choices are lifted, unlifted.",
    ],
    [["--date", "2017-10-12"], 2, "error: required option '--region <code>' not specified"],
    [["--region", "532801", "--date", "2017-09-26"], 1, "fundflow: no policy is in force in 景洪市 532801 on 2017-09-26 当日没有适用的政策"],
    [["--region", "53", "--date", "2017-10-12", "--alone"], 1, "fundflow: --alone leaves nothing: name a folder with --policies"],
    [["--region", "53", "--date", "2017-10-12", "--policies", "/nowhere"], 1, "fundflow: there is no folder /nowhere"],
  ])("%j answers with nothing, exit code %d and why", async (args, code, why) => {
    expect(await runMain(["policy", "explain", ...args])).toEqual({ code, answer: "", notes: [why] });
  });
});

describe("fundflow policy test", () => {
  it("runs the built-in golden cases, those of visits too", async () => {
    const report = await json<GoldenReport>("policy", "test");
    expect(report).toMatchObject({ failed: 0, passed: report.cases, uncovered: [] });
    expect(report.cases).toBeGreaterThan(60);
  });

  it("runs those of a county's folder on top of the built-in layers, and not without them", async () => {
    expect(await json<GoldenReport>("policy", "test", HEQING)).toMatchObject({ cases: 5, passed: 5, uncovered: [] });
    const alone = await runMain(["policy", "test", HEQING, "--alone", "--format", "json"]);
    expect(alone.code).toBe(1);
    expect(JSON.parse(alone.answer)).toMatchObject({ cases: 5, failed: 5 });
  });

  it.each([
    ["no-folder", {}, "there is no folder"],
    ["no-json", { "README.md": "a" }, "there is no policy in"],
    [
      "no-cases",
      {
        "a.json":
          '{"id":"jinghong-2020","version":1,"document":"景政发〔2020〕1号","title":"某","region":"532801","inForceFrom":"2020-01-01","splits":[],"stops":[{"rule":"critical-cap","clause":"（一）"}]}',
      },
      "there is no golden case in",
    ],
    ["not-json", { "a.json": '{"id":' }, "is not JSON: "],
    ["two-keys", { "a.json": '{"id":"a-2020","id":"b-2020"}' }, "names a key twice: id"],
    ["bad-cases", { "a.golden.json": '[{"note":"x"}]' }, "a.golden.json: [0].county: missing"],
    ["wrong", { "a.json": "[]", "parameters/b.json": "{}" }, "parameters/b.json: id: missing"],
  ])("refuses the folder %s with what is wrong", async (name, files, why) => {
    const folder = Object.keys(files).length === 0 ? join(root, name) : folderOf(name, files);
    const { code, answer, notes } = await runMain(["policy", "test", folder]);
    expect({ code, answer }).toEqual({ code: 1, answer: "" });
    expect(notes.join("\n")).toContain(why);
  });

  it("reads a file that begins with a byte order mark", async () => {
    const folder = folderOf("bom", {
      "a.golden.json": '\uFEFF[{"note":"x","county":"532801","day":"2017-10-24","benefits":{"topup-inpatient":null}}]',
    });
    expect(await json<GoldenReport>("policy", "test", folder)).toMatchObject({ cases: 1, passed: 1 });
  });
});

describe("fundflow policy assumptions", () => {
  it("lists them for a region, and for all", async () => {
    const gansu = await json<Assumption[]>("policy", "assumptions", "--region", "620200");
    expect(new Set(gansu.map(({ layer }) => layer))).toEqual(new Set(["gansu-2019@1", "fund-pay-types", "fund-pay-types/62"]));
    expect((await json<Assumption[]>("policy", "assumptions")).length).toBeGreaterThan(gansu.length);
    expect((await runMain(["policy", "assumptions", "--region", "53", "--policies", HEQING])).answer).toContain("施行日不详，按2017年11月1日读。");
  });

  it("lists which codes of fund_pay_type are taken for a fund's, but not with a folder alone", async () => {
    const table = (await runMain(["policy", "assumptions", "--region", "532822"])).answer;
    expect(table).toContain("fund-pay-types/53  基金支付类型对照（国家医保信息平台 fund_pay_type）  云南省 53：3项");
    expect(table).toContain("  640100 政府兜底基金：归入医疗费用兜底保障  [fund_pay_type.640100]");
    expect(table).toContain("  391100 城乡居民大病医疗保险资金：归入大病保险  [fund_pay_type.391100]");
    expect(table).not.toContain("360100");
    const alone = await json<Assumption[]>("policy", "assumptions", "--policies", HEQING, "--alone");
    expect(alone.filter(({ layer }) => layer.startsWith("fund-pay-types"))).toEqual([]);
  });
});
