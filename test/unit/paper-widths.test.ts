import { describe, expect, it } from "vitest";
import { fitWidths } from "../../shared/paper/fit-widths.ts";
import { lettersOf } from "../../shared/paper/letters.ts";
import { typePoints } from "../../shared/paper/paper-html.ts";
import type { PaperTable } from "../../shared/paper/paper.ts";

const table = (rows: number[][], figures: Record<string, number> = {}): PaperTable => ({
  columns: [
    { key: "name", title: "名", kind: "text", width: 5 },
    { key: "count", title: "人次", kind: "count", width: 6 },
    { key: "amount", title: "金额", kind: "amount", width: 16 },
  ],
  rows: rows.map((row) => ["一个很长很长的名字", ...row]),
  totals: [{ label: "合计", of: "all", figures }],
});
const widths = (tables: readonly PaperTable[]): number[][] => fitWidths(tables).map(({ columns }) => columns.map(({ width }) => width));

describe("the widths of a table", () => {
  it("are as planned where every figure fits, and of texts always", () => {
    expect(widths([table([[1, 100]], { count: 1, amount: 100 })])).toEqual([[5, 6, 16]]);
  });

  // "90,000,000,000.00" has 17 letters, "-90,000,000,000.00" one more, "1,234,567" nine; three are left for margins.
  it("grow to the longest figure of rows and totals", () => {
    expect(widths([table([[1, 9_000_000_000_000]])])).toEqual([[5, 6, 20]]);
    expect(widths([table([[1, -9_000_000_000_000]])])).toEqual([[5, 6, 21]]);
    expect(widths([table([[1, 1]], { count: 1_234_567 })])).toEqual([[5, 12, 16]]);
  });

  it("are the same in all tables of a part, which share a sheet", () => {
    expect(widths([table([[1, 1]]), table([[1, 9_000_000_000_000]])])).toEqual([
      [5, 6, 20],
      [5, 6, 20],
    ]);
  });
});

describe("the size of type", () => {
  it("lets the longest figure fit its column, however many letters a row has", () => {
    for (let letters = 40; letters <= 600; letters += 1) {
      const points = typePoints(letters);
      const letterPoints = 785 / letters;
      for (let figure = 1; figure <= 21; figure += 1) expect((figure * points) / 2).toBeLessThanOrEqual((figure + 3) * letterPoints);
    }
  });

  it("is 9 points where there is room, and smaller in steps of a tenth", () => {
    expect([100, 144, 181, 270, 400].map(typePoints)).toEqual([9, 9, 7.8, 6.3, 4.3]);
  });
});

describe("the letters of a text", () => {
  it("are two for a Chinese character or a full-width sign, one for others", () => {
    expect(["勐海县", "H53282200012", "一（一）：", "𠮷", "é", ""].map(lettersOf)).toEqual([6, 12, 10, 2, 1, 0]);
  });
});
