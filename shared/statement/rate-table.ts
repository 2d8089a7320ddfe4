import { formatMonth, type Month } from "../calendar/month.ts";
import { REQUIRED_RATE } from "../money/rate.ts";
import { escapeControls } from "./escape-controls.ts";
import type { RateFigures } from "./rated-sum.ts";
import type { RateRow } from "./rates.ts";
import { terminalTable } from "./terminal-table.ts";
import { groupThousands, percent } from "./terminal-text.ts";

const HEAD = ["代码", "名称", "状态", "排名", "本月核定", "本月实拨", "本月拨付率", "本年核定", "本年实拨", "本年拨付率", "尚差"];

const STATES: Readonly<Record<RateRow["state"], string>> = { ok: "达标", low: "未达标", none: "尚无应付" };

/** The rates of a region and its members as a terminal table in Chinese. Amounts in yuan; 核定 is 申报 − 扣款, what a rate is measured against. */
export function renderRateTable(month: Month, rows: readonly RateRow[]): string {
  const title = `${rows[0]?.name ?? ""} ${formatMonth(month)} 拨付率  单位：元`;
  const cells = rows.map(({ region, name, state, rank, month: ofMonth, year, shortfall }) => [
    escapeControls(region),
    escapeControls(name),
    STATES[state],
    rank === null ? "—" : String(rank),
    ...rateCells(ofMonth),
    ...rateCells(year),
    groupThousands(shortfall),
  ]);
  const note = `核定＝申报－扣款，计基本医保、大病保险和医疗救助；本年计已月结月份，要求 ${percent(REQUIRED_RATE.text)}`;
  return [title, terminalTable(HEAD, 3, cells), note, ""].join("\n");
}

function rateCells({ payable, disbursed, rate }: RateFigures): string[] {
  return [groupThousands(payable), groupThousands(disbursed), percent(rate)];
}
