import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsvRows } from "../../infra/local/cli/csv-rows.ts";
import type { Line } from "../../infra/local/cli/lines.ts";

fc.configureGlobal({ seed: 20171024 });

/** Texts of a cell; line breaks come with no comma, or a line inside the cell might look like a row of its own. */
const cell = fc.oneof(
  fc.constantFrom("", "0.00", "勐海县人民医院", "a,b", 'the "best"', '"', ",", " 12 ", "一\n二", "一\n\n二", "x\ry"),
  fc.string({ unit: fc.constantFrom("a", "1", '"', " ", "长", "；"), maxLength: 8 }),
);
const tables = fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 });
const HEADER = ["setl_id", "dise_name", "x"];

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

async function read(text: string): Promise<readonly Record<string, string>[]> {
  async function* lines(): AsyncGenerator<Line> {
    for (const [place, line] of text.split("\n").entries()) {
      yield await Promise.resolve({ number: place + 1, text: line, bytes: Buffer.byteLength(line) });
    }
  }
  const rows: Record<string, string>[] = [];
  for await (const row of readCsvRows(lines(), "f.csv")) {
    if (row.problem !== undefined) throw new Error(`${row.problem.problem}: ${row.text}`);
    rows.push(JSON.parse(row.text) as Record<string, string>);
  }
  return rows;
}

describe("a table", () => {
  it("written with quotes, around all cells or those that need them, is read back cell by cell; an empty cell is no field", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.boolean(), fc.constantFrom("", "\n", "\n\n"), async (rows, all, end) => {
        const write = (text: string): string => (all || /[",\r\n]/.test(text) ? quoted(text) : text);
        const text = [HEADER, ...rows].map((cells) => cells.map(write).join(",")).join("\n") + end;
        const expected = rows.map((cells) =>
          Object.fromEntries(HEADER.map((name, place) => [name, cells[place]!] as const).filter(([, value]) => value !== "")),
        );
        expect(await read(text)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
