import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { hideByForm } from "../../../shared/contract/person-number.ts";
import {
  contradiction,
  isProblem,
  readReceiptRow,
  RECEIPT_HEADINGS,
  type ReceiptCells,
  type ReceiptColumn,
  type ReceiptProblem,
  type ReceiptRow,
} from "../../../shared/disburse/receipt.ts";
import { chooseEncoding, type Encoding } from "./encoding.ts";
import { UserError } from "./user-error.ts";

/** Problems an error names; more would scroll the first away. */
const SHOWN_PROBLEMS = 10;

const COLUMNS = Object.keys(RECEIPT_HEADINGS) as ReceiptColumn[];
const REQUIRED: readonly ReceiptColumn[] = ["payment_id", "status"];

/**
 * Reads a bank's receipt file. All of it is checked before any of it is posted: throws UserError with line, column and value where a row can't be
 * understood, or two rows contradict each other.
 */
export async function readReceiptFile(file: string, encoding: Encoding | undefined): Promise<ReceiptRow[]> {
  const rows = (await readTable(file, encoding)).map(readReceiptRow);
  const problems = rows.filter(isProblem);
  const good = rows.filter((row): row is ReceiptRow => !isProblem(row));
  const contradicted = problems.length === 0 ? contradiction(good) : undefined;
  const all = contradicted === undefined ? problems : [contradicted];
  if (all.length > 0)
    throw new UserError(`${file}: nothing was posted:\n${all.slice(0, SHOWN_PROBLEMS).map(problemText).join("\n")}${more(all.length)}`);
  if (good.length === 0) throw new UserError(`${file} holds no payment`);
  return good;
}

function problemText({ line, column, value, problem }: ReceiptProblem): string {
  return `  line ${line}: ${column}${value === "" ? "" : ` ${JSON.stringify(hideByForm(value).slice(0, 80))}`} ${problem}`;
}

function more(problems: number): string {
  return problems > SHOWN_PROBLEMS ? `\n  and ${problems - SHOWN_PROBLEMS} more` : "";
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function readTable(file: string, encoding: Encoding | undefined): Promise<ReceiptCells[]> {
  const text = new TextDecoder(await chooseEncoding(file, encoding)).decode(await readFile(file));
  const [head, ...rows] = parseRows(file, text);
  if (head === undefined) throw new UserError(`${file} holds no payment`);
  const places = COLUMNS.map((column) => [column, placesOf(file, head.record, column)] as const);
  const missing = REQUIRED.filter((column) => places.some(([name, place]) => name === column && place === undefined));
  if (missing.length > 0)
    throw new UserError(`${file}: the header lacks the column ${missing.map((column) => RECEIPT_HEADINGS[column][0]).join(", ")}`);
  return rows.map(({ record, info }) => {
    if (record.length !== head.record.length) {
      throw new UserError(`${file}: nothing was posted: line ${info.lines} has ${record.length} cells; the header has ${head.record.length}`);
    }
    const cells = places.flatMap(([column, place]) => {
      const cell = place === undefined ? "" : (record[place] ?? "");
      return cell === "" ? [] : [[column, cell]];
    });
    return { line: info.lines, cells: Object.fromEntries(cells) as ReceiptCells["cells"] };
  });
}

function parseRows(file: string, text: string): ParsedRow[] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, info: true, relax_column_count: true }) as unknown as ParsedRow[];
  } catch (error) {
    const line = typeof error === "object" && error !== null && "lines" in error ? Number(error.lines) : 1;
    throw new UserError(`${file} is not CSV: line ${line} has a quote that is not closed or stands inside a cell`, { cause: error });
  }
}

/** The place of a column in the header; undefined where it has none. */
function placesOf(file: string, header: readonly string[], column: ReceiptColumn): number | undefined {
  const names: readonly string[] = RECEIPT_HEADINGS[column];
  const places = header.flatMap((name, place) => (names.includes(name.toLowerCase()) ? [place] : []));
  if (places.length > 1) throw new UserError(`${file}: the header names ${names[0]} in columns ${places.map((place) => place + 1).join(" and ")}`);
  return places[0];
}
