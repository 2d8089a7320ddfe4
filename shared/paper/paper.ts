import type { Fen } from "../money/fen.ts";
import type { RegionLevel, RegionPrefix } from "../region/region.ts";

/**
 * What a column's cells are. `id`: a text that is digits often enough for a spreadsheet to take it for a number. `count`: a whole number.
 * `amount`: fen, written as yuan. `rate`: ten-thousandths, written as a percentage.
 */
export type ColumnKind = "text" | "id" | "count" | "amount" | "rate";

export interface PaperColumn {
  readonly key: string;
  readonly title: string;
  readonly kind: ColumnKind;
  /** In letters; a Chinese character takes two. */
  readonly width: number;
  /** On paper, where it is another: a time fits on two lines there. */
  readonly printWidth?: number;
  /** False where the column is left out of what is printed, for want of room; files have it. */
  readonly printed?: false;
}

/** A text, or a number as its column's kind has it. "" is an empty cell of any kind. */
export type PaperCell = string | number;

/** A total with the stored figures by column key, and of which rows they are the sum: a spreadsheet works it again by a formula. */
export interface PaperTotal {
  readonly label: string;
  readonly of: "all" | { readonly column: string; readonly is: string } | { readonly column: string; readonly isNot: string };
  readonly figures: Readonly<Record<string, number>>;
}

export interface PaperTable {
  readonly caption?: string;
  readonly columns: readonly PaperColumn[];
  readonly rows: readonly (readonly PaperCell[])[];
  readonly totals: readonly PaperTotal[];
}

/** An amount that is stated in figures and in words (大写). */
export interface StatedAmount {
  readonly label: string;
  readonly amount: Fen;
}

export type PartKey = "shares" | "payments" | "details" | "bases" | "allotments" | CircularPartKey;
export type CircularPartKey = "prefectures" | "prefecturesByFund" | "counties" | "countiesByFund";

/** One document of a paper: a sheet of a workbook, a section that begins on a page of its own. */
export interface PaperPart {
  readonly key: PartKey;
  /** 分担结算单 */
  readonly name: string;
  /** The whole heading. */
  readonly title: string;
  readonly tables: readonly PaperTable[];
  readonly stated: readonly StatedAmount[];
  readonly notes: readonly string[];
  /** Who signs; nobody signs a preview. */
  readonly signatures: readonly string[];
}

/** The settlement papers of one region and month, as one value that every format is written from. */
export interface Paper {
  /** 201710-532822 */
  readonly number: string;
  /** 2017-10 */
  readonly month: string;
  readonly region: RegionPrefix;
  readonly regionName: string;
  readonly level: RegionLevel;
  /** Of an open month it is a preview and says so. */
  readonly status: "open" | "closed";
  readonly parts: readonly PaperPart[];
  /** What it is, where it is no settlement paper. */
  readonly document?: string;
}

export const PREVIEW = "未月结 预览";
