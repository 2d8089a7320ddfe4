import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METRICS } from "../../../functions/metrics.ts";
import { METRICS_NAMESPACE, WATCH_METRICS } from "../../../shared/watch/metric-names.ts";
import { RUNBOOK_SECTIONS } from "../../../infra/aws/runbook.ts";
import { WIRING } from "../../../infra/wiring.ts";
import { resource, resources, shown, synthesise } from "../../support/aws-app.ts";

const INSTALLATION = [{ Name: "environment", Value: "test" }];
const RUNBOOK_URL = "https://example.org/runbook";
const { pipeline } = synthesise({ runbookUrl: RUNBOOK_URL, alarmEmails: "operator@example.org,second@example.org" });
const alarms = resources(pipeline, "AWS::CloudWatch::Alarm").map(([id, { Properties }]) => [id.slice(0, -8), Properties] as const);
const sectionOf = (properties: Readonly<Record<string, unknown>>): string =>
  /What to do: https:\/\/example\.org\/runbook#([\w-]+)$/.exec(String(properties["AlarmDescription"]))?.[1] ?? "none";

const text = readFileSync(join(import.meta.dirname, "../../../docs/runbook.md"), "utf8");
/** Headings of the second level as GitHub makes anchors of them, each with the headings below it. */
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.split("\n")[0]!.toLowerCase().replaceAll(" ", "-"),
      [...section.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading),
    ]),
);

describe("the runbook", () => {
  it("has the sections alarms name, and no others", () => {
    expect([...sections.keys()]).toEqual([...RUNBOOK_SECTIONS]);
    expect([...new Set(alarms.map(([, properties]) => sectionOf(properties)))].sort()).toEqual([...RUNBOOK_SECTIONS].sort());
  });

  it.each([...sections])("says of %s what it is, how to look into it and what to do", (_section, headings) => {
    expect(headings).toEqual(["Description", "Investigation", "Resolution"]);
  });

  it("leads to sections that exist", () => {
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((anchor) => !sections.has(anchor))).toEqual([]);
  });
});

