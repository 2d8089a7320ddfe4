import { subtractFen } from "../money/fen.ts";
import { FUND_NAMES, FUNDS, type Fund } from "../policy/funds.ts";
import { allowAssistance } from "./assistance.ts";
import { allowBackstop } from "./backstop.ts";
import { PAYING_ORDER, paidBefore } from "./base.ts";
import { allowBasic } from "./basic.ts";
import { limitTo, upTo, type Bounds } from "./bounds.ts";
import { allowCritical } from "./critical.ts";
import { above, ceilFen, exact, floorFen, formatExact } from "./exact.ts";
import type { FundFinding, Verdict } from "./finding.ts";
import { nameOfMissing, UNMAPPED } from "./names.ts";
import { Sheet, type Working } from "./sheet.ts";
import { allowTopup } from "./topup.ts";

const ALLOW: Readonly<Record<Fund, (sheet: Sheet) => Bounds>> = {
  basic: allowBasic,
  topup: allowTopup,
  critical: allowCritical,
  assistance: allowAssistance,
  backstop: allowBackstop,
};

/**
 * The benefit audit (审核) of an advance: for each fund the range the policy allows, worked step by step in the order the funds pay, each on what
 * those before it really paid, and how the amount lies to it. A fund that no rule knows and that paid nothing is left out.
 */
export function auditBenefits(working: Working): FundFinding[] {
  const known = PAYING_ORDER.filter((fund) => working.facts.paid[fund] !== 0 || Object.keys(working.rules).some((key) => key.startsWith(`${fund}-`)));
  return known.map((fund) => auditFund(new Sheet(working), fund)).sort((a, b) => FUNDS.indexOf(a.fund) - FUNDS.indexOf(b.fund));
}

function auditFund(sheet: Sheet, fund: Fund): FundFinding {
  const { scope, total, paid: amounts } = sheet.facts;
  const left = above(exact(total), paidBefore(sheet, fund));
  const paid = amounts[fund];
  let bounds: Bounds;
  if (scope > total) {
    sheet.lacks("inscp_scp_amt");
    sheet.step(() => `政策范围内费用${formatExact(exact(scope))}元大于医疗费总额${formatExact(exact(total))}元，无法计算`);
    bounds = upTo(left);
  } else {
    bounds = limitTo(left, ALLOW[fund](sheet));
  }
  // Whatever the missing is, one amount remains: then it does not matter.
  if (bounds.low === bounds.high) sheet.missing.clear();
  bounds = withUnmapped(sheet, bounds);
  const [low, high] = [floorFen(bounds.low), ceilFen(bounds.high)];
  const missing = [...sheet.missing];
  const verdict: Verdict = paid > high ? "over" : paid < low ? "under" : missing.length > 0 ? "not_checkable" : "within";
  const by = verdict === "over" ? subtractFen(paid, high) : verdict === "under" ? subtractFen(low, paid) : undefined;
  const { steps, followed } = sheet;
  const finding: FundFinding = { fund, verdict, paid, low, high, ...(by === undefined ? {} : { by }), missing, rules: [...followed], steps };
  sheet.step(() => conclusionOf(finding));
  return finding;
}

/** The last step: the range, the amount, and how the one lies to the other. */
function conclusionOf({ fund, verdict, paid, low, high, by = paid, missing }: FundFinding): string {
  const range = `${formatExact(exact(low))}～${formatExact(exact(high))}元`;
  const lack = missing.length === 0 ? "" : `（缺${missing.map(nameOfMissing).join("、")}）`;
  const end = {
    within: "在允许范围内",
    over: `多${formatExact(exact(by))}元`,
    under: `少${formatExact(exact(by))}元`,
    not_checkable: "无法核对",
  };
  return `${missing.length === 0 ? "允许范围" : "确定的界限"}${range}（下限舍去、上限进位到分），${FUND_NAMES[fund]}实付${formatExact(exact(paid))}元：${end[verdict]}${lack}`;
}

/** What a payment of no known fund was for nobody can tell: any fund may have paid it besides, so that none paid too little for lack of it. */
function withUnmapped(sheet: Sheet, bounds: Bounds): Bounds {
  const { unmapped } = sheet.facts;
  if (unmapped === undefined) return bounds;
  sheet.lacks(`${UNMAPPED}${unmapped.kinds}`);
  sheet.step(
    () => `结算明细${unmapped.kinds}不属于任何已知基金；各基金未支付的${formatExact(exact(unmapped.amount))}元可能应由本基金支付：下限减去此数`,
  );
  return { low: above(bounds.low, exact(unmapped.amount)), high: bounds.high };
}
