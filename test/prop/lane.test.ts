import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextMonth } from "../../shared/calendar/month.ts";
import { accountKeyText, emptyAccount, keyOf, type Account } from "../../shared/lane/account.ts";
import { AccountBook, evolve } from "../../shared/lane/evolve.ts";
import { decodePage, encodePage, PageError, type Page, type StoredPage } from "../../shared/lane/page.ts";
import type { LaneRecord, MessageRecord } from "../../shared/lane/record.ts";
import { LaneWalk } from "../../shared/lane/walk.ts";
import { fen } from "../../shared/money/fen.ts";
import { FUNDS, type Fund } from "../../shared/policy/funds.ts";
import { createMemoryLedgerStore, type MemoryLedgerStore } from "../support/memory-ledger-store.ts";
import { verifyLedger } from "../../shared/store/verify.ts";
import { audit, rawEntries } from "../support/auditor.ts";
import { deliver } from "../support/deliver.ts";
import {
  advance,
  allotment,
  closing,
  deduction,
  disbursement,
  LANE,
  MENGHAI,
  MENGLA,
  outcomeOf,
  prepayment,
  reversal,
  type Amounts,
} from "../support/lane.ts";

const funds = ["basic", "critical", "backstop"] as const;
const county = fc.constantFrom(MENGHAI, MENGHAI, MENGLA);
const time = fc.constantFrom("2017-10-12 08:00:00", "2017-11-05 08:00:00", "2017-12-02 08:00:00");
const month = fc.constantFrom("201710", "201710", "201711");
const fund = fc.constantFrom(...funds);
const status = fc.constantFrom("lifted" as const, "unlifted" as const);
const amountFen = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 1_000_000_000 }));
const place = fc.integer({ min: 1, max: 4 });

const advances = fc
  .record({ place, county, time, status, amounts: fc.dictionary(fund, amountFen, { maxKeys: 2 }), content: fc.constantFrom("", "", "", "other") })
  .map(({ place: n, amounts, ...more }) => advance(`S${n}`, amounts as Amounts, more));

const others = fc.oneof(
  fc.record({ place, of: place, county, time }).map(({ place: n, of, ...more }) => reversal(`R${n}`, `S${of}`, more)),
  fc
    .record({ place, of: place, fund, amountFen, county, month })
    .map(({ place: n, of, fund: from, amountFen: amount, ...more }) => deduction(`D${n}`, from, amount, { settlementId: `S${of}` }, more)),
  fc
    .record({ place, status, fund, amountFen, county, month })
    .map(({ place: n, status: rule, fund: from, amountFen: amount, ...more }) => deduction(`D${n}`, from, amount, rule, more)),
  fc.record({ place, fund, amountFen, county }).map(({ place: n, fund: to, amountFen: amount, ...more }) => prepayment(`P${n}`, to, amount, more)),
  fc
    .record({ place, fund, amountFen, county, month })
    .map(({ place: n, fund: to, amountFen: amount, ...more }) => disbursement(`B${n}`, to, amount, more)),
);

const headcount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 10_000_000 }));

const allotments = fc
  .record({
    place,
    county,
    time,
    lifted: headcount,
    unlifted: headcount,
    item: fc.constantFrom("familyDoctor" as const, "premium" as const),
    unitFen: fc.constantFrom(1, 1200, 18003),
    content: fc.constantFrom("", "", "other"),
  })
  .map(({ place: n, lifted, unlifted, ...more }) => allotment(`A${n}`, { lifted, unlifted }, more));

/** A batch of records, or the end of a month in a county. */
type Step = readonly MessageRecord[] | { readonly ends: string; readonly county: string };

/** Records drawn again and again, in any order, in batches of any size, while months close. */
const histories: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.oneof({ weight: 2, arbitrary: advances }, { weight: 3, arbitrary: others }, { weight: 1, arbitrary: allotments }), {
    minLength: 1,
    maxLength: 14,
  })
  .chain((pool) => {
    const batch = fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 8 });
    const end = fc.record({ ends: fc.constantFrom("201710", "201710", "201711"), county });
    return fc.array(fc.oneof({ weight: 3, arbitrary: batch }, { weight: 1, arbitrary: end }), { minLength: 1, maxLength: 12 });
  });

