import { formatYuan } from "../money/yuan.ts";
import { subtractFen, ZERO_FEN, type Fen } from "../money/fen.ts";
import { FUND_NAMES, FUNDS, TIERS } from "../policy/funds.ts";
import { addFigures, NO_FIGURES, type Figures } from "../statement/figures.ts";
import { roundToFen } from "../statement/rounding-difference.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import { groupThousands } from "../statement/terminal-text.ts";
import { MEMBER_TITLES } from "../statement/titles.ts";
import { amountColumn, partHeading, rowOf, tierFigures, TIER_COLUMNS, TIER_TITLES } from "./paper-heading.ts";
import type { PaperColumn, PaperPart, PaperTable } from "./paper.ts";

/** 分担结算单: what each tier of government bears, by fund and by member. */
export function sharesPart(model: StatementModel): PaperPart {
  const { totals, lines, level } = model;
  const byFund = FUNDS.flatMap((fund) => {
    const figures = totals.byFund[fund];
    return figures === undefined ? [] : [{ name: FUND_NAMES[fund], figures }];
  });
  const byMember = [...Map.groupBy(lines, ({ member }) => member)].map(([member, own]) => ({
    name: memberTitle(member, own[0]?.memberName ?? member),
    figures: own.reduce<Figures>(addFigures, NO_FIGURES),
  }));
  const memberTitles = MEMBER_TITLES[level];
  return {
    key: "shares",
    ...partHeading(model, "分担结算单"),
    tables: [
      shareTable("一、按基金", "基金", byFund, totals.all),
      shareTable(`二、按${memberTitles.name.replace("名称", "")}`, memberTitles.name, byMember, totals.all),
    ],
    stated: [
      { label: "核定金额合计", amount: approvedOf(totals.all) },
      ...TIERS.map((tier, place) => ({
        label: `${TIER_TITLES[tier]}分担${tier === level ? "（本级财政承担）" : ""}`,
        amount: totals.all.shares[place] ?? ZERO_FEN,
      })),
    ],
    notes: [
      "核定金额＝申报金额－扣款金额；逐笔按分担比例分到分后相加，三级之和等于核定金额。分担比例及文件依据见《分担依据》。",
      "人次按基金计：一笔垫付涉及几个基金，合计中计几次。",
      differenceNote(model),
    ],
  };
}

/** 核定: accrued − deducted, which the tiers share. */
export function approvedOf({ accrued, deducted }: Figures): Fen {
  return subtractFen(accrued, deducted);
}

/** Two institutions may share a name, so the code goes with it. */
function memberTitle(member: string, name: string): string {
  return member === name ? member : `${name}（${member}）`;
}

const FIGURE_COLUMNS: readonly PaperColumn[] = [
  { key: "count", title: "人次", kind: "count", width: 10 },
  amountColumn("accrued", "申报金额"),
  amountColumn("deducted", "扣款金额"),
  amountColumn("approved", "核定金额"),
  ...TIER_COLUMNS,
];

function shareTable(caption: string, first: string, rows: readonly { name: string; figures: Figures }[], all: Figures): PaperTable {
  const columns: PaperColumn[] = [{ key: "name", title: first, kind: "text", width: 38 }, ...FIGURE_COLUMNS];
  return {
    caption,
    columns,
    rows: rows.map(({ name, figures }) => rowOf(columns, { name, ...cellsOf(figures) })),
    totals: [{ label: "合计", of: "all", figures: cellsOf(all) }],
  };
}

function cellsOf(figures: Figures): Record<string, number> {
  const { count, accrued, deducted, shares } = figures;
  return { count, accrued, deducted, approved: approvedOf(figures), ...tierFigures(shares) };
}

/** 尾差, each tier's rounded to the fen for itself. */
function differenceNote({ roundingDifference: { numerators, denominator } }: StatementModel): string {
  const tiers = TIERS.map((tier, place) => {
    const difference = roundToFen(numerators[place] ?? 0n, denominator);
    return `${TIER_TITLES[tier]} ${groupThousands(formatYuan(difference))} 元`;
  });
  return `尾差（逐笔分担额之和减按比例直接计算的金额）：${tiers.join("，")}。`;
}
