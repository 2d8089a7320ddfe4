import { ALLOTMENT_ITEMS, ITEM_NAMES } from "../policy/allotment-rules.ts";
import type { Statement, StatementAllotmentFigures } from "./statement.ts";
import { headingRow, terminalTable, type Cell } from "./terminal-table.ts";
import { groupThousands } from "./terminal-text.ts";
import { ALLOTMENT_COLUMNS } from "./titles.ts";

/** A statement's allotments for the terminal, below its funds; no lines where it has none. */
export function allotmentTable({ allotments, allotmentTotals, allotmentRoundingDifference }: Statement, memberTitle: MemberTitle): string[] {
  if (allotments.length === 0) return [];
  const members = Map.groupBy(allotments, ({ member }) => member);
  const rows: Cell[][] = [...members].flatMap(([member, ofMember]) => [
    headingRow(memberTitle(member, ofMember[0]?.memberName ?? member), 1 + ALLOTMENT_COLUMNS.length),
    ...ofMember.map((line) => figureRow(ITEM_NAMES[line.item], line)),
  ]);
  rows.push(headingRow("合计", 1 + ALLOTMENT_COLUMNS.length));
  for (const item of ALLOTMENT_ITEMS) {
    const figures = allotmentTotals[item];
    if (figures !== undefined) rows.push(figureRow(ITEM_NAMES[item], figures));
  }
  rows.push(figureRow("全部项目", allotmentTotals.all));
  const head = ["项目", ...ALLOTMENT_COLUMNS.map(({ short }) => short)];
  const { province, prefecture, county } = allotmentRoundingDifference;
  return [
    "",
    "按人头拨付（不属垫付，不计入以上合计和拨付率）",
    terminalTable(head, 1, rows),
    `尾差：省 ${groupThousands(province)} 元，州市 ${groupThousands(prefecture)} 元，县 ${groupThousands(county)} 元`,
  ];
}

type MemberTitle = (member: string, name: string) => string;

function figureRow(title: string, figures: StatementAllotmentFigures): Cell[] {
  return [`  ${title}`, ...ALLOTMENT_COLUMNS.map(({ text }) => groupThousands(text(figures)))];
}
