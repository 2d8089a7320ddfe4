import { beforeAll, describe, expect, it } from "vitest";
import { renderPaperHtml, ROWS_PER_TABLE } from "../../shared/paper/paper-html.ts";
import type { Paper } from "../../shared/paper/paper.ts";
import { countyPaper } from "../support/paper-month.ts";

let paper: Paper;
let html: string;
beforeAll(async () => {
  paper = await countyPaper();
  html = renderPaperHtml(paper);
});

const count = (pattern: RegExp): number => html.match(pattern)?.length ?? 0;

describe("the papers as HTML", () => {
  it("load nothing and run nothing", () => {
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|javascript:|@import|url\(|https?:/i);
    expect(html).not.toMatch(/ on\w+=/i);
  });

  it("write names and reasons as text, whatever they are", () => {
    expect(html).toContain("=1+1&lt;b&gt;卫生院&lt;/b&gt;");
    expect(html).not.toContain("<b>");
    const hostile = renderPaperHtml({ ...paper, regionName: `"</title><script>'&\u202e` });
    expect(hostile).toContain("<title>&quot;&lt;/title&gt;&lt;script&gt;&#39;&amp;\\u202e 2017-10");
    expect(hostile).not.toContain("<script");
  });

  it("keep a name out of the style sheet, where it could end a text", () => {
    const style = (region: string): string => /<style>([^]*?)<\/style>/.exec(renderPaperHtml({ ...paper, regionName: region }))?.[1] ?? "";
    expect(style(`"}</style>*{display:none}`)).toBe(style("勐海县"));
  });

  it("are a section for each part, each with heading, words and signatures", () => {
    expect(count(/<section>/g)).toBe(5);
    expect(count(/<h1>/g)).toBe(5);
    expect(count(/制单：<\/span><span>审核：<\/span><span>拨付：/g)).toBe(4);
    expect(html).toContain('<tr><td>县级分担（本级财政承担）</td><td>人民币（大写）：壹拾叁元伍角贰分</td><td class="n">¥ 13.52</td></tr>');
  });

  it("have a head in every table that a page may end in, and widths that sum to the page's", () => {
    expect(count(/<thead>/g)).toBe(6);
    expect(html).toContain("thead { display: table-header-group; }");
    for (const [group] of html.matchAll(/<colgroup>(<col style="width:[\d.]+%">)+<\/colgroup>/g)) {
      const sum = [...group.matchAll(/width:([\d.]+)%/g)].reduce((total, [, width]) => total + Number(width), 0);
      expect(Math.abs(sum - 100)).toBeLessThan(0.2);
    }
  });

  it("go on in another table after some hundred rows, because browsers take ever longer over one", () => {
    const details = paper.parts.find(({ key }) => key === "details")!;
    const rowsOf = (rows: number) => details.tables.map((table) => ({ ...table, rows: Array.from({ length: rows }, () => table.rows[0]!) }));
    const tables = (rows: number) =>
      renderPaperHtml({ ...paper, parts: [{ ...details, tables: rowsOf(rows) }] })
        .split("<thead>")
        .slice(1)
        .map((table) => table.match(/<tr><td class="n">1<\/td>/g)?.length ?? 0);
    // The last row is one group with what closes the table.
    expect([1, ROWS_PER_TABLE + 1, ROWS_PER_TABLE + 2, 1_000].map(tables)).toEqual([[1], [251], [250, 2], [250, 250, 250, 250]]);
  });

  it("show amounts in groups of thousands, and leave what is not printed to the files", () => {
    expect(html).toContain('<td class="n">-3.33</td>');
    expect(html).not.toContain("医疗费总额");
  });

  it("number their pages across a sheet of A4", () => {
    expect(html).toContain("size: A4 landscape");
    expect(html).toContain('content: "第 " counter(page) " 页　共 " counter(pages) " 页"');
  });

  it("of an open month say on every page that they are a preview", async () => {
    expect(html).not.toContain("未月结");
    const preview = renderPaperHtml(await countyPaper({ close: false }));
    expect(preview).toContain('<div class="preview"><b>未月结 预览</b></div>');
    expect(preview).not.toContain("制单：");
  });
});
