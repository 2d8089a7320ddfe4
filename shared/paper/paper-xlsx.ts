import { writeXlsx, type WriteSheet } from "hucre/xlsx";
import { yuanInWords } from "../money/yuan-in-words.ts";
import { formatYuan } from "../money/yuan.ts";
import { groupThousands } from "../statement/terminal-text.ts";
import { paperName, type PaperFile } from "./paper-files.ts";
import { PREVIEW, type Paper, type PaperPart } from "./paper.ts";
import { SheetBuilder } from "./sheet-builder.ts";
import { FONT } from "./xlsx-styles.ts";

const MARGINS_INCHES = { top: 0.6, bottom: 0.6, left: 0.4, right: 0.4, header: 0.25, footer: 0.25 };

/** A workbook would otherwise carry the moment it was written, and the same paper would never be the same file. */
const NO_DATE = new Date(Date.UTC(1980, 0, 1));

/** The paper as a workbook, a sheet for each part: amounts as numbers, totals as formulas with the stored figure as their result. */
export async function workbookFile(paper: Paper): Promise<PaperFile> {
  return {
    name: `${paperName(paper)}-papers.xlsx`,
    contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    body: await renderPaperXlsx(paper),
  };
}

export async function renderPaperXlsx(paper: Paper): Promise<Uint8Array> {
  const { number, regionName, month, parts } = paper;
  return writeXlsx({
    sheets: parts.map((part) => sheetOf(paper, part)),
    defaultFont: FONT,
    properties: { title: `${regionName} ${month} ${number}`, modified: NO_DATE },
  });
}

function sheetOf({ number, regionName, region, status }: Paper, part: PaperPart): WriteSheet {
  const [table, ...more] = part.tables;
  if (table === undefined) throw new Error(`${part.name} has no table`);
  const sheet = new SheetBuilder(table.columns);
  sheet.title(part.title);
  sheet.text(`编号：${number}　　地区：${regionName}（${region}）　　${status === "closed" ? "已月结" : PREVIEW}　　单位：元`);
  sheet.table(table);
  // Heads stay in sight, and stand on every page where there is one table only.
  const head = table.caption === undefined ? 3 : 4;
  for (const one of more) {
    sheet.gap();
    sheet.table(one);
  }
  sheet.gap();
  for (const { label, amount } of part.stated) {
    sheet.text(`${label}：人民币（大写）${yuanInWords(amount)}　　¥ ${groupThousands(formatYuan(amount))}`);
  }
  for (const note of part.notes) sheet.text(note);
  if (part.signatures.length > 0) {
    sheet.gap();
    sheet.text(`${part.signatures.map((role) => `${role}：　　　　　　　　`).join("")}单位（盖章）：　　　　　　　　日期：　　　　年　　月　　日`);
  }
  return sheet.finish(part.name, {
    freezePane: { rows: head },
    view: { showGridLines: false },
    pageSetup: {
      paperSize: "a4",
      orientation: "landscape",
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: MARGINS_INCHES,
      horizontalCentered: true,
      ...(more.length === 0 ? { printTitlesRow: `$${head}:$${head}` } : {}),
    },
    headerFooter: {
      ...(status === "open" ? { oddHeader: `&C&"宋体,Bold"&24&KC00000${PREVIEW}` } : {}),
      oddFooter: `&L编号：${number}　${part.name}&R第 &P 页　共 &N 页`,
    },
  });
}
