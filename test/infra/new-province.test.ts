import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assumption } from "../../shared/policy/assumptions.ts";
import type { PolicyExplanation } from "../../shared/policy/explanation.ts";
import type { GoldenReport } from "../../shared/policy/golden-run.ts";
import { runMain } from "../support/run-main.ts";

const GUIDE = readFileSync(new URL("../../docs/new-province.md", import.meta.url), "utf8");
const samples = [...GUIDE.matchAll(/^```json (\S+)\n([\s\S]*?)^```/gm)].map(([, path = "", text = ""]) => ({ path, text }));
const commands = [...GUIDE.matchAll(/^npx fundflow (policy .*)$/gm)].map(([, command = ""]) => command);

let root = "";
const inFolder = (command: string): string[] => command.split(" ").map((word) => (word === "shiyan" ? join(root, "shiyan") : word));
const run = (command: string) => runMain(inFolder(command));
const json = async <T>(command: string): Promise<T> => JSON.parse((await run(`${command} --format json`)).answer) as T;

/** Runs a command with one of the guide's files changed. */
async function withChange(path: string, from: string, to: string, command: string) {
  const file = join(root, path);
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  try {
    return await run(command);
  } finally {
    writeFileSync(file, text);
  }
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "new-province-"));
  for (const { path, text } of samples) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe("the guide to a new province", () => {
  it("has six files and three commands, all of which succeed", async () => {
    expect(samples.map(({ path }) => path)).toEqual([
      "shiyan/divisions.json",
      "shiyan/shiyan-2021.json",
      "shiyan/parameters/shiyan-2021.json",
      "shiyan/shiyan-2021.golden.json",
      "shiyan/bingxian-2021.json",
      "shiyan/bingxian-2021.golden.json",
    ]);
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(await run(command)).toMatchObject({ code: 0, notes: [] });
  });

  it("has golden cases that hold and name every rule, with and without the built-in policies", async () => {
    const report = await json<GoldenReport>("policy test shiyan");
    expect(report).toMatchObject({ cases: 8, passed: 8, failed: 0, uncovered: [] });
    expect(report.results.map(({ problems }) => problems).flat()).toEqual([]);
    expect(await json<GoldenReport>("policy test shiyan --alone")).toMatchObject({ passed: 8, failed: 0 });
  });

  it("explains the made-up province as it does a real one", async () => {
    const explanation = await json<PolicyExplanation>("policy explain --policies shiyan --region 990102 --date 2021-07-01 --status lifted");
    expect(explanation).toMatchObject({ regionName: "丙县", layers: [{ id: "shiyan-2021" }, { id: "bingxian-2021", regionName: "丙县" }] });
    expect(explanation.benefits.find(({ key }) => key === "basic-inpatient-county")).toMatchObject({
      rule: "bingxian-2021@1/basic-inpatient-county",
      text: "政策范围内费用的90%，不设起付线",
      overrides: [{ rule: "shiyan-2021@1/basic-inpatient-county", text: "政策范围内费用的80%—85%，起付线为当地基本医保住院起付线" }],
    });
    expect(explanation.splits.find(({ fund }) => fund === "basic")).toMatchObject({ ratio: "5:3:2", shares: { province: "0.5", prefecture: "0.3" } });
    expect(explanation.parameters).toEqual([expect.objectContaining({ key: "criticalRatio", value: "0.60", source: "试医保发〔2020〕7号（二）" })]);
    // The second holds in the whole country, so in a new province too.
    const assumptions = await json<Assumption[]>("policy assumptions --policies shiyan --region 9902");
    expect(assumptions).toMatchObject([{ about: "assistance-unlifted" }, { about: "fund_pay_type.391100" }]);
  });

  it("promises an exit code of 1 where a case fails, and names what was expected", async () => {
    const failed = await withChange("shiyan/shiyan-2021.json", '"5:3:2"', '"5:2:3"', "policy test shiyan");
    expect(failed.code).toBe(1);
    expect(failed.answer).toContain("8 golden cases 用例: 7 passed 相符, 1 failed 不符");
    expect(failed.answer).toContain('expected.critical.shares: expected ["0.01","0.01","0.00"], got ["0.01","0.00","0.01"]');
    expect(failed.answer).toContain("FAILED 不符 shiyan-2021.golden.json[1]  990101 2021-03-01");
  });

  it.each([
    ["shiyan/shiyan-2021.json", '"5:3:2"', '"5:x:2"'],
    ["shiyan/shiyan-2021.json", '"basic-inpatient-county"', '"basic-inpatient-countty"'],
    ["shiyan/bingxian-2021.json", '"2021-07-01"', '"2021-02-01"'],
  ])("refuses %s with %s written as %s, in the guide's words", async (path, from, to) => {
    const refused = await withChange(path, from, to, "policy test shiyan");
    expect(refused).toMatchObject({ code: 1, answer: "" });
    const words = /^ {2}(.*)$/m.exec(refused.notes.join("\n"))?.[1] ?? "nothing";
    expect(GUIDE).toContain(words);
  });
});