describe("alarms", () => {
  it("tell every operator, when they go off and when they end", () => {
    for (const [id, { AlarmActions, OKActions }] of alarms)
      expect([shown(AlarmActions), shown(OKActions)], id).toEqual(["AlarmsTopic", "AlarmsTopic"]);
    const told = resources(pipeline, "AWS::SNS::Subscription").map(([, { Properties }]) => [Properties["Protocol"], Properties["Endpoint"]]);
    expect(told).toEqual([
      ["email", "operator@example.org"],
      ["email", "second@example.org"],
    ]);
  });

  it("may be published by CloudWatch, for this account alone, on an encrypted topic", () => {
    expect(shown(resource(pipeline, "AWS::SNS::Topic", "AlarmsTopic")["KmsMasterKeyId"])).toBe("MessageKey");
    pipeline.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: [
          { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
          {
            Effect: "Allow",
            Action: "sns:Publish",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          },
        ],
      },
    });
  });

  it("exist for every queue and every function", () => {
    const queues = Object.keys(WIRING.queues).flatMap((name) => [`${title(name)}DeadLetters`, `${title(name)}Stuck`]);
    const functions = Object.keys(WIRING.functions).flatMap((name) => [
      `${title(name)}Errors`,
      `${title(name)}FailedMessages`,
      `${title(name)}Throttles`,
    ]);
    const others = ["SchedulesNotDelivered", "Conflicts", "MonthNotClosed", "RateTooLow", "WatchNotRunning"];
    expect(alarms.map(([id]) => id).sort()).toEqual([...queues, ...functions, ...others].sort());
  });

  it.each(Object.keys(WIRING.queues))("of %s go off at the first dead letter, and when the oldest message has waited too long", (name) => {
    expect(alarm(`${title(name)}DeadLetters`)).toMatchObject({
      MetricName: "ApproximateNumberOfMessagesVisible",
      Statistic: "Maximum",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
    });
    expect(queueOf(`${title(name)}DeadLetters`)).toBe(`${title(name)}QueueDead`);
    expect(alarm(`${title(name)}Stuck`)).toMatchObject({
      MetricName: "ApproximateAgeOfOldestMessage",
      Threshold: WIRING.queues[name]!.stuckAfterSeconds,
    });
    expect(queueOf(`${title(name)}Stuck`)).toBe(`${title(name)}Queue`);
  });

  it("on what a function publishes look where it publishes", () => {
    expect(alarm("Conflicts")).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: METRICS.conflicts,
      Dimensions: dimensions("ledger"),
      Statistic: "Sum",
      Threshold: 1,
    });
    expect(alarm("IntakeFailedMessages")).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: METRICS.failedMessages,
      Dimensions: dimensions("intake"),
    });
    expect(alarm("MonthNotClosed")).toMatchObject({
      MetricName: WATCH_METRICS.overdueCloses,
      Dimensions: INSTALLATION,
      Period: 86_400,
      Threshold: 1,
    });
    expect(alarm("RateTooLow")).toMatchObject({ MetricName: WATCH_METRICS.lowRegions, Dimensions: INSTALLATION, Period: 86_400, Threshold: 1 });
  });

  it("on functions look at periods longer than a message that failed is hidden: it fails in each of them", () => {
    for (const [name, { source }] of Object.entries(WIRING.functions)) {
      const hidden = WIRING.queues[source.queue]!.visibilityTimeoutSeconds;
      for (const what of ["Errors", "FailedMessages", "Throttles"]) {
        expect(alarm(`${title(name)}${what}`), what).toMatchObject({ Statistic: "Sum", Threshold: 1, EvaluationPeriods: 2 });
        expect(alarm(`${title(name)}${what}`)["Period"], what).toBeGreaterThan(hidden);
      }
    }
  });

  it("go off too when nothing has watched for 26 hours: silence is no good sign", () => {
    expect(alarm("WatchNotRunning")).toMatchObject({
      MetricName: WATCH_METRICS.runs,
      Dimensions: INSTALLATION,
      Period: 3600,
      EvaluationPeriods: 26,
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    });
  });

  it("look back no further than CloudWatch does: a day, and seven where a period is an hour or more", () => {
    for (const [id, properties] of alarms) {
      const period = properties["Period"] as number;
      expect(period * (properties["EvaluationPeriods"] as number), id).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
    }
  });

  it("of a function that the wiring does not have are left out, so that none is on without an end", () => {
    const without = <T>(of: Readonly<Record<string, T>>, name: string) => Object.fromEntries(Object.entries(of).filter(([one]) => one !== name));
    const { pipeline: unwatched } = synthesise(
      {},
      {
        ...WIRING,
        functions: without(WIRING.functions, "watch"),
        queues: without(WIRING.queues, "watch"),
        schedules: without(WIRING.schedules, "dailyWatch"),
      },
    );
    const ids = resources(unwatched, "AWS::CloudWatch::Alarm").map(([id]) => id.slice(0, -8));
    expect(ids.filter((id) => ["MonthNotClosed", "RateTooLow", "WatchNotRunning"].includes(id))).toEqual([]);
  });
});

describe("the dashboard", () => {
  it("shows every alarm, queue and function", () => {
    const body = shown(resource(pipeline, "AWS::CloudWatch::Dashboard", "OperatorsDashboard")["DashboardBody"]);
    const { widgets } = JSON.parse(body) as { readonly widgets: readonly { readonly type: string; readonly properties: Record<string, unknown> }[] };
    const shownAlarms = widgets.find(({ type }) => type === "alarm")!.properties["alarms"] as readonly string[];
    expect([...shownAlarms].sort()).toEqual(alarms.map(([id]) => id).sort());
    const titles = widgets.filter(({ type }) => type === "metric").map(({ properties }) => properties["title"]);
    expect(titles).toEqual([
      "Received",
      "Became of it",
      "Closes",
      "Messages waiting",
      "Oldest message, seconds",
      "Dead letters",
      "Errors and throttles",
      "Longest 1 % of calls, ms",
      "Calls",
    ]);
    for (const name of [...Object.keys(WIRING.queues), ...Object.keys(WIRING.functions)]) expect(body).toContain(`"label":"${name}"`);
  });
});

function title(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function alarm(id: string): Readonly<Record<string, unknown>> {
  return alarms.find(([one]) => one === id)![1];
}

function queueOf(id: string): string {
  const [{ Value }] = alarm(id)["Dimensions"] as [{ readonly Value: unknown }];
  return shown(Value);
}

function dimensions(service: string): unknown {
  return expect.arrayContaining([
    { Name: "service", Value: service },
    { Name: "environment", Value: "test" },
  ]) as unknown;
}
