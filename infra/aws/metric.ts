import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { METRIC_DIMENSIONS, type MetricName } from "../../functions/metrics.ts";
import { METRICS_NAMESPACE, type WATCH_METRICS } from "../../shared/watch/metric-names.ts";
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

/** A metric of the daily watch over all regions: the most of a day unless told otherwise. */
export function watchMetric(
  metricName: (typeof WATCH_METRICS)[keyof typeof WATCH_METRICS],
  environment: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSIONS.environment]: environment },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.days(1),
    ...options,
  });
}
