import type { Environment } from "./environment.ts";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Outcome } from "../shared/contract/outcome-report.ts";
import type { EmfLine } from "../shared/watch/metrics.ts";
import type { LedgerStore } from "../shared/store/ledger-store.ts";

/** One message of an SQS event, as Lambda hands it over (the fields we read). */
export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string; readonly dataType: string }>>;
}

export interface QueueEvent {
  readonly Records: readonly QueueMessage[];
}

/**
 * What a function answers: the messages to deliver again, which is all Lambda reads, and what became of every message, which an embedded
 * host shows to the person who sent them.
 */
export interface QueueResponse {
  readonly batchItemFailures: { itemIdentifier: string }[];
  readonly outcomes: readonly Outcome[];
}

export type QueueFunction = (event: QueueEvent) => Promise<QueueResponse>;

/** What a function may use besides its environment; a host gives it the clock and the log. */
export interface Tools {
  readonly nowEpochMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Takes one line of the function's log; never a message's body. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
  /** Takes one line of metrics (EMF). A host that keeps no metrics leaves it out. */
  readonly emit?: (line: EmfLine) => void;
  /** Takes what operators look up when all goes well: which lanes, months and ids a call worked on. A host without readers leaves it out. */
  readonly note?: (line: Readonly<Record<string, unknown>>) => void;
}

/** What a function of the ledger works on: the same code runs on AWS, on embedded engines and in the simulator. */
export interface Ports extends Tools {
  readonly store: LedgerStore;
  readonly queues: Queues;
}

/** SQS, of which functions only send. */
export type Queues = Pick<SQSClient, "send">;

/** Every function's module exports this as `build`. */
export type BuildFunction = (environment: Environment, tools: Tools) => QueueFunction;
