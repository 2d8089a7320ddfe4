import type { RegionLevel } from "../region/region.ts";
import type { StatementAllotmentFigures, StatementFigures } from "./statement.ts";

/**
 * The figure columns of a statement in the order of an agency's 拨付单. `title` stands alone in a file, `short` fits a terminal; `text`
 * reads the cell, unchanged, from a row.
 */
export interface FigureColumn {
  readonly title: string;
  readonly short: string;
  readonly text: (figures: StatementFigures) => string;
  /** Left out of a terminal's table where no row has a figure in it. */
  readonly rare?: true;
}

export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  { title: "人次", short: "人次", text: ({ count }) => String(count) },
  { title: "申报金额", short: "申报", text: ({ accrued }) => accrued },
  { title: "扣款金额", short: "扣款", text: ({ deducted }) => deducted },
  { title: "预留金额", short: "预留", text: ({ retained }) => retained },
  { title: "暂缓金额", short: "暂缓", text: ({ deferred }) => deferred, rare: true },
  { title: "应拨金额", short: "应拨", text: ({ payable }) => payable },
  { title: "实拨金额", short: "实拨", text: ({ disbursed }) => disbursed },
  { title: "未拨金额", short: "未拨", text: ({ outstanding }) => outstanding },
  { title: "省级分担", short: "省", text: ({ shares }) => shares.province },
  { title: "州市级分担", short: "州市", text: ({ shares }) => shares.prefecture },
  { title: "县级分担", short: "县", text: ({ shares }) => shares.county },
  { title: "审核多付笔数", short: "多付", text: ({ findings }) => String(findings.over) },
  { title: "审核少付笔数", short: "少付", text: ({ findings }) => String(findings.under) },
  { title: "无法核对笔数", short: "未核", text: ({ findings }) => String(findings.notCheckable) },
];

/** The figure columns of allotments, which stand beside those of the funds in a file. */
export const ALLOTMENT_COLUMNS: readonly {
  readonly title: string;
  readonly short: string;
  readonly text: (figures: StatementAllotmentFigures) => string;
}[] = [
  { title: "拨付笔数", short: "笔数", text: ({ count }) => String(count) },
  { title: "已脱贫人数", short: "已脱贫", text: ({ headcount }) => String(headcount.lifted) },
  { title: "未脱贫人数", short: "未脱贫", text: ({ headcount }) => String(headcount.unlifted) },
  { title: "按人头金额", short: "金额", text: ({ accrued }) => accrued },
  { title: "按人头省级分担", short: "省", text: ({ shares }) => shares.province },
  { title: "按人头州市级分担", short: "州市", text: ({ shares }) => shares.prefecture },
  { title: "按人头县级分担", short: "县", text: ({ shares }) => shares.county },
];

/** What a statement's members are called, by the level of its region. */
export const MEMBER_TITLES: Readonly<Record<RegionLevel, { readonly code: string; readonly name: string }>> = {
  province: { code: "州市代码", name: "州市名称" },
  prefecture: { code: "县区代码", name: "县区名称" },
  county: { code: "机构代码", name: "机构名称" },
};
