import type { PublishedPaper, PublishedRow } from "./paper-json.ts";

/** The most changes a version names; more are counted. */
const MAX_NAMED = 40;

/** Columns that only number the rows, which a new row would change for every row behind it. */
const UNCOMPARED = new Set(["number"]);

/**
 * What a version of a paper says otherwise than the one before, in Chinese, row by row: "拨付单 H53282200012 勐海县人民医院 基本医保统筹基金：实拨金额
 * 0.00 → 100.00". A row is known by its texts, so that one whose text changed is one that went and one that came.
 */
export function paperChanges(before: PublishedPaper, after: PublishedPaper): string[] {
  const changes = [...status(before, after), ...after.parts.flatMap((part) => partChanges(before, part)), ...partsGone(before, after)];
  return changes.length <= MAX_NAMED ? changes : [...changes.slice(0, MAX_NAMED), `另有${changes.length - MAX_NAMED}处变更`];
}

type Part = PublishedPaper["parts"][number];
type Table = Part["tables"][number];
type Column = Table["columns"][number];

function status(before: PublishedPaper, after: PublishedPaper): string[] {
  return before.status === after.status ? [] : [after.status === "closed" ? "已月结" : "重新开放"];
}

function partsGone(before: PublishedPaper, after: PublishedPaper): string[] {
  return before.parts.filter(({ key }) => after.parts.every((part) => part.key !== key)).map(({ name }) => `${name}：取消`);
}

function partChanges(before: PublishedPaper, part: Part): string[] {
  const old = before.parts.find(({ key }) => key === part.key);
  if (old === undefined) return [`${part.name}：新增`];
  return part.tables.flatMap((table, place) => tableChanges(part.name, old.tables[place], table));
}

function tableChanges(name: string, old: Table | undefined, table: Table): string[] {
  const rows = keyed(table, table.rows);
  const oldRows = old === undefined ? new Map<string, PublishedRow>() : keyed(old, old.rows);
  return [
    ...[...rows].flatMap(([key, row]) => {
      const was = oldRows.get(key);
      if (was === undefined) return [`${name} ${key}：新增${figuresOf(table, row)}`];
      return figureColumns(table).flatMap(({ key: column, title }) =>
        was[column] === row[column] ? [] : [`${name} ${key}：${title} ${was[column] ?? "空"} → ${row[column] ?? "空"}`],
      );
    }),
    ...[...oldRows].flatMap(([key, row]) => (rows.has(key) || old === undefined ? [] : [`${name} ${key}：删除${figuresOf(old, row)}`])),
  ];
}

/** Rows by their texts; where two are alike, by their order too. */
function keyed({ columns }: Table, rows: readonly PublishedRow[]): Map<string, PublishedRow> {
  const named = new Map<string, PublishedRow>();
  const texts = columns.filter(({ key, kind }) => !isFigure({ key, kind }) && !UNCOMPARED.has(key));
  for (const row of rows) {
    const key = texts.flatMap(({ key: column }) => (row[column] === undefined ? [] : [String(row[column])])).join(" ");
    let unique = key;
    for (let number = 2; named.has(unique); number += 1) unique = `${key}（${number}）`;
    named.set(unique, row);
  }
  return named;
}

function figureColumns({ columns }: Table): Column[] {
  return columns.filter((column) => isFigure(column) && !UNCOMPARED.has(column.key));
}

function isFigure({ kind }: Pick<Column, "key" | "kind">): boolean {
  return kind === "amount" || kind === "count";
}

/** " 合计 -1234.57" of a row that came or went: its last amounts tell what it is. */
function figuresOf(table: Table, row: PublishedRow): string {
  const amounts = table.columns.filter(({ key, kind }) => kind === "amount" && row[key] !== undefined && row[key] !== "0.00");
  const [first] = amounts;
  return first === undefined ? "" : ` ${first.title} ${row[first.key]}`;
}
