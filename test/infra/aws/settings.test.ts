import { describe, expect, it } from "vitest";
import { installationWiring } from "../../../infra/aws/installation-wiring.ts";
import { platformOf } from "../../../infra/aws/platform.ts";
import { readSettings, SettingsFault } from "../../../infra/aws/settings.ts";
import { WIRING } from "../../../infra/wiring.ts";
import { DEFAULT_CONTEXT } from "../../support/aws-app.ts";

const settings = (context: Readonly<Record<string, unknown>> = {}): ReturnType<typeof readSettings> =>
  readSettings({ ...DEFAULT_CONTEXT, ...context });

describe("settings", () => {
  it("are what cdk.json says, where nothing else is said", () => {
    expect(settings()).toEqual({
      environment: "test",
      region: "ap-southeast-1",
      closeDay: 11,
      closeHour: 2,
      closeRegions: ["53"],
      alarmEmails: [],
      runbookUrl: "docs/runbook.md",
      jwtIssuer: undefined,
      logRetentionDays: 365,
      statementLock: "none",
      statementLockDays: 3650,
      concurrency: {},
      reserveConcurrency: true,
      architecture: "auto",
      tracing: "auto",
    });
  });

  it("are read from text as the command line gives it, too", () => {
    const given = {
      closeDay: "1",
      closeHour: "0",
      closeRegions: "53,6202",
      alarmEmails: "a@example.org",
      concurrency: '{"ledger":20}',
      reserveConcurrency: "false",
    };
    expect(settings({ ...given, logRetentionDays: "30", jwtIssuer: "https://login.example.org/" })).toMatchObject({
      closeDay: 1,
      closeHour: 0,
      closeRegions: ["53", "6202"],
      alarmEmails: ["a@example.org"],
      concurrency: { ledger: 20 },
      reserveConcurrency: false,
      logRetentionDays: 30,
      jwtIssuer: "https://login.example.org/",
    });
  });

  it.each([
    ["environment", "Prod"],
    ["environment", ""],
    ["region", "Ningxia"],
    ["closeDay", 0],
    ["closeDay", 29],
    ["closeDay", "11.5"],
    ["closeDay", "eleven"],
    ["closeHour", 24],
    ["closeHour", -1],
    ["closeRegions", "5"],
    ["alarmEmails", "operator"],
    ["runbookUrl", ""],
    ["jwtIssuer", "http://login.example.org/"],
    ["logRetentionDays", 100],
    ["statementLock", "forever"],
    ["concurrency", '{"ledger":1}'],
    ["concurrency", "20"],
    ["reserveConcurrency", "yes"],
    ["architecture", "riscv"],
    ["tracing", true],
  ])("refuse %s %j, and say which it is", (name, value) => {
    expect(() => settings({ [name]: value })).toThrow(SettingsFault);
    expect(() => settings({ [name]: value })).toThrow(name);
  });

  it("refuse a name nobody knows: a slip of the pen must not leave the default standing", () => {
    expect(() => settings({ closeday: 15 })).toThrow("closeday");
  });

  it("let the tools' own context pass", () => {
    expect(settings({ "@aws-cdk/core:new": true, "aws:cdk:bundling-stacks": ["**"], "cdk-migrate": false })).toEqual(settings());
  });
});

describe("the wiring of an installation", () => {
  it("differs by what the settings say, and else is the wiring", () => {
    const wiring = installationWiring(WIRING, settings({ closeDay: 15, closeHour: 3, closeRegions: ["53", "62"], concurrency: { ledger: 20 } }));
    expect(wiring.schedules).toEqual({
      monthClose53: { ...WIRING.schedules["monthClose"], at: { day: 15, hour: 3 }, message: { kind: "close", setlym: "previous", region: "53" } },
      monthClose62: { ...WIRING.schedules["monthClose"], at: { day: 15, hour: 3 }, message: { kind: "close", setlym: "previous", region: "62" } },
      dailyWatch: WIRING.schedules["dailyWatch"],
      dailyPapers53: { ...WIRING.schedules["dailyPapers"], message: { setlym: "recent", region: "53" } },
      dailyPapers62: { ...WIRING.schedules["dailyPapers"], message: { setlym: "recent", region: "62" } },
    });
    expect(wiring.functions["ledger"]?.source.maxConcurrency).toBe(20);
    const { schedules, functions, ...rest } = wiring;
    expect([schedules, functions]).not.toEqual([WIRING.schedules, WIRING.functions]);
    expect({ ...rest, schedules: WIRING.schedules, functions: WIRING.functions }).toEqual(WIRING);
  });

  it("has no concurrency for a function that does not exist", () => {
    expect(() => installationWiring(WIRING, settings({ concurrency: { leger: 20 } }))).toThrow("there is no function leger");
  });
});

describe("a platform", () => {
  it.each([
    ["ap-southeast-1", "arm64", true],
    ["cn-northwest-1", "x86_64", false],
    ["cn-north-1", "x86_64", false],
  ])("in %s is %s, and sends traces: %s", (region, architecture, tracing) => {
    expect(platformOf({ region, architecture: "auto", tracing: "auto" })).toEqual({ architecture, tracing });
  });

  it("is what one is told it is", () => {
    expect(platformOf({ region: "cn-northwest-1", architecture: "arm64", tracing: "on" })).toEqual({ architecture: "arm64", tracing: true });
    expect(platformOf({ region: "eu-central-1", architecture: "x86_64", tracing: "off" })).toEqual({ architecture: "x86_64", tracing: false });
  });
});
