import { Option, type Command } from "commander";
import { QUEUES, type QueueName } from "../../wiring.ts";
import type { Redriven } from "../host/redrive.ts";
import type { DeadQueue } from "./pipeline.ts";
import { answerJson, formatOption, type FORMATS, type Output } from "./output.ts";
import { addTargetOptions, withTarget, type TargetOptions } from "./with-target.ts";

interface Asked extends TargetOptions {
  readonly dryRun?: boolean;
  readonly queue?: QueueName;
  readonly format: (typeof FORMATS)[number];
}

/** What was sent to a queue again. */
export interface RedrivenQueue {
  readonly queue: QueueName;
  readonly messages: number;
  readonly redriven: readonly Pick<Redriven, "deadMessageId" | "messageId">[];
}

export function addRedrive(program: Command, output: Output): void {
  addTargetOptions(program.command("redrive"))
    .description("send dead letters to their queue again, once what made them fail is mended 死信重投")
    .option("--dry-run", "only list them, by queue 只列出")
    .addOption(new Option("--queue <name>", "only this queue's").choices(Object.keys(QUEUES)))
    .addOption(formatOption())
    .action(async ({ dryRun = false, queue, format, ...at }: Asked) => {
      if (dryRun) {
        const found = await withTarget(at, "look", output.note, ({ pipeline }) => pipeline.deadLetters());
        const wanted = found.filter((one) => one.messages > 0 && (queue ?? one.queue) === one.queue);
        if (format === "json") answerJson(output, wanted);
        else output.answer(renderDead(wanted));
      } else {
        const redriven = byQueue(await withTarget(at, "existing", output.note, ({ pipeline }) => pipeline.redrive(queue)));
        if (format === "json") answerJson(output, redriven);
        else output.answer(renderRedriven(redriven));
      }
    });
}

function byQueue(redriven: readonly Redriven<QueueName>[]): RedrivenQueue[] {
  return [...Map.groupBy(redriven, ({ queue }) => queue)].map(([queue, all]) => ({
    queue,
    messages: all.length,
    redriven: all.map(({ deadMessageId, messageId }) => ({ deadMessageId, messageId })),
  }));
}

function renderDead(queues: readonly DeadQueue[]): string {
  if (queues.length === 0) return NONE;
  return queues
    .flatMap(({ queue, messages, shown }) => [
      `${queue}: ${messages}`,
      ...shown.map(({ messageId, sentEpochMs, messageGroupId }) =>
        ["  ", messageId, new Date(sentEpochMs).toISOString(), ...(messageGroupId === undefined ? [] : [messageGroupId])].join(" "),
      ),
      ...(messages > shown.length ? [`   … ${messages - shown.length} more 另有${messages - shown.length}条`] : []),
    ])
    .join("\n");
}

function renderRedriven(queues: readonly RedrivenQueue[]): string {
  if (queues.length === 0) return NONE;
  return queues.map(({ queue, messages }) => `${queue}: ${messages} sent again 已重投`).join("\n");
}

const NONE = "no dead letters 无死信";
