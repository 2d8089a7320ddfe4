import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { read } from "@e965/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PublishedPaper } from "../../shared/paper/paper-json.ts";
import { advanceMessage, type Fields } from "../support/messages.ts";
import { runMain, type Said } from "../support/run-main.ts";

let folder = "";
const data = (): string => join(folder, "data");
const out = (name: string): string => join(folder, name);
const run = (line: string): Promise<Said> => runMain([...line.split(" "), "--data", data()]);

async function post(...messages: readonly Fields[]): Promise<void> {
  writeFileSync(out("messages.jsonl"), messages.map((message) => JSON.stringify(message)).join("\n"));
  expect(await run(`post ${out("messages.jsonl")}`)).toMatchObject({ code: 0 });
}

const PERSON = "53280000000000077001";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-papers-"));
  await post(
    advanceMessage({ psn_no: PERSON }),
    advanceMessage({ setl_id: "S2", insu_admdvs: "532823", poverty_status: "unlifted" }),
    advanceMessage({ setl_id: "S3", setl_time: "2017-11-03 10:00:00" }),
  );
  expect(await run("close 2017-10 --region 5328")).toMatchObject({ code: 0 });
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ofRegion = (region: string, preview = ""): string[] =>
  ["papers.xlsx", "papers.html", "shares.csv", "payments.csv", "details.csv", "bases.csv", "papers.json"].map(
    (ending) => `2017-1${preview === "" ? "0" : "1"}-${region}${preview}-${ending}`,
  );

describe("fundflow papers", () => {
  it("writes every paper of every region under the prefix, and says where", async () => {
    const { code, answer, notes } = await run(`papers 2017-10 --region 5328 --out ${out("all")}`);
    const names = ["532822", "532823", "5328"].flatMap((region) => ofRegion(region));
    expect({ code, notes }).toEqual({ code: 0, notes: [] });
    expect(answer.split("\n")).toEqual(names.map((name) => join(out("all"), name)));
    expect(readdirSync(out("all")).sort()).toEqual([...names].sort());
  });

  it("writes the same figures in every format as the statement states", () => {
    const statement = JSON.parse(readFileSync(join(data(), "statements", "2017-10", "532822.json"), "utf8")) as {
      totals: { all: { accrued: string; shares: { county: string } } };
    };
    const { accrued, shares } = statement.totals.all;
    const paper = JSON.parse(readFileSync(join(out("all"), "2017-10-532822-papers.json"), "utf8")) as PublishedPaper;
    expect(paper.parts[0]?.tables[0]?.totals).toMatchObject([{ label: "合计", accrued, county: shares.county }]);
    const book = read(readFileSync(join(out("all"), "2017-10-532822-papers.xlsx")));
    expect(Object.values(book.Sheets["分担结算单"] ?? {})).toContainEqual(
      expect.objectContaining({ v: Number(accrued), f: expect.any(String) as string }),
    );
    expect(readFileSync(join(out("all"), "2017-10-532822-shares.csv"), "utf8")).toContain(`,${shares.county}\r\n`);
    expect(readFileSync(join(out("all"), "2017-10-532822-papers.html"), "utf8")).toContain(`>¥ ${shares.county}<`);
  });

  it("names no person in any file", () => {
    const files = readdirSync(out("all")).map((name) => readFileSync(join(out("all"), name), "latin1"));
    expect(files.filter((text) => text.includes(PERSON))).toEqual([]);
  });

  it("answers JSON without a folder", async () => {
    const { answer } = await run("papers 2017-10 --region 5328 --format json");
    expect((JSON.parse(answer) as PublishedPaper[]).map(({ number, status }) => [number, status])).toEqual([
      ["201710-532822", "closed"],
      ["201710-532823", "closed"],
      ["201710-5328", "closed"],
    ]);
  });

  it("refuses an open month before it writes a file, and makes previews when asked to", async () => {
    const refused = await run(`papers 2017-11 --region 5328 --out ${out("open")}`);
    expect(refused).toEqual({
      code: 1,
      answer: "",
      notes: ["fundflow: 2017-11 is not closed in 西双版纳傣族自治州 5328 未月结: close it first, or ask for a preview with --preview"],
    });
    expect(existsSync(out("open"))).toBe(false);
    expect(await run(`papers 2017-11 --region 532822 --preview --out ${out("open")}`)).toMatchObject({ code: 0 });
    expect(readdirSync(out("open")).sort()).toEqual(ofRegion("532822", "-preview").sort());
  });

  it("asks for a folder where files can't be answered", async () => {
    expect(await run("papers 2017-10 --region 5328")).toMatchObject({
      code: 1,
      notes: ["fundflow: papers are files: name a folder for them with --out, or ask for --format json"],
    });
  });
});

describe("fundflow statement", () => {
  it("answers with the papers of one region as HTML, of an open month marked as a preview", async () => {
    const { answer } = await run("statement 2017-11 --region 5328 --format html");
    expect(answer.match(/<h1>/g)).toHaveLength(4);
    expect(answer).toContain("<h1>西双版纳傣族自治州2017年11月健康扶贫垫付资金分担结算单（未月结 预览）</h1>");
  });

  it("writes the papers as a workbook into a folder, and asks for one", async () => {
    const path = join(out("book"), "2017-10-532822-papers.xlsx");
    expect(await run(`statement 2017-10 --region 532822 --format xlsx --out ${out("book")}`)).toEqual({ code: 0, answer: path, notes: [] });
    expect(read(readFileSync(path)).SheetNames).toEqual(["分担结算单", "拨付单", "明细表", "分担依据"]);
    expect(await run("statement 2017-10 --region 532822 --format xlsx")).toMatchObject({
      code: 1,
      notes: ["fundflow: a workbook is no text: name a folder for it with --out"],
    });
  });
});
