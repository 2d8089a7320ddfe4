import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Outcome } from "../shared/contract/outcome-report.ts";
import { METRICS_NAMESPACE } from "../shared/watch/metric-names.ts";
import type { EmfLine } from "../shared/watch/metrics.ts";
import { VARIABLES, type Variables } from "./environment.ts";
import type { QueueEvent, QueueResponse, Tools } from "./function.ts";
import { METRIC_DIMENSIONS, METRICS, type MetricName } from "./metrics.ts";

/** A function's log and metrics on AWS: lines of JSON on standard output, which CloudWatch reads. */
export interface Telemetry extends Required<Pick<Tools, "log" | "note" | "emit">> {
  /** Names the call in every line that follows. */
  readonly begin: (requestId: string) => void;
  /** Counts what became of the messages of a call, and notes each rejection. */
  readonly report: (event: QueueEvent, response: QueueResponse) => void;
}

export function createTelemetry(functionName: string, variables: Variables): Telemetry {
  const environment = variables[VARIABLES.environmentName] ?? "unnamed";
  const logger = new Logger({ serviceName: functionName, persistentKeys: { environment } });
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: functionName,
    defaultDimensions: { [METRIC_DIMENSIONS.environment]: environment },
  });
  const note: Telemetry["note"] = ({ event, ...line }) => {
    logger.info(String(event), line);
  };
  return {
    note,
    log: (line) => {
      logger.error("fault", withoutLevel(line));
    },
    // CloudWatch takes metrics from lines that are JSON and nothing else.
    emit: (line) => process.stdout.write(`${JSON.stringify(ofInstallation(line, environment))}\n`),
    begin: (requestId) => {
      logger.appendKeys({ requestId });
    },
    report: ({ Records }, { batchItemFailures, outcomes }) => {
      for (const [name, count] of countsOf(Records.length, batchItemFailures.length, outcomes)) {
        if (count > 0) metrics.addMetric(name, MetricUnit.Count, count);
      }
      metrics.publishStoredMetrics();
      for (const outcome of outcomes) if (outcome.outcome === "rejected") logger.warn("rejected", rejectionKeys(outcome.rejection));
    },
  };
}

/** The logger has a level of its own, and at every other writes a line that it does not take it. */
function withoutLevel(line: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(line).filter(([name]) => name !== "level"));
}

/** The installation's name as a dimension more, so that two in one account are told apart. */
function ofInstallation(line: EmfLine, environment: string): EmfLine {
  const { Timestamp, CloudWatchMetrics } = line._aws;
  const named = CloudWatchMetrics.map((one) => ({ ...one, Dimensions: one.Dimensions.map((names) => [METRIC_DIMENSIONS.environment, ...names]) }));
  return { ...line, _aws: { Timestamp, CloudWatchMetrics: named }, [METRIC_DIMENSIONS.environment]: environment };
}

function countsOf(messages: number, failed: number, outcomes: readonly Outcome[]): readonly (readonly [MetricName, number])[] {
  const count = (wanted: (outcome: Outcome) => boolean): number => outcomes.filter(wanted).length;
  return [
    [METRICS.messages, messages],
    [METRICS.failedMessages, failed],
    [METRICS.posted, count(({ outcome }) => outcome === "posted")],
    [METRICS.alreadyApplied, count(({ outcome }) => outcome === "already_applied")],
    [METRICS.deferred, count(({ outcome }) => outcome === "deferred")],
    [METRICS.rejected, count(({ outcome }) => outcome === "rejected")],
    [METRICS.conflicts, count((one) => one.outcome === "rejected" && one.rejection.code === "conflict")],
  ];
}

/** By what a rejection is found in its table; not the original, which may hold what nobody who reads logs should. */
function rejectionKeys(rejection: Extract<Outcome, { readonly outcome: "rejected" }>["rejection"]): Readonly<Record<string, string>> {
  const { code, rejection_id, kind, id, fixmedins_code, insu_admdvs } = rejection;
  const keys = { code, rejection_id, kind, id, lane: fixmedins_code, county: insu_admdvs };
  return Object.fromEntries(Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
