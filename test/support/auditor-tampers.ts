import type { Statement } from "../simulator/auditor-statement.ts";
import { bodyOf, editEntry, withItem, withPages, type Event, type PageBody } from "./auditor-history.ts";

/** Changes a history so that somebody should complain. */
export type Tamper = (events: readonly Event[]) => Event[];
export type Case = readonly [what: string, complaint: RegExp, tamper: Tamper];
export type Entries = PageBody["entries"];

/** One entry changed. */
export const entry =
  (id: string, kind: string, change: (one: Entries[number], page: PageBody) => unknown): Tamper =>
  (all) =>
    withPages(all, (page) => editEntry(page.entries, id, kind, (one) => change(one, page)));

/** The rejection of this id changed, and its item. */
export const rejection =
  (id: string, change: (body: Record<string, unknown>) => object, item: object = {}): Tamper =>
  (all) =>
    withItem(all, "rejections", (one) =>
      bodyOf(one)["id"] === id ? { ...one, ...item, body: JSON.stringify({ ...bodyOf(one), ...change(bodyOf(one)) }) } : undefined,
    );

/** The first, or last, object published under the key changed. */
export const published =
  (key: string, change: (body: string) => string, last = false): Tamper =>
  (all) => {
    const is = (event: Event): boolean => event.type === "published" && event.key === key;
    const place = last ? all.findLastIndex(is) : all.findIndex(is);
    const event = all[place] as Extract<Event, { type: "published" }>;
    const body = change(event.body);
    if (body === event.body) throw new Error("nothing was changed");
    return all.with(place, { ...event, body });
  };

/** The first statement published under the key changed. */
export const statement =
  (key: string, change: (statement: Mutable) => unknown): Tamper =>
  (all) =>
    published(`${key}.json`, (body) => {
      const one = JSON.parse(body) as Mutable;
      change(one);
      return JSON.stringify(one);
    })(all);

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

export interface Mutable extends Writable<Omit<Statement, "lines" | "totals" | "rate" | "allotments" | "allotmentTotals">> {
  lines: Writable<Statement["lines"][number]>[];
  totals: Record<string, Statement["totals"][string]>;
  allotments: Writable<Statement["allotments"][number]>[];
  allotmentTotals: Record<string, Statement["allotmentTotals"][string]>;
  rate: Writable<Statement["rate"]>;
}
