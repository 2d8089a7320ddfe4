import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { METRIC_DIMENSIONS, METRICS_NAMESPACE, type MetricName } from "../../functions/metrics.ts";
import { PERIOD } from "./alarms.ts";

/** A metric a function publishes itself, as a sum over five minutes unless told otherwise. */
export function publishedMetric(
  metricName: MetricName,
  service: string,
  environment: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSIONS.service]: service, [METRIC_DIMENSIONS.environment]: environment },
    statistic: cloudwatch.Stats.SUM,
    period: PERIOD,
    ...options,
  });
}
