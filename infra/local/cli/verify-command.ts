import type { Command } from "commander";
import { verifyLedger } from "../../../shared/store/verify.ts";
import { targetCommand, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { withTarget } from "./with-target.ts";

export function addVerify(program: Command, output: Output, fail: () => void): void {
  targetCommand(program, "verify", "walk every journal and compare index and accounts with it to the fen 核对账簿").action(
    async ({ format, ...at }: Common) => {
      const progress = output.progress("verifying 核对");
      const result = await withTarget(at, "look", output.note, ({ store }) =>
        verifyLedger(store, (pages) => {
          progress.update(pages, pages);
        }),
      ).finally(() => {
        progress.stop();
      });
      const { lanes, pages, entries, indexEntries, accounts, findings } = result;
      if (format === "json") answerJson(output, result);
      else {
        output.answer(
          `${lanes} lanes, ${pages} pages, ${entries} entries, ${indexEntries} index entries, ${accounts} accounts: ${findings.length} findings`,
        );
        for (const { lane, page, what } of findings) output.answer(`  lane ${lane}${page === undefined ? "" : ` page ${page}`}: ${what}`);
      }
      if (findings.length > 0) fail();
    },
  );
}
