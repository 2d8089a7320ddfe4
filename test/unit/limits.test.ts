import { describe, expect, test } from "vitest";
import { NOTICE_DEFAULTS } from "../../functions/environment.ts";
import { FUNCTIONS, QUEUES, TABLES, type FunctionWiring, type QueueName } from "../../infra/wiring.ts";
import { emptyAccount, type Account, type FundTotals } from "../../shared/lane/account.ts";
import { indexKeysOf, type AdvanceEntry, type Entry, type ReversalEntry } from "../../shared/lane/entry.ts";
import { encodePage } from "../../shared/lane/page.ts";
import type { AdvanceRecord, Fold } from "../../shared/lane/record.ts";
import { LIMITS } from "../../shared/limits.ts";
import { fen } from "../../shared/money/fen.ts";
import { FUNDS } from "../../shared/policy/funds.ts";
import type { RuleSet } from "../../shared/policy/policy.ts";
import { BACKOFF } from "../../shared/store/dynamo-batch.ts";
import { accountItem, indexItem, pageItem, rejectionItem } from "../../shared/store/dynamo-items.ts";
import { itemBytes, KEY_BYTES, KEY_NAMES } from "../../shared/store/item-limits.ts";
import { KEY_CHARACTERS, rejectionSortKey } from "../../shared/store/rejection-key.ts";
import { someRejection } from "../support/ledger-items.ts";

/** Sizes of an entry, as the contract of messages bounds them (shared/contract/message.ts): characters of ids, names and reasons. */
interface Sizes {
  readonly id: number;
  readonly institution: number;
  readonly name: number;
  readonly reason: number;
  readonly ratios: number;
  readonly amount: number;
}

const TYPICAL: Sizes = { id: 30, institution: 12, name: 10, reason: 20, ratios: 2, amount: 123_456 };
const LARGEST: Sizes = { id: 64, institution: 30, name: 200, reason: 500, ratios: 6, amount: Number.MAX_SAFE_INTEGER };

/** Chinese characters, which have three bytes: the contract counts characters. */
const chinese = (characters: number): string => "医".repeat(characters);
const institution = (sizes: Sizes): string => "H".repeat(sizes.institution);
const idOf = (sizes: Sizes, place: number): string =>
  sizes === TYPICAL ? String(place).padStart(sizes.id, "5") : chinese(sizes.id - 3) + String(place + 100);
const hash = "0".repeat(43);

function rulesOf(sizes: Sizes): RuleSet {
  const rule = { rule: "xishuangbanna-2017@1/pooled-unlifted", ratio: "15:2:8" };
  return Object.fromEntries(FUNDS.slice(0, sizes === TYPICAL ? 4 : 5).map((fund) => [fund, rule]));
}

function fundsOf(sizes: Sizes): AdvanceEntry["funds"] {
  const amount = fen(sizes.amount);
  return Object.fromEntries(Object.keys(rulesOf(sizes)).map((fund) => [fund, { amount, shares: [amount, amount, amount] }]));
}

function advance(sizes: Sizes, place: number): AdvanceEntry {
  const yuan = String(sizes.amount / 100);
  return {
    kind: "advance",
    county: "532822",
    hash,
    id: idOf(sizes, place),
    month: "201710",
    time: "2017-10-31 08:00:00",
    ...(sizes === TYPICAL ? {} : { late: true, institutionName: chinese(sizes.name) }),
    status: "unlifted",
    person: hash,
    facts: {
      med_type: "21",
      hosp_lv: "prefecture",
      dise_codg: sizes === TYPICAL ? "J18.901" : chinese(30),
      dise_name: chinese(sizes.name),
      refl_flag: "0",
      medfee_sumamt: yuan,
      inscp_scp_amt: yuan,
      act_pay_dedc: yuan,
      psn_part_amt: yuan,
      hosp_part_amt: yuan,
      // Three kinds of payment of six characters, and the sum of the others.
      ...(sizes === TYPICAL ? {} : { unmapped_pay: yuan, unmapped: `${`${chinese(6)}=${yuan} `.repeat(3)}…=${yuan}` }),
    },
    funds: fundsOf(sizes),
    rules: rulesOf(sizes),
  };
}

