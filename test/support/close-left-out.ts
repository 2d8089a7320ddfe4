import type { Calendar } from "../../shared/calendar/calendar.ts";
import type { LedgerStore } from "../../shared/store/ledger-store.ts";
import type { MonthAccount } from "../../shared/lane/account.ts";
import type { MemoryLedgerStore } from "./memory-ledger-store.ts";

type View = (ledger: MemoryLedgerStore) => LedgerStore;

/** Each guard of the month close, left out: what one worker sees of the ledger where the guard is missing. These are a posting's part. */
export const POSTING_LEFT_OUT = {
  "an account is stored empty before it is posted to": (ledger) => ({ ...ledger, bear: () => Promise.resolve() }),

  "the calendar is read again after a birth": (ledger) => {
    // A calendar that was read stays what it was until the lane's newest page is looked up anew.
    const known = new Map<string, Calendar | undefined>();
    return {
      ...ledger,
      newestPage: (lane) => {
        known.clear();
        return ledger.newestPage(lane);
      },
      load: async (lane, wanted) => {
        const found = await ledger.load(lane, wanted);
        for (const county of wanted.calendars) {
          if (!known.has(county))
            known.set(
              county,
              found.calendars.find((calendar) => calendar.county === county),
            );
        }
        return { ...found, calendars: wanted.calendars.map((county) => known.get(county)).filter((calendar) => calendar !== undefined) };
      },
    };
  },

  "an account that another bore is made sure of like one's own": (ledger) => ({
    ...ledger,
    // Every account there is seems to have been posted to.
    load: async (lane, wanted) => {
      const found = await ledger.load(lane, wanted);
      return { ...found, accounts: found.accounts.map((account) => (account.version === 0 ? { ...account, version: 0.5 } : account)) };
    },
  }),
} satisfies Readonly<Record<string, View>>;

/** The close's own part. */
export const CLOSING_LEFT_OUT = {
  "calendars move before accounts are listed": (ledger) => {
    let waiting: string | undefined;
    return {
      ...ledger,
      advanceCalendar: async (county, { firstOpen, settledThrough }) => {
        waiting = firstOpen ?? waiting;
        if (settledThrough !== undefined)
          await ledger.advanceCalendar(county, { settledThrough, ...(waiting === undefined ? {} : { firstOpen: waiting }) });
      },
    };
  },

  "accounts are listed until none is open": (ledger) => {
    // What was listed once seems to be closed.
    const listed = new Set<string>();
    return {
      ...ledger,
      monthAccounts: async (month, region) => {
        const accounts = await ledger.monthAccounts(month, region);
        const again = listed.has(month);
        listed.add(month);
        return again ? accounts.map((account): MonthAccount => ({ ...account, state: "closed" })) : accounts;
      },
    };
  },
} satisfies Readonly<Record<string, View>>;
