import type { Day } from "../calendar/day.ts";
import { REQUIRED_RATE } from "../money/rate.ts";
import type { NoticeMessage } from "../notice/notice.ts";
import { terminalTable } from "../statement/terminal-table.ts";
import { groupThousands, percent } from "../statement/terminal-text.ts";
import type { RegionWatch } from "./region-watch.ts";

const HEAD = [
  "代码",
  "名称",
  "状态",
  "年度",
  "到期应拨",
  "到期已拨",
  "到期拨付率",
  "尚差",
  "本年拨付率",
  "最近月结",
  "本月拨付率",
  "全年预计",
  "未达标起",
];

const STATES: Readonly<Record<RegionWatch["state"], string>> = { ok: "达标", low: "未达标", none: "尚无到期" };

/** Regions as a terminal table in Chinese, then the messages that were sent. Amounts in yuan. */
export function renderWatchTable(
  day: Day,
  regions: readonly (RegionWatch & { readonly lowSince: Day | null })[],
  messages: readonly (NoticeMessage & { readonly file: string })[],
): string {
  const cells = regions.map(({ region, name, state, ofYear, due, shortfall, year, latestMonth, month, forecast, lowSince }) => [
    region,
    name,
    STATES[state],
    ofYear,
    groupThousands(due.payable),
    groupThousands(due.disbursed),
    percent(due.rate),
    groupThousands(shortfall),
    percent(year.rate),
    latestMonth ?? "—",
    percent(month?.rate ?? null),
    percent(forecast),
    lowSince ?? "—",
  ]);
  const sent = messages.flatMap(({ subject, file }) => [`  ${subject}`, `    ${file}`]);
  return [
    `${day} 拨付率监测  单位：元`,
    terminalTable(HEAD, 4, cells),
    `到期＝已月结且拨付期限已到的月份；要求 ${percent(REQUIRED_RATE.text)}；全年预计按目前进度推算`,
    messages.length === 0 ? "没有发出通知" : `发出通知 ${messages.length} 条：`,
    ...sent,
    "",
  ].join("\n");
}