const RUNS = { numRuns: 250, seed: 20171024 };

interface Played {
  readonly ledger: MemoryLedgerStore;
  readonly sent: readonly LaneRecord[];
}

/** Ends the month where the step says so; says what it sends to the lane. */
async function begin(ledger: MemoryLedgerStore, step: Step): Promise<readonly LaneRecord[]> {
  if (!("ends" in step)) return step;
  await ledger.advanceCalendar(step.county, { firstOpen: nextMonth(step.ends) });
  return ["201710", "201711"].filter((one) => one <= step.ends).map((one) => closing(one, step.county));
}

async function play(steps: readonly Step[]): Promise<Played> {
  const ledger = createMemoryLedgerStore();
  const sent: LaneRecord[] = [];
  for (const step of steps) {
    const records = await begin(ledger, step);
    sent.push(...records);
    await deliver(ledger, ledger, LANE, records);
  }
  return { ledger, sent };
}

/** The same for a record and for the entry it became. */
function nameOf(one: {
  readonly kind: string;
  readonly id?: string;
  readonly hash?: string;
  readonly county: string;
  readonly month?: string;
}): string {
  return one.kind === "close" ? `close ${one.county} ${one.month}` : `${one.kind} ${one.id} ${one.hash}`;
}

function pagesOf({ tables }: MemoryLedgerStore): StoredPage[] {
  return [...(tables.pages.get(LANE)?.values() ?? [])];
}

describe("a lane's records, in any batches, in any order, however often delivered", () => {
  it("are posted once each; journal, index and accounts are what an auditor adds up", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const { ledger, sent } = await play(steps);
        expect(audit(ledger.tables, new Map([[LANE, sent]]))).toEqual([]);
        expect((await verifyLedger(ledger)).findings).toEqual([]);
      }),
      RUNS,
    );
  });

  it("end in one outcome each, and what is posted, and only that, stands in the journal", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const ledger = createMemoryLedgerStore();
        for (const step of steps) {
          const before = rawEntries(ledger.tables, LANE).length;
          const records = await begin(ledger, step);
          const { decisions } = await deliver(ledger, ledger, LANE, records);
          expect(decisions.map(({ record }) => record)).toEqual(records);
          const posted = decisions.filter(({ outcome }) => outcome === "posted").map(({ record }) => nameOf(record));
          expect(rawEntries(ledger.tables, LANE).slice(before).map(nameOf)).toEqual(posted);
        }
      }),
      RUNS,
    );
  });

  it("change nothing when all that was posted is delivered again", async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 5 }), async (steps, size) => {
        const { ledger, sent } = await play(steps);
        const posted = new Set(rawEntries(ledger.tables, LANE).map(nameOf));
        const again = sent.filter((record) => posted.has(nameOf(record)));
        const before = JSON.stringify([pagesOf(ledger), [...ledger.tables.accounts]]);
        for (let first = 0; first < again.length; first += size) {
          const { decisions } = await deliver(ledger, ledger, LANE, again.slice(first, first + size));
          expect(new Set(decisions.map(outcomeOf))).toEqual(new Set(["already_applied"]));
        }
        expect(JSON.stringify([pagesOf(ledger), [...ledger.tables.accounts]])).toBe(before);
      }),
      RUNS,
    );
  });

  it("leave accounts that are the fold of the journal's entries", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const { ledger } = await play(steps);
        const book = new AccountBook();
        for (const page of pagesOf(ledger)) for (const entry of decodePage(page).entries) evolve(book, LANE, entry);
        for (const account of ledger.tables.accounts.values()) expect({ ...book.get(keyOf(account)), version: account.version }).toEqual(account);
      }),
      RUNS,
    );
  });

  it("leave shares that sum to accrued less deducted, fund by fund, and so do the amounts by ratio", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const { ledger } = await play(steps);
        for (const account of ledger.tables.accounts.values()) {
          if (account.type === "prepaid") continue;
          for (const { accrued, shares, byRatio } of Object.values(account.allotments ?? {})) {
            expect(shares[0] + shares[1] + shares[2]).toBe(accrued);
            expect(Object.values(byRatio).reduce((sum, amount) => sum + amount, 0)).toBe(accrued);
          }
          for (const { accrued, deducted, shares, byRatio } of Object.values(account.funds)) {
            expect(shares[0] + shares[1] + shares[2]).toBe(accrued - deducted);
            expect(Object.values(byRatio).reduce((sum, amount) => sum + amount, 0)).toBe(accrued - deducted);
          }
        }
      }),
      RUNS,
    );
  });
});

