import { nameOfMissing } from "../benefit/names.ts";
import { sumFen } from "../money/fen.ts";
import { formatYuan, parseYuan } from "../money/yuan.ts";
import { FUND_NAMES } from "../policy/funds.ts";
import { csvText, textCell } from "./csv.ts";
import { escapeControls } from "./escape-controls.ts";
import type { FindingRow } from "./finding-rows.ts";
import { headingRow, terminalTable } from "./terminal-table.ts";
import { groupThousands } from "./terminal-text.ts";
import { VERDICT_NAMES } from "./verdict-names.ts";

const HEAD = ["结算编号", "基金", "结论", "实付", "允许下限", "允许上限", "相差", "注"];

/**
 * Findings as a terminal table in Chinese, by institution; amounts in yuan. What is missing and the rules followed, which many findings share,
 * stand below it, numbered.
 */
export function renderFindingTable(title: string, rows: readonly FindingRow[]): string {
  const notes: string[] = [];
  const noteOf = ({ missing, rules }: FindingRow): string => {
    const lack = missing.length === 0 ? "" : `缺${missing.map(nameOfMissing).join("、")}；`;
    const text = `${lack}依据 ${rules.length === 0 ? "无" : rules.join("、")}`;
    if (!notes.includes(text)) notes.push(text);
    return String(notes.indexOf(text) + 1);
  };
  const institutions = Map.groupBy(rows, ({ institution }) => institution);
  const cells = [...institutions].flatMap(([institution, own]) => [
    headingRow(
      escapeControls(own[0]?.institutionName === institution ? institution : `${institution} ${own[0]?.institutionName ?? ""}`),
      HEAD.length,
    ),
    ...own.map((row) => [
      escapeControls(`  ${row.setl_id}${row.reversed ? "（已冲正）" : ""}`),
      FUND_NAMES[row.fund],
      VERDICT_NAMES[row.verdict],
      ...[row.paid, row.low, row.high, row.by].map(groupThousands),
      noteOf(row),
    ]),
  ]);
  return [
    `${title}  单位：元`,
    terminalTable(HEAD, 3, cells),
    `共 ${rows.length} 条。允许下限舍去、上限进位到分；无法核对的，上下限是无论所缺是多少都成立的界限`,
    ...unmappedLine(rows),
    ...notes.map((text, place) => `注${place + 1} ${text}`),
    "",
  ].join("\n");
}

/** How many of the advances listed have payments of no known fund, and what of them no fund pays; an advance's rows all say the same. */
function unmappedLine(rows: readonly FindingRow[]): string[] {
  const advances = new Map(
    rows.flatMap((row) => (row.unmapped_pay === undefined || row.reversed ? [] : [[`${row.institution} ${row.setl_id}`, row]])),
  );
  const amounts = [...advances.values()].flatMap(({ unmapped_pay = "" }) => {
    const amount = parseYuan(unmapped_pay);
    return typeof amount === "number" ? [amount] : [];
  });
  if (amounts.length === 0) return [];
  return [
    `其中 ${amounts.length} 笔垫付的结算明细有未归入基金的支付类型，共 ${groupThousands(formatYuan(sumFen(amounts)))} 元没有基金支付（已冲正的不计）`,
  ];
}

/** Findings as CSV with a header in Chinese, for Excel. */
export function renderFindingCsv(rows: readonly FindingRow[]): string {
  const head = [
    "机构代码",
    "机构名称",
    "结算编号",
    "参保地",
    "记账月份",
    "结算时间",
    "基金",
    "结论",
    "实付",
    "允许下限",
    "允许上限",
    "相差",
    "缺少",
    "依据",
    "条款",
    "未归入基金的支付",
    "已冲正",
  ];
  const body = rows.map((row) => [
    ...[row.institution, row.institutionName, row.setl_id].map(textCell),
    ...[row.county, row.month, row.setl_time, FUND_NAMES[row.fund], VERDICT_NAMES[row.verdict]],
    ...[row.paid, row.low, row.high, row.by],
    ...[row.missing.map(nameOfMissing).join("、"), row.rules.join("、"), row.clauses.join("；")].map(textCell),
    row.unmapped_pay ?? "",
    row.reversed ? "是" : "",
  ]);
  return csvText([head, ...body]);
}
