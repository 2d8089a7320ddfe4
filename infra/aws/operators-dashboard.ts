import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { METRICS, type MetricName } from "../../functions/metrics.ts";
import type { Alarms } from "./alarms.ts";
import type { DataStack, Named } from "./data-stack.ts";
import { publishedMetric } from "./metric.ts";
import type { Settings } from "./settings.ts";

export interface OperatorsDashboardProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly functions: Named<lambda.Function>;
  readonly alarms: Alarms;
}

const WIDTH = 8;
const HOUR = Duration.hours(1);

/** What operators look at first: is anything wrong, does everything flow, what became of it. With 50 metrics, as many as a dashboard has for nothing. */
export class OperatorsDashboard extends Construct {
  readonly #props: OperatorsDashboardProps;

  constructor(scope: Construct, id: string, props: OperatorsDashboardProps) {
    super(scope, id);
    this.#props = props;
    const dashboard = new cloudwatch.Dashboard(this, "Dashboard", { defaultInterval: Duration.days(7) });
    dashboard.addWidgets(
      new cloudwatch.TextWidget({
        width: 24,
        height: 2,
        markdown: `# Fund Flow ${props.settings.environment}\nRunbook: ${props.settings.runbookUrl}`,
      }),
    );
    dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title: "Alarms", width: 24, height: 4, alarms: props.alarms.alarms }));
    dashboard.addWidgets(...this.#outcomes());
    dashboard.addWidgets(...this.#queues());
    dashboard.addWidgets(...this.#functions());
  }

  #outcomes(): cloudwatch.IWidget[] {
    const of = (service: string, ...names: MetricName[]): cloudwatch.IMetric[] =>
      names.map((name) => publishedMetric(name, service, this.#props.settings.environment, { period: HOUR, label: name }));
    return [
      graph("Received", of("intake", METRICS.messages, METRICS.rejected)),
      graph("Became of it", of("ledger", METRICS.posted, METRICS.alreadyApplied, METRICS.rejected, METRICS.conflicts)),
      graph("Closes", of("close", METRICS.posted, METRICS.rejected)),
    ];
  }

  #queues(): cloudwatch.IWidget[] {
    const queues = [...this.#props.data.queues];
    const most = { period: HOUR, statistic: "Maximum" };
    return [
      graph(
        "Messages waiting",
        queues.map(([label, { queue }]) => queue.metricApproximateNumberOfMessagesVisible({ ...most, label })),
      ),
      graph(
        "Oldest message, seconds",
        queues.map(([label, { queue }]) => queue.metricApproximateAgeOfOldestMessage({ ...most, label })),
      ),
      graph(
        "Dead letters",
        queues.map(([label, { deadLetters }]) => deadLetters.metricApproximateNumberOfMessagesVisible({ ...most, label })),
      ),
    ];
  }

  #functions(): cloudwatch.IWidget[] {
    const functions = [...this.#props.functions];
    return [
      graph(
        "Errors and throttles",
        functions.flatMap(([name, one]) => [
          one.metricErrors({ period: HOUR, label: `${name} errors` }),
          one.metricThrottles({ period: HOUR, label: `${name} throttles` }),
        ]),
      ),
      graph(
        "Longest 1 % of calls, ms",
        functions.map(([label, one]) => one.metricDuration({ period: HOUR, statistic: "p99", label })),
      ),
      graph(
        "Calls",
        functions.map(([label, one]) => one.metricInvocations({ period: HOUR, label })),
      ),
    ];
  }
}

const graph = (title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget => new cloudwatch.GraphWidget({ title, left, width: WIDTH });