/** What every account says, whatever page wrote it last. */
function accountsOf({ tables }: MemoryLedgerStore): Map<string, Account> {
  return new Map([...tables.accounts].map(([key, account]) => [key, { ...account, version: 0 }]));
}

function firstOf(amounts: Amounts): [Fund, number] {
  return Object.entries(amounts)[0] as [Fund, number];
}

async function deliverAll(ledger: MemoryLedgerStore, records: readonly LaneRecord[], size: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let first = 0; first < records.length; first += size) {
    const { decisions } = await deliver(ledger, ledger, LANE, records.slice(first, first + size));
    outcomes.push(...decisions.map(outcomeOf));
  }
  return outcomes;
}

/** October's advances, some of which are deducted from or reversed once it is closed, and one large enough for every disbursement. */
const october = fc.array(
  fc.record({
    county,
    status,
    amounts: fc.dictionary(fund, fc.integer({ min: 2, max: 1_000_000 }), { minKeys: 1, maxKeys: 3 }),
    fate: fc.constantFrom("kept" as const, "reversed" as const, "deducted" as const),
    later: time,
  }),
  { minLength: 1, maxLength: 8 },
);
const paid = { county, fund, amountFen: fc.integer({ min: 1, max: 1_000 }) };

/** Records that do not refer to one another, after a closed October that some of them refer to. */
const unrelated = fc
  .record({
    october,
    advances: fc.array(fc.record({ county, time, status, amounts: fc.dictionary(fund, amountFen, { maxKeys: 3 }) }), { maxLength: 8 }),
    prepayments: fc.array(fc.record(paid), { maxLength: 3 }),
    disbursements: fc.array(fc.record(paid), { maxLength: 3 }),
  })
  .map((drawn) => {
    const given = drawn.october.map(({ amounts, ...more }, n) => advance(`O${n}`, amounts as Amounts, more));
    const large = [MENGHAI, MENGLA].map((one) =>
      advance(`LARGE-${one}`, { basic: 1_000_000, critical: 1_000_000, backstop: 1_000_000 }, { county: one }),
    );
    const after = drawn.october.flatMap(({ fate, amounts, county: of, later }, n): MessageRecord[] => {
      const [from, amount] = firstOf(amounts);
      if (fate === "reversed") return [reversal(`R${n}`, `O${n}`, { county: of, time: later })];
      return fate === "kept" ? [] : [deduction(`D${n}`, from, Math.floor(amount / 2), { settlementId: `O${n}` }, { county: of })];
    });
    const records: MessageRecord[] = [
      ...after,
      ...drawn.advances.map(({ amounts, ...more }, n) => advance(`S${n}`, amounts as Amounts, more)),
      ...drawn.prepayments.map(({ county: of, fund: to, amountFen: amount }, n) => prepayment(`P${n}`, to, amount, { county: of })),
      ...drawn.disbursements.map(({ county: of, fund: to, amountFen: amount }, n) => disbursement(`B${n}`, to, amount, { county: of })),
    ];
    return { given: [...given, ...large], records };
  });

async function afterOctober(given: readonly LaneRecord[]): Promise<MemoryLedgerStore> {
  const ledger = createMemoryLedgerStore();
  await deliverAll(ledger, given, 50);
  for (const one of [MENGHAI, MENGLA]) {
    await ledger.advanceCalendar(one, { firstOpen: "201711" });
    await deliverAll(ledger, [closing("201710", one)], 1);
  }
  return ledger;
}

