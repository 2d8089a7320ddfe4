import type { Month } from "../../../shared/calendar/month.ts";
import type { EndOutcome } from "../../../shared/contract/outcome-report.ts";
import type { RegionPrefix } from "../../../shared/region/region.ts";
import type { QueueName } from "../../wiring.ts";
import type { DeadLetter } from "../host/dead-letters.ts";
import type { Redriven } from "../host/redrive.ts";
import type { OutgoingMessage } from "../host/send-messages.ts";

/** How a message ended: or that it lies in a dead-letter queue, or that nothing was heard of it within the time. */
export type Ending = EndOutcome | { readonly ref: string; readonly outcome: "dead_lettered" | "waiting" };

/**
 * The queues and functions of a target, as a command uses them: those of a data folder run in the command's own process, those of a stack run
 * elsewhere and answer to nobody.
 */
export interface Pipeline {
  /** Sends the messages in order and returns the refs by which their endings are asked for. Throws SendFault. */
  send(queue: "intake" | "commands", messages: readonly OutgoingMessage[]): Promise<string[]>;
  /** How many messages are known to have ended. */
  readonly ended: number;
  /**
   * Waits until these messages have ended; on a data folder until all have that were ever sent, on a stack no longer than the command may wait.
   * Tells now and then that more have ended.
   */
  settle(refs: readonly string[], onProgress?: () => void): Promise<void>;
  /** How a message ended that was waited for. */
  endingOf(ref: string): Ending;
  /** Where the statements lie that the close with this ref published; undefined where they are not there within the time. */
  statements(closeRef: string, month: Month, region: RegionPrefix): Promise<readonly string[] | undefined>;
  /** What lies in the dead-letter queues. Changes nothing for good. */
  deadLetters(): Promise<readonly DeadQueue[]>;
  /** Sends dead letters to their queue again: those of one queue or of all. */
  redrive(queue?: QueueName): Promise<readonly Redriven<QueueName>[]>;
}

/** A queue's dead letters. */
export interface DeadQueue {
  readonly queue: QueueName;
  /** How many there are; on AWS about how many. */
  readonly messages: number;
  /** Those that can be shown: all of a data folder's; on AWS of a FIFO queue the first of each group. */
  readonly shown: readonly DeadLetter<QueueName>[];
}
