import type { Verdict } from "../benefit/finding.ts";
import { nameOfMissing } from "../benefit/names.ts";
import type { ReviewDecision } from "../lane/entry.ts";
import { FUND_NAMES, FUNDS, type Tier } from "../policy/funds.ts";
import type { AdvanceExplanation, ExplainedFinding, ExplainedFund } from "./advance-explanation.ts";
import { escapeControls } from "./escape-controls.ts";
import { groupThousands } from "./terminal-text.ts";

const VERDICTS: Readonly<Record<Verdict, string>> = { within: "在允许范围内", over: "多付", under: "少付", not_checkable: "无法核对" };
const TIER_NAMES: Readonly<Record<Tier, string>> = { province: "省", prefecture: "州市", county: "县" };
const NUMERALS = ["一", "二", "三", "四", "五"];

/** Field names of the message in words; those without stand as they are. */
const FACT_NAMES: Readonly<Record<string, string>> = {
  med_type: "医疗类别",
  hosp_lv: "医院等级",
  dise_codg: "病种代码",
  dise_name: "病种名称",
  refl_flag: "转诊标志",
  medfee_sumamt: "医疗费总额",
  inscp_scp_amt: "符合政策范围金额",
  act_pay_dedc: "实际支付起付线",
  psn_part_amt: "个人负担",
  hosp_part_amt: "医院负担",
};

/** An advance worked through, as text in Chinese. Amounts in yuan. */
export function renderExplanation(explanation: AdvanceExplanation): string {
  const lines = [...heading(explanation), ...explanation.funds.flatMap((fund, place) => explainFund(fund, place)), ...after(explanation)];
  return `${lines.map(escapeControls).join("\n")}\n`;
}

function heading({ setl_id, institution, institutionName, county, countyName, ...rest }: AdvanceExplanation): string[] {
  const { setl_time, poverty_status, month, late, monthState, firstOpenMonth, page, facts } = rest;
  return [
    `垫付 ${setl_id}  单位：元`,
    `机构 ${institution}${institutionName === institution ? "" : ` ${institutionName}`}，参保地 ${county} ${countyName}，${poverty_status === "lifted" ? "已脱贫" : "未脱贫"}`,
    `结算时间 ${setl_time}，记账月份 ${month}${late ? "（补报：结算月份已月结）" : ""}，账页 ${page}`,
    `该月${monthState === "closed" ? "已月结" : "未月结"}${firstOpenMonth === null ? "" : `，参保地第一个未月结月份 ${firstOpenMonth}`}`,
    ...Object.entries(facts).map(([field, value]) => `  ${FACT_NAMES[field] ?? nameOfMissing(field)} ${value}`),
  ];
}

function explainFund(explained: ExplainedFund, place: number): string[] {
  const { fund, amount, left, audit, noted, changed, split, account } = explained;
  return [
    "",
    `${NUMERALS[place] ?? place + 1}、${FUND_NAMES[fund]} 垫付 ${groupThousands(amount)}${left === amount ? "" : `，扣款、冲正后剩余 ${groupThousands(left)}`}`,
    ...(audit === undefined ? [] : [`  审核：${finding(audit)}`]),
    ...(audit?.steps ?? []).flatMap(({ text, clause, assumption }) => [
      `    ${text}`,
      ...(clause === undefined ? [] : [`      依据 ${clause}`]),
      ...(assumption === undefined ? [] : [`      假定 ${assumption}`]),
    ]),
    ...(changed ? [`  入账时的审核结论：${noted === undefined ? "没有记录" : finding(noted)}；此后规则、参数或审核有变`] : []),
    ...(split === undefined ? [] : shares(split)),
    ...(account === undefined
      ? []
      : [
          `  该机构该月本基金合计：${account.count} 笔，申报 ${groupThousands(account.accrued)}，扣款 ${groupThousands(account.deducted)}，预留 ${groupThousands(account.retained)}，` +
            `应拨 ${groupThousands(account.payable)}，实拨 ${groupThousands(account.disbursed)}，未拨 ${groupThousands(account.outstanding)}`,
        ]),
  ];
}

function finding({ verdict, low, high, by, missing }: ExplainedFinding): string {
  const lack = missing.length === 0 ? "" : `，缺${missing.map(nameOfMissing).join("、")}`;
  return `${VERDICTS[verdict]}${by === undefined ? "" : ` ${groupThousands(by)}`}（${groupThousands(low)}～${groupThousands(high)}${lack}）`;
}

function shares({ rule, ratio, clause, shares: tiers }: NonNullable<ExplainedFund["split"]>): string[] {
  return [
    `  分担：${ratio}（${rule}）`,
    `      依据 ${clause}`,
    ...tiers.map(
      ({ tier, floor, remainder, extraFen, share }) =>
        `    ${TIER_NAMES[tier]} ${groupThousands(floor)} 余 ${remainder} 分${extraFen === 0 ? "" : "，余数较大加1分"} → ${groupThousands(share)}`,
    ),
  ];
}

/** What an agency's decisions are called. */
export const DECISION_NAMES: Readonly<Record<ReviewDecision, string>> = { approved: "准予", deferred: "暂缓", refused: "不予支付" };

function after({ reversal, deductions, reviews }: AdvanceExplanation): string[] {
  return [
    "",
    ...reviews.map(({ review_id, decision, time, amounts, reason }) => {
      const what = FUNDS.flatMap((fund) => (amounts[fund] === undefined ? [] : [`${FUND_NAMES[fund]} ${groupThousands(amounts[fund])}`]));
      return `审核 ${review_id}：${time} ${DECISION_NAMES[decision]} ${what.join("、")}，${reason}`;
    }),
    ...deductions.map(({ deduction_id, fund, amount, reason }) => `扣款 ${deduction_id}：${FUND_NAMES[fund]} ${groupThousands(amount)}，${reason}`),
    reversal === undefined
      ? `冲正：无${deductions.length === 0 ? "；扣款：无" : ""}`
      : `冲正 ${reversal.reversal_id}：${reversal.time}，记账月份 ${reversal.month}${reversal.late ? "（补报）" : ""}，${reversal.reason}`,
  ];
}
