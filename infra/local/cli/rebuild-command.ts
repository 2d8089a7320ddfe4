import type { Command } from "commander";
import { rebuild } from "../../../shared/store/rebuild.ts";
import { targetCommand, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { withLedger } from "./with-target.ts";

export function addRebuild(program: Command, output: Output): void {
  targetCommand(program, "rebuild", "write index and accounts again as the journal says, after a restore; verify afterwards 重建索引与账户").action(
    async ({ format, ...at }: Common) => {
      const progress = output.progress("rebuilding 重建");
      const result = await withLedger(at, ({ store }) =>
        rebuild(store, (pages) => {
          progress.update(pages, pages);
        }),
      ).finally(() => {
        progress.stop();
      });
      const { lanes, pages, indexEntries, accounts } = result;
      if (format === "json") answerJson(output, result);
      else output.answer(`${pages} pages of ${lanes} lanes: ${indexEntries} index entries, ${accounts} accounts written 已重建`);
    },
  );
}
