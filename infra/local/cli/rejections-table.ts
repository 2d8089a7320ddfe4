import { escapeControls } from "../../../shared/statement/escape-controls.ts";
import { terminalTable } from "../../../shared/statement/terminal-table.ts";
import { standing, type ListedRejection } from "../../../shared/store/list-rejections.ts";

/** Stored rejections for the terminal: those that stand, or all of them with a mark on those that were posted since. */
export function renderRejections(rejections: readonly ListedRejection[], all: boolean): string {
  const shown = all ? rejections : standing(rejections);
  const hidden = rejections.length - shown.length;
  const lines = [shown.length === 0 ? "no rejections 无退回记录" : table(shown, all)];
  if (hidden > 0) lines.push(`posted since 已入账 ${hidden}, not shown (see fundflow rejections --all)`);
  return lines.join("\n");
}

function table(rejections: readonly ListedRejection[], marked: boolean): string {
  const head = ["代码", "参保地", "发送方", "编号", ...(marked ? ["状态"] : []), "原因"];
  const rows = rejections.map((one) => {
    const mark = one.posted_since === true ? "已入账" : "";
    return [one.code, one.insu_admdvs ?? "", one.sender, one.id ?? "", ...(marked ? [mark] : []), one.messageZh].map(escapeControls);
  });
  return terminalTable(head, head.length, rows);
}
