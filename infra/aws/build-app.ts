import { App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { WIRING, type Wiring } from "../wiring.ts";
import type { Bundles } from "./bundle-functions.ts";
import { DataStack } from "./data-stack.ts";
import { installationWiring } from "./installation-wiring.ts";
import { dataStackName, installationName, pipelineStackName } from "./outputs.ts";
import { PipelineStack } from "./pipeline-stack.ts";
import { readSettings } from "./settings.ts";

export interface FundFlowApp {
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
}

/** Puts the stacks of one installation into the app, by the settings in its context. Throws SettingsFault. */
export function buildApp(app: App, bundles: Bundles, given: Wiring = WIRING): FundFlowApp {
  const settings = readSettings(app.node.getAllContext() as Readonly<Record<string, unknown>>);
  const wiring = installationWiring(given, settings);
  const account = process.env["CDK_DEFAULT_ACCOUNT"];
  const env = { region: settings.region, ...(account === undefined ? {} : { account }) };
  const name = installationName(settings.environment);
  const data = new DataStack(app, dataStackName(name), { env, wiring, settings, description: "Fund Flow: tables, messages, statements, keys" });
  const pipeline = new PipelineStack(app, pipelineStackName(name), {
    env,
    wiring,
    settings,
    data,
    bundles,
    description: "Fund Flow: functions, schedules, alarms",
  });
  Tags.of(app).add("application", "fund-flow");
  Tags.of(app).add("environment", settings.environment);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, pipeline };
}
