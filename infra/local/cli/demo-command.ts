import type { Command } from "commander";
import { advancesArgument } from "./arguments.ts";
import { command, type Common } from "./command.ts";
import { renderDemo } from "./demo-table.ts";
import { runDemo } from "./demo.ts";
import { answerJson, type Output } from "./output.ts";

export function addDemo(program: Command, output: Output, fail: () => void): void {
  command(program, "demo", "a whole synthetic month 演示: post, close, disburse, to statements and rates")
    .option("--advances <number>", "how many good advances 垫付笔数", advancesArgument, 5_000)
    .action(async ({ advances, data, format }: Common & { advances: number }) => {
      const report = await runDemo(advances, data, output);
      if (format === "json") answerJson(output, report);
      else output.answer(renderDemo(report));
      if (!report.asExpected || report.verification.findings.length > 0) fail();
    });
}
