import type { Construct } from "constructs";
import type { Wiring } from "../wiring.ts";
import { PERIOD, type Alarms } from "./alarms.ts";
import type { DataStack } from "./data-stack.ts";
import { need } from "./need.ts";
import { titleOf } from "./title.ts";

/** Two alarms for each queue: something was given up, something is stuck. */
export function addQueueAlarms(scope: Construct, alarms: Alarms, queues: Wiring["queues"], data: DataStack): void {
  for (const [name, { stuckAfterSeconds }] of Object.entries(queues)) {
    const { queue, deadLetters } = need(data.queues, name);
    alarms.add(scope, `${titleOf(name)}DeadLetters`, {
      section: "dead-letters",
      says: `Messages of queue ${name} were given up and lie in its dead-letter queue.`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: "Maximum" }),
      threshold: 1,
    });
    alarms.add(scope, `${titleOf(name)}Stuck`, {
      section: "messages-waiting-too-long",
      says: `The oldest message of queue ${name} has waited for ${stuckAfterSeconds / 60} minutes.`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: "Maximum" }),
      threshold: stuckAfterSeconds,
      periods: 2,
    });
  }
}
