import type * as v from "valibot";

/** Policy data that can't be used. The message names for each problem the file, the key and the value. */
export class PolicyFault extends Error {
  override readonly name = "PolicyFault";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** A schema's issues as "file: splits[1].ratio: what is wrong (value)". */
export function describeIssues(file: string, issues: readonly v.BaseIssue<unknown>[]): string[] {
  return issues.map((issue) => {
    const unknownKey = issue.expected === "never" && issue.type === "strict_object";
    const missing = issue.input === undefined && issue.received === "undefined";
    const what = unknownKey ? "unknown key" : missing ? "missing" : issue.message;
    const value = unknownKey || missing ? "" : ` (${shorten(JSON.stringify(issue.input))})`;
    return `${file}: ${keyOf(issue)}${what}${value}`;
  });
}

function keyOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return path === "" ? "" : `${path.replace(/^\./, "")}: `;
}

const MAX_SHOWN = 80;

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
