import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Wiring } from "../wiring.ts";
import { Alarms } from "./alarms.ts";
import { bundleProblems } from "./bundle-budgets.ts";
import type { Bundles } from "./bundle-functions.ts";
import type { DataStack } from "./data-stack.ts";
import { OperatorsDashboard } from "./operators-dashboard.ts";
import { addOutcomeAlarms } from "./outcome-alarms.ts";
import { PipelineFunction } from "./pipeline-function.ts";
import { platformOf } from "./platform.ts";
import { addQueueAlarms } from "./queue-alarms.ts";
import { wiringProblems } from "./relations.ts";
import { Schedules } from "./schedules.ts";
import type { Settings } from "./settings.ts";
import { titleOf } from "./title.ts";

export interface PipelineStackProps extends StackProps {
  readonly wiring: Wiring;
  readonly settings: Settings;
  readonly data: DataStack;
  readonly bundles: Bundles;
}

/** What works on the data: functions, schedules, and how operators learn of them. It can be removed and built again without losing anything. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { wiring, settings, data, bundles, ...props }: PipelineStackProps) {
    super(scope, id, props);
    this.node.addValidation({ validate: () => [...wiringProblems(wiring), ...bundleProblems(bundles)] });
    const { alarmEmails: emails, runbookUrl, environment } = settings;
    const alarms = new Alarms(this, "Alarms", { key: data.messageKey, emails, runbookUrl });
    const platform = platformOf(settings);
    const functions = Object.entries(wiring.functions).map(([name, one]) => {
      const bundle = bundles[name];
      if (bundle === undefined) throw new Error(`there is no bundle of ${name}`);
      const { function: built } = new PipelineFunction(this, titleOf(name), {
        name,
        wiring: one,
        wait: wiring.wait,
        code: bundle.folder,
        data,
        settings,
        platform,
        alarms,
      });
      return [name, built] as const;
    });
    new Schedules(this, "Schedules", { schedules: wiring.schedules, data, alarms });
    addQueueAlarms(this, alarms, wiring.queues, data);
    addOutcomeAlarms(this, alarms, wiring, environment);
    new OperatorsDashboard(this, "Operators", { settings, data, functions: new Map(functions), alarms });
  }
}
