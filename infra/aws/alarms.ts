import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { RunbookSection } from "./runbook.ts";
import { accountCondition } from "./statements.ts";

export interface AlarmsProps {
  readonly key: kms.Key;
  readonly emails: readonly string[];
  readonly runbookUrl: string;
}

export interface AlarmDefinition {
  readonly section: RunbookSection;
  /** What has happened, in a sentence a person woken by it understands. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm goes off at this value; below it where `below` is set. */
  readonly threshold: number;
  readonly below?: boolean;
  /** How many of the metric's periods in a row. */
  readonly periods?: number;
  /** No data means that something does not run at all, and is an alarm too. Otherwise it means that nothing has happened. */
  readonly silenceIsAlarming?: boolean;
}

/** The topic operators are told by, and the way to put an alarm on it. */
export class Alarms extends Construct {
  readonly topic: sns.Topic;
  readonly alarms: cloudwatch.Alarm[] = [];
  readonly #runbookUrl: string;

  constructor(scope: Construct, id: string, { key, emails, runbookUrl }: AlarmsProps) {
    super(scope, id);
    this.#runbookUrl = runbookUrl;
    this.topic = new sns.Topic(this, "Topic", { masterKey: key, enforceSSL: true });
    // A topic with a policy of its own has lost the one that let alarms of its account publish.
    const cloudWatch = new iam.ServicePrincipal("cloudwatch.amazonaws.com");
    const conditions = accountCondition(this);
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({ principals: [cloudWatch], actions: ["sns:Publish"], resources: [this.topic.topicArn], conditions }),
    );
    key.addToResourcePolicy(
      new iam.PolicyStatement({ principals: [cloudWatch], actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: ["*"], conditions }),
    );
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }

  add(scope: Construct, id: string, { section, says, metric, threshold, below, periods = 1, silenceIsAlarming }: AlarmDefinition): void {
    const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
    const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
    const alarm = new cloudwatch.Alarm(scope, id, {
      alarmDescription: `${says} What to do: ${this.#runbookUrl}#${section}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below === true ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: silenceIsAlarming === true ? BREACHING : NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.alarms.push(alarm);
  }
}

/** Five minutes: what operators look at, unless a metric is rarer. */
export const PERIOD = Duration.minutes(5);
