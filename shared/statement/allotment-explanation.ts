import { formatMonth } from "../calendar/month.ts";
import type { MonthAccount } from "../lane/account.ts";
import { amountOf } from "../lane/allotments.ts";
import type { AllotmentEntry } from "../lane/entry.ts";
import { formatYuan } from "../money/yuan.ts";
import { ITEM_NAMES, type AllotmentItem } from "../policy/allotment-rules.ts";
import { POVERTY_STATUSES, type PovertyStatus, type Tier } from "../policy/funds.ts";
import { regionName } from "../region/region.ts";
import { citeRule, type ClauseOf } from "./clause-of.ts";
import { escapeControls } from "./escape-controls.ts";
import { explainShares, type ExplainedShare } from "./explain-shares.ts";
import { groupThousands } from "./terminal-text.ts";

/** An allotment worked through: amounts in yuan. */
export interface AllotmentExplanation {
  readonly allotment_id: string;
  /** As messages name it: an institution's code, or POOL. */
  readonly payee: string;
  readonly county: string;
  readonly countyName: string;
  readonly item: AllotmentItem;
  readonly itemName: string;
  readonly time: string;
  /** Accounting month; later than the message's where that was closed. */
  readonly month: string;
  readonly late: boolean;
  readonly monthState: "open" | "closed";
  /** The page of the payee's journal it stands on. */
  readonly page: number;
  readonly unitAmount: string;
  /** "policy", "message", or the set of local parameters that says the unit amount. */
  readonly unitFrom: string;
  readonly amount: string;
  readonly rule: string;
  readonly clause: string;
  readonly parts: readonly {
    readonly status: PovertyStatus;
    readonly headcount: number;
    readonly amount: string;
    readonly ratio: string;
    readonly shares: readonly ExplainedShare[];
  }[];
  /** Where the payee's account of that month and item stands: of it the allotment is a part. */
  readonly account: { readonly count: number; readonly accrued: string };
}

export interface AllotmentInput {
  readonly payee: string;
  readonly entry: AllotmentEntry;
  readonly page: number;
  readonly account: MonthAccount;
}

export function explainAllotment({ payee, entry, page, account }: AllotmentInput, clauseOf: ClauseOf): AllotmentExplanation {
  const { id, county, item, time, month, late, unitAmount, unitFrom, rule } = entry;
  const totals = account.allotments?.[item];
  if (totals === undefined) throw new Error(`allotment ${id} stands in the journal, and its account has nothing of ${item}`);
  return {
    allotment_id: id,
    payee,
    county,
    countyName: regionName(county),
    item,
    itemName: ITEM_NAMES[item],
    time,
    month: formatMonth(month),
    late: late === true,
    monthState: account.state,
    page,
    unitAmount: formatYuan(unitAmount),
    unitFrom,
    amount: formatYuan(amountOf(entry)),
    rule,
    clause: citeRule(clauseOf, rule),
    parts: POVERTY_STATUSES.flatMap((status) => {
      const part = entry.parts[status];
      if (part === undefined) return [];
      const { headcount, amount, ratio } = part;
      return [{ status, headcount, amount: formatYuan(amount), ratio, shares: explainShares(part, ratio) }];
    }),
    account: { count: totals.count, accrued: formatYuan(totals.accrued) },
  };
}

const STATUS_NAMES: Readonly<Record<PovertyStatus, string>> = { lifted: "已脱贫", unlifted: "未脱贫" };
const TIER_NAMES: Readonly<Record<Tier, string>> = { province: "省", prefecture: "州市", county: "县" };

/** An allotment worked through, as text in Chinese. Amounts in yuan. */
export function renderAllotment(explanation: AllotmentExplanation): string {
  const { allotment_id, payee, county, countyName, itemName, time, month, late, monthState, page, ...work } = explanation;
  const lines = [
    `按人头拨付 ${allotment_id}  ${itemName}  单位：元`,
    `收款 ${payee}，地区 ${county} ${countyName}`,
    `时间 ${time}，记账月份 ${month}${late ? "（补报：所属月份已月结）" : ""}，账页 ${page}，该月${monthState === "closed" ? "已月结" : "未月结"}`,
    `每人 ${groupThousands(work.unitAmount)}（${unitSource(work.unitFrom)}），合计 ${groupThousands(work.amount)}`,
    `  依据 ${work.clause}（${work.rule}）`,
    ...work.parts.flatMap(({ status, headcount, amount, ratio, shares }) => [
      "",
      `${STATUS_NAMES[status]} ${groupThousands(String(headcount))} 人 × ${work.unitAmount} = ${groupThousands(amount)}，分担 ${ratio}`,
      ...shares.map(
        ({ tier, floor, remainder, extraFen, share }) =>
          `    ${TIER_NAMES[tier]} ${groupThousands(floor)} 余 ${remainder} 分${extraFen === 0 ? "" : "，余数较大加1分"} → ${groupThousands(share)}`,
      ),
    ]),
    "",
    `该收款方该月本项目合计：${work.account.count} 笔，${groupThousands(work.account.accrued)}；不计入拨付率`,
  ];
  return `${lines.map(escapeControls).join("\n")}\n`;
}

function unitSource(from: string): string {
  return from === "policy" ? "政策规定" : from === "message" ? "消息所列unit_amount" : `地方参数 ${from}`;
}