/** The record an entry was made of, a few bytes larger than it really is. */
function recordOf(entry: AdvanceEntry, original: string): AdvanceRecord {
  return { ...entry, ref: hash, attempt: 10, original, sender: chinese(64) };
}

function reversal(sizes: Sizes, place: number): ReversalEntry {
  const { county, month, time, funds, rules } = advance(sizes, place);
  return {
    kind: "reversal",
    county,
    hash,
    month,
    time,
    funds,
    rules,
    id: idOf(sizes, place),
    original: idOf(sizes, place),
    reason: chinese(sizes.reason),
  };
}

function account(sizes: Sizes, place: number): Account {
  const amount = fen(sizes.amount);
  const byRatio = Object.fromEntries(Array.from({ length: sizes.ratios }, (_, ratio) => [`1${ratio}:13:12`, amount]));
  const totals: FundTotals = {
    count: sizes.amount,
    accrued: amount,
    deducted: amount,
    retained: amount,
    disbursed: amount,
    setOff: amount,
    shares: [amount, amount, amount],
    byRatio,
  };
  return {
    type: "month",
    month: "201710",
    county: String(530_000 + place),
    institution: institution(sizes),
    institutionName: chinese(sizes.name),
    version: 123_456,
    state: "closed",
    funds: Object.fromEntries(Object.keys(rulesOf(sizes)).map((fund) => [fund, totals])),
  };
}

function prepaid(sizes: Sizes, place: number): Account {
  const balances = Object.fromEntries(FUNDS.map((fund) => [fund, fen(sizes.amount)]));
  return { ...emptyAccount({ period: "prepaid", county: String(530_000 + place), institution: institution(sizes) }), type: "prepaid", balances };
}

function pageBytes(entries: readonly Entry[], accounts: readonly Account[], sizes: Sizes): number {
  const body = encodePage({ lane: institution(sizes), version: 123_456, previous: hash, entries, accounts });
  return itemBytes(pageItem(body));
}

function many<T>(make: (sizes: Sizes, place: number) => T, sizes: Sizes, count: number = LIMITS.foldRecords): T[] {
  return Array.from({ length: count }, (_, place) => make(sizes, place));
}

describe("queues and the functions they feed", () => {
  const consumers: readonly [QueueName, FunctionWiring][] = Object.values<FunctionWiring>(FUNCTIONS).map((one) => [one.source.queue, one]);

  test("every queue has one consumer", () => {
    expect(consumers.map(([queue]) => queue).toSorted()).toEqual(Object.keys(QUEUES).toSorted());
  });

  test.each(consumers)("%s hides a message for six times its consumer's timeout at least", (queue, { timeoutSeconds }) => {
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    expect(QUEUES[queue].visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * timeoutSeconds);
  });

  test.each(consumers)("%s delivers five times at least before it gives a message up", (queue) => {
    // Same source: fewer, and throttling alone may send a good message to the dead-letter queue.
    expect(QUEUES[queue].maxReceiveCount).toBeGreaterThanOrEqual(5);
  });

  test.each(consumers)(
    "%s gathers only what Lambda can: a FIFO queue ten messages without a window, another 10,000 with one",
    (queue, { source }) => {
      // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
      const { batchSize, batchingWindowSeconds, maxConcurrency } = source;
      expect(batchSize).toBeLessThanOrEqual(QUEUES[queue].fifo ? LIMITS.queueBatch : 10_000);
      if (QUEUES[queue].fifo) expect(batchingWindowSeconds).toBe(0);
      if (batchSize > LIMITS.queueBatch) expect(batchingWindowSeconds).toBeGreaterThanOrEqual(1);
      expect(maxConcurrency).toBeGreaterThanOrEqual(2);
      expect(maxConcurrency).toBeLessThanOrEqual(1_000);
    },
  );

  test.each(consumers)(
    "the longest back-off of one batch takes less than a quarter of the timeout of %s's consumer",
    (_queue, { timeoutSeconds }) => {
      const pauses = Array.from({ length: BACKOFF.attempts - 1 }, (_, place) =>
        Math.min(BACKOFF.longestPauseMs, BACKOFF.firstPauseMs * 2 ** (place + 1)),
      );
      expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(timeoutSeconds * 250);
    },
  );
});

