import { beforeAll, describe, expect, it } from "vitest";
import { renderPaperHtml } from "../../shared/paper/paper-html.ts";
import type { Paper, PaperPart } from "../../shared/paper/paper.ts";
import { photographHtml, printHtml, whyNoBrowser } from "../support/browser.ts";
import { countyPaper } from "../support/paper-month.ts";

const missing = whyNoBrowser();

/** Layout moves blanks about; what is looked for has none. */
const squeeze = (page: string): string => page.replace(/\s/g, "");

/** The part with as many rows as said, the first of its own over and over. */
function withRows(part: PaperPart, rows: number): PaperPart {
  const repeated = part.tables.map((table) => ({
    ...table,
    rows: Array.from({ length: rows }, (_, place) => table.rows[place % table.rows.length]!),
  }));
  return { ...part, tables: repeated };
}

const partOf = (paper: Paper, key: string): PaperPart => paper.parts.find((part) => part.key === key)!;

/** Enough of them that the table ends everywhere on a page: a row is 5 mm high, and what closes the table 50 mm. */
const LENGTHS = Array.from({ length: 12 }, (_, place) => 24 + place);

describe.skipIf(missing !== undefined)(`papers printed by a browser${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  /** The pages, squeezed: of a county's papers, then of a long list, then of payments of many lengths; and of a preview. */
  let pages: string[] = [];
  let info = "";
  let previewPages: string[] = [];
  let picture: Buffer;
  beforeAll(async () => {
    const [paper, preview] = await Promise.all([countyPaper(), countyPaper({ close: false })]);
    const parts = [...paper.parts, withRows(partOf(paper, "details"), 150), ...LENGTHS.map((rows) => withRows(partOf(paper, "payments"), rows))];
    const long = renderPaperHtml({ ...preview, parts: [partOf(preview, "shares"), withRows(partOf(preview, "details"), 60)] });
    const [printed, printedPreview, photograph] = await Promise.all([
      printHtml(renderPaperHtml({ ...paper, parts })),
      printHtml(long),
      photographHtml(renderPaperHtml(paper), { width: 1200, height: 900 }),
    ]);
    [pages, info, previewPages, picture] = [printed.pages.map(squeeze), printed.info, printedPreview.pages.map(squeeze), photograph];
  });

  it("stand on A4 across, each part on pages of its own", () => {
    expect(info).toMatch(/Page size: +84[12](\.\d+)? x 59[45](\.\d+)? pts/);
    expect(pages.slice(0, 5).map((text) => /健康扶贫垫付资金([^0-9A-Z（]+?)编号/.exec(text)?.[1])).toEqual([
      "分担结算单",
      "拨付单",
      "明细表",
      "分担依据",
      "按人头拨付单",
    ]);
    expect(pages[0]).toContain("县级分担（本级财政承担）人民币（大写）：壹拾叁元伍角贰分¥13.52");
    expect(pages[2]).toContain("=1+1<b>卫生院</b>");
  });

  it("number every page, without the browser's own date and address", () => {
    for (const [place, text] of pages.entries()) {
      expect(text).toContain(`健康扶贫垫付资金结算单据编号：201710-532822第${place + 1}页共${pages.length}页`);
      expect(text).not.toMatch(/file:|\d+\/\d+\/\d+/);
    }
  });

  it("repeat the head of a table on every page, and state its totals once, at its end", () => {
    const details = pages.slice(5).filter((text) => text.includes("结算编号"));
    expect(details.length).toBeGreaterThan(3);
    expect(details.filter((text) => text.includes("序号机构代码机构名称"))).toHaveLength(details.length);
    expect(details.map((text) => text.match(/扣款小计/g)?.length ?? 0)).toEqual(details.map((_, place) => (place === details.length - 1 ? 1 : 0)));
  });

  it("are signed on a page that has rows of the table, wherever it ends", () => {
    const signed = pages.slice(5).filter((text) => text.includes("制单：") && text.includes("应拨金额合计"));
    expect(signed).toHaveLength(LENGTHS.length);
    for (const text of signed) expect(text).toMatch(/机构代码机构名称基金类别.*H532822000.*合计.*应拨金额合计.*制单：/);
    expect(pages.filter((text) => text.includes("制单：") && !text.includes("合计"))).toEqual([]);
  });

  it("of an open month say on every page that they are a preview, and have no place to sign", () => {
    expect(previewPages.length).toBeGreaterThan(2);
    for (const text of previewPages) {
      expect(text).toContain("编号：201710-532822（未月结预览）第");
      expect(text).not.toContain("制单：");
    }
  });

  it("can be looked at on a screen", () => {
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1200, 900]);
    // An empty page of this size has a few thousand bytes.
    expect(picture.length).toBeGreaterThan(30_000);
  });
});
