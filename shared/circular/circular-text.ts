import { FUND_NAMES } from "../policy/funds.ts";
import { provinceOf } from "../region/region.ts";
import { percent } from "../statement/terminal-text.ts";
import type { Circular, CircularLevel, CircularRanking, CircularRow } from "./circular.ts";

const LEVELS: Readonly<Record<CircularLevel, string>> = { prefecture: "州市", county: "县（市、区）" };

/** By what documents a province ranks and reports. */
const BASES: Readonly<Record<string, string>> = {
  "53": "云政办发〔2017〕102号 二十六：“定期跟踪监测、通报反馈健康扶贫工作进展情况”",
  "62": "甘卫扶贫函〔2019〕385号 十五：“对全省健康扶贫重点工作进行综合排名和单项排名，对排名靠后的市县进行通报”",
};

export function circularTitle({ regionName, month }: Circular): string {
  const [year, number] = month.split("-");
  return `${regionName}${year}年${Number(number)}月健康扶贫垫付资金拨付率通报`;
}

/** "县（市、区）综合排名" */
export function rankingTitle({ level, fund }: Pick<CircularRanking, "level" | "fund">): string {
  return `${LEVELS[level]}${fund === "all" ? "综合排名" : `单项排名：${FUND_NAMES[fund]}`}`;
}

/** What a reader must know of the figures, and who has to answer for theirs. */
export function circularNotes(circular: Circular): string[] {
  const { region, month, previousMonth, requirement } = circular;
  const basis = BASES[provinceOf(region)];
  return [
    `拨付率＝实拨÷核定（申报－扣款），计本年至 ${month} 已月结月份；综合计基本医保、大病保险和医疗救助，要求 ${percent(requirement)}。`,
    `${previousMonth === null ? "本月为年度首月，不作比较" : `与 ${previousMonth} 月结时的月份范围比较，两期实拨均按现时数`}；“—”表示没有应付款或没有上期。`,
    ...circular.rankings.filter(({ fund }) => fund === "all").map(lowNote),
    ...(basis === undefined ? [] : [`依据：${basis}。`]),
  ];
}

function lowNote({ level, rows }: CircularRanking): string {
  const low = rows.filter(({ state }) => state === "low").toReversed();
  if (rows.every(({ state }) => state === "none")) return `${LEVELS[level]}尚无应付款。`;
  if (low.length === 0) return `${LEVELS[level]}均达要求。`;
  return `未达要求的${LEVELS[level]} ${low.length} 个，由低到高：${low.map(({ name, rate }) => `${name} ${percent(rate)}`).join("、")}。`;
}

export const RATE_STATES: Readonly<Record<CircularRow["state"], string>> = { ok: "达标", low: "未达标", none: "尚无应付" };

/** "↑2", "↓1", "平"; "—" where there is no earlier rank. */
export function rankChangeText({ rankChange }: CircularRow): string {
  if (rankChange === null) return "—";
  return rankChange === 0 ? "平" : rankChange > 0 ? `↑${rankChange}` : `↓${-rankChange}`;
}

/** "+1.23", in percentage points (百分点). */
export function rateChangeText({ rateChange }: CircularRow): string {
  if (rateChange === null) return "—";
  const points = percent(rateChange).slice(0, -2);
  return rateChange.startsWith("+") ? `+${points}` : points;
}

export function rankText(rank: number | null): string {
  return rank === null ? "—" : String(rank);
}
