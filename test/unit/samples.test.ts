import { readFileSync } from "node:fs";
import iconv from "iconv-lite";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { HEADERS, sampleFiles } from "../samples/generate.ts";

const read = (name: string): Buffer => readFileSync(new URL(`../samples/${name}`, import.meta.url));

describe("the sample files of 勐海县", () => {
  const text = read("532822-2017-10.csv").toString("utf8");
  const rows = parse(text, { bom: true, columns: true }) as unknown as Readonly<Record<string, string>>[];
  const fen = (value: string | undefined): number => Math.round(Number(value ?? "") * 100);
  const addsUp = (row: Readonly<Record<string, string>>): boolean =>
    fen(row["fund_pay_sumamt"]) === fen(row["hifp_pay"]) + fen(row["hifmi_pay"]) + fen(row["maf_pay"]) + fen(row["oth_pay"]) &&
    fen(row["medfee_sumamt"]) === fen(row["fund_pay_sumamt"]) + fen(row["psn_part_amt"]) + fen(row["hosp_part_amt"]);
  const posted = new Map(rows.filter((row) => addsUp(row) && row["insu_admdvs"] === "532822").map((row) => [row["setl_id"], row]));

  it.each(sampleFiles().map(({ name, bytes }) => [name, bytes] as const))("%s is what generate.ts writes", (name, bytes) => {
    expect(read(name).equals(bytes)).toBe(true);
  });

  it("say the same in both encodings", () => {
    expect(text.startsWith("\uFEFF")).toBe(true);
    expect(iconv.decode(read("532822-2017-10.gb18030.csv"), "gb18030")).toBe(text.slice(1));
  });

  it("hold 300 rows of 5 institutions, all of October 2017", () => {
    expect(Object.keys(rows[0]!)).toEqual(HEADERS);
    expect(rows).toHaveLength(300);
    expect(new Set(rows.map((row) => row["fixmedins_code"])).size).toBe(5);
    expect(rows.every((row) => row["setl_time"]!.startsWith("2017-10-"))).toBe(true);
  });

  it("hold 297 rows to post, one again, one that does not add up and one with an unknown county", () => {
    expect(posted.size).toBe(297);
    expect(rows.filter((row) => !addsUp(row))).toHaveLength(1);
    expect(rows.filter((row) => row["insu_admdvs"] !== "532822").map((row) => row["insu_admdvs"])).toEqual(["532882"]);
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(299);
  });

  it("are described by the README with the sums that are posted", () => {
    const readme = read("README.md").toString("utf8");
    for (const field of ["hifp_pay", "hifmi_pay", "maf_pay", "oth_pay", "fund_pay_sumamt"]) {
      const total = [...posted.values()].reduce((sum, row) => sum + fen(row[field]), 0);
      expect(readme).toContain(`| \`${field}\` | ${(total / 100).toFixed(2)} |`);
    }
  });
});
