import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { draw, drawInteger, type Random } from "../../infra/local/demo/random.ts";
import { ENCODINGS, type Encoding } from "../../infra/local/cli/encoding.ts";
import { CONTRACT_FIELDS } from "../../shared/contract/message.ts";
import type { SampleSource } from "./fuzz-messages.ts";
import { PERSONS } from "./fuzz-persons.ts";

/** A table's cells, the header first. */
type Table = readonly (readonly string[])[];

/** One way to spoil a file, or to write it otherwise: its table's cells, its text, its bytes, or how it is read. */
type Mutation =
  | { readonly level: "table"; readonly apply: (table: Table, random: Random) => Table }
  | { readonly level: "style"; readonly apply: (cell: string, random: Random) => string }
  | { readonly level: "text"; readonly apply: (text: string, random: Random) => string }
  | { readonly level: "bytes"; readonly apply: (bytes: Buffer, random: Random) => Buffer }
  | { readonly level: "named"; readonly apply: (random: Random) => Encoding };

const LEVELS = ["table", "style", "text", "bytes", "named"] as const;

const SAMPLE = parse(readFileSync(new URL("../samples/532822-2017-10.csv", import.meta.url)), { bom: true }) as unknown as Table;

/** The header of the sample file and some of its rows, which are now about PERSONS and name them in columns of nobody's contract, too. */
function drawTable(random: Random): Table {
  const [header = [], ...rows] = SAMPLE;
  const number = header.indexOf("psn_no");
  const drawn = Array.from({ length: 2 + drawInteger(random, 10) }, () => {
    const { psn_no, psn_name, certno } = draw(random, PERSONS);
    return [...draw(random, rows).with(number, psn_no), psn_name, certno];
  });
  return [[...header, "psn_name", "certno"], ...drawn];
}

const header = (change: (names: readonly string[], random: Random) => readonly string[]): Mutation => ({
  level: "table",
  apply: ([first = [], ...rows], random) => [change(first, random), ...rows],
});
const oneRow = (change: (cells: readonly string[], random: Random) => readonly string[]): Mutation => ({
  level: "table",
  apply: (table, random) => {
    const place = drawInteger(random, table.length);
    return table.map((cells, at) => (at === place ? change(cells, random) : cells));
  },
});
const oneCell = (change: (cell: string, random: Random) => string): Mutation =>
  oneRow((cells, random) => {
    const place = drawInteger(random, cells.length);
    return cells.map((cell, at) => (at === place ? change(cell, random) : cell));
  });
const table = (apply: (table: Table, random: Random) => Table): Mutation => ({ level: "table", apply });
const text = (apply: (text: string, random: Random) => string): Mutation => ({ level: "text", apply });
const bytes = (apply: (bytes: Buffer, random: Random) => Buffer): Mutation => ({ level: "bytes", apply });
const atRandom = (length: number, random: Random): number => drawInteger(random, length + 1);

