import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BUILT_IN_BOOK, POLICY_LAYERS } from "../../shared/policy/book.ts";
import type { Fund } from "../../shared/policy/funds.ts";
import { goldenCases } from "../../shared/policy/golden-case.ts";
import { runGolden, type JudgeVisit } from "../../shared/policy/golden-run.ts";

const POLICY = new URL("../../shared/policy/", import.meta.url);
const namesIn = (folder: string): string[] => readdirSync(new URL(folder, POLICY)).toSorted();
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, POLICY), "utf8"));

const packFiles = namesIn("packs/");
const isGolden = (name: string): boolean => name.endsWith(".golden.json");
const cases = goldenCases(packFiles.filter(isGolden).map((path) => ({ path, data: readJson(`packs/${path}`) }))).filter(
  ({ value }) => value.findings === undefined,
);
const noVisits: JudgeVisit = () => {
  throw new Error("no visit is judged here");
};
const report = runGolden(cases, BUILT_IN_BOOK, noVisits, new Set(POLICY_LAYERS.map(({ id }) => id)));

describe("the policy packs", () => {
  it("are the files of their folder, each with golden cases beside it", () => {
    const packs = packFiles.filter((name) => !isGolden(name));
    expect(packs.map((name) => (readJson(`packs/${name}`) as { id: string }).id)).toEqual(packs.map((name) => name.replace(".json", "")));
    expect(BUILT_IN_BOOK.layers.map(({ file, value }) => [file, `${value.id}.json`])).toEqual(packs.map((name) => [name, name]));
    expect(packFiles).toEqual(expect.arrayContaining(packs.map((name) => name.replace(".json", ".golden.json"))));
  });

  it("and the parameter sets are all in the book", () => {
    expect(BUILT_IN_BOOK.parameters.map(({ file, value }) => [file, `parameters/${value.id}.json`])).toEqual(
      namesIn("parameters/").map((name) => [`parameters/${name}`, `parameters/${name}`]),
    );
  });
});

describe("the golden cases", () => {
  it.each(report.results)("$case: $county on $day: $note", ({ problems }) => {
    expect(problems).toEqual([]);
  });

  it("are more than fifty, worked by hand", () => {
    expect(report).toMatchObject({ failed: 0, passed: report.cases });
    expect(report.cases).toBeGreaterThan(50);
  });

  it("expect shares that sum to their amounts", () => {
    for (const { value } of cases) {
      for (const [fund, share] of Object.entries(value.expected ?? {})) {
        if (share === null) continue;
        // In fen without the product's own reader: the digits without the point.
        const fenOf = (yuan: string): number => Number(yuan.replace(".", ""));
        expect(share.shares.map(fenOf).reduce((a, b) => a + b)).toBe(fenOf(value.amounts?.[fund as Fund] ?? ""));
      }
    }
  });

  it("name every rule of every pack", () => {
    expect(report.uncovered).toEqual([]);
  });

  it.each(POLICY_LAYERS)("use every split of $id for every fund and status it names", ({ id, version, splits }) => {
    const used = cases.flatMap(({ value: { status, expected } }) =>
      Object.entries(expected ?? {}).map(([fund, share]) => `${share?.rule} ${fund} ${status}`),
    );
    const named = splits.flatMap(({ rule, funds, statuses }) =>
      funds.flatMap((fund) => statuses.map((status) => `${id}@${version}/${rule} ${fund} ${status}`)),
    );
    expect(named.filter((one) => !used.includes(one))).toEqual([]);
  });
});
