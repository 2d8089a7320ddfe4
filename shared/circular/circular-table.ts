import { terminalTable } from "../statement/terminal-table.ts";
import { groupThousands, percent } from "../statement/terminal-text.ts";
import { circularNotes, circularTitle, rankChangeText, rankingTitle, rankText, RATE_STATES, rateChangeText } from "./circular-text.ts";
import type { Circular, CircularRanking } from "./circular.ts";

const HEAD = ["名次", "代码", "名称", "状态", "拨付率", "核定", "实拨", "尚差", "上月名次", "名次变化", "上月拨付率", "变化（百分点）"];

/** The circular as terminal tables in Chinese. Amounts in yuan. */
export function renderCircularTable(circular: Circular): string {
  const preview = circular.status === "open" ? "（未月结 预览）" : "";
  return [
    `${circularTitle(circular)}${preview}  单位：元`,
    ...circular.rankings.flatMap((ranking) => ["", rankingTitle(ranking), rankingTable(ranking)]),
    "",
    ...circularNotes(circular),
    "",
  ].join("\n");
}

/** 85 % is asked of the funds together: of one fund alone nothing is missing. */
function rankingTable({ fund, rows }: CircularRanking): string {
  const overall = fund === "all";
  const left = (cells: readonly string[]): string[] => cells.filter((_, place) => overall || (place !== 3 && place !== 7));
  return terminalTable(
    left(HEAD),
    overall ? 4 : 3,
    rows.map((row) =>
      left([
        rankText(row.rank),
        row.region,
        row.name,
        RATE_STATES[row.state],
        percent(row.rate),
        groupThousands(row.payable),
        groupThousands(row.disbursed),
        groupThousands(row.shortfall),
        rankText(row.previousRank),
        rankChangeText(row),
        percent(row.previousRate),
        rateChangeText(row),
      ]),
    ),
  );
}
