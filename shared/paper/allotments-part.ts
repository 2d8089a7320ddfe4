import { ALLOTMENT_ITEMS, ITEM_NAMES } from "../policy/allotment-rules.ts";
import { payeeOf } from "../lane/pool.ts";
import type { AllotmentFigures } from "../statement/allotment-model.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import { MEMBER_TITLES } from "../statement/titles.ts";
import { amountColumn, partHeading, rowOf, tierFigures, TIER_COLUMNS } from "./paper-heading.ts";
import type { PaperColumn, PaperPart, PaperTotal } from "./paper.ts";

/** 按人头拨付: what is no patient's bill, beside the funds and outside the rate. */
export function allotmentsPart(model: StatementModel): PaperPart {
  const { allotments, level } = model;
  const columns: PaperColumn[] = [
    { key: "member", title: MEMBER_TITLES[level].code, kind: "id", width: 15 },
    { key: "memberName", title: MEMBER_TITLES[level].name, kind: "text", width: 26 },
    { key: "item", title: "项目", kind: "text", width: 22 },
    { key: "count", title: "拨付笔数", kind: "count", width: 10 },
    { key: "lifted", title: "已脱贫人数", kind: "count", width: 12 },
    { key: "unlifted", title: "未脱贫人数", kind: "count", width: 12 },
    amountColumn("accrued", "金额"),
    ...TIER_COLUMNS,
  ];
  const rows = allotments.lines.map(({ member, memberName, item, ...figures }) =>
    rowOf(columns, { member: payeeOf(member), memberName, item: ITEM_NAMES[item], ...cellsOf(figures) }),
  );
  const ofItems = ALLOTMENT_ITEMS.flatMap((item): PaperTotal[] => {
    const figures = allotments.byItem[item];
    const name = ITEM_NAMES[item];
    return figures === undefined ? [] : [{ label: `${name}小计`, of: { column: "item", is: name }, figures: cellsOf(figures) }];
  });
  return {
    key: "allotments",
    ...partHeading(model, "按人头拨付单"),
    tables: [{ columns, rows, totals: [...ofItems, { label: "合计", of: "all", figures: cellsOf(allotments.all) }] }],
    stated: [{ label: "金额合计", amount: allotments.all.accrued }],
    notes: ["不属垫付，不计入分担结算单、拨付单和拨付率。"],
  };
}

function cellsOf({ count, headcountLifted, headcountUnlifted, accrued, shares }: AllotmentFigures): Record<string, number> {
  return { count, lifted: headcountLifted, unlifted: headcountUnlifted, accrued, ...tierFigures(shares) };
}
