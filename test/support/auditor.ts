import type { MonthAccount } from "../../shared/lane/account.ts";
import type { StoredPage } from "../../shared/lane/page.ts";
import type { LaneRecord, MessageRecord } from "../../shared/lane/record.ts";
import type { MemoryTables } from "./memory-tables.ts";

/** What was ever sent to each lane. */
export type Sent = ReadonlyMap<string, readonly LaneRecord[]>;

interface RawEntry {
  readonly kind: string;
  readonly id: string;
  readonly county: string;
  readonly month?: string;
  readonly time?: string;
  readonly late?: true;
  readonly hash: string;
  readonly original?: string;
  readonly fund?: string;
  readonly amount?: number;
  readonly item?: string;
  readonly parts?: Readonly<Record<string, { readonly headcount: number; readonly amount: number; readonly shares: readonly number[] }>>;
  readonly funds?: Readonly<Record<string, readonly [amount: number, province: number, prefecture: number, county: number]>>;
}

type PagedEntry = RawEntry & { readonly page: number };
const read = new WeakMap<StoredPage, readonly PagedEntry[]>();

/** What a lane's pages say, read as plain JSON; each page is read once. */
export function rawEntries(tables: MemoryTables, lane: string): readonly PagedEntry[] {
  return [...(tables.pages.get(lane)?.values() ?? [])].flatMap((page) => {
    const known = read.get(page) ?? (JSON.parse(page.body) as { entries: RawEntry[] }).entries.map((entry) => ({ ...entry, page: page.version }));
    read.set(page, known);
    return known;
  });
}

/** Where a message stands in its lane's journal with the content it was sent with; undefined where it does not. */
export function pageOf(tables: MemoryTables, lane: string, record: MessageRecord): number | undefined {
  return rawEntries(tables, lane).find((entry) => entry.kind === record.kind && entry.id === record.id && entry.hash === record.hash)?.page;
}

/**
 * An accountant who knows nothing of the product: adds up what was sent, by id, and compares journal, index and accounts with the sums.
 * Says what is wrong. What it is given must be at rest, every page applied.
 */
export function audit(tables: MemoryTables, sent: Sent): string[] {
  return [...sent].flatMap(([lane, records]) => [
    ...auditJournal(tables, lane, records),
    ...auditIndex(tables, lane),
    ...auditSums(tables, lane, records),
    ...auditAccounts(tables, lane),
  ]);
}

function auditJournal(tables: MemoryTables, lane: string, records: readonly LaneRecord[]): string[] {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const versions = [...(tables.pages.get(lane)?.keys() ?? [])].sort((a, b) => a - b);
  if (versions.some((version, place) => version !== place + 1)) wrong.push(`pages ${versions.join()} of ${lane} have a gap`);
  for (const entry of rawEntries(tables, lane)) {
    const name = entry.kind === "close" ? `close ${entry.month} ${entry.county}` : `${entry.kind} ${entry.id}`;
    if (seen.has(name)) wrong.push(`${name} stands in ${lane} twice`);
    seen.add(name);
    const from = records.find((one) =>
      one.kind === "close" ? entry.kind === "close" : one.kind === entry.kind && one.id === entry.id && one.hash === entry.hash,
    );
    if (from === undefined) wrong.push(`${name} stands in ${lane} but was never sent`);
  }
  return wrong;
}

function auditIndex(tables: MemoryTables, lane: string): string[] {
  const expected = new Map<string, string>();
  const deductions = new Map<string, number>();
  for (const { kind, id, page, hash, original } of rawEntries(tables, lane)) {
    if (kind === "close") continue;
    expected.set(`${kind}#${id}`, `${page} ${hash}`);
    if (kind === "reversal") expected.set(`reversed#${original}`, `${page} ${hash}`);
    if (kind !== "deduction" || original === undefined) continue;
    const ordinal = deductions.get(original) ?? 0;
    deductions.set(original, ordinal + 1);
    expected.set(`deducted#${ordinal}#${original}`, `${page} ${hash}`);
  }
  const found = new Map([...(tables.index.get(lane)?.values() ?? [])].map(({ key, page, hash }) => [key, `${page} ${hash}`]));
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((key) => expected.get(key) !== found.get(key))
    .map((key) => `index of ${lane} says ${key} is ${found.get(key)}, not ${expected.get(key)}`);
}

/** Columns by county and fund, over all months. */
type Sums = Map<string, number>;

function add(sums: Sums, column: string, amount: number): void {
  sums.set(column, (sums.get(column) ?? 0) + amount);
}

/** From the messages themselves: what a posted one was sent with, whatever the journal says of its amounts. */
function sumsOfMessages(tables: MemoryTables, lane: string, records: readonly LaneRecord[]): Sums {
  const sums: Sums = new Map();
  const posted = records.filter((record): record is MessageRecord => record.kind !== "close" && pageOf(tables, lane, record) !== undefined);
  const once = [...new Map(posted.map((record) => [`${record.kind}#${record.id}`, record])).values()];
  const left = new Map<string, number>();
  for (const record of once) {
    if (record.kind !== "advance") continue;
    for (const [fund, { amount }] of Object.entries(record.funds)) {
      add(sums, `accrued ${record.county} ${fund}`, amount);
      left.set(`${record.id} ${fund}`, amount);
    }
  }
  for (const record of once) {
    if (record.kind !== "allotment") continue;
    for (const part of Object.values(record.parts)) add(sums, `allotted ${record.county} ${record.item}`, part.headcount * record.unitAmount);
  }
  for (const record of once) {
    const place = "fund" in record ? `${record.county} ${record.fund}` : "";
    if (record.kind === "prepayment" || record.kind === "disbursement") add(sums, `paid ${place}`, record.amount);
    if (record.kind !== "deduction") continue;
    add(sums, `deducted ${place}`, record.amount);
    const original = "settlementId" in record.follows ? `${record.follows.settlementId} ${record.fund}` : "";
    if (left.has(original)) left.set(original, left.get(original)! - record.amount);
  }
  for (const record of once) {
    if (record.kind !== "reversal") continue;
    for (const [key, amount] of left) {
      const [id, fund] = key.split(" ");
      if (id === record.settlementId) add(sums, `accrued ${record.county} ${fund}`, -amount);
    }
  }
  return sums;
}

