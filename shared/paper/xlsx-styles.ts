import type { CellStyle } from "hucre/xlsx";
import type { ColumnKind } from "./paper.ts";

/** Every style names its font: one that only said bold would fall back to another family. */
export const FONT = { name: "宋体", size: 10 };
const BOLD = { ...FONT, bold: true };

const LINE = { style: "thin" } as const;
const BORDER = { top: LINE, right: LINE, bottom: LINE, left: LINE };
const CENTRED = { horizontal: "center", vertical: "center", wrapText: true } as const;
const WRAPPED = { horizontal: "left", vertical: "center", wrapText: true } as const;
const RIGHT = { horizontal: "right", vertical: "center" } as const;

/** Body cells by their column's kind. Ids are text by their format too, so that they stay text when somebody edits them. */
export const BODY: Readonly<Record<ColumnKind, CellStyle>> = {
  text: { font: FONT, border: BORDER, alignment: WRAPPED },
  id: { font: FONT, border: BORDER, alignment: WRAPPED, numFmt: "@" },
  count: { font: FONT, border: BORDER, alignment: RIGHT, numFmt: "#,##0" },
  amount: { font: FONT, border: BORDER, alignment: RIGHT, numFmt: "#,##0.00" },
  rate: { font: FONT, border: BORDER, alignment: RIGHT, numFmt: "0.00%" },
};

export const TOTAL: Readonly<Record<ColumnKind, CellStyle>> = {
  text: { ...BODY.text, font: BOLD, alignment: CENTRED },
  id: { ...BODY.text, font: BOLD, alignment: CENTRED },
  count: { ...BODY.count, font: BOLD },
  amount: { ...BODY.amount, font: BOLD },
  rate: { ...BODY.rate, font: BOLD },
};

export const TITLE: CellStyle = { font: { ...BOLD, size: 16 }, alignment: CENTRED };
export const CAPTION: CellStyle = { font: BOLD, alignment: { horizontal: "left", vertical: "center" } };
export const HEAD: CellStyle = {
  font: BOLD,
  alignment: CENTRED,
  border: BORDER,
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "EEEEEE" } },
};
/** Meta line, amounts in words, notes, signatures. */
export const LINE_OF_TEXT: CellStyle = { font: FONT, alignment: WRAPPED };