describe("records of every kind that do not refer to one another", () => {
  it("leave the same accounts in whatever order and batches they come", async () => {
    const orders = unrelated.chain(({ given, records }) =>
      fc.record({
        given: fc.constant(given),
        records: fc.constant(records),
        shuffled: fc.shuffledSubarray(records, { minLength: records.length }),
        size: fc.integer({ min: 1, max: 12 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ({ given, records, shuffled, size }) => {
        const [together, apart] = [await afterOctober(given), await afterOctober(given)];
        const outcomes = [...(await deliverAll(together, records, 50)), ...(await deliverAll(apart, shuffled, size))];
        expect(outcomes.filter((outcome) => outcome !== "posted")).toEqual([]);
        expect(accountsOf(apart)).toEqual(accountsOf(together));
      }),
      RUNS,
    );
  });
});

describe("a reversal", () => {
  /** What the lane owes in all, by fund: net amount, shares and amounts by ratio; what comes to nothing is left out. */
  const owed = (ledger: MemoryLedgerStore): Record<string, number> => {
    const sums: Record<string, number> = {};
    const add = (key: string, amount: number): void => {
      sums[key] = (sums[key] ?? 0) + amount;
    };
    for (const account of ledger.tables.accounts.values()) {
      if (account.type === "prepaid") continue;
      for (const [name, { accrued, deducted, shares, byRatio }] of Object.entries(account.funds)) {
        const of = `${account.county} ${name}`;
        add(of, accrued - deducted);
        shares.forEach((share, tier) => {
          add(`${of} tier ${tier}`, share);
        });
        for (const [ratio, amount] of Object.entries(byRatio)) add(`${of} by ${ratio}`, amount);
      }
    }
    return Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0));
  };

  const cases = fc.record({
    others: fc.array(advances, { maxLength: 4 }),
    taken: fc.record({ county, status, amounts: fc.dictionary(fund, amountFen, { minKeys: 1, maxKeys: 3 }), later: time }),
    parts: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
    closed: fc.boolean(),
  });

  it("cancels its advance to the fen in every fund, tier and ratio, whatever was deducted before", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ others, taken: { amounts, later, ...more }, parts, closed }) => {
        const end = async (ledger: MemoryLedgerStore): Promise<void> => {
          if (!closed) return;
          await ledger.advanceCalendar(more.county, { firstOpen: "201711" });
          await deliverAll(ledger, [closing("201710", more.county)], 1);
        };
        const never = createMemoryLedgerStore();
        await deliverAll(never, others, 50);
        await end(never);
        const ledger = createMemoryLedgerStore();
        await deliverAll(ledger, [...others, advance("TAKEN", amounts, more)], 50);
        await end(ledger);
        const [from, amount] = firstOf(amounts);
        // Of an open month nothing can be deducted. Each takes some percent of what is left.
        let left = amount;
        for (const [n, percent] of (closed ? parts : []).entries()) {
          const part = Math.ceil((left * percent) / 100);
          if (part === 0) continue;
          const outcome = await deliverAll(ledger, [deduction(`D${n}`, from, part, { settlementId: "TAKEN" }, { county: more.county })], 1);
          expect(outcome).toEqual(["posted"]);
          left -= part;
        }
        expect(await deliverAll(ledger, [reversal("BACK", "TAKEN", { county: more.county, time: later })], 1)).toEqual(["posted"]);
        expect(owed(ledger)).toEqual(owed(never));
      }),
      RUNS,
    );
  });
});

