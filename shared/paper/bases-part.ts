import { FUND_NAMES } from "../policy/funds.ts";
import type { ClauseOf } from "../statement/clause-of.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import { approvedOf } from "./shares-part.ts";
import { amountColumn, partHeading, rowOf, tierFigures, TIER_COLUMNS } from "./paper-heading.ts";
import type { PaperColumn, PaperPart } from "./paper.ts";
import type { RecordSums } from "./record-sums.ts";

/** 分担依据: every rule the month's records were split by, with what it split and the document and clause it comes from. */
export function basesPart(model: StatementModel, { uses }: RecordSums, numbers: ReadonlyMap<string, number>, clauseOf: ClauseOf): PaperPart {
  const columns: PaperColumn[] = [
    { key: "number", title: "编号", kind: "id", width: 6 },
    { key: "rule", title: "规则", kind: "text", width: 24 },
    { key: "fund", title: "基金", kind: "text", width: 20 },
    { key: "ratio", title: "省:州市:县", kind: "id", width: 13 },
    { key: "count", title: "人次", kind: "count", width: 8 },
    amountColumn("approved", "核定金额"),
    ...TIER_COLUMNS,
    { key: "document", title: "文件", kind: "text", width: 24 },
    { key: "clause", title: "条款", kind: "text", width: 50 },
  ];
  const rows = uses.map(({ rule, fund, ratio, count, amount, shares }) => {
    // A version of the rule that the product no longer has: what was split by it stands, and its words of today would not be those.
    const { document, clause } = clauseOf(rule) ?? { document: "", clause: "该规则版本已不在规则库中" };
    return rowOf(columns, {
      ...{ number: String(numbers.get(rule) ?? ""), rule, fund: FUND_NAMES[fund], ratio, count, approved: amount },
      ...tierFigures(shares),
      ...{ document, clause },
    });
  });
  const { all } = model.totals;
  const figures = { count: all.count, approved: approvedOf(all), ...tierFigures(all.shares) };
  return {
    key: "bases",
    ...partHeading(model, "分担依据"),
    // An annex: what is signed is the amounts, on the parts before it.
    signatures: [],
    tables: [{ columns, rows, totals: [{ label: "合计", of: "all", figures }] }],
    stated: [],
    notes: ["比例已化为最简整数比。每笔按其参保地、结算日期和人员类别当时有效的规则分担，规则随记录保存。"],
  };
}
