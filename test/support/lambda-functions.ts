import { VARIABLES, type Environment } from "../../functions/environment.ts";
import type { BuildFunction, QueueResponse } from "../../functions/function.ts";
import type { Bundles } from "../../infra/aws/bundle-functions.ts";
import { titleOf } from "../../infra/aws/title.ts";
import { SDK_VARIABLES } from "../../infra/local/engines/client-options.ts";
import type { BuildFunctions } from "../../infra/local/host/host.ts";
import { queueName, queueUrl } from "../../infra/local/engines/names.ts";
import { resourceVariables } from "../../infra/resource-variables.ts";
import { FUNCTIONS, QUEUES, type FunctionName } from "../../infra/wiring.ts";
import { resource, type Stacks } from "./aws-app.ts";
import { startLambda, type LambdaProcess } from "./lambda-process.ts";
import { startSecretsEndpoint, type SecretsEndpoint } from "./secrets-endpoint.ts";

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:personKey-AbCdEf";

/** A call of a function that was answered. */
export interface LambdaCall {
  readonly name: FunctionName;
  readonly messages: number;
  readonly answer: unknown;
  readonly durationMs: number;
}

/** The functions' bundles in processes of their own, for an embedded host to call. */
export interface LambdaFunctions {
  readonly build: BuildFunctions;
  /** A function's process, once the host runs. */
  readonly process: (name: FunctionName) => Promise<LambdaProcess>;
  /** The variables of a function on the host that has this environment. */
  readonly variables: (name: FunctionName, environment: Environment) => Record<string, string>;
  readonly calls: readonly LambdaCall[];
  readonly secrets: SecretsEndpoint;
  readonly stop: () => Promise<void>;
}

/** Runs each bundle with the variables the stack gives its function, of which those that refer to resources on AWS name the host's instead. */
export async function lambdaFunctions(bundles: Bundles, { pipeline }: Stacks): Promise<LambdaFunctions> {
  let personKey = "";
  const secrets = await startSecretsEndpoint(SECRET_ARN, () => personKey);
  const processes = new Map<FunctionName, Promise<LambdaProcess>>();
  const calls: LambdaCall[] = [];
  const process = (name: FunctionName): Promise<LambdaProcess> => processes.get(name) ?? Promise.reject(new Error(`${name} was not started`));
  const variables = (name: FunctionName, environment: Environment): Record<string, string> => {
    const { Environment } = resource(pipeline, "AWS::Lambda::Function", `${titleOf(name)}Function`);
    return embeddedVariables((Environment as StackEnvironment).Variables, environment, secrets.url);
  };
  const build = (name: FunctionName): BuildFunction => {
    return (environment) => {
      personKey = environment.personKey ?? "";
      const { timeoutSeconds, memoryMb } = FUNCTIONS[name];
      const options = { name, folder: bundles[name]?.folder ?? "", variables: variables(name, environment), timeoutSeconds, memoryMb };
      processes.set(name, startLambda(options));
      return async (event) => {
        const { answer, durationMs } = await (await process(name)).invoke(event);
        calls.push({ name, messages: event.Records.length, answer, durationMs });
        return answer as QueueResponse;
      };
    };
  };
  return {
    build: Object.fromEntries(FUNCTION_NAMES.map((name) => [name, build(name)])),
    process,
    variables,
    calls,
    secrets,
    stop: async () => {
      for (const started of processes.values()) await (await started).stop();
      await secrets.stop();
    },
  };
}

interface StackEnvironment {
  readonly Variables: Readonly<Record<string, unknown>>;
}

/** The stack's variables: texts as they are, and for a reference what the embedded host has in its place. Throws where it has nothing. */
function embeddedVariables(stack: StackEnvironment["Variables"], environment: Environment, secretsUrl: string): Record<string, string> {
  const { tables, statementsBucket, noticesTopic, endpoints } = environment;
  const here: Readonly<Record<string, string>> = {
    ...resourceVariables({
      table: (name) => tables[name],
      queue: (name) => queueUrl(endpoints.sqs ?? "", queueName(name, QUEUES[name])),
      bucket: () => statementsBucket,
      topic: () => noticesTopic,
    }),
    [VARIABLES.personKeySecret]: SECRET_ARN,
  };
  const resolved = Object.entries(stack).map(([name, value]) => {
    const text = typeof value === "string" ? value : here[name];
    if (text === undefined) throw new Error(`variable ${name} refers to something the embedded host does not have`);
    return [name, text] as const;
  });
  return {
    ...Object.fromEntries(resolved),
    ...SDK_VARIABLES,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb ?? "",
    AWS_ENDPOINT_URL_SQS: endpoints.sqs ?? "",
    AWS_ENDPOINT_URL_S3: endpoints.s3 ?? "",
    AWS_ENDPOINT_URL_SNS: endpoints.sns ?? "",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsUrl,
  };
}
