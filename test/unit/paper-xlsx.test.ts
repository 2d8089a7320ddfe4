import { CFB, read, utils, type CellObject, type WorkBook, type WorkSheet } from "@e965/xlsx";
import { beforeAll, describe, expect, it } from "vitest";
import { renderPaperXlsx, workbookFile } from "../../shared/paper/paper-xlsx.ts";
import type { Paper } from "../../shared/paper/paper.ts";
import { countyPaper, HOSTILE_NAME, LONG_ID } from "../support/paper-month.ts";
import { workFormula } from "../support/sheet-formulas.ts";

let paper: Paper;
let bytes: Uint8Array;
let book: WorkBook;
beforeAll(async () => {
  paper = await countyPaper();
  bytes = await renderPaperXlsx(paper);
  book = read(bytes, { type: "array", cellFormula: true, cellNF: true, cellStyles: true });
});

const sheetOf = (name: string): WorkSheet => book.Sheets[name]!;
const cell = (name: string, place: string): CellObject => sheetOf(name)[place] as CellObject;
/** Every cell of a sheet with its place. */
const cellsOf = (sheet: WorkSheet): [string, CellObject][] =>
  Object.entries(sheet).flatMap(([place, value]) => (place.startsWith("!") ? [] : [[place, value as CellObject]]));
/** The reader's container of files has no types of its own. */
const container = CFB as {
  read: (data: Buffer, options: { type: "buffer" }) => object;
  find: (files: object, path: string) => { content: Uint8Array } | null;
};
/** A file inside the workbook, as text. */
const inside = (file: Uint8Array, path: string): string => {
  const found = container.find(container.read(Buffer.from(file), { type: "buffer" }), path);
  return Buffer.from(found?.content ?? []).toString("utf8");
};

