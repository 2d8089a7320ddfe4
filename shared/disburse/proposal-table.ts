import { FUND_NAMES, FUNDS } from "../policy/funds.ts";
import { escapeControls } from "../statement/escape-controls.ts";
import { headingRow, terminalTable } from "../statement/terminal-table.ts";
import { groupThousands } from "../statement/terminal-text.ts";
import type { DisbursementProposal } from "./proposal.ts";

const HEAD = ["付款编号", "收款单位", "基金", "金额"];

/** The payments of a county a terminal shows; the bank list has all of them. */
const SHOWN = 50;

/** A proposal for the terminal: its payments by county, and the totals by fund. */
export function renderProposal({ month, region, regionName, payments, totals, counties, openAccounts }: DisbursementProposal): string {
  const title = `${regionName} ${region} ${month} 拟拨付  单位：元`;
  const open = openAccounts === 0 ? [] : [`另有 ${openAccounts} 个账户尚未月结，不在其中`];
  if (payments.length === 0) return [title, "没有未拨金额", ...open, ""].join("\n");
  const rows = counties.flatMap(({ insu_admdvs, countyName, count, amount }) => [
    headingRow(`${countyName} ${insu_admdvs}  ${count} 笔 ${groupThousands(amount)}`, HEAD.length),
    ...payments
      .filter((one) => one.insu_admdvs === insu_admdvs)
      .slice(0, SHOWN)
      .map(({ payment_id, fixmedins_code, fixmedins_name, fund, amount: own }) => [
        escapeControls(payment_id),
        escapeControls(fixmedins_name === fixmedins_code ? fixmedins_code : `${fixmedins_code} ${fixmedins_name}`),
        FUND_NAMES[fund],
        groupThousands(own),
      ]),
    ...(count > SHOWN ? [headingRow(`…… 另有${count - SHOWN}笔，见拨付清单`, HEAD.length)] : []),
  ]);
  const byFund = FUNDS.flatMap((fund) => (totals.funds[fund] === undefined ? [] : [`${FUND_NAMES[fund]} ${groupThousands(totals.funds[fund])}`]));
  return [title, terminalTable(HEAD, 3, rows), `合计 ${totals.count} 笔 ${groupThousands(totals.amount)}：${byFund.join("，")}`, ...open, ""].join(
    "\n",
  );
}