const MUTATIONS = {
  "no header": table(([, ...rows]) => rows),
  "the header again": table((all, random) => all.toSpliced(atRandom(all.length, random), 0, all[0] ?? [])),
  "a column named twice": header((names, random) => names.with(drawInteger(random, names.length), draw(random, names))),
  "a column of another name": header((names, random) =>
    names.with(drawInteger(random, names.length), draw(random, ["x", "psn_no ", "PSN_NO", ...CONTRACT_FIELDS])),
  ),
  "two columns with their names swapped": header((names, random) => {
    const [a, b] = [drawInteger(random, names.length), drawInteger(random, names.length)];
    return names.with(a, names[b]!).with(b, names[a]!);
  }),
  "a column without a name": header((names, random) => names.with(drawInteger(random, names.length), "")),
  "names in Chinese": header((names) => names.map((name) => `${name}（字段）`)),
  "columns in another order": table((all, random) => {
    const shift = drawInteger(random, 20);
    return all.map((cells) => [...cells.slice(shift), ...cells.slice(0, shift)]);
  }),
  "a cell more": oneRow((cells, random) => cells.toSpliced(atRandom(cells.length, random), 0, draw(random, ["", "x", "住院部"]))),
  "a cell fewer": oneRow((cells, random) => cells.toSpliced(drawInteger(random, cells.length), 1)),
  "a row twice": table((all, random) => all.toSpliced(atRandom(all.length, random), 0, draw(random, all))),
  "rows without anything": table((all, random) => all.toSpliced(atRandom(all.length, random), 0, [], [""], ["", ""])),
  "a row of commas": table((all, random) =>
    all.toSpliced(
      atRandom(all.length, random),
      0,
      Array.from({ length: 24 }, () => ""),
    ),
  ),
  "another value": oneCell((_, random) =>
    draw(random, ["", " ", "1e3", "-1", "12.345", "532899", "2099-01-01 00:00:00", "null", "\u0000", "\u2028", "𠮷"]),
  ),
  "a line break in a cell": oneCell((cell, random) => `${cell}${draw(random, ["\n", "\r\n", "\n\n", "\r"])}住院部`),
  "many line breaks in a cell": oneCell((cell) => `${cell}${"\n一".repeat(30)}`),
  "quotes in a cell": oneCell((cell, random) => `${cell}${draw(random, ['"', '""', '","'])}${cell}`),
  "a very long cell": oneCell((cell, random) => cell + draw(random, ["x", "长"]).repeat(60_000)),
  "only a header": table((all) => all.slice(0, 1)),
  "JSON in setldetail": table(([names = [], ...rows], random) => [
    [...names, "setldetail"],
    ...rows.map((cells) => [...cells, draw(random, ["[]", '[{"fund_pay_type":"390100","fund_payamt":1e3}]', "[".repeat(300), "5", '["靐龘"]'])]),
  ]),

  "every cell in quotes": { level: "style", apply: (cell) => `"${cell.replaceAll('"', '""')}"` },
  "quotes not doubled": { level: "style", apply: (cell) => (cell.includes('"') ? `"${cell}"` : cell) },
  "nothing in quotes": { level: "style", apply: (cell) => cell },
  "spaces around cells": { level: "style", apply: (cell, random) => `${draw(random, ["", " "])}${cell}${draw(random, ["", " "])}` },

  "lines that end with LF": text((all) => all.replaceAll("\r\n", "\n")),
  "lines that end with CR": text((all) => all.replaceAll("\r\n", "\r")),
  "lines that end in every way": text((all, random) => all.replaceAll("\r\n", () => draw(random, ["\n", "\r\n", "\r", "\n\r", "\r\r\n", "\n\n"]))),
  "a last line without an end": text((all) => all.trimEnd()),
  "semicolons or tabs between cells": text((all, random) => all.replaceAll(",", draw(random, [";", "\t", "，"]))),
  "a stray quote": text((all, random) => {
    const place = atRandom(all.length, random);
    return `${all.slice(0, place)}"${all.slice(place)}`;
  }),
  "empty lines before all": text((all, random) => draw(random, ["\r\n", "\n\n\n", " \n"]) + all),

  "a bit flipped": bytes((all, random) => {
    const flipped = Buffer.from(all);
    if (flipped.length > 0) flipped[drawInteger(random, flipped.length)]! ^= 1 << drawInteger(random, 8);
    return flipped;
  }),
  "bytes dropped": bytes((all, random) => {
    const place = atRandom(all.length, random);
    return Buffer.concat([all.subarray(0, place), all.subarray(place + 1 + drawInteger(random, 40))]);
  }),
  "bytes of any value": bytes((all, random) => {
    const place = atRandom(all.length, random);
    return Buffer.concat([all.subarray(0, place), Buffer.from(Array.from({ length: 4 }, () => drawInteger(random, 256))), all.subarray(place)]);
  }),
  "cut off": bytes((all, random) => all.subarray(0, atRandom(all.length, random))),
  "zero bytes": bytes((all, random) => {
    const place = atRandom(all.length, random);
    return Buffer.concat([all.subarray(0, place), Buffer.alloc(3), all.subarray(place)]);
  }),
  "another byte order mark": bytes((all) => Buffer.concat([Buffer.from("efbbbf", "hex"), all])),
  "UTF-16": bytes((all) => iconv.encode(all.toString("utf8"), "utf-16le", { addBOM: true })),
  "a part in the other encoding": bytes((all) =>
    Buffer.concat([all, iconv.encode("\r\n勐海县人民医院,靐龘\r\n", "gb18030"), Buffer.from("勐海县,靐龘\r\n")]),
  ),
  "nothing at all": bytes(() => Buffer.alloc(0)),

  "an encoding named": { level: "named", apply: (random) => draw(random, ENCODINGS) },
} as const satisfies Readonly<Record<string, Mutation>>;

