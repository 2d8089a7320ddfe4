import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { METRIC_DIMENSIONS, type MetricName } from "../../functions/metrics.ts";
import { METRICS_NAMESPACE, type WATCH_METRICS } from "../../shared/watch/metric-names.ts";
import { PERIOD } from "./alarms.ts";

/** What a function counts of its calls, as a sum over five minutes unless told otherwise. */
export function publishedMetric(metricName: MetricName, service: string, environment: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return metric(metricName, { [METRIC_DIMENSIONS.service]: service, [METRIC_DIMENSIONS.environment]: environment }, options);
}

/** What the daily watch finds in all regions, at its most of a day unless told otherwise. */
export function watchMetric(
  metricName: (typeof WATCH_METRICS)[keyof typeof WATCH_METRICS],
  environment: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  const daily = { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.days(1) };
  return metric(metricName, { [METRIC_DIMENSIONS.environment]: environment }, { ...daily, ...options });
}

function metric(metricName: string, dimensionsMap: Record<string, string>, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap,
    statistic: cloudwatch.Stats.SUM,
    period: PERIOD,
    ...options,
  });
}
