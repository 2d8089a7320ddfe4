import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { splitByRatio } from "../../shared/lane/shares.ts";
import { formatYuan, parseYuan } from "../../shared/money/yuan.ts";
import { POLICY_LAYERS, policyFor } from "../../shared/policy/book.ts";
import type { Fund, PovertyStatus } from "../../shared/policy/funds.ts";
import { isCounty } from "../../shared/region/region.ts";

/** A case worked by hand; expected is null where no policy applies, and of a fund that no rule splits. Yuan. */
interface GoldenCase {
  readonly note: string;
  readonly county: string;
  readonly day: string;
  readonly status: PovertyStatus;
  readonly amounts: Readonly<Partial<Record<Fund, string>>>;
  readonly expected: Readonly<Partial<Record<Fund, { readonly rule: string; readonly shares: readonly string[] } | null>>> | null;
}

const PACKS = new URL("../../shared/policy/packs/", import.meta.url);
const fileNames = readdirSync(PACKS).toSorted();
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, PACKS), "utf8"));

describe("the policy packs", () => {
  it("are the files of their folder, each with golden cases beside it", () => {
    const packs = fileNames.filter((name) => !name.endsWith(".golden.json"));
    expect(packs.map((name) => (readJson(name) as { id: string }).id)).toEqual(packs.map((name) => name.replace(".json", "")));
    expect(POLICY_LAYERS.map(({ id }) => `${id}.json`).toSorted()).toEqual(packs);
    expect(fileNames).toEqual(packs.flatMap((name) => [name.replace(".json", ".golden.json"), name]));
  });
});

describe.each(POLICY_LAYERS)("golden cases of $id", ({ id, splits }) => {
  const cases = readJson(`${id}.golden.json`) as readonly GoldenCase[];

  it.each(cases)("$county on $day, $status: $note", ({ county, day, status, amounts, expected }) => {
    expect(isCounty(county)).toBe(true);
    const rules = policyFor(county, day)?.rules[status];
    const result =
      rules === undefined
        ? null
        : Object.fromEntries((Object.keys(amounts) as Fund[]).map((fund) => [fund, shareOut(amounts[fund] ?? "", rules[fund])]));
    expect(result).toEqual(expected);
  });

  it("expect shares that sum to their amounts", () => {
    for (const { amounts, expected } of cases) {
      for (const [fund, share] of Object.entries(expected ?? {})) {
        if (share === null) continue;
        // In fen without the product's own reader: the digits without the point.
        const fenOf = (yuan: string): number => Number(yuan.replace(".", ""));
        expect(share.shares.map(fenOf).reduce((a, b) => a + b)).toBe(fenOf(amounts[fund as Fund] ?? ""));
      }
    }
  });

  it("use every rule of the pack for every fund and status it names", () => {
    const used = cases.flatMap(({ status, expected }) => Object.entries(expected ?? {}).map(([fund, share]) => `${share?.rule} ${fund} ${status}`));
    const named = splits.flatMap(({ rule, funds, statuses }) =>
      funds.flatMap((fund) => statuses.map((status) => `${id}@1/${rule} ${fund} ${status}`)),
    );
    expect(named.filter((one) => !used.includes(one))).toEqual([]);
  });
});

function shareOut(yuan: string, rule: { readonly rule: string; readonly ratio: string } | undefined): unknown {
  const amount = parseYuan(yuan);
  if (typeof amount === "string") throw new Error(`golden amount ${yuan} is ${amount}`);
  return rule === undefined ? null : { rule: rule.rule, shares: splitByRatio(amount, rule.ratio).map(formatYuan) };
}
