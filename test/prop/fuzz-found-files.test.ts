import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMessages } from "../../infra/local/cli/read-messages.ts";

// What mutated files have found, each kept as the input it was found by.

describe("a file", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fundflow-found-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function readAll(name: string, content: Buffer | string): Promise<string[]> {
    const path = join(folder, name);
    writeFileSync(path, content);
    const bodies: string[] = [];
    for await (const { body } of readMessages(path, { warn: () => undefined })) bodies.push(body);
    return bodies;
  }

  const refusal = (name: string, content: Buffer | string): Promise<unknown> =>
    readAll(name, content).then(
      () => "read",
      (error: unknown) => (error as Error).message.replace(folder, ""),
    );

  it("without a header is refused with the line that should be one, behind empty lines too", async () => {
    expect(await refusal("late.csv", "\n\nS-1,H53282200001\n")).toMatch(/^\/late\.csv: line 3 is no header of an advance file/);
  });

  it("loses no row to a CR inside a line: the line is a row with too many cells", async () => {
    const text = "setl_id,psn_no\nS-1,1\rS-2,2\nS-3,3\r\r\n";
    expect(await readAll("mixed-ends.csv", text)).toEqual(["S-1,1\rS-2,2", '{"setl_id":"S-3","psn_no":"3"}']);
  });

  it("whose lines end with CR alone is refused: read as one long header, all its rows would be lost", async () => {
    const told = "/old-mac.csv: line 1 has a carriage return (CR) in it; save the file with lines that end with LF or CRLF";
    expect(await refusal("old-mac.csv", "setl_id,psn_no\rS-1,1\rS-2,2\r")).toBe(told);
  });

  it("has no rows taken along into a header with an open quote", async () => {
    expect(await refusal("open.csv", 'setl_id,"psn_no\nS-1,1\nS-2,"\nS-3,3\n')).toMatch(/^\/open\.csv: line 1 is no header of an advance file/);
  });

  it("shows no name of nobody's contract that its header has twice: it may be a cell of some row", async () => {
    const columns = "setl_id,靐龘爨,76325338354,靐龘爨";
    expect(await refusal("twice.csv", `${columns}\nS-1,1,2,3\n`)).toBe("/twice.csv: the header names columns 2 and 4 the same");
  });
});