describe("a page", () => {
  it("reads back as it was written, and writes as it was read", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const { ledger } = await play(steps);
        for (const stored of pagesOf(ledger)) {
          const page = decodePage(stored);
          expect(encodePage(page)).toEqual(stored);
          expect(decodePage(encodePage(page))).toEqual(page);
        }
      }),
      RUNS,
    );
  });

  it("keeps any text and any amount", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.maxSafeInteger(), fc.integer({ min: 1 }), (text, amount, version) => {
        const shares = [fen(amount), fen(0), fen(0)] as const;
        const named = { kind: "advance", id: text, hash: text, person: text, status: "lifted", facts: { dise_name: text } } as const;
        const dated = { county: MENGHAI, month: "201710", time: "2017-10-25 09:30:00" };
        const entry = { ...named, ...dated, funds: { basic: { amount: fen(amount), shares } }, rules: { basic: { rule: text, ratio: "1:0:0" } } };
        const page: Page = { lane: LANE, version, previous: text, entries: [entry, entry], accounts: [] };
        expect(decodePage(encodePage(page))).toEqual(page);
      }),
      RUNS,
    );
  });

  it("is refused under another lane, another version, or with any character changed", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        const page = encodePage({ lane: LANE, version: 2, previous: "x", entries: [], accounts: [] });
        const changed = changeCharacter(page.body, at, character);
        fc.pre(changed !== page.body);
        expect(() => decodePage({ ...page, body: changed })).toThrow(PageError);
        expect(() => decodePage({ ...page, lane: "H53282200013" })).toThrow(PageError);
        expect(() => decodePage({ ...page, version: 3 })).toThrow(PageError);
      }),
      RUNS,
    );
  });
});

function changeCharacter(text: string, at: number, character: string): string {
  const place = at % text.length;
  return text.slice(0, place) + character + text.slice(place + 1);
}

/** One change to what is stored, at a place that `at` picks. Says what it changed; undefined where there is nothing to change like that. */
type Tampering = (ledger: MemoryLedgerStore, at: number) => string | undefined;

function pickPage({ tables }: MemoryLedgerStore, at: number, older = false): [StoredPage, (page: StoredPage | undefined) => void] | undefined {
  const pages = tables.pages.get(LANE);
  const all = pagesOf({ tables } as MemoryLedgerStore).slice(0, older ? -1 : undefined);
  const page = all[at % all.length];
  if (pages === undefined || page === undefined) return undefined;
  const replace = (changed: StoredPage | undefined): void => {
    if (changed === undefined) pages.delete(page.version);
    else pages.set(page.version, changed);
  };
  return [page, replace];
}

function changePage(older: boolean, change: (page: StoredPage, at: number) => StoredPage | undefined): Tampering {
  return (ledger, at) => {
    const picked = pickPage(ledger, at, older);
    if (picked === undefined) return undefined;
    const changed = change(picked[0], at);
    picked[1](changed);
    return `page ${picked[0].version} became ${JSON.stringify(changed)}`;
  };
}

/** An account that some page wrote. Those of the newest page are left out where a change could make it look unapplied, which is no fault. */
function changeAccount(older: boolean, change: (account: Account, at: number) => Account | undefined): Tampering {
  return (ledger, at) => {
    const newest = ledger.tables.pages.get(LANE)?.size ?? 0;
    const all = [...ledger.tables.accounts].filter(([, { version }]) => version > 0 && !(older && version === newest));
    const [key, account] = all[at % all.length] ?? [];
    if (key === undefined || account === undefined) return undefined;
    const changed = change(account, at);
    if (changed === undefined) ledger.tables.accounts.delete(key);
    else ledger.tables.accounts.set(key, changed);
    return `account ${key} became ${JSON.stringify(changed)}`;
  };
}

function changeIndex(change: (key: string, entries: Map<string, { key: string; page: number; hash: string }>) => void): Tampering {
  return (ledger, at) => {
    const entries = ledger.tables.index.get(LANE);
    const keys = [...(entries?.keys() ?? [])];
    const key = keys[at % keys.length];
    if (entries === undefined || key === undefined) return undefined;
    change(key, entries);
    return `index entry ${key} became ${JSON.stringify(entries.get(key))}`;
  };
}

/** Adds one fen, or one record, to a number somewhere in a text of JSON. */
function changeNumber<T>(value: T, at: number): T {
  const numbers = [...JSON.stringify(value).matchAll(/(?<=[:[,])-?\d+(?=[,}\]])/g)];
  const found = numbers[at % numbers.length];
  if (found === undefined) return value;
  const text = JSON.stringify(value);
  return JSON.parse(text.slice(0, found.index) + String(Number(found[0]) + 1) + text.slice(found.index + found[0].length)) as T;
}

