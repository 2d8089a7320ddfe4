import { read, type CellObject } from "@e965/xlsx";
import { describe, expect, it } from "vitest";
import { circularPaper } from "../../shared/circular/circular-paper.ts";
import { buildCircular } from "../../shared/circular/circular.ts";
import { renderPaperHtml } from "../../shared/paper/paper-html.ts";
import { renderPaperXlsx } from "../../shared/paper/paper-xlsx.ts";
import { account, totals } from "../support/statement-accounts.ts";

const paid = (accrued: number, disbursed: number) => ({ basic: totals({ count: 1, accrued, disbursed }) });
/* 景洪市 80 ÷ 100, then 1234567 + 80 of 1234667: 0.99998… of five digits. 勐海县 only in November, 2 of 3: 0.6667. 勐腊县 owes nothing. */
const ACCOUNTS = [
  account("201710", "532801", "H1", paid(100, 80)),
  account("201711", "532801", "H1", paid(1_234_567, 1_234_567)),
  account("201711", "532822", "H2", paid(3, 2)),
  account("201711", "532823", "H3", { backstop: totals({ count: 1, accrued: 100 }) }),
];
const paper = circularPaper(
  buildCircular({ region: "5328", month: "201711", monthAccounts: ACCOUNTS.filter(({ month }) => month === "201711"), yearAccounts: ACCOUNTS }),
);

describe("a circular as a workbook", () => {
  it("has a sheet for the overall ranking and one for the funds, rates and amounts as numbers", async () => {
    const book = read(await renderPaperXlsx(paper), { type: "array", cellNF: true });
    expect(book.SheetNames).toEqual(["县区综合排名", "县区单项排名"]);
    const row = (place: number): unknown[] =>
      Array.from("ABCDEFGHIJKL").map((column) => {
        const cell = book.Sheets["县区综合排名"]?.[`${column}${place}`] as CellObject | undefined;
        return cell?.t === "n" ? [cell.v, cell.z] : cell?.v;
      });
    const [count, amount, rate] = ["#,##0", "#,##0.00", "0.00%"];
    expect([4, 5, 6].map(row)).toEqual([
      [
        ...[[1, count], "532801", "景洪市", "达标", [1, rate], [12346.67, amount], [12346.47, amount], [0, amount]],
        ...[[1, count], "平", [0.8, rate], "+20.00"],
      ],
      [...[[2, count], "532822", "勐海县", "未达标", [0.6667, rate], [0.03, amount], [0.02, amount], [0.01, amount]], ...["—", "—", "—", "—"]],
      [...["—", "532823", "勐腊县", "尚无应付", "—", [0, amount], [0, amount], [0, amount]], ...["—", "—", "—", "—"]],
    ]);
  });
});

describe("a circular to print", () => {
  const html = renderPaperHtml(paper);

  it("says what it is, of which month and by what document, and asks nobody to sign", () => {
    expect(html).toContain("<title>西双版纳傣族自治州 2017-11 拨付率通报 TB-201711-5328</title>");
    expect(html).toContain("<h1>西双版纳傣族自治州2017年11月健康扶贫垫付资金拨付率通报（县区综合排名）</h1>");
    expect(html).toContain("<h2>医疗救助</h2>");
    expect(html).toContain("未达要求的县（市、区） 1 个，由低到高：勐海县 66.67 %。");
    expect(html).toContain("云政办发〔2017〕102号 二十六");
    expect(html).not.toContain("盖章");
    expect(html).not.toContain("预览");
  });

  it("has rates as percentages in columns of figures", () => {
    expect(html).toContain('<td class="n">66.67%</td>');
    expect(html).toContain('<td class="n">12,346.67</td>');
  });

  it("is marked as a preview while the month is open", () => {
    const open = [account("201711", "532822", "H2", paid(3, 2), { state: "open" })];
    const preview = circularPaper(buildCircular({ region: "5328", month: "201711", monthAccounts: open, yearAccounts: open }));
    expect(renderPaperHtml(preview)).toContain('<div class="preview"><b>未月结 预览</b></div>');
  });
});