describe("what subscribers are told", () => {
  test("is left to a call for longer than it may run, and taken on again before its message comes back", () => {
    expect(NOTICE_DEFAULTS.claimSeconds).toBeGreaterThan(FUNCTIONS.watch.timeoutSeconds);
    expect(NOTICE_DEFAULTS.claimSeconds).toBeLessThan(QUEUES.watch.visibilityTimeoutSeconds);
  });
});

describe("messages and folds", () => {
  test("a fold of LIMITS.foldBytes can be sent, alone in a batch", () => {
    expect(LIMITS.foldBytes).toBeLessThanOrEqual(LIMITS.foldBatchBytes);
    expect(LIMITS.foldBatchBytes).toBeLessThanOrEqual(LIMITS.queueBatchBytes);
  });

  test("the largest message can be sent, several in a batch", () => {
    expect(2 * LIMITS.messageBytes).toBeLessThanOrEqual(LIMITS.queueBatchBytes);
  });

  test("the largest record fits into a fold alone, so that any record can be folded", () => {
    const original = `${'"'.repeat(3_000)}${chinese(3_000)}`;
    const fold: Fold = { lane: institution(LARGEST), records: [recordOf(advance(LARGEST, 0), original)] };
    expect(Buffer.byteLength(JSON.stringify(fold))).toBeLessThan(LIMITS.foldBytes);
  });

  test("fifty typical records fill a fold before its bytes do", () => {
    const original = "x".repeat(700);
    const records = many(advance, TYPICAL).map((entry) => recordOf(entry, original));
    expect(Buffer.byteLength(JSON.stringify({ lane: institution(TYPICAL), records }))).toBeLessThan(LIMITS.foldBytes);
  });
});

describe("pages and items", () => {
  test("a page of fifty typical advances takes less than a tenth of an item", () => {
    expect(pageBytes(many(advance, TYPICAL), [account(TYPICAL, 1)], TYPICAL)).toBeLessThan(LIMITS.itemBytes / 10);
  });

  test("a page of the largest records, each with accounts of its own, is less than an item", () => {
    const accounts = [...many(account, LARGEST), ...many(prepaid, LARGEST)];
    expect(pageBytes(many(advance, LARGEST), accounts, LARGEST)).toBeLessThan(LIMITS.itemBytes);
    expect(pageBytes(many(reversal, LARGEST), accounts, LARGEST)).toBeLessThan(LIMITS.itemBytes);
  });

  test("a batch of the largest items is less than the 16 MB of a request", () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    expect(LIMITS.batchWrite * LIMITS.itemBytes).toBeLessThan(16 * 1024 * 1024);
  });

  test("an index entry costs one write unit, even for the longest id", () => {
    for (const entry of [advance(LARGEST, 1), reversal(LARGEST, 1)]) {
      for (const key of indexKeysOf(entry)) {
        expect(itemBytes(indexItem(institution(LARGEST), { key, page: Number.MAX_SAFE_INTEGER, hash }))).toBeLessThanOrEqual(1024);
      }
    }
  });

  test("a typical account costs two write units", () => {
    expect(itemBytes(accountItem(account(TYPICAL, 1)))).toBeLessThanOrEqual(2048);
  });

  test("a rejection's key stays within a sort key, whatever its codes hold", () => {
    for (const character of ["#", "医", "😀"]) {
      const code = character.repeat(KEY_CHARACTERS * 2);
      const key = rejectionSortKey(someRejection("i".repeat(22), { insu_admdvs: code, fixmedins_code: code }));
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(KEY_BYTES[1]);
    }
  });

  test("a rejection that quotes a whole message of LIMITS.messageBytes, every byte escaped twice, is less than an item", () => {
    const original = JSON.stringify('"'.repeat(LIMITS.messageBytes / 2));
    expect(itemBytes(rejectionItem(someRejection("i".repeat(22), { original })))).toBeLessThan(LIMITS.itemBytes);
  });

  test("the store and the wiring name the same key attributes", () => {
    const wired = Object.entries(TABLES).map(([table, keys]) => [table, [keys.partitionKey.name, ...("sortKey" in keys ? [keys.sortKey.name] : [])]]);
    expect(Object.fromEntries(wired)).toEqual(KEY_NAMES);
  });
});
