import { parse } from "csv-parse/sync";
import { parseJsonText } from "../../../shared/contract/json-text.ts";
import { CONTRACT_FIELDS } from "../../../shared/contract/message.ts";
import type { FieldProblem } from "../../../shared/outcome/outcomes.ts";
import { LIMITS } from "../../../shared/limits.ts";
import type { Line } from "./lines.ts";
import { UserError } from "./user-error.ts";

/** A row of a CSV file as the JSON text of a message, or as it stands in the file and what is wrong with it. */
export interface CsvRow {
  readonly header: readonly string[];
  readonly number: number;
  readonly text: string;
  readonly bytes: number;
  readonly problem?: FieldProblem;
}

/** Lines read as one row, and its cells; undefined where they are no CSV row. */
interface Taken {
  readonly lines: readonly Line[];
  readonly cells: readonly string[] | undefined;
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
  let held: readonly Line[] = [];
  for await (const line of endedBy(lines, undefined)) {
    const isLast = line === undefined;
    if (line !== undefined) held = [...held, line];
    for (;;) {
      held = held.slice(blankLines(held));
      const taken = takeRow(held, header?.length, isLast);
      if (taken === undefined) break;
      held = held.slice(taken.lines.length);
      if (header === undefined) header = readHeader(taken, fileName);
      else yield readRow(header, taken);
    }
  }
}

async function* endedBy<T, End>(items: AsyncIterable<T>, end: End): AsyncGenerator<T | End> {
  yield* items;
  yield end;
}

function blankLines(lines: readonly Line[]): number {
  const first = lines.findIndex(({ text }) => text.trim() !== "");
  return first < 0 ? lines.length : first;
}

/** The row that begins with the first line, or that line alone where it begins none; undefined where more lines are needed to tell. */
function takeRow(lines: readonly Line[], columns: number | undefined, isLast: boolean): Taken | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  const broken = { lines: [first], cells: undefined };
  if (isCut(first)) return broken;
  const count = linesUntilQuotesClose(lines);
  // The names of fields have no line breaks: a quote that is still open would take rows along into the header.
  if (columns === undefined && count !== 1) return broken;
  if (count === undefined) return isLast || lines.length >= MAX_LINES_OF_A_ROW ? broken : undefined;
  const taken = lines.slice(0, count);
  const cells = parseCells(taken);
  if (count === 1) return { lines: taken, cells };
  // Two stray quotes with whole rows between them look like one cell. Taken for it, they would take those rows along.
  const isOneRow = cells !== undefined && (columns === undefined || cells.length === columns) && !taken.slice(1, -1).some(isWholeRow);
  return isOneRow ? { lines: taken, cells } : broken;

  function isWholeRow(line: Line): boolean {
    return columns !== undefined && columns > 1 && parseCells([line])?.length === columns;
  }
}

/** Of a line longer than any message only the beginning was kept, so that its quotes tell nothing. */
function isCut({ bytes }: Line): boolean {
  return bytes > LIMITS.messageBytes;
}

function linesUntilQuotesClose(lines: readonly Line[]): number | undefined {
  let quotes = 0;
  for (const [place, line] of lines.entries()) {
    if (isCut(line)) return undefined;
    quotes += line.text.split('"').length - 1;
    if (quotes % 2 === 0) return place + 1;
  }
  return undefined;
}

function readHeader({ lines, cells }: Taken, fileName: string): readonly string[] {
  const line = lines[0]?.number ?? 1;
  if (cells?.some((cell) => cell.trim().includes("\r")) === true) {
    throw new UserError(`${fileName}: line ${line} has a carriage return (CR) in it; save the file with lines that end with LF or CRLF`);
  }
  const header = (cells ?? []).map((cell) => cell.trim());
  if (!header.some((name) => CONTRACT_FIELDS.has(name))) {
    throw new UserError(`${fileName}: line ${line} is no header of an advance file; it must name the fields setl_id, fixmedins_code and so on`);
  }
  const twice = header.findIndex((name, place) => name !== "" && header.indexOf(name) !== place);
  if (twice >= 0) throw new UserError(`${fileName}: ${namedTwice(header, twice)}`);
  return header;
}

/** A name of nobody's contract is not shown: where lines end in a way of their own it is a cell of some row, and may be a person's. */
function namedTwice(header: readonly string[], place: number): string {
  const name = header[place] ?? "";
  const columns = `columns ${header.indexOf(name) + 1} and ${place + 1}`;
  return CONTRACT_FIELDS.has(name) ? `the header names the column ${JSON.stringify(name)} twice` : `the header names ${columns} the same`;
}

function readRow(header: readonly string[], { lines, cells }: Taken): CsvRow {
  const number = lines[0]?.number ?? 0;
  const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
  const problem = cells === undefined ? unreadable() : cells.length === header.length ? undefined : wrongCount(cells.length, header.length);
  if (cells === undefined || problem !== undefined) {
    return { header, number, bytes, text: lines.map(({ text }) => text).join("\n"), ...(problem === undefined ? {} : { problem }) };
  }
  const fields: Record<string, unknown> = {};
  header.forEach((name, place) => {
    const cell = cells[place];
    if (cell !== undefined && cell !== "" && name !== "") fields[name] = name === "setldetail" ? readDetail(cell) : cell;
  });
  return { header, number, bytes, text: JSON.stringify(fields) };
}

/** setldetail's cell holds JSON, whose amounts stay as written; where it does not, the text itself is passed on and rejected by its field. */
function readDetail(cell: string): unknown {
  try {
    return parseJsonText(cell);
  } catch {
    return cell;
  }
}

function parseCells(lines: readonly Line[]): string[] | undefined {
  try {
    // Left to itself the parser takes the first line end it meets for the table's, also a CR inside a line: of what stands behind it nothing
    // would be known.
    const rows: string[][] = parse(lines.map((line) => line.text).join("\n"), { relax_column_count: true, record_delimiter: "\n" });
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
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
