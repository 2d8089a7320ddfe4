import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMessages } from "../../infra/local/cli/read-messages.ts";
import { reversalMessage } from "../support/messages.ts";

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

  /** Reasons of an even number of characters: their UTF-8 bytes are pairs that GB18030 has, too. */
  const reversals = Array.from({ length: 5 }, (_, place) => JSON.stringify(reversalMessage({ reversal_id: `R-${place}`, reason: "重复结算" })));
  const damage = (bytes: Buffer): Buffer => {
    const damaged = Buffer.from(bytes);
    damaged[damaged.lastIndexOf("重")] = 0xc9;
    return damaged;
  };

  it("in UTF-8 of which one byte is damaged is not read as GB18030, with reasons nobody wrote", async () => {
    expect(await refusal("damaged.jsonl", damage(Buffer.from(reversals.join("\n"))))).toBe("/damaged.jsonl: line 5 is not valid UTF-8 text");
  });

  it("that begins with the byte order mark of UTF-8 is not read as GB18030, even if no line of it is valid", async () => {
    const damaged = damage(Buffer.from(`\ufeff${reversals[0]!}`));
    expect(await refusal("marked.jsonl", damaged)).toBe("/marked.jsonl: line 1 is not valid UTF-8 text");
  });

  it("in GB18030 is read as that, even if lines of it happen to be valid UTF-8", async () => {
    // 联通 in GB18030 is C1 AA CD A8: two characters of UTF-8 in form, of which the second is ͨ.
    const lines = [...reversals, JSON.stringify(reversalMessage({ reason: "ͨ".repeat(2) }))].map((line) => iconv.encode(`${line}\n`, "gb18030"));
    const chance = Buffer.concat([Buffer.from('{"reason":"'), Buffer.from("cda8cda8", "hex"), Buffer.from('"}\n')]);
    expect((await readAll("chance.jsonl", Buffer.concat([...lines, chance, chance]))).at(-1)).toBe('{"reason":"通通"}');
  });

  it("that is valid in no encoding is refused with the line where each ends", async () => {
    const mixed = Buffer.concat([iconv.encode("勐海县,靐龘\n", "gb18030"), Buffer.from("勐海县,靐龘\n")]);
    expect(await refusal("mixed.csv", mixed)).toBe("/mixed.csv is neither valid UTF-8 (line 1) nor valid GB18030 text (line 2)");
  });

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
