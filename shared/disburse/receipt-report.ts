import { escapeControls } from "../statement/escape-controls.ts";
import { headingRow, terminalTable, type Cell } from "../statement/terminal-table.ts";
import { groupThousands } from "../statement/terminal-text.ts";

/** A row of the receipt that needs somebody, by its line. Amounts in yuan. */
export interface ReportedPayment {
  readonly line: number;
  readonly payment_id: string;
  readonly amount?: string;
  readonly paid?: string;
  /** What is posted under the number. */
  readonly posted_amount?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly reasonZh?: string;
  readonly action: string;
  readonly actionZh: string;
}

/** What became of a bank's receipt file (回盘文件). */
export interface ReceiptReport {
  readonly posted: number;
  readonly already_applied: number;
  readonly rejected: number;
  readonly dead_lettered: number;
  /** Sent to a stack, of which nothing was heard within the time; absent where there are none. To post the file again is harmless. */
  readonly waiting?: number;
  /** Yuan posted by this file. */
  readonly amount_posted: string;
  readonly rejections: readonly ReportedPayment[];
  /** Posted in part: what is left is proposed again under a new number. */
  readonly partial: readonly ReportedPayment[];
  readonly failed: readonly ReportedPayment[];
  /** Failed at first, and made in a later row. */
  readonly retried: number;
  readonly unknown: readonly ReportedPayment[];
}

const SECTIONS = [
  ["rejections", "退回"],
  ["failed", "付款失败"],
  ["unknown", "付款编号不明"],
  ["partial", "部分付款"],
] as const;

const HEAD = ["行", "付款编号", "金额", "实付", "已入账"];

/** The report for the terminal: counts, then every row that needs somebody. */
export function renderReceipt(report: ReceiptReport): string {
  const { posted, already_applied, rejected, dead_lettered, waiting, amount_posted, retried } = report;
  const counts = `posted 入账 ${posted}（${groupThousands(amount_posted)} 元）   already applied 重复 ${already_applied}   rejected 退回 ${rejected}`;
  const failed = `failed 付款失败 ${report.failed.length}   unknown 付款编号不明 ${report.unknown.length}`;
  const lines = [counts, failed];
  if (retried > 0) lines.push(`先失败后成功 ${retried}`);
  if (dead_lettered > 0) lines.push(`in the dead-letter queue 死信 ${dead_lettered} (see fundflow dead-letters)`);
  if (waiting !== undefined) lines.push(`nothing heard in time 未得结果 ${waiting}`);
  const cells = SECTIONS.flatMap(([name, title]) => section(title, report[name]));
  return [...lines, ...(cells.length === 0 ? [] : [terminalTable(HEAD, 2, cells)]), ""].join("\n");
}

function section(title: string, rows: readonly ReportedPayment[]): Cell[][] {
  if (rows.length === 0) return [];
  return [
    headingRow(`${title} ${rows.length}`, HEAD.length),
    ...rows.flatMap((one): Cell[][] => {
      const why = [...(one.code === undefined ? [] : [one.code]), ...(one.reasonZh === undefined ? [] : [one.reasonZh])].join("：");
      return [
        [String(one.line), escapeControls(one.payment_id), ...[one.amount ?? "", one.paid ?? "", one.posted_amount ?? ""].map(groupThousands)],
        ...(why === "" ? [] : [headingRow(`      ${escapeControls(why)}`, HEAD.length)]),
        headingRow(`      处理办法：${escapeControls(one.actionZh)}`, HEAD.length),
      ];
    }),
  ];
}
