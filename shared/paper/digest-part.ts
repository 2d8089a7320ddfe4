import type { StatementModel } from "../statement/statement-model.ts";
import { MEMBER_TITLES } from "../statement/titles.ts";
import { KIND_NAMES } from "./details-part.ts";
import { amountColumn, partHeading, rowOf } from "./paper-heading.ts";
import type { PaperColumn, PaperPart } from "./paper.ts";
import { addSums, type RecordKind, type RecordSums } from "./record-sums.ts";
import { approvedOf } from "./shares-part.ts";

const KINDS: readonly RecordKind[] = ["advance", "reversal", "deduction"];

/** 明细汇总表: in place of a prefecture's or province's records, which stand in its counties' papers, how many each member has and what they come to. */
export function digestPart(model: StatementModel, members: ReadonlyMap<string, RecordSums>, nameOf: (member: string) => string): PaperPart {
  const titles = MEMBER_TITLES[model.level];
  const columns: PaperColumn[] = [
    { key: "member", title: titles.code, kind: "id", width: 14 },
    { key: "memberName", title: titles.name, kind: "text", width: 28 },
    ...KINDS.flatMap((kind): PaperColumn[] => [
      { key: `${kind}Count`, title: `${KIND_NAMES[kind]}笔数`, kind: "count", width: 10 },
      amountColumn(`${kind}Amount`, `${KIND_NAMES[kind]}金额`),
    ]),
    amountColumn("approved", "核定金额"),
  ];
  const rows = [...members].map(([member, sums]) => rowOf(columns, { member, memberName: nameOf(member), ...cellsOf(sums) }));
  return {
    key: "details",
    ...partHeading(model, "明细汇总表"),
    tables: [{ columns, rows, totals: [{ label: "合计", of: "all", figures: cellsOf(addSums(members.values())) }] }],
    stated: [{ label: "核定金额合计", amount: approvedOf(model.totals.all) }],
    notes: ["逐笔明细见各县（市、区）的《明细表》；冲正、扣款以负数列示。"],
  };
}

function cellsOf({ kinds }: RecordSums): Record<string, number> {
  const cells = KINDS.flatMap((kind) => [
    [`${kind}Count`, kinds[kind].count],
    [`${kind}Amount`, kinds[kind].amount],
  ]);
  return { ...(Object.fromEntries(cells) as Record<string, number>), approved: KINDS.reduce((sum, kind) => sum + kinds[kind].amount, 0) };
}
