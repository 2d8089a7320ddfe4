import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJsonValues, startsDocument } from "../../infra/local/cli/json-values.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fundflow-values-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function valuesOf(text: string | Buffer, maxBytes = 1_000): Promise<string[]> {
  const path = join(folder, "values.json");
  writeFileSync(path, text);
  const values: string[] = [];
  for await (const { number, text: value, bytes } of readJsonValues(path, "utf-8", maxBytes)) {
    values.push(`${number}: ${value}`);
    if (bytes <= maxBytes) expect(bytes).toBe(Buffer.byteLength(value));
  }
  return values;
}

describe("the values of a JSON file", () => {
  it.each([
    ["a list over many lines", '[\n  {"a": 1},\n  {\n    "b": [1, 2]\n  }\n]\n', ['2: {"a": 1}', '3: {\n    "b": [1, 2]\n  }']],
    ["a list on one line", '[{"a":1},{"b":{"c":"]}"}}]', ['1: {"a":1}', '1: {"b":{"c":"]}"}}']],
    ["one object over many lines", '{\n"a": "x\\"}"\n}\n', ['1: {\n"a": "x\\"}"\n}']],
    ["objects one after another", '{"a":1}\n{"b":2}{"c":3}\n', ['1: {"a":1}', '2: {"b":2}', '2: {"c":3}']],
    ["a byte order mark", '\uFEFF[{"a":"医"}]', ['1: {"a":"医"}']],
    ["members that are no objects", '[1, "x", null,[2]\n,true]', ["1: 1", '1: "x"', "1: null", "1: [2]", "2: true"]],
    ["an empty list", "[ ]", []],
    ["nothing", " \n", []],
    ["an object that does not end", '{"a":1}\n{"b":\n', ['1: {"a":1}', '2: {"b":\n']],
  ])("are read from %s", async (_case, text, expected) => {
    // A text's end is a value's end only for what has no end of its own.
    expect(await valuesOf(text)).toEqual(expected);
  });

  it("are the same however the file comes in parts", async () => {
    const members = Array.from({ length: 9_000 }, (_, place) => `{"id":"${place}","name":"医院\\"${place}"}`);
    const values = await valuesOf(`[\n${members.join(",\n")}\n]`);
    expect(values).toEqual(members.map((member, place) => `${place + 2}: ${member}`));
  });

  it("of which one is too long are kept but for its end, and the next one whole", async () => {
    const values = await valuesOf(`[{"a":"${"医".repeat(5_000)}"},{"b":1}]`, 100);
    expect(values.map((value) => value.slice(0, 10))).toEqual(['1: {"a":"医', '1: {"b":1}']);
    expect(values[0]!.length).toBeLessThan(2_100);
  });

  it("of a list that was cut off come out, and the file is said to be cut off", async () => {
    await expect(valuesOf('[{"a":1},{"b":')).rejects.toThrow("ends inside its list: it was cut off; the messages before that were sent");
  });

  it.each([
    ["[", true],
    ['[{"a":1},', true],
    [" {", true],
    ['{"a":1}', false],
    ['{"a":', false],
  ])("stand in a file whose first line is %j: %s", (line, expected) => {
    expect(startsDocument(line)).toBe(expected);
  });
});
