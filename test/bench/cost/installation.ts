import type { Template } from "aws-cdk-lib/assertions";
import { WIRING } from "../../../infra/wiring.ts";
import { resources, shown, synthesise } from "../../support/aws-app.ts";

/** What an installation has that is charged for whether anything is posted or not, as the stacks say. */
export interface Installation {
  readonly alarms: number;
  readonly keys: number;
  readonly secrets: number;
  readonly dashboards: number;
  /** Metrics on the dashboard; up to fifty are free. */
  readonly dashboardMetrics: number;
  readonly standardSources: number;
  readonly fifoSources: number;
  /** Messages all schedules send in a year. */
  readonly scheduledCalls: number;
  /** Who asks KMS for a data key again every five minutes while there is work: each table's user; each queue's senders, twice, and its reader. */
  readonly keyUsers: number;
}

export function countInstallation(): Installation {
  const { data, pipeline } = synthesise();
  const count = (template: Template, type: string): number => resources(template, type).length;
  const [[, dashboard] = ["", undefined]] = resources(pipeline, "AWS::CloudWatch::Dashboard");
  const { widgets } = JSON.parse(shown(dashboard?.Properties["DashboardBody"])) as {
    readonly widgets: readonly { properties: { metrics?: unknown[] } }[];
  };
  const { functions, queues, schedules, senders } = WIRING;
  const fifo = Object.values(functions).filter(({ source }) => queues[source.queue]?.fifo).length;
  return {
    alarms: count(pipeline, "AWS::CloudWatch::Alarm"),
    keys: count(data, "AWS::KMS::Key"),
    secrets: count(data, "AWS::SecretsManager::Secret"),
    dashboards: count(pipeline, "AWS::CloudWatch::Dashboard"),
    dashboardMetrics: widgets.reduce((sum, { properties }) => sum + (properties.metrics?.length ?? 0), 0),
    standardSources: count(pipeline, "AWS::Lambda::EventSourceMapping") - fifo,
    fifoSources: fifo,
    scheduledCalls: Object.values(schedules).reduce((sum, { at }) => sum + (at.day === undefined ? 365 : 12), 0),
    keyUsers:
      Object.values(functions).reduce((sum, { tables }) => sum + Object.keys(tables).length, 0) +
      Object.keys(queues).length +
      2 * [...Object.values(functions).map(({ sendsTo }) => sendsTo), ...Object.values(senders)].flat().length +
      2 * Object.keys(schedules).length,
  };
}
