import type { Environment } from "../../../functions/environment.ts";
import type { BuildFunction } from "../../../functions/function.ts";
import type { Outcome } from "../../../shared/contract/outcome-report.ts";
import type { FunctionName, QUEUES, QueueName, ScheduleName } from "../../wiring.ts";
import type { Clients } from "../engines/clients.ts";
import type { DeadLetter } from "./dead-letters.ts";
import type { DrainOptions } from "./drain.ts";
import type { Redriven } from "./redrive.ts";
import type { OutgoingMessage } from "./send-messages.ts";

export type BuildFunctions = Readonly<Partial<Record<FunctionName, BuildFunction>>>;

export interface HostOptions {
  /** Default .fundflow in the working directory. */
  readonly dataDir?: string;
  /** The functions to run, where not all of the wiring's; the queues of the others keep their messages. */
  readonly functions?: BuildFunctions;
  readonly nowEpochMs?: () => number;
  /** Told what became of messages, as the functions report it. A message delivered again may be reported again: its first end counts. */
  readonly onOutcomes?: (outcomes: readonly Outcome[]) => void;
  readonly deferSeconds?: number;
  readonly deferAttempts?: number;
  /** Gets a line for every call that failed; default standard error. */
  readonly log?: (line: string) => void;
}

/** Queues a person may send to: on a FIFO queue a message has a group, which only functions know. */
export type StandardQueueName = { [Name in QueueName]: (typeof QUEUES)[Name]["fifo"] extends true ? never : Name }[QueueName];

/** The wiring's functions running on the embedded engines. */
export interface Host {
  readonly dataDir: string;
  readonly environment: Environment;
  readonly clients: Clients;
  /** Resolves with the reason when the host cannot go on; never otherwise. What the queues hold is kept. */
  readonly failed: Promise<Error>;
  /** Sends the messages in order and returns the messages' ids in the same order. Throws SendFault. */
  send(queue: StandardQueueName, messages: readonly OutgoingMessage[]): Promise<string[]>;
  /**
   * Waits until the queues of the running functions are empty (visible, in flight and delayed) and no call runs. Throws where the host cannot
   * go on.
   */
  drain(options?: DrainOptions): Promise<void>;
  deadLetters(): Promise<DeadLetter<QueueName>[]>;
  /** Sends dead letters to their queue again: those of one queue or of all. */
  redrive(queue?: QueueName): Promise<Redriven<QueueName>[]>;
  /** Does now what the schedule does at its time; returns the id of the message sent. */
  fireSchedule(name: ScheduleName): Promise<string>;
  /** Lets the calls that run finish, for a while, and releases the data folder. */
  stop(): Promise<void>;
}
