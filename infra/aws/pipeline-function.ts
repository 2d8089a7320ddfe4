import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { METRICS } from "../../functions/metrics.ts";
import type { FunctionWiring, WaitWiring } from "../wiring.ts";
import type { Alarms } from "./alarms.ts";
import type { DataStack } from "./data-stack.ts";
import { functionVariables } from "./function-variables.ts";
import { statementsFor } from "./grant-function.ts";
import { publishedMetric } from "./metric.ts";
import { need } from "./need.ts";
import type { Platform } from "./platform.ts";
import type { Settings } from "./settings.ts";

export interface PipelineFunctionProps {
  readonly name: string;
  readonly wiring: FunctionWiring;
  readonly wait: WaitWiring;
  /** Folder of its bundle. */
  readonly code: string;
  readonly data: DataStack;
  readonly settings: Settings;
  readonly platform: Platform;
  readonly alarms: Alarms;
}

/** A function of the wiring with its log, rights, event source and alarms. */
export class PipelineFunction extends Construct {
  readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const { wiring, data, settings } = props;
    const { queue } = need(data.queues, wiring.source.queue);
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = new logs.LogGroup(this, "Log", { retention: settings.logRetentionDays, removalPolicy: RemovalPolicy.RETAIN });

    this.function = this.#createFunction(props, role, logGroup);

    logGroup.grantWrite(role);
    for (const statement of statementsFor(wiring, data)) role.addToPrincipalPolicy(statement);
    this.#acknowledge(props, role);

    const { batchSize, batchingWindowSeconds, maxConcurrency } = wiring.source;
    this.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        ...(batchingWindowSeconds === 0 ? {} : { maxBatchingWindow: Duration.seconds(batchingWindowSeconds) }),
        reportBatchItemFailures: true,
        maxConcurrency,
      }),
    );
    this.#watch(props);
  }

  #createFunction(
    { name, wiring, wait, code, data, settings, platform }: PipelineFunctionProps,
    role: iam.Role,
    logGroup: logs.LogGroup,
  ): lambda.Function {
    const { ARM_64, X86_64 } = lambda.Architecture;
    return new lambda.Function(this, "Function", {
      description: `Fund Flow ${settings.environment}: ${name}`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: platform.architecture === "arm64" ? ARM_64 : X86_64,
      code: lambda.Code.fromAsset(code),
      handler: "index.handler",
      memorySize: wiring.memoryMb,
      timeout: Duration.seconds(wiring.timeoutSeconds),
      // As many as the event source calls at once: it then never finds the function throttled, and no message is received in vain.
      ...(settings.reserveConcurrency ? { reservedConcurrentExecutions: wiring.source.maxConcurrency } : {}),
      tracing: platform.tracing ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      role,
      logGroup,
      environment: functionVariables(data, wait, settings, wiring.secrets),
    });
  }

  #acknowledge({ wiring, data, platform }: PipelineFunctionProps, role: iam.Role): void {
    if (platform.tracing) {
      Validations.of(role).acknowledge({
        id: "AwsSolutions-IAM5[Resource::*]",
        reason: "X-Ray knows no resources: its two actions can only be allowed on all.",
      });
    }
    for (const [name, prefix] of Object.entries({ ...wiring.gets, ...wiring.puts })) {
      // The finding is named by the resource as the other stack exports it.
      const { "Fn::ImportValue": bucketArn } = data.resolve(data.exportValue(need(data.buckets, name).bucket.bucketArn)) as Record<string, string>;
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${bucketArn ?? ""}/${prefix}*]`,
        reason: `Objects have the names of months and regions; the function may put them${name in wiring.gets ? " and get them" : ""} under ${prefix} alone, and remove none.`,
      });
    }
  }

  #watch({ name, settings, alarms, data, wiring }: PipelineFunctionProps): void {
    const again = { threshold: 1, periods: 2 };
    const period = retryPeriod(need(data.queues, wiring.source.queue).visibilityTimeoutSeconds);
    alarms.add(this, "Errors", {
      section: "function-failing",
      says: `The function ${name} fails again and again.`,
      metric: this.function.metricErrors({ period }),
      ...again,
    });
    alarms.add(this, "FailedMessages", {
      section: "messages-given-back",
      says: `The function ${name} gives messages back again and again.`,
      metric: publishedMetric(METRICS.failedMessages, name, settings.environment, { period }),
      ...again,
    });
    alarms.add(this, "Throttles", {
      section: "function-throttled",
      says: `The function ${name} is throttled again and again: it may run less often at once than its event source calls it.`,
      metric: this.function.metricThrottles({ period }),
      ...again,
    });
  }
}

/** Longer than the queue hides a message, so that what fails at every delivery fails in every period; whole hours from one hour on, which may be looked back on for longer. */
function retryPeriod(visibilityTimeoutSeconds: number): Duration {
  const quarter = Duration.minutes(15);
  return visibilityTimeoutSeconds < quarter.toSeconds() ? quarter : Duration.hours(Math.floor(visibilityTimeoutSeconds / 3600) + 1);
}
