import { parse } from "csv-parse/sync";
import { CONTRACT_FIELDS } from "../../../shared/contract/message.ts";
import type { FieldProblem } from "../../../shared/contract/outcomes.ts";
import type { Line } from "./lines.ts";
import { UserError } from "./user-error.ts";

/** A row of a CSV file as the JSON text of a message, or what is wrong with it. */
export interface CsvRow {
  readonly header: readonly string[];
  readonly number: number;
  readonly text: string;
  readonly bytes: number;
  readonly problem?: FieldProblem;
}

/** A quoted cell may hold line breaks; a quote that is still open after this many lines is a mistake in the row where it began. */
const MAX_LINES_OF_A_ROW = 20;

/**
 * Reads lines as CSV (RFC 4180) under a header of message fields. Each row stands for itself: a broken one becomes a problem and the next
 * line is read as a row again. An empty cell counts as an absent field; columns the contract does not have are passed on, and ignored there.
 * Throws UserError where the first line is no such header.
 */
export async function* readCsvRows(lines: AsyncIterable<Line>, fileName: string): AsyncGenerator<CsvRow> {
  let header: readonly string[] | undefined;
  let held: Line[] = [];
  for await (const line of lines) {
    if (held.length === 0 && line.text.trim() === "") continue;
    held.push(line);
    if (quoteIsOpen(held) && held.length < MAX_LINES_OF_A_ROW) continue;
    while (held.length > 0) {
      const whole = !quoteIsOpen(held);
      const taken = whole ? held : held.slice(0, 1);
      held = whole ? [] : held.slice(1);
      const cells = whole ? parseCells(taken) : undefined;
      if (header === undefined) header = readHeader(cells, fileName);
      else yield readRow(header, cells, taken);
      if (held.length > 0 && quoteIsOpen(held)) break;
    }
  }
  for (const line of held) if (header !== undefined) yield readRow(header, undefined, [line]);
}

function readHeader(cells: readonly string[] | undefined, fileName: string): readonly string[] {
  const header = (cells ?? []).map((cell) => cell.trim());
  if (!header.some((name) => CONTRACT_FIELDS.has(name))) {
    throw new UserError(`${fileName}: line 1 is no header of an advance file; it must name the fields setl_id, fixmedins_code and so on`);
  }
  const twice = header.find((name, place) => name !== "" && header.indexOf(name) !== place);
  if (twice !== undefined) throw new UserError(`${fileName}: the header names the column ${JSON.stringify(twice)} twice`);
  return header;
}

function readRow(header: readonly string[], cells: readonly string[] | undefined, lines: readonly Line[]): CsvRow {
  const number = lines[0]?.number ?? 0;
  const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
  const problem = cells === undefined ? unreadable() : cells.length === header.length ? undefined : wrongCount(cells.length, header.length);
  const fields: Record<string, unknown> = {};
  header.forEach((name, place) => {
    const cell = cells?.[place];
    if (cell !== undefined && cell !== "" && name !== "") fields[name] = name === "setldetail" ? readDetail(cell) : cell;
  });
  return { header, number, bytes, text: JSON.stringify(fields), ...(problem === undefined ? {} : { problem }) };
}

/** setldetail's cell holds JSON; where it does not, the text itself is passed on and rejected by its field. */
function readDetail(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}

function parseCells(lines: readonly Line[]): string[] | undefined {
  try {
    const rows: string[][] = parse(lines.map((line) => line.text).join("\n"), { relax_column_count: true });
    return rows[0];
  } catch {
    return undefined;
  }
}

function quoteIsOpen(lines: readonly Line[]): boolean {
  return lines.reduce((count, line) => count + (line.text.split('"').length - 1), 0) % 2 === 1;
}

function unreadable(): FieldProblem {
  return {
    field: "row",
    problem: "is not a CSV row: a quote is not closed or stands inside a cell",
    problemZh: "不是有效的CSV行：引号未闭合或位置错误",
  };
}

function wrongCount(found: number, expected: number): FieldProblem {
  return { field: "row", problem: `has ${found} cells; the header has ${expected}`, problemZh: `有${found}列，表头有${expected}列` };
}
