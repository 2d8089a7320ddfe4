import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import * as v from "valibot";
import { MESSAGES } from "../../../shared/contract/message.ts";
import type { BesideField } from "../../../shared/contract/setlinfo.ts";
import { chooseEncoding } from "./encoding.ts";
import { UserError } from "./user-error.ts";

/** What a hospital's own results lack, by field. */
export type Found = Readonly<Partial<Record<BesideField, string>>>;

/** Finds what a national settlement result lacks by what it has. */
export interface Beside {
  readonly find: (known: Readonly<Partial<Record<string, string>>>) => Found;
  /** The fields that may be found. */
  readonly fields: ReadonlySet<string>;
}

export const NOTHING_BESIDE: Beside = { find: () => ({}), fields: new Set() };

export interface BesideOptions {
  /** CSV: setl_id or psn_no, and what is known of the settlement or person. */
  readonly persons?: string | undefined;
  /** CSV: fixmedins_code, and hosp_lv. */
  readonly institutions?: string | undefined;
  /** For results of which no file says it. */
  readonly defaults?: Found;
}

const OF_PERSONS = ["poverty_status", "insu_admdvs", "refl_flag", "dise_codg", "dise_name"] as const;
const OF_INSTITUTIONS = ["hosp_lv", "fixmedins_name"] as const;

/** Reads the files beside. Throws UserError with file and line where one can't be used. */
export async function readBeside({ persons, institutions, defaults = {} }: BesideOptions): Promise<Beside> {
  const ofPersons = persons === undefined ? undefined : await readSideFile(persons, ["setl_id", "psn_no"], OF_PERSONS);
  const ofInstitutions = institutions === undefined ? undefined : await readSideFile(institutions, ["fixmedins_code"], OF_INSTITUTIONS);
  const find = (known: Readonly<Partial<Record<string, string>>>): Found => {
    const code = known["fixmedins_code"] ?? defaults.fixmedins_code;
    return {
      ...defaults,
      ...ofInstitutions?.get(`fixmedins_code ${code ?? ""}`),
      ...ofPersons?.get(`psn_no ${known["psn_no"] ?? ""}`),
      ...ofPersons?.get(`setl_id ${known["setl_id"] ?? ""}`),
    };
  };
  const fields = new Set([
    ...Object.keys(defaults),
    ...(persons === undefined ? [] : OF_PERSONS),
    ...(institutions === undefined ? [] : OF_INSTITUTIONS),
  ]);
  return { find, fields };
}

type SideRows = ReadonlyMap<string, Found>;

/** The rows of a CSV by "key value". A row is known by its first key that has a value; other columns are passed over. */
async function readSideFile(file: string, keys: readonly string[], fields: readonly BesideField[]): Promise<SideRows> {
  const { header, rows } = await readTable(file);
  if (!keys.some((key) => header.includes(key))) throw new UserError(`${file}: the header lacks the column ${keys.join(" or ")}`);
  if (!fields.some((field) => header.includes(field))) throw new UserError(`${file}: the header has none of the columns ${fields.join(", ")}`);
  const found = new Map<string, Found>();
  for (const { line, cells } of rows) {
    const key = keys.find((one) => (cells[one] ?? "") !== "");
    if (key === undefined) throw new UserError(`${file}: line ${line} has no ${keys.join(" or ")}`);
    const values = Object.fromEntries(
      fields.flatMap((field) => ((cells[field] ?? "") === "" ? [] : [[field, checkField(file, line, field, cells[field] ?? "")]])),
    );
    const name = `${key} ${cells[key] ?? ""}`;
    const before = found.get(name);
    // The number itself may be a person's: only the line is named.
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(values))
      throw new UserError(`${file}: line ${line} says otherwise of a ${key} that an earlier line has`);
    found.set(name, values);
  }
  return found;
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: Readonly<Record<string, string | undefined>> }[];
}

async function readTable(file: string): Promise<Table> {
  const text = new TextDecoder(await chooseEncoding(file, undefined)).decode(await readFile(file));
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, { bom: true, skip_empty_lines: true, trim: true, info: true }) as unknown as typeof records;
  } catch (error) {
    throw new UserError(`${file} is not CSV: ${whereOf(error)}`, { cause: error });
  }
  const header = records[0]?.record ?? [];
  const rows = records
    .slice(1)
    .map(({ record, info }) => ({ line: info.lines, cells: Object.fromEntries(header.map((name, place) => [name, record[place]])) }));
  return { header, rows };
}

/** Only the line is repeated: the parser's words may quote a cell. */
function whereOf(error: unknown): string {
  const line = typeof error === "object" && error !== null && "lines" in error ? Number(error.lines) : 1;
  return `line ${line} has a quote that is not closed, or other columns than the header`;
}

/** Checks a value that is given beside a result as the message's field. Throws UserError with the values the field may have. */
export function checkField(file: string, line: number | undefined, field: BesideField, value: string): string {
  const schema = MESSAGES.advance.schema.entries[field];
  if (v.is(schema, value)) return value;
  const choices = "options" in schema ? schema.options : "wrapped" in schema && "options" in schema.wrapped ? schema.wrapped.options : undefined;
  const where = line === undefined ? file : `${file}: line ${line}`;
  throw new UserError(
    `${where}: ${field} ${JSON.stringify(value)} is no value of the field${choices === undefined ? "" : `: ${choices.join(", ")}`}`,
  );
}
