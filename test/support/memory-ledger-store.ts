import { accountKeyText, keyOf, type Account } from "../../shared/lane/account.ts";
import { provinceOf } from "../../shared/region/region.ts";
import {
  accountItem,
  accountItemKey,
  calendarKey,
  indexItem,
  indexItemKey,
  journalKey,
  lanePartition,
  pageItem,
  rejectionItem,
} from "../../shared/store/dynamo-items.ts";
import type { Calendar } from "../../shared/calendar/calendar.ts";
import type { IndexEntry } from "../../shared/lane/index-entry.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import { add, copy, inner, runner, sorted, type MemoryHooks, type MemoryTables, type Runner } from "./memory-tables.ts";
import { rejectionSortKey } from "../../shared/store/rejection-key.ts";

export interface MemoryLedgerStore extends LedgerStore {
  readonly tables: MemoryTables;
}

/**
 * The ledger's tables in memory, for tests: takes, refuses and orders the same as the store on DynamoDB, and passes the same contract suite.
 */
export function createMemoryLedgerStore(hooks: MemoryHooks = {}): MemoryLedgerStore {
  const tables: MemoryTables = { pages: new Map(), index: new Map(), accounts: new Map(), calendars: new Map(), rejections: new Map() };
  const run = runner(hooks);
  return {
    tables,
    ...memoryJournal(tables, run),
    ...memoryAccounts(tables, run),
    ...memoryCalendars(tables, run),
    ...memoryRejections(tables, run),

    async load(lane, wanted) {
      wanted.index.forEach((key) => indexItemKey(lane, key));
      wanted.accounts.forEach(accountItemKey);
      wanted.calendars.forEach(calendarKey);
      const keys = { index: new Set(wanted.index), accounts: new Set(wanted.accounts.map(accountKeyText)), calendars: new Set(wanted.calendars) };
      await run.before("load", lane, wanted);
      const found = { index: [] as IndexEntry[], accounts: [] as Account[], calendars: [] as Calendar[] };
      const reads = [
        ...[...keys.index].map((key) => () => {
          add(found.index, tables.index.get(lane)?.get(key));
        }),
        ...[...keys.accounts].map((key) => () => {
          add(found.accounts, tables.accounts.get(key));
        }),
        ...[...keys.calendars].map((key) => () => {
          add(found.calendars, tables.calendars.get(key));
        }),
      ];
      await run.each("load", reads, (read) => {
        read();
      });
      return found;
    },

    async putIndex(lane, entries) {
      entries.forEach((entry) => indexItem(lane, entry));
      const copies = copy(entries);
      await run.before("putIndex", lane, entries);
      await run.each("putIndex", copies, (entry) => inner(tables.index, lane).set(entry.key, entry));
    },

    async *allIndexEntries() {
      await run.before("allIndexEntries");
      yield* sorted(tables.index).flatMap(([lane, entries]) => sorted(entries).map(([, entry]) => ({ lane, ...copy(entry) })));
    },
  };
}

function memoryJournal({ pages }: MemoryTables, run: Runner): Pick<LedgerStore, "newestPage" | "page" | "append" | "allPages"> {
  return {
    async newestPage(lane) {
      lanePartition(lane);
      await run.before("newestPage", lane);
      const versions = pages.get(lane);
      return versions === undefined ? undefined : copy(versions.get(Math.max(...versions.keys())));
    },

    async page(lane, version) {
      journalKey(lane, version);
      await run.before("page", lane, version);
      return copy(pages.get(lane)?.get(version));
    },

    async append(page) {
      pageItem(page);
      const stored = copy(page);
      await run.before("append", page);
      const versions = inner(pages, stored.lane);
      if (versions.has(stored.version)) return false;
      versions.set(stored.version, stored);
      return true;
    },

    async *allPages() {
      await run.before("allPages");
      yield* sorted(pages).flatMap(([, versions]) => [...versions].sort(([a], [b]) => a - b).map(([, page]) => copy(page)));
    },
  };
}

