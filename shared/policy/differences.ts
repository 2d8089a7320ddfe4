import { isDeepStrictEqual } from "node:util";

/**
 * What is expected and not there, as "path: expected …, got …". With `part`, objects may have more keys than expected, and null means that
 * there is nothing; lists and values are compared whole either way.
 */
export function differences(path: string, expected: unknown, actual: unknown, mode: "whole" | "part" = "whole"): string[] {
  if (isRecord(expected) && isRecord(actual)) {
    const keys = mode === "part" ? Object.keys(expected) : [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => differences(`${path}.${key}`, expected[key], actual[key], mode));
  }
  const same = isDeepStrictEqual(expected, actual) || (mode === "part" && expected === null && actual === undefined);
  return same ? [] : [`${path}: expected ${show(expected)}, got ${show(actual)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