describe("the papers as a workbook, read by another library", () => {
  it("have a sheet for each part, named as it", () => {
    expect(book.SheetNames).toEqual(["分担结算单", "拨付单", "明细表", "分担依据", "按人头拨付单"]);
  });

  it("have amounts as numbers with two decimals, and ids as text", () => {
    expect(utils.sheet_to_json<unknown[]>(sheetOf("拨付单"), { header: 1 }).slice(2, 5)).toEqual([
      [
        "机构代码",
        "机构名称",
        "基金类别",
        "人次",
        "申报金额",
        "扣款金额",
        "预留金额",
        "暂缓金额",
        "应拨金额",
        "预付抵扣",
        "转账拨付",
        "实拨金额",
        "未拨金额",
      ],
      ["H53282200012", "勐海县人民医院", "基本医保统筹基金", 4, 30.01, 1.01, 0, 0, 29, 8, 15, 23, 6],
      ["H53282200012", "勐海县人民医院", "大病保险", 1, 5.05, 0, 0, 0, 5.05, 0, 0, 0, 5.05],
    ]);
    expect(cell("拨付单", "E4")).toMatchObject({ t: "n", v: 30.01, z: "#,##0.00", w: "30.01" });
    expect(cell("拨付单", "D4")).toMatchObject({ t: "n", v: 4, z: "#,##0" });
    expect(cell("明细表", "E9")).toMatchObject({ t: "s", v: LONG_ID, z: "@" });
  });

  it("leave empty what is not known, with no text that only looks empty", () => {
    expect(cell("明细表", "I5").v).toBeUndefined();
    expect(cell("明细表", "I4").v).toBe(12.34);
  });

  it("have a name that looks like a formula as a text", () => {
    expect(cell("拨付单", "B7")).toMatchObject({ t: "s", v: HOSTILE_NAME });
    expect(cell("拨付单", "B7").f).toBeUndefined();
  });

  it("have totals as formulas, which come to the stored totals they carry", () => {
    let formulas = 0;
    for (const [place, name] of paper.parts.entries()) {
      const sheet = sheetOf(name.name);
      const stored = name.tables.flatMap(({ columns, totals }) =>
        totals.flatMap(({ figures }) =>
          columns.flatMap(({ key, kind }) => (figures[key] === undefined ? [] : [kind === "amount" ? figures[key] / 100 : figures[key]])),
        ),
      );
      const found = cellsOf(sheet).filter(([, { f }]) => f !== undefined);
      expect([place, found.map(([, { v }]) => v)]).toEqual([place, stored]);
      expect(found.map(([, { f }]) => workFormula(sheet, f!))).toEqual(stored);
      formulas += found.length;
    }
    expect(formulas).toBe(14 + 40 + 21 + 5 + 14);
    expect(cell("拨付单", "E8").f).toBe('ROUND(SUMIF(C4:C7,"基本医保统筹基金",E4:E7),2)');
    expect(cell("明细表", "J10").f).toBe('ROUND(SUMIF(D4:D9,"<>扣款",J4:J9),2)');
    expect(cell("明细表", "J12").f).toBe("ROUND(SUM(J4:J9),2)");
  });

  it("state the totals in words, and end with who signs", () => {
    const texts = cellsOf(sheetOf("分担结算单")).map(([, { v }]) => v);
    expect(texts).toContain("县级分担（本级财政承担）：人民币（大写）壹拾叁元伍角贰分　　¥ 13.52");
    expect(texts.at(-1)).toMatch(/^制单：　+审核：　+拨付：　+单位（盖章）：　+日期：/);
  });

  it("keep the heads in sight and on every page, fit the width of A4 across, and number the pages", () => {
    const sheets = paper.parts.map((_, place) => inside(bytes, `/xl/worksheets/sheet${place + 1}.xml`));
    for (const [place, xml] of sheets.entries()) {
      expect(xml).toContain(`<pane ySplit="${place === 0 ? 4 : 3}" `);
      expect(xml).toContain('state="frozen"');
      expect(xml).toMatch(/<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"\/>/);
      expect(xml).toContain(`<oddFooter>&amp;L编号：201710-532822　${paper.parts[place]!.name}&amp;R第 &amp;P 页　共 &amp;N 页</oddFooter>`);
    }
    // Excel does not fit the height of a row that another program wrote.
    expect(sheets[3]).toMatch(/<row r="5"[^>]* ht="30"/);
    const names = inside(bytes, "/xl/workbook.xml");
    expect(names.match(/_xlnm\.Print_Titles/g)).toHaveLength(4);
    expect(names).toContain("拨付单!$3:$3");
    expect(names).toContain("fullCalcOnLoad");
  });

  it("are the same file whenever they are written", async () => {
    expect(Buffer.from(await renderPaperXlsx(paper)).equals(Buffer.from(bytes))).toBe(true);
    expect(await workbookFile(paper)).toMatchObject({
      name: "2017-10-532822-papers.xlsx",
      contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    });
  });

  it("of an open month say on every printed page that they are a preview", async () => {
    const preview = await workbookFile(await countyPaper({ close: false }));
    expect(preview.name).toBe("2017-10-532822-preview-papers.xlsx");
    expect(inside(preview.body as Uint8Array, "/xl/worksheets/sheet3.xml")).toContain("未月结 预览</oddHeader>");
    expect(inside(bytes, "/xl/worksheets/sheet3.xml")).not.toContain("oddHeader");
  });

  it("have plain zeros where there is no row to sum", async () => {
    const parts = paper.parts.map((part) => ({
      ...part,
      tables: part.tables.map((table) => ({
        ...table,
        rows: [],
        totals: table.totals.map((total) => ({ ...total, figures: { county: 0, payable: 0 } })),
      })),
    }));
    const empty = read(await renderPaperXlsx({ ...paper, parts }), { type: "array", cellFormula: true });
    const cells = empty.SheetNames.flatMap((name) => cellsOf(empty.Sheets[name]!));
    expect(cells.filter(([, { f }]) => f !== undefined)).toEqual([]);
    expect(cells.filter(([, { t, v }]) => t === "n" && v === 0).length).toBeGreaterThan(5);
  });
});
