import type { Command } from "commander";
import { command, type Common } from "./command.ts";
import { answerJson, type Output } from "./output.ts";
import { withEngines, withHost } from "./with-host.ts";

export function addDeadLetters(program: Command, output: Output): void {
  command(program, "dead-letters", "messages that failed again and again 死信")
    .option("--repost", "send them to their queue again")
    .action(async ({ data, format, repost = false }: Common & { repost?: boolean }) => {
      const letters = await (repost ? withHost : withEngines)(data, output.note, async ({ host }) => {
        const waiting = await host.deadLetters();
        if (repost) {
          await host.redrive();
          await host.drain();
        }
        return waiting;
      });
      if (format === "json") answerJson(output, letters);
      else
        output.answer(
          letters.length === 0
            ? "no dead letters 无死信"
            : letters.map((one) => `${one.queue} ${one.messageId} received ${one.receiveCount} times`).join("\n"),
        );
    });
}
