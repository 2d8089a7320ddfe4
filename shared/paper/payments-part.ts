import { REQUIRED_RATE, shortfall } from "../money/rate.ts";
import { subtractFen } from "../money/fen.ts";
import { formatYuan } from "../money/yuan.ts";
import { FUND_NAMES, FUNDS } from "../policy/funds.ts";
import type { Figures } from "../statement/figures.ts";
import { rateText } from "../statement/rated-sum.ts";
import type { StatementModel } from "../statement/statement-model.ts";
import { groupThousands, percent } from "../statement/terminal-text.ts";
import { MEMBER_TITLES } from "../statement/titles.ts";
import { amountColumn, partHeading, rowOf } from "./paper-heading.ts";
import type { PaperColumn, PaperPart, PaperTotal } from "./paper.ts";

/** Thirteen columns have to fit a page. */
function paymentAmount(key: string, title: string): PaperColumn {
  return { ...amountColumn(key, title), width: 14 };
}

const AMOUNTS: readonly PaperColumn[] = [
  paymentAmount("accrued", "申报金额"),
  paymentAmount("deducted", "扣款金额"),
  paymentAmount("retained", "预留金额"),
  paymentAmount("deferred", "暂缓金额"),
  paymentAmount("payable", "应拨金额"),
  paymentAmount("setOff", "预付抵扣"),
  paymentAmount("transferred", "转账拨付"),
  paymentAmount("disbursed", "实拨金额"),
  paymentAmount("outstanding", "未拨金额"),
];

/** 拨付单: what each member is owed and was paid, fund by fund. */
export function paymentsPart(model: StatementModel): PaperPart {
  const { totals, lines, level } = model;
  const columns: PaperColumn[] = [
    { key: "member", title: MEMBER_TITLES[level].code, kind: "id", width: 15 },
    { key: "memberName", title: MEMBER_TITLES[level].name, kind: "text", width: 26 },
    { key: "fund", title: "基金类别", kind: "text", width: 20 },
    { key: "count", title: "人次", kind: "count", width: 8 },
    ...AMOUNTS,
  ];
  const rows = lines.map(({ member, memberName, fund, ...figures }) =>
    rowOf(columns, { member, memberName, fund: FUND_NAMES[fund], ...cellsOf(figures) }),
  );
  const ofFunds = FUNDS.flatMap((fund): PaperTotal[] => {
    const figures = totals.byFund[fund];
    const name = FUND_NAMES[fund];
    return figures === undefined ? [] : [{ label: `${name}小计`, of: { column: "fund", is: name }, figures: cellsOf(figures) }];
  });
  return {
    key: "payments",
    ...partHeading(model, "拨付单"),
    tables: [{ columns, rows, totals: [...ofFunds, { label: "合计", of: "all", figures: cellsOf(totals.all) }] }],
    stated: [
      { label: "应拨金额合计", amount: totals.all.payable },
      { label: "实拨金额合计", amount: totals.all.disbursed },
      { label: "未拨金额合计", amount: totals.all.outstanding },
    ],
    notes: ["应拨金额＝申报金额－扣款金额－预留金额－暂缓金额；实拨金额＝预付抵扣＋转账拨付；未拨金额＝应拨金额－实拨金额。", rateNote(model)],
  };
}

function cellsOf({ count, accrued, deducted, retained, deferred, payable, setOff, disbursed, outstanding }: Figures): Record<string, number> {
  if (subtractFen(subtractFen(subtractFen(accrued, deducted), retained), deferred) !== payable)
    throw new Error("the columns of the payment paper do not add up to 应拨");
  return { count, accrued, deducted, retained, deferred, payable, setOff, transferred: subtractFen(disbursed, setOff), disbursed, outstanding };
}

function rateNote({ rate: { month, year } }: StatementModel): string {
  const missing = shortfall(year.disbursed, year.payable);
  const need = year.payable <= 0 ? "本年尚无应付" : missing === 0 ? "本年已达标" : `本年达标尚需拨付 ${groupThousands(formatYuan(missing))} 元`;
  return (
    `拨付率（基本医保、大病保险、医疗救助实拨÷核定）：本月 ${percent(rateText(month))}，本年 ${percent(rateText(year))}，` +
    `要求不低于 ${percent(REQUIRED_RATE.text)}；${need}。`
  );
}