function memoryAccounts(
  { accounts }: MemoryTables,
  run: Runner,
): Pick<LedgerStore, "bear" | "putAccount" | "monthAccounts" | "prepaidAccounts" | "allAccounts"> {
  return {
    async bear(account) {
      accountItem(account);
      const stored = copy(account);
      await run.before("bear", account);
      const key = accountKeyText(keyOf(stored));
      if (!accounts.has(key)) accounts.set(key, stored);
    },

    async putAccount(account) {
      accountItem(account);
      const stored = copy(account);
      await run.before("putAccount", account);
      const key = accountKeyText(keyOf(stored));
      const present = accounts.get(key);
      if (present === undefined || present.version < stored.version) accounts.set(key, stored);
    },

    async monthAccounts(month, region) {
      await run.before("monthAccounts", month, region);
      const keys = sorted(accounts).map(([key]) => key);
      const found: Extract<Account, { type: "month" }>[] = [];
      await run.each("monthAccounts", keys, (key) => {
        const account = accounts.get(key);
        if (account?.type !== "month" || account.month !== month) return;
        if (account.county.startsWith(region) && provinceOf(account.county) === provinceOf(region)) found.push(copy(account));
      });
      return found;
    },

    async prepaidAccounts(region) {
      await run.before("prepaidAccounts", region);
      const keys = sorted(accounts).map(([key]) => key);
      const found: Extract<Account, { type: "prepaid" }>[] = [];
      await run.each("prepaidAccounts", keys, (key) => {
        const account = accounts.get(key);
        if (account?.type !== "prepaid") return;
        if (account.county.startsWith(region) && provinceOf(account.county) === provinceOf(region)) found.push(copy(account));
      });
      return found;
    },

    async *allAccounts() {
      await run.before("allAccounts");
      yield* sorted(accounts).map(([, account]) => copy(account));
    },
  };
}

function memoryCalendars({ calendars }: MemoryTables, run: Runner): Pick<LedgerStore, "calendars" | "advanceCalendar"> {
  return {
    async calendars(counties) {
      counties.forEach(calendarKey);
      const keys = [...new Set(counties)];
      await run.before("calendars", counties);
      const found: Calendar[] = [];
      await run.each("calendars", keys, (county) => {
        add(found, calendars.get(county));
      });
      return found;
    },

    async advanceCalendar(county, fields) {
      calendarKey(county);
      const moves = (["firstOpen", "settledThrough"] as const).flatMap((field) =>
        fields[field] === undefined ? [] : [[field, fields[field]] as const],
      );
      await run.before("advanceCalendar", county, fields);
      await run.each("advanceCalendar", moves, ([field, month]) => {
        const present = calendars.get(county) ?? { county, firstOpen: "", settledThrough: "" };
        calendars.set(county, present[field] < month ? { ...present, [field]: month } : present);
      });
    },
  };
}

function memoryRejections({ rejections }: MemoryTables, run: Runner): Pick<LedgerStore, "putRejections" | "rejections" | "rejectionsOf"> {
  return {
    async putRejections(list) {
      list.forEach(rejectionItem);
      const copies = copy(list);
      await run.before("putRejections", list);
      await run.each("putRejections", copies, (rejection) => rejections.set(rejectionSortKey(rejection), rejection));
    },

    async rejections(region = "") {
      await run.before("rejections", region);
      return sorted(rejections)
        .map(([, rejection]) => copy(rejection))
        .filter(({ insu_admdvs }) => (insu_admdvs ?? "-").startsWith(region));
    },

    async *rejectionsOf(institution) {
      await run.before("rejectionsOf", institution);
      yield* sorted(rejections)
        .map(([, rejection]) => copy(rejection))
        .filter(({ fixmedins_code }) => fixmedins_code === institution);
    },
  };
}
