import { textCell } from "../statement/csv.ts";

/** Digits, and what a spreadsheet may read as part of a number or date. */
const LOOKS_LIKE_NUMBER = /^[\d.,:/\- eE%]*\d[\d.,:/\- eE%]*$/;

/**
 * An id as a cell that stays text: a spreadsheet reads twenty digits as 1.23457E+19, and drops leading zeros. A leading tab is not shown, and
 * readers that trim their cells, as ours do, get the id itself.
 */
export function idCell(id: string): string {
  const cell = textCell(id);
  return LOOKS_LIKE_NUMBER.test(cell) ? `\t${cell}` : cell;
}

/** "2017-10" as "2017年10月": a spreadsheet would make a date of the former. */
export function monthCell(month: string): string {
  return `${month.slice(0, 4)}年${month.slice(5)}月`;
}
