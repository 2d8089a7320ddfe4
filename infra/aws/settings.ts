import { RetentionDays } from "aws-cdk-lib/aws-logs";
import * as v from "valibot";

/** Context comes as text from the command line and as JSON from cdk.json: both are read alike. */
const json = v.pipe(
  v.string(),
  v.transform((text): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }),
);
const orJson = <T>(schema: v.GenericSchema<T>) => v.union([schema, v.pipe(json, schema)]);
const whole = (least: number, most: number) => orJson(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)));
const list = (item: v.GenericSchema<string>) =>
  v.union([
    v.array(item),
    v.pipe(
      v.string(),
      v.transform((text) => text.split(",").filter((one) => one !== "")),
      v.array(item),
    ),
  ]);
const orNothing = <T>(schema: v.GenericSchema<T>) =>
  v.union([
    schema,
    v.pipe(
      v.literal(""),
      v.transform((): undefined => undefined),
    ),
  ]);

const SettingsSchema = v.strictObject({
  /** Names the installation: stacks, metrics, dashboard. */
  environment: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,15}$/, "environment: small letters, digits and hyphens, sixteen at most")),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "region: a region's name, such as cn-northwest-1")),
  /** When the month before is closed, in China Standard Time. Day 28 is the last that every month has. */
  closeDay: whole(1, 28),
  closeHour: whole(0, 23),
  /** Region prefixes whose months the schedules close and whose papers they deliver. */
  closeRegions: list(v.pipe(v.string(), v.regex(/^\d{2}(\d{2}){0,2}$/, "closeRegions: prefixes of two, four or six digits"))),
  alarmEmails: list(v.pipe(v.string(), v.email())),
  /** Where alarms and the dashboard send their reader; a link's beginning, so that a section can be named behind it. */
  runbookUrl: v.pipe(v.string(), v.minLength(1)),
  /** Issuer of the tokens an HTTP API is to accept. The wiring has no such function yet: until it has, this is only checked. */
  jwtIssuer: orNothing(v.pipe(v.string(), v.url(), v.startsWith("https://"))),
  /** One of the numbers CloudWatch offers. */
  logRetentionDays: orJson(v.enum(RetentionDays)),
  /** How a written statement is kept from being changed or removed, and for how long: a governance lock can be lifted by who may, a compliance lock by nobody. */
  statementLock: v.picklist(["none", "governance", "compliance"]),
  statementLockDays: whole(1, 36_500),
  /** Calls of a function at once, where the wiring's number does not fit the account: {"ledger": 20}. */
  concurrency: orJson(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000)))),
  /** Sets the functions' concurrency aside from the account's; an account with the smallest quota has none to spare. */
  reserveConcurrency: orJson(v.boolean()),
  /** "auto" is arm64 where that is known to exist. */
  architecture: v.picklist(["auto", "arm64", "x86_64"]),
  /** X-Ray traces; "auto" is on where Lambda can send them. */
  tracing: v.picklist(["auto", "on", "off"]),
});

/** What one installation is told apart from another by. */
export type Settings = v.InferOutput<typeof SettingsSchema>;

export class SettingsFault extends Error {
  override readonly name = "SettingsFault";
}

/** Context of the tools' own: feature flags, look-ups, what the command line adds. */
const isForeign = (key: string): boolean => /[:/@]/.test(key) || key.startsWith("cdk");

/** Reads an installation's settings from the app's context. Throws SettingsFault, which names every wrong one; a name nobody knows is wrong too. */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const own = Object.fromEntries(Object.entries(context).filter(([key]) => !isForeign(key)));
  const result = v.safeParse(SettingsSchema, own);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? "context"}: ${issue.message}`);
  throw new SettingsFault(`these settings are wrong:\n${problems.join("\n")}`);
}
