import type { StoredRejection } from "../../../shared/contract/rejection.ts";
import { escapeControls } from "../../../shared/statement/escape-controls.ts";
import { terminalTable } from "../../../shared/statement/terminal-table.ts";
import type { PostReport } from "./post.ts";

/** The rejections a terminal shows; all of them are in the JSON and in `fundflow rejections`. */
const SHOWN = 20;

/** A posting's report for the terminal: the counts, the codes, and the first rejections with their places. */
export function renderPostReport(report: PostReport): string {
  const lines = [`posted 入账 ${report.posted}   already applied 重复 ${report.already_applied}   rejected 退回 ${report.rejected}`];
  if (report.dead_lettered > 0) lines.push(`in the dead-letter queue 死信 ${report.dead_lettered} (see fundflow dead-letters)`);
  if (report.waiting !== undefined) lines.push(`nothing heard in time 未得结果 ${report.waiting}`);
  if (report.rejections.length > 0) {
    lines.push(renderCodes(report.rejections));
    const rows = report.rejections.slice(0, SHOWN).map((one) => [`${one.file}:${one.line}`, one.code, escapeControls(one.messageZh)]);
    lines.push(terminalTable(["位置", "代码", "原因"], 3, rows));
    if (report.rejections.length > SHOWN) lines.push(`… ${report.rejections.length - SHOWN} more 另有${report.rejections.length - SHOWN}条`);
  }
  return lines.join("\n");
}

/** "invalid_message 10, conflict 2" */
export function renderCodes(rejections: readonly StoredRejection[]): string {
  const byCode = Map.groupBy(rejections, ({ code }) => code);
  return [...byCode].map(([code, all]) => `${code} ${all.length}`).join(", ");
}
