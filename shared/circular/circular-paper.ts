import { fitWidths } from "../paper/fit-widths.ts";
import { PREVIEW, type CircularPartKey, type Paper, type PaperColumn, type PaperPart, type PaperTable } from "../paper/paper.ts";
import { rowOf } from "../paper/paper-heading.ts";
import { FUND_NAMES } from "../policy/funds.ts";
import { regionLevel } from "../region/region.ts";
import { circularNotes, circularTitle, rankChangeText, RATE_STATES, rateChangeText, rankText } from "./circular-text.ts";
import type { Circular, CircularLevel, CircularRanking, CircularRow } from "./circular.ts";

const COLUMNS: readonly PaperColumn[] = [
  { key: "rank", title: "名次", kind: "count", width: 6 },
  { key: "region", title: "代码", kind: "id", width: 9 },
  { key: "name", title: "名称", kind: "text", width: 26 },
  { key: "state", title: "状态", kind: "text", width: 10 },
  { key: "rate", title: "拨付率", kind: "rate", width: 10 },
  { key: "payable", title: "核定", kind: "amount", width: 16 },
  { key: "disbursed", title: "实拨", kind: "amount", width: 16 },
  { key: "shortfall", title: "尚差", kind: "amount", width: 16 },
  { key: "previousRank", title: "上月名次", kind: "count", width: 10 },
  { key: "rankChange", title: "名次变化", kind: "text", width: 10 },
  { key: "previousRate", title: "上月拨付率", kind: "rate", width: 12 },
  { key: "rateChange", title: "变化（百分点）", kind: "text", width: 15 },
];
/** 85 % is asked of the funds together: of one fund alone nothing is missing. */
const FUND_COLUMNS = COLUMNS.filter(({ key }) => key !== "state" && key !== "shortfall");

const PARTS: Readonly<Record<CircularLevel, { readonly name: string; readonly keys: readonly [all: CircularPartKey, byFund: CircularPartKey] }>> = {
  prefecture: { name: "州市", keys: ["prefectures", "prefecturesByFund"] },
  county: { name: "县区", keys: ["counties", "countiesByFund"] },
};

/** The circular as a paper, so that it is printed and written as a workbook as the settlement papers are. */
export function circularPaper(circular: Circular): Paper {
  const { region, regionName, month, status, rankings } = circular;
  const levels = [...new Set(rankings.map(({ level }) => level))];
  return {
    number: `TB-${month.replace("-", "")}-${region}`,
    month,
    region,
    regionName,
    level: regionLevel(region),
    status,
    document: "拨付率通报",
    parts: levels.flatMap((level) => partsOf(circular, level)),
  };
}

/** 综合排名 with the notes, and 单项排名 with a table for each fund. */
function partsOf(circular: Circular, level: CircularLevel): PaperPart[] {
  const { name, keys } = PARTS[level];
  const own = circular.rankings.filter((one) => one.level === level);
  const preview = circular.status === "open" ? `（${PREVIEW}）` : "";
  const heading = (part: string): Pick<PaperPart, "name" | "title" | "stated" | "signatures"> => ({
    name: `${name}${part}`,
    title: `${circularTitle(circular)}（${name}${part}）${preview}`,
    stated: [],
    signatures: [],
  });
  const overall = own.filter(({ fund }) => fund === "all").map((ranking) => tableOf(ranking, COLUMNS));
  const byFund = own.flatMap((ranking) => (ranking.fund === "all" ? [] : [{ caption: FUND_NAMES[ranking.fund], ...tableOf(ranking, FUND_COLUMNS) }]));
  return [
    { ...heading("综合排名"), key: keys[0], tables: fitWidths(overall), notes: circularNotes(circular) },
    { ...heading("单项排名"), key: keys[1], tables: fitWidths(byFund), notes: [] },
  ];
}

function tableOf({ rows }: CircularRanking, columns: readonly PaperColumn[]): PaperTable {
  return { columns, rows: rows.map((row) => rowOf(columns, cellsOf(row))), totals: [] };
}

function cellsOf(row: CircularRow): Readonly<Record<string, string | number>> {
  return {
    rank: row.rank ?? rankText(null),
    region: row.region,
    name: row.name,
    state: RATE_STATES[row.state],
    rate: rateCell(row.rate),
    payable: scaled(row.payable),
    disbursed: scaled(row.disbursed),
    shortfall: scaled(row.shortfall),
    previousRank: row.previousRank ?? rankText(null),
    rankChange: rankChangeText(row),
    previousRate: rateCell(row.previousRate),
    rateChange: rateChangeText(row),
  };
}

/** A rate in ten-thousandths, which its four decimals are exactly. */
function rateCell(rate: string | null): number | string {
  return rate === null ? rankText(null) : scaled(rate);
}

/** A decimal text without its point: yuan as fen, a rate as ten-thousandths. Exact. */
function scaled(text: string): number {
  return Number(text.replace(".", ""));
}
