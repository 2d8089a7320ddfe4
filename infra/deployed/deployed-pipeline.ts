import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { INTAKE_ATTRIBUTES } from "../../functions/intake/attributes.ts";
import { statementKey } from "../../functions/statements/handler.ts";
import type { Month } from "../../shared/calendar/month.ts";
import { askingRef, statementsRef, type EndOutcome } from "../../shared/contract/outcome-report.ts";
import type { RegionPrefix } from "../../shared/region/region.ts";
import type { OutcomeStore } from "../../shared/store/outcome-store.ts";
import type { DeadQueue, Ending, Pipeline } from "../local/cli/pipeline.ts";
import { redriveQueue, type Redriven } from "../local/host/redrive.ts";
import { sendMessages, type OutgoingMessage } from "../local/host/send-messages.ts";
import type { QueueName } from "../wiring.ts";
import { lookAtDeadLetters } from "./look-at-dead-letters.ts";
import type { Installation } from "./installation.ts";

export interface DeployedPipelineOptions {
  readonly installation: Installation;
  readonly sqs: Pick<SQSClient, "send">;
  readonly s3: Pick<S3Client, "send">;
  readonly outcomes: Pick<OutcomeStore, "outcomes">;
  /** How long to wait for outcomes once everything is sent. */
  readonly waitMs: number;
}

/** Messages whose outcome is asked for at once. */
const LOOK = 500;
/** Between looks that found nothing: half a second, half as long again each time, up to five. */
const PAUSE = { firstMs: 500, factor: 1.5, longestMs: 5_000 } as const;
/** How long a receive waits: below a second SQS asks some of its servers only, and a queue that is not empty may look so. */
const RECEIVE_SECONDS = 2;

/**
 * The queues and functions of a stack. Functions there answer to nobody, so each message is sent with a ref that asks them to store its outcome,
 * and the outcomes are looked up: what is reported of a message is what a function said of that very message, whoever else posts the same id at
 * the same time. What nothing is heard of within the time is reported as waiting, never guessed.
 */
export class DeployedPipeline implements Pipeline {
  readonly #options: DeployedPipelineOptions;
  readonly #ended = new Map<string, EndOutcome>();

  constructor(options: DeployedPipelineOptions) {
    this.#options = options;
  }

  get ended(): number {
    return this.#ended.size;
  }

  async send(queue: "intake" | "commands", messages: readonly OutgoingMessage[]): Promise<string[]> {
    const { sqs, installation } = this.#options;
    const refs = messages.map(() => askingRef(randomUUID()));
    const asking = messages.map((message, place) => {
      const { body, attributes = {} } = typeof message === "string" ? { body: message } : message;
      return { body, attributes: { ...attributes, [INTAKE_ATTRIBUTES.ref]: refs[place] ?? "" } };
    });
    await sendMessages(sqs, installation.queues[queue].url, asking);
    return refs;
  }

  /** Looks at those sent first, because they end first, and at those it found nothing of again after all others. */
  async settle(refs: readonly string[], onProgress: () => void = () => undefined): Promise<void> {
    const endAtMs = performance.now() + this.#options.waitMs;
    let left = refs.filter((ref) => !this.#ended.has(ref));
    let pauseMs: number = PAUSE.firstMs;
    while (left.length > 0) {
      const [looked, later] = [left.slice(0, LOOK), left.slice(LOOK)];
      const missing = await this.#look(looked);
      left = [...later, ...missing];
      onProgress();
      if (missing.length < looked.length) {
        pauseMs = PAUSE.firstMs;
        continue;
      }
      const restMs = endAtMs - performance.now();
      if (restMs <= 0) break;
      await sleep(Math.min(pauseMs, restMs));
      pauseMs = Math.min(pauseMs * PAUSE.factor, PAUSE.longestMs);
    }
    // What is reported as waiting has been looked at once more, all of it.
    for (let from = 0; from < left.length; from += LOOK) await this.#look(left.slice(from, from + LOOK));
    onProgress();
  }

  endingOf(ref: string): Ending {
    return this.#ended.get(ref) ?? { ref, outcome: "waiting" };
  }

  async statements(closeRef: string, month: Month, region: RegionPrefix): Promise<readonly string[] | undefined> {
    const ref = statementsRef(closeRef);
    await this.settle([ref]);
    return this.endingOf(ref).outcome === "waiting" ? undefined : this.#listStatements(month, region);
  }

  deadLetters(): Promise<readonly DeadQueue[]> {
    const { sqs, installation } = this.#options;
    return Promise.all(entriesOf(installation).map(([queue, { deadUrl }]) => lookAtDeadLetters(sqs, queue, deadUrl, RECEIVE_SECONDS)));
  }

  async redrive(queue?: QueueName): Promise<readonly Redriven<QueueName>[]> {
    const { sqs, installation } = this.#options;
    const wanted = entriesOf(installation).filter(([name]) => (queue ?? name) === name);
    return (await Promise.all(wanted.map(([name, urls]) => redriveQueue(sqs, { queue: name, ...urls, waitSeconds: RECEIVE_SECONDS })))).flat();
  }

  /** Takes what is there of the outcomes; returns the refs of what is not. */
  async #look(refs: readonly string[]): Promise<string[]> {
    for (const [ref, outcome] of await this.#options.outcomes.outcomes(refs)) this.#ended.set(ref, outcome);
    return refs.filter((ref) => !this.#ended.has(ref));
  }

  /** Addresses of the statements in the bucket: nobody asked for a copy. */
  async #listStatements(month: Month, region: RegionPrefix): Promise<string[]> {
    const Bucket = this.#options.installation.statementsBucket;
    const found: string[] = [];
    let token: string | undefined;
    do {
      const Prefix = statementKey(month, region);
      const page = await this.#options.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      found.push(...(page.Contents ?? []).map(({ Key = "" }) => `s3://${Bucket}/${Key}`));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found.sort();
  }
}

function entriesOf({ queues }: Installation): [QueueName, Installation["queues"][QueueName]][] {
  return Object.entries(queues) as [QueueName, Installation["queues"][QueueName]][];
}
