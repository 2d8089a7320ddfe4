import { fen } from "../money/fen.ts";
import { yuanInWords } from "../money/yuan-in-words.ts";
import { formatYuan } from "../money/yuan.ts";
import { cellText } from "./cell-text.ts";
import type { Paper, PaperCell, PaperColumn, PaperTable } from "./paper.ts";

/** A row by its columns' keys: counts as numbers, amounts as "1234.56", an empty cell absent. */
export type PublishedRow = Readonly<Record<string, string | number>>;

/** The papers as they are published: what is printed, for a program that reads it. */
export interface PublishedPaper extends Omit<Paper, "parts"> {
  readonly parts: readonly {
    readonly key: string;
    readonly name: string;
    readonly title: string;
    readonly tables: readonly {
      readonly caption?: string;
      readonly columns: readonly { readonly key: string; readonly title: string; readonly kind: string }[];
      readonly rows: readonly PublishedRow[];
      readonly totals: readonly (PublishedRow & { readonly label: string })[];
    }[];
    readonly stated: readonly { readonly label: string; readonly amount: string; readonly words: string }[];
    readonly notes: readonly string[];
  }[];
}

export function publishPaper({ parts, ...heading }: Paper): PublishedPaper {
  return {
    ...heading,
    parts: parts.map(({ key, name, title, tables, stated, notes }) => ({
      ...{ key, name, title },
      tables: tables.map(publishTable),
      stated: stated.map(({ label, amount }) => ({ label, amount: formatYuan(amount), words: yuanInWords(fen(amount)) })),
      notes,
    })),
  };
}

function publishTable({ caption, columns, rows, totals }: PaperTable): PublishedPaper["parts"][number]["tables"][number] {
  return {
    ...(caption === undefined ? {} : { caption }),
    columns: columns.map(({ key, title, kind }) => ({ key, title, kind })),
    rows: rows.map((row) => Object.fromEntries(columns.flatMap((column, place) => publishCell(column, row[place] ?? "")))),
    totals: totals.map(({ label, figures }) => ({
      label,
      ...Object.fromEntries(columns.flatMap((column) => publishCell(column, figures[column.key] ?? ""))),
    })),
  };
}

function publishCell(column: PaperColumn, cell: PaperCell): [string, string | number][] {
  if (cell === "") return [];
  return [[column.key, column.kind === "count" ? cell : cellText(column, cell)]];
}