function sumsOfAccounts(tables: MemoryTables, lane: string): Sums {
  const sums: Sums = new Map();
  for (const account of tables.accounts.values()) {
    if (account.institution !== lane) continue;
    if (account.type === "prepaid") {
      for (const [fund, balance] of Object.entries(account.balances)) add(sums, `paid ${account.county} ${fund}`, balance);
      continue;
    }
    for (const [item, { accrued }] of Object.entries(account.allotments ?? {})) add(sums, `allotted ${account.county} ${item}`, accrued);
    for (const [fund, totals] of Object.entries(account.funds)) {
      add(sums, `accrued ${account.county} ${fund}`, totals.accrued);
      add(sums, `deducted ${account.county} ${fund}`, totals.deducted);
      add(sums, `paid ${account.county} ${fund}`, totals.disbursed);
    }
  }
  return sums;
}

function auditSums(tables: MemoryTables, lane: string, records: readonly LaneRecord[]): string[] {
  const [expected, found] = [sumsOfMessages(tables, lane, records), sumsOfAccounts(tables, lane)];
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((column) => (expected.get(column) ?? 0) !== (found.get(column) ?? 0))
    .map((column) => `${lane}: ${column} is ${found.get(column)} in the accounts, ${expected.get(column)} in the messages`);
}

/** Each account against the entries of its month, and what must hold of any account. */
function auditAccounts(tables: MemoryTables, lane: string): string[] {
  const wrong: string[] = [];
  const entries = rawEntries(tables, lane);
  for (const account of tables.accounts.values()) {
    if (account.institution !== lane) continue;
    if (account.type === "prepaid") {
      if (Object.values(account.balances).some((balance) => balance < 0)) wrong.push(`a prepaid balance of ${lane} is below zero`);
      continue;
    }
    const own = entries.filter((entry) => entry.month === account.month && entry.county === account.county);
    const sum = (kinds: readonly string[], fund: string, place: 0 | 1 | 2 | 3) =>
      own.filter((entry) => kinds.includes(entry.kind)).reduce((total, entry) => total + (entry.funds?.[fund]?.[place] ?? 0), 0);
    if (account.state !== (own.some((entry) => entry.kind === "close") ? "closed" : "open"))
      wrong.push(`${lane} ${account.month} is ${account.state}`);
    wrong.push(...auditAllotments(account, own));
    const funds = new Set([...Object.keys(account.funds), ...own.flatMap((entry) => Object.keys(entry.funds ?? {}))]);
    for (const fund of funds) {
      const totals = account.funds[fund as keyof typeof account.funds];
      const accrued = sum(["advance", "reversal"], fund, 0);
      const deducted = sum(["deduction"], fund, 0);
      const shares = ([1, 2, 3] as const).map((tier) => sum(["advance", "reversal"], fund, tier) - sum(["deduction"], fund, tier));
      const expected = JSON.stringify([accrued, deducted, shares]);
      const found = JSON.stringify([totals?.accrued, totals?.deducted, totals?.shares]);
      if (found !== expected) wrong.push(`${lane} ${account.month} ${account.county} ${fund} is ${found}, its entries say ${expected}`);
      const paid = totals?.disbursed ?? 0;
      if (account.state === "open" ? paid !== 0 : paid > accrued - deducted)
        wrong.push(`${lane} ${account.month} ${fund}: ${paid} is paid of ${accrued - deducted}`);
    }
  }
  return wrong;
}

/** What was allotted in a month, item by item, with heads and shares, against its entries. */
function auditAllotments({ month, county, institution, allotments = {} }: MonthAccount, own: readonly PagedEntry[]): string[] {
  const entries = own.filter(({ kind }) => kind === "allotment");
  const items = new Set([...Object.keys(allotments), ...entries.map(({ item }) => item ?? "")]);
  return [...items].flatMap((item) => {
    const ofItem = entries.filter((entry) => entry.item === item);
    const parts = ofItem.flatMap((entry) => Object.entries(entry.parts ?? {}));
    const heads = (status: string): number => parts.reduce((sum, [of, part]) => sum + (of === status ? part.headcount : 0), 0);
    const shares = [0, 1, 2].map((tier) => parts.reduce((sum, [, part]) => sum + (part.shares[tier] ?? 0), 0));
    const accrued = parts.reduce((sum, [, part]) => sum + part.amount, 0);
    const expected = JSON.stringify([ofItem.length, heads("lifted"), heads("unlifted"), accrued, shares]);
    const is = allotments[item as keyof typeof allotments];
    const found = JSON.stringify([is?.count, is?.headcountLifted, is?.headcountUnlifted, is?.accrued, is?.shares]);
    return found === expected ? [] : [`${institution} ${month} ${county} ${item} is ${found}, its entries say ${expected}`];
  });
}