const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  "a character of a page": changePage(false, (page, at) => ({
    ...page,
    body: changeCharacter(page.body, at, page.body[at % page.body.length] === "1" ? "2" : "1"),
  })),
  "a page's hash": changePage(false, (page, at) => ({
    ...page,
    hash: changeCharacter(page.hash, at, page.hash[at % page.hash.length] === "A" ? "B" : "A"),
  })),
  "a page that is missing": changePage(false, () => undefined),
  "an older page, written anew with a hash that fits": changePage(true, (page) => {
    const { entries, ...rest } = decodePage(page);
    return encodePage({ ...rest, entries: entries.slice(1) });
  }),
  "an index entry's content": changeIndex((key, entries) => entries.set(key, { ...entries.get(key)!, hash: "other" })),
  "an index entry's page": changeIndex((key, entries) => entries.set(key, { ...entries.get(key)!, page: entries.get(key)!.page + 1 })),
  "an index entry that is missing": changeIndex((key, entries) => entries.delete(key)),
  "an index entry too many": changeIndex((key, entries) => entries.set(`${key}0`, { ...entries.get(key)!, key: `${key}0` })),
  "a number of an account": changeAccount(false, changeNumber),
  "an account's state": changeAccount(false, (account) =>
    account.type === "prepaid" ? { ...account, version: account.version + 1 } : { ...account, state: account.state === "open" ? "closed" : "open" },
  ),
  "an account that is missing": changeAccount(true, () => undefined),
  "an account too many": (ledger) => {
    const account = emptyAccount({ period: "201801", county: "532801", institution: LANE });
    ledger.tables.accounts.set(accountKeyText(keyOf(account)), { ...account, version: 1 });
    return "an account of 201801";
  },
};

describe("verify", () => {
  it("finds nothing in an honest ledger, page by page", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const { ledger } = await play(steps);
        const walk = new LaneWalk(LANE);
        for (const page of pagesOf(ledger)) walk.take(page);
        expect(walk.findings).toEqual([]);
        const { entries, indexEntries, accounts, pages } = await verifyLedger(ledger);
        expect({ entries, indexEntries, accounts, pages }).toEqual({
          entries: rawEntries(ledger.tables, LANE).length,
          indexEntries: ledger.tables.index.get(LANE)?.size ?? 0,
          accounts: ledger.tables.accounts.size,
          pages: pagesOf(ledger).length,
        });
      }),
      RUNS,
    );
  });

  it.each(Object.entries(TAMPERINGS))("finds a change of one thing: %s", async (_, tamper) => {
    let tampered = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (steps, at) => {
        const { ledger } = await play(steps);
        const what = tamper(ledger, at);
        if (what === undefined) return;
        tampered += 1;
        expect((await verifyLedger(ledger)).findings, what).not.toEqual([]);
      }),
      RUNS,
    );
    expect(tampered).toBeGreaterThan(100);
  });

  it("finds an amount changed in any page, even with its shares and a hash that fits", async () => {
    let tampered = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (steps, at) => {
        const { ledger } = await play(steps);
        const picked = pickPage(ledger, at);
        if (picked === undefined) return;
        const page = decodePage(picked[0]);
        const target = page.entries.find((entry) => entry.kind === "advance" && FUNDS.some((one) => entry.funds[one] !== undefined));
        if (target?.kind !== "advance") return;
        tampered += 1;
        const of = FUNDS.find((one) => target.funds[one] !== undefined)!;
        const { amount, shares } = target.funds[of]!;
        const changed = {
          ...target,
          funds: { ...target.funds, [of]: { amount: fen(amount + 25), shares: [shares[0], shares[1], fen(shares[2] + 25)] } },
        };
        picked[1](encodePage({ ...page, entries: page.entries.map((entry) => (entry === target ? (changed as typeof entry) : entry)) }));
        expect((await verifyLedger(ledger)).findings).not.toEqual([]);
      }),
      RUNS,
    );
    expect(tampered).toBeGreaterThan(50);
  });
});
