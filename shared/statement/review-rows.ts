import { formatMonth } from "../calendar/month.ts";
import type { CloseEntry, DeductionEntry, Entry, ReleaseEntry, ReviewDecision, ReviewEntry } from "../lane/entry.ts";
import { formatYuan } from "../money/yuan.ts";
import { FUND_NAMES, FUNDS, type Fund } from "../policy/funds.ts";
import { csvText, textCell } from "./csv.ts";
import { escapeControls } from "./escape-controls.ts";
import { headingRow, terminalTable } from "./terminal-table.ts";
import { groupThousands } from "./terminal-text.ts";

/** What an agency decided on a closed month: deductions, reviews, what the close kept back and what was released. */
type ChangeEntry = DeductionEntry | ReviewEntry | ReleaseEntry | CloseEntry;

export interface MonthChange {
  readonly institution: string;
  readonly institutionName: string;
  readonly entry: ChangeEntry;
}

export function isChange(entry: Entry): entry is ChangeEntry {
  return (
    entry.kind === "deduction" || entry.kind === "review" || entry.kind === "release" || (entry.kind === "close" && entry.retention !== undefined)
  );
}

export const CHANGE_NAMES = {
  deduction: "扣款",
  approved: "准予",
  deferred: "暂缓",
  refused: "不予支付",
  retained: "预留",
  released: "返还预留",
} as const satisfies Record<ReviewDecision | "deduction" | "retained" | "released", string>;
export type Change = keyof typeof CHANGE_NAMES;

/** One fund of one decision, as `fundflow reviews` lists it; amounts in yuan. */
export interface ReviewRow {
  readonly institution: string;
  readonly institutionName: string;
  readonly county: string;
  readonly month: string;
  readonly change: Change;
  /** The message's id; null for what a close kept back. */
  readonly id: string | null;
  /** The advance it is on; null where it is on the month. */
  readonly setl_id: string | null;
  readonly fund: Fund;
  readonly amount: string;
  /** The message's reason; of what is retained, the rule. */
  readonly reason: string;
}

export function reviewRows(changes: readonly MonthChange[]): ReviewRow[] {
  return changes.flatMap(({ institution, institutionName, entry }) => {
    const base = { institution, institutionName, county: entry.county, month: formatMonth(entry.month) };
    const { change, id, setl_id, reason } = nameOf(entry);
    return FUNDS.flatMap((fund): ReviewRow[] => {
      const amount = amountOf(entry, fund);
      return amount === undefined ? [] : [{ ...base, change, id, setl_id, fund, amount: formatYuan(amount), reason }];
    });
  });
}

function nameOf(entry: ChangeEntry): Pick<ReviewRow, "change" | "id" | "setl_id" | "reason"> {
  switch (entry.kind) {
    case "deduction":
      return { change: "deduction", id: entry.id, setl_id: entry.original ?? null, reason: entry.reason };
    case "review":
      return { change: entry.decision, id: entry.id, setl_id: entry.original, reason: entry.reason };
    case "release":
      return { change: "released", id: entry.id, setl_id: null, reason: entry.reason };
    case "close":
      return { change: "retained", id: null, setl_id: null, reason: entry.retention?.rule ?? "" };
  }
}

function amountOf(entry: ChangeEntry, fund: Fund) {
  if (entry.kind === "close") return entry.retention?.amounts[fund];
  if (entry.kind === "release") return entry.fund === fund ? entry.amount : undefined;
  return entry.funds[fund]?.amount;
}

const HEAD = ["决定", "结算编号", "基金", "消息编号", "理由", "金额"];

export function renderReviewTable(title: string, rows: readonly ReviewRow[]): string {
  const cells = [...Map.groupBy(rows, ({ institution }) => institution)].flatMap(([institution, own]) => [
    headingRow(
      escapeControls(own[0]?.institutionName === institution ? institution : `${institution} ${own[0]?.institutionName ?? ""}`),
      HEAD.length,
    ),
    ...own.map((row) => [
      `  ${CHANGE_NAMES[row.change]}`,
      escapeControls(row.setl_id ?? "—"),
      FUND_NAMES[row.fund],
      escapeControls(row.id ?? "—"),
      escapeControls(row.reason),
      groupThousands(row.amount),
    ]),
  ]);
  return [`${title}  单位：元`, terminalTable(HEAD, 5, cells), `共 ${rows.length} 条`, ""].join("\n");
}

/** The rows as CSV with a header in Chinese, for Excel. */
export function renderReviewCsv(rows: readonly ReviewRow[]): string {
  return csvText([
    ["机构代码", "机构名称", "参保地", "记账月份", ...HEAD],
    ...rows.map((row) => [
      ...[row.institution, row.institutionName, row.county, row.month, CHANGE_NAMES[row.change], row.setl_id ?? ""].map(textCell),
      ...[FUND_NAMES[row.fund], row.id ?? "", row.reason].map(textCell),
      row.amount,
    ]),
  ]);
}
