import { dirname, relative } from "node:path";
import { parseMonth } from "../../../shared/calendar/month.ts";
import { MoneyDecimal } from "../../../shared/money/decimal.ts";
import { ALLOTMENT_ITEMS, ITEM_NAMES } from "../../../shared/policy/allotment-rules.ts";
import { FUND_NAMES, FUNDS } from "../../../shared/policy/funds.ts";
import type { RateRow } from "../../../shared/statement/rates.ts";
import { renderRateTable } from "../../../shared/statement/rate-table.ts";
import { terminalTable } from "../../../shared/statement/terminal-table.ts";
import { groupThousands } from "../../../shared/statement/terminal-text.ts";
import type { Statement } from "../../../shared/statement/statement.ts";
import { regionTitle } from "./arguments.ts";
import type { DemoReport } from "./demo.ts";

/** The demo's report for the terminal. */
export function renderDemo(report: DemoReport): string {
  const { statement, verification } = report;
  const codes = Object.entries(report.byCode).map(([code, count]) => `${code} ${count}`);
  return [
    `posted 入账 ${report.posted}   already applied 重复 ${report.already_applied}   rejected 退回 ${report.rejected}`,
    `  ${codes.join(", ")}`,
    report.asExpected ? "every count is what the generator's own bookkeeping says" : "THE COUNTS ARE NOT WHAT THE GENERATOR'S BOOKKEEPING SAYS",
    "",
    renderRateTable(parseMonth(statement.month) ?? statement.month, report.rates),
    "",
    renderShares(statement),
    "",
    renderAllotments(statement),
    "",
    renderFindings(statement),
    "",
    ...alarms(report),
    `statements 结算单: ${report.statements.length} files in ${folderOf(report.statements)}`,
    ...papers(report),
    `verify: ${verification.entries} entries on ${verification.pages} pages of ${verification.lanes} lanes, ${verification.findings.length} findings`,
    "",
    ...nextSteps(report.rates),
  ].join("\n");
}

function renderShares(statement: Statement): string {
  const rows = FUNDS.flatMap((fund) => {
    const figures = statement.totals[fund];
    return figures === undefined ? [] : [shareRow(FUND_NAMES[fund], figures)];
  });
  return `${statement.regionName} ${statement.month} 分级承担（元）\n${terminalTable(["基金", "申报减扣款", "省", "州市", "县"], 1, [...rows, shareRow("合计", statement.totals.all)])}`;
}

/** What the benefit audit found in the month's advances, fund by fund. */
function renderFindings({ totals }: Statement): string {
  const { over, under, notCheckable } = totals.all.findings;
  return `benefit audit 审核: 多付 over ${over}, 少付 under ${under}, 无法核对 not checkable ${notCheckable}`;
}

function renderAllotments({ regionName, month, allotmentTotals }: Statement): string {
  const rows = ALLOTMENT_ITEMS.flatMap((item) => {
    const figures = allotmentTotals[item];
    return figures === undefined ? [] : [allotmentRow(ITEM_NAMES[item], figures)];
  });
  const head = ["项目", "已脱贫人数", "未脱贫人数", "金额", "省", "州市", "县"];
  return `${regionName} ${month} 按人头拨付（元，不计入拨付率）\n${terminalTable(head, 1, rows)}`;
}

function allotmentRow(name: string, { headcount, accrued, shares }: Statement["allotmentTotals"]["all"]): string[] {
  const figures = [String(headcount.lifted), String(headcount.unlifted), accrued, shares.province, shares.prefecture, shares.county];
  return [name, ...figures.map(groupThousands)];
}

function shareRow(name: string, { accrued, deducted, shares }: Statement["totals"]["all"]): string[] {
  const net = new MoneyDecimal(accrued).minus(deducted).toFixed(2);
  return [name, groupThousands(net), ...[shares.province, shares.prefecture, shares.county].map(groupThousands)];
}

/** How many messages subscribers got, and those of a county that fell below 85 % and came back. */
function alarms({ notices }: DemoReport): string[] {
  const over = notices.findLast(({ attributes }) => attributes["news"] === "over" && attributes["level"] === "county");
  const told = notices.filter(({ attributes }) => over !== undefined && attributes["region"] === over.attributes["region"]);
  return [
    `rate alarms 拨付率预警: ${notices.length} messages in ${folderOf(notices.map(({ file }) => file))}, of one county:`,
    ...told.map(({ subject }) => `  ${subject}`),
    "",
  ];
}

/** How many papers were delivered, and where their files lie: each region's in a folder of its own, each version in one below. */
function papers({ papers: { month, region, messages, files } }: DemoReport): string[] {
  const folder = dirname(dirname(folderOf(files)));
  return [`papers 结算单据: ${messages.length} of ${regionTitle(region)} ${month} delivered 已送达, ${files.length} files in ${folder}`];
}

function folderOf(paths: readonly string[]): string {
  const first = paths[0] ?? "";
  return relative(process.cwd(), first.slice(0, Math.max(0, first.lastIndexOf("/")))) || ".";
}

function nextSteps(rates: readonly RateRow[]): string[] {
  const low = rates.find((row) => row.level === "county" && row.state === "low");
  return low === undefined
    ? []
    : [
        `next: npx fundflow statement 2017-10 --region ${low.region}   (${low.name}, below 85 %)`,
        `      npx fundflow papers 2017-10 --region ${low.region} --out papers   (to print and sign 打印签字)`,
        "      npx fundflow findings 2017-10 --region 53 --verdict over",
        "      npx fundflow rejections --region 53",
      ];
}
