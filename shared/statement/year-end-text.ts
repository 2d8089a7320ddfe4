import { FUND_NAMES, FUNDS } from "../policy/funds.ts";
import { csvText, textCell } from "./csv.ts";
import { escapeControls } from "./escape-controls.ts";
import { headingRow, terminalTable, type Cell } from "./terminal-table.ts";
import { groupThousands, percent } from "./terminal-text.ts";
import type { YearColumn, YearEnd, YearFigures, YearRate } from "./year-end.ts";

const TITLES: Readonly<Record<YearColumn, string>> = {
  accrued: "申报",
  deducted: "扣款",
  retained: "预留余额",
  released: "已返还",
  deferred: "暂缓",
  payable: "应拨",
  disbursed: "实拨",
  outstanding: "未拨",
  prepaid: "本年预付",
  returned: "本年退回",
  prepaidBalance: "预付余额",
};
const COLUMNS = Object.keys(TITLES) as YearColumn[];
const STATES: Readonly<Record<YearRate["state"], string>> = { ok: "达标", low: "未达标", none: "尚无应付" };

/** A year's settlement as a terminal table in Chinese: each institution with its funds and its final rate, and the totals. Amounts in yuan. */
export function renderYearTable({ year, regionName, lines, institutions, totals, rate, openMonths }: YearEnd): string {
  const row = (title: string, figures: YearFigures): Cell[] => [`  ${title}`, ...COLUMNS.map((column) => groupThousands(figures[column]))];
  const heading = (text: string): Cell[] => headingRow(text, 1 + COLUMNS.length);
  const rows = institutions.flatMap(({ institution, institutionName, ...own }) => [
    heading(escapeControls(`${institution === institutionName ? institution : `${institution} ${institutionName}`}  ${rateText(own)}`)),
    ...lines.filter((line) => line.institution === institution).map((line) => row(FUND_NAMES[line.fund], line)),
  ]);
  rows.push(heading("合计"));
  for (const fund of FUNDS) {
    const figures = totals[fund];
    if (figures !== undefined) rows.push(row(FUND_NAMES[fund], figures));
  }
  rows.push(row("全部基金", totals.all));
  return [
    `${regionName} ${year}年 年度清算  单位：元`,
    terminalTable(["基金", ...COLUMNS.map((column) => TITLES[column])], 1, rows),
    `全年${rateText(rate)}，要求 ${percent(rate.requirement)}`,
    ...(openMonths.length === 0 ? [] : [`尚未月结、未计入：${openMonths.join("、")}`]),
    "",
  ].join("\n");
}

function rateText({ rate, state, shortfall }: YearRate): string {
  return `拨付率 ${percent(rate)}（${STATES[state]}${state === "low" ? `，尚差 ${groupThousands(shortfall)} 元` : ""}）`;
}

/** The lines as CSV with a header in Chinese, for Excel; totals are left out, so that a column's sum is its total. */
export function renderYearCsv({ lines }: YearEnd): string {
  return csvText([
    ["机构代码", "机构名称", "基金", ...COLUMNS.map((column) => TITLES[column])],
    ...lines.map((line) => [
      ...[line.institution, line.institutionName, FUND_NAMES[line.fund]].map(textCell),
      ...COLUMNS.map((column) => line[column]),
    ]),
  ]);
}
