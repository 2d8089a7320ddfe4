import { RemovalPolicy, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { ScheduleWiring, Wiring } from "../wiring.ts";
import type { Alarms } from "./alarms.ts";
import { PERIOD } from "./alarms.ts";
import type { DataStack } from "./data-stack.ts";
import { LONGEST_RETENTION } from "./message-queue.ts";
import { need } from "./need.ts";
import { accountCondition, allow, SEND_KEY_ACTIONS } from "./statements.ts";
import { titleOf } from "./title.ts";

/** A day: what could not be sent by then is a matter for a person. */
const LONGEST_RETRY_SECONDS = 86_400;
const MOST_RETRIES = 185;

export interface SchedulesProps {
  readonly schedules: Wiring["schedules"];
  readonly data: DataStack;
  readonly alarms: Alarms;
}

/** The schedules of the wiring: each sends its message to a queue. */
export class Schedules extends Construct {
  /** Messages a schedule could not send. */
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, { schedules, data, alarms }: SchedulesProps) {
    super(scope, id);
    this.deadLetters = new sqs.Queue(this, "Dead", {
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: data.messageKey,
      enforceSSL: true,
      retentionPeriod: LONGEST_RETENTION,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "This is the schedules' dead-letter queue; nothing receives from it but an operator.",
    });
    const role = new iam.Role(this, "Role", {
      assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", { conditions: accountCondition(this) }),
    });
    const queueArns = new Set(Object.values(schedules).map(({ queue }) => need(data.queues, queue).queue.queueArn));
    role.addToPrincipalPolicy(allow(["sqs:SendMessage"], ...queueArns, this.deadLetters.queueArn));
    role.addToPrincipalPolicy(allow(SEND_KEY_ACTIONS, data.messageKey.keyArn));
    for (const [name, schedule] of Object.entries(schedules)) this.#create(titleOf(name), schedule, role, data);
    alarms.add(this, "NotDelivered", {
      section: "schedule-not-delivered",
      says: "A schedule fired, but its message could not be put into its queue.",
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: "Maximum" }),
      threshold: 1,
    });
  }

  #create(id: string, { at, timezone, queue, message }: ScheduleWiring, role: iam.Role, data: DataStack): void {
    const schedule = new scheduler.CfnSchedule(this, id, {
      scheduleExpression: scheduleExpression(at),
      scheduleExpressionTimezone: timezone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: need(data.queues, queue).queue.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify(message),
        retryPolicy: { maximumEventAgeInSeconds: LONGEST_RETRY_SECONDS, maximumRetryAttempts: MOST_RETRIES },
        deadLetterConfig: { arn: this.deadLetters.queueArn },
      },
    });
    // The schedule must not fire before its role may send.
    schedule.node.addDependency(role);
  }
}

/** As EventBridge Scheduler writes it: on the hour, on that day of each month or on every day. */
export function scheduleExpression({ day, hour }: ScheduleWiring["at"]): string {
  return `cron(0 ${hour} ${day ?? "*"} * ? *)`;
}