export type FileMutationName = keyof typeof MUTATIONS;
export const FILE_MUTATION_NAMES = Object.keys(MUTATIONS) as FileMutationName[];

const RARE: ReadonlySet<string> = new Set<FileMutationName>(["a very long cell", "nothing at all", "only a header", "UTF-16"]);
const LOTS = FILE_MUTATION_NAMES.flatMap((name) => Array.from({ length: RARE.has(name) ? 1 : 2 }, () => name));

/** After these a row's id is not where, or not as, it was. */
const WITHOUT_IDS: ReadonlySet<string> = new Set<FileMutationName>(["a column without a name", "a very long cell", "an encoding named"]);

export interface MutantFile {
  /** The ids of the rows as they were written, where nothing was done to them: a file that is read must show every one. */
  readonly ids: readonly string[];
  /** "csv" or "jsonl". */
  readonly ending: string;
  readonly bytes: Buffer;
  readonly named?: Encoding;
  readonly mutations: readonly FileMutationName[];
}

/** A file of a table or of lines of JSON, with one or two mutations, those of cells first and those of bytes last. */
export function mutateFile(source: SampleSource, random: Random): MutantFile {
  const drawn = new Set(Array.from({ length: 1 + drawInteger(random, 2) }, () => draw(random, LOTS)));
  const mutations = [...drawn].sort((a, b) => LEVELS.indexOf(MUTATIONS[a].level) - LEVELS.indexOf(MUTATIONS[b].level));
  const ofCells = mutations.some((name) => ["table", "style"].includes(MUTATIONS[name].level));
  const ending = ofCells || drawInteger(random, 3) > 0 ? "csv" : "jsonl";
  let cells = drawTable(random);
  let style = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  let written: string | undefined;
  let content: Buffer | undefined;
  let named: Encoding | undefined;
  const encoding = draw(random, ["utf8", "gb18030"]);
  const write = (): string =>
    ending === "csv"
      ? cells.map((row) => `${row.map(style).join(",")}\r\n`).join("")
      : Array.from({ length: 2 + drawInteger(random, 10) }, () => `${JSON.stringify(source.next().fields)}\r\n`).join("");
  const encode = (): Buffer => iconv.encode((written ??= write()), encoding, { addBOM: encoding === "utf8" && ending === "csv" });
  for (const name of mutations) {
    const mutation: Mutation = MUTATIONS[name];
    if (mutation.level === "table") cells = mutation.apply(cells, random);
    else if (mutation.level === "style") style = (cell) => mutation.apply(cell, random);
    else if (mutation.level === "text") written = mutation.apply((written ??= write()), random);
    else if (mutation.level === "bytes") content = mutation.apply((content ??= encode()), random);
    else named = mutation.apply(random);
  }
  const bytes = content ?? encode();
  const isWhole = written !== undefined && mutations.every((name) => MUTATIONS[name].level !== "bytes" && !WITHOUT_IDS.has(name));
  const ids = isWhole && ending === "csv" ? [...written!.matchAll(/MH201710-\d{4}/g)].map(([id]) => id) : [];
  return { ending, bytes, mutations, ids, ...(named === undefined ? {} : { named }) };
}
