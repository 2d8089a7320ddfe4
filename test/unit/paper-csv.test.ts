import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { renderPartCsv } from "../../shared/paper/paper-csv.ts";
import { textFiles } from "../../shared/paper/paper-files.ts";
import type { Paper, PaperPart } from "../../shared/paper/paper.ts";
import { countyPaper, HOSTILE_LANE, LONG_ID } from "../support/paper-month.ts";

let paper: Paper;
beforeAll(async () => {
  paper = await countyPaper();
});

const csvOf = (key: string): string =>
  renderPartCsv(
    paper,
    paper.parts.find((part) => part.key === key)!,
  );
const read = (csv: string): string[][] => parse(csv, { bom: true, relax_column_count: true, skip_empty_lines: true });

/** A part of one table with one row of one text and one id. */
const partOf = (text: string, id: string): PaperPart => ({
  ...{ key: "details", name: "明细表", title: text, stated: [], notes: [text], signatures: [] },
  tables: [
    {
      columns: [
        { key: "text", title: "文", kind: "text", width: 5 },
        { key: "id", title: "号", kind: "id", width: 5 },
        { key: "amount", title: "金额", kind: "amount", width: 5 },
      ],
      rows: [[text, id, -5]],
      totals: [],
    },
  ],
});

describe("a part of a paper as CSV", () => {
  it("has a byte order mark, CRLF, its heading, head, rows, totals, words and notes", () => {
    const csv = csvOf("shares");
    expect(
      csv.startsWith("\ufeff勐海县2017年10月健康扶贫垫付资金分担结算单\r\n编号：201710-532822　单位：元\r\n\r\n一、按基金\r\n基金,人次,申报金额,"),
    ).toBe(true);
    expect(csv.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const rows = read(csv);
    expect(rows).toContainEqual(["基本医保统筹基金", "5", "30.06", "1.01", "29.05", "15.41", "2.73", "10.91"]);
    expect(rows).toContainEqual(["合计", "7", "36.10", "1.01", "35.09", "18.44", "3.13", "13.52"]);
    expect(rows).toContainEqual(["县级分担（本级财政承担）", "13.52", "人民币（大写）壹拾叁元伍角贰分"]);
  });

  it("keeps an id of twenty digits whole: it is text to a spreadsheet, by a tab inside its quotes", () => {
    const csv = csvOf("details");
    expect(csv).toContain(`6,"\t${HOSTILE_LANE}",'=1+1<b>卫生院</b>,垫付,"\t${LONG_ID}",2017-10-25 09:30:00,"\t****p",已脱贫,`);
    const row = read(csv).find(([number]) => number === "6");
    expect(row?.[4]?.trim()).toBe(LONG_ID);
  });

  it("disarms every text and id that a spreadsheet would run", () => {
    for (const text of ["=1+1", "+1", "-1", "@A1", "＝1", "－1"]) {
      const csv = renderPartCsv(paper, partOf(text, text));
      expect(csv).toContain(`\r\n'${text},'${text},-0.05\r\n`);
      // No cell begins with such a sign but the negative amount, which is a number.
      const cells = read(csv).flat();
      expect(cells.filter((cell) => /^[=+\-@＝＋－＠]/u.test(cell))).toEqual(["-0.05"]);
    }
  });

  it("shows tabs, line ends and other controls of a text instead of writing them", () => {
    const csv = renderPartCsv(paper, partOf("\t=1\r\n\u202e", "\r=1"));
    expect(csv).toContain('\r\n\\u0009=1\\u000d\\u000a\\u202e,"\t\\u000d=1",-0.05\r\n');
  });

  it("keeps commas and quotes, as another reader finds them", () => {
    const rows = read(renderPartCsv(paper, partOf('勐遮镇,"中心"卫生院', 'A,"1"')));
    expect(rows).toContainEqual(['勐遮镇,"中心"卫生院', '\tA,"1"', "-0.05"]);
  });
});

describe("a paper's text files", () => {
  it("are named by month, region and part, and a preview's say so", async () => {
    expect(textFiles(paper, "csv").map(({ name }) => name)).toEqual([
      "2017-10-532822-shares.csv",
      "2017-10-532822-payments.csv",
      "2017-10-532822-details.csv",
      "2017-10-532822-bases.csv",
      "2017-10-532822-allotments.csv",
    ]);
    const preview = await countyPaper({ close: false });
    expect([...textFiles(preview, "html"), ...textFiles(preview, "json")].map(({ name }) => name)).toEqual([
      "2017-10-532822-preview-papers.html",
      "2017-10-532822-preview-papers.json",
    ]);
  });

  it("carry the content type they are served with", () => {
    expect(["html", "csv", "json"].map((format) => textFiles(paper, format as "html")[0]?.contentType)).toEqual([
      "text/html; charset=utf-8",
      "text/csv; charset=utf-8",
      "application/json",
    ]);
    expect(JSON.parse(textFiles(paper, "json")[0]!.body as string)).toMatchObject({
      number: "201710-532822",
      parts: [{ key: "shares" }, {}, {}, {}, {}],
    });
  });
});
