import { accountKeyText, keyOf } from "../../shared/lane/account.ts";
import { indexEntriesOf } from "../../shared/lane/lane-view.ts";
import { decodePage, encodePage, type StoredPage } from "../../shared/lane/page.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { MemoryLedgerStore } from "./memory-ledger-store.ts";

type View = (ledger: MemoryLedgerStore) => LedgerStore;

/**
 * Each guard of the lane protocol, left out: what one worker sees of the ledger where the guard is missing. The protocol itself is never
 * changed; the store does or says what makes the guard void.
 */
export const LEFT_OUT = {
  "a page is appended on condition that its version does not exist": (ledger) => ({
    ...ledger,
    append: (page) => {
      const pages = ledger.tables.pages.get(page.lane) ?? new Map<number, StoredPage>();
      ledger.tables.pages.set(page.lane, pages.set(page.version, page));
      return Promise.resolve(true);
    },
  }),

  "a page that nobody applied is applied first": (ledger) => ({
    ...ledger,
    // The newest page's last account always seems to be as new as the page.
    load: async (lane, wanted) => {
      const found = await ledger.load(lane, wanted);
      const newest = await ledger.newestPage(lane);
      const last = newest === undefined ? undefined : decodePage(newest).accounts.at(-1);
      if (last === undefined) return found;
      const others = found.accounts.filter((account) => accountKeyText(keyOf(account)) !== accountKeyText(keyOf(last)));
      return { ...found, accounts: [...others, last] };
    },
  }),

  "the newest page's own ids are known": withoutNewestIds,

  "the index is asked for the batch's ids": (ledger) => ({
    ...ledger,
    load: async (lane, wanted) => ({ ...(await ledger.load(lane, wanted)), index: [] }),
  }),

  "an account is put on condition that the stored one is older": (ledger) => ({
    ...ledger,
    putAccount: (account) => {
      ledger.tables.accounts.set(accountKeyText(keyOf(account)), account);
      return Promise.resolve();
    },
  }),

  "a page's last account is put last of all": (ledger) => ({
    ...ledger,
    // Before anything of the page is stored, its last account is.
    putIndex: async (lane, entries) => {
      const page = await ledger.page(lane, entries[0]?.page ?? 0);
      const last = page === undefined ? undefined : decodePage(page).accounts.at(-1);
      if (last !== undefined) await ledger.putAccount(last);
      await ledger.putIndex(lane, entries);
    },
  }),

  "a rejection is decided again where the lane moved on": (ledger) => {
    // The newest page that is looked up after a load, with no append between, seems to be what it was before.
    const known = new Map<string, StoredPage | undefined>();
    const loaded = new Set<string>();
    return {
      ...ledger,
      newestPage: async (lane) => {
        if (!loaded.delete(lane)) known.set(lane, await ledger.newestPage(lane));
        return known.get(lane);
      },
      load: (lane, wanted) => {
        loaded.add(lane);
        return ledger.load(lane, wanted);
      },
      append: (page) => {
        loaded.delete(page.lane);
        return ledger.append(page);
      },
    };
  },
} satisfies Readonly<Record<string, View>>;

export type Guard = keyof typeof LEFT_OUT;

/** The newest page seems to have no entries. What hangs on its hash and on its index entries is kept as it was. */
function withoutNewestIds(ledger: MemoryLedgerStore): LedgerStore {
  let whole: StoredPage | undefined;
  return {
    ...ledger,
    newestPage: async (lane) => {
      whole = await ledger.newestPage(lane);
      return whole === undefined ? undefined : encodePage({ ...decodePage(whole), entries: [] });
    },
    append: (page) => ledger.append(whole === undefined ? page : encodePage({ ...decodePage(page), previous: whole.hash })),
    putIndex: (lane, entries) => ledger.putIndex(lane, entries.length > 0 || whole === undefined ? entries : indexEntriesOf(decodePage(whole))),
  };
}
