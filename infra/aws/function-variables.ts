import { VARIABLES } from "../../functions/environment.ts";
import { resourceVariables } from "../resource-variables.ts";
import type { SecretName, Wiring } from "../wiring.ts";
import type { DataStack } from "./data-stack.ts";
import { need } from "./need.ts";
import type { Settings } from "./settings.ts";

/** The variables a function finds on AWS, named once in functions/environment.ts. Of a secret they hold only where it lies, and that only for its readers. */
export function functionVariables(
  data: DataStack,
  wait: Wiring["wait"],
  { environment, closeDay }: Pick<Settings, "environment" | "closeDay">,
  secrets: readonly SecretName[],
): Readonly<Record<string, string>> {
  const secretVariables: Readonly<Record<SecretName, string>> = { personKey: VARIABLES.personKeySecret };
  return {
    ...resourceVariables({
      table: (name) => need(data.tables, name).tableName,
      queue: (name) => need(data.queues, name).queue.queueUrl,
      bucket: (name) => need(data.buckets, name).bucket.bucketName,
      topic: (name) => need(data.topics, name).topicArn,
    }),
    [VARIABLES.environmentName]: environment,
    [VARIABLES.deferSeconds]: String(wait.seconds),
    [VARIABLES.deferAttempts]: String(wait.attempts),
    [VARIABLES.closeDay]: String(closeDay),
    ...Object.fromEntries(secrets.map((name) => [secretVariables[name], need(data.secrets, name).secretArn])),
    NODE_OPTIONS: "--enable-source-maps",
  };
}
