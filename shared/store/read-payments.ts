import type { KnownPayment } from "../disburse/receipt-plan.ts";
import { parsePaymentNumber, type PaymentKey } from "../disburse/payment-number.ts";
import { NO_TOTALS, type Lane } from "../lane/account.ts";
import { Batch } from "../lane/decide.ts";
import { indexKey } from "../lane/entry.ts";
import { LaneView } from "../lane/lane-view.ts";
import { decodePage } from "../lane/page.ts";
import { subtractFen } from "../money/fen.ts";
import { eachLimit } from "./each-limit.ts";
import { learnMissing } from "./learn-missing.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** Lanes looked up at once. */
const CONCURRENCY = 8;

type Numbered = PaymentKey & { readonly number: string };

/**
 * What the ledger has of payment numbers, by a few items of each lane they name. Numbers that nobody can have proposed are left out: their
 * institution has no account of the month and county, or less was ever paid of it than they say. What a lane's newest page says counts even where nobody has applied it yet.
 */
export async function readPayments(store: LedgerStore, numbers: Iterable<string>): Promise<ReadonlyMap<string, KnownPayment>> {
  const keys = [...new Set(numbers)].flatMap((number) => {
    const key = parsePaymentNumber(number);
    return key === undefined ? [] : [{ ...key, number }];
  });
  const found = new Map<string, KnownPayment>();
  await eachLimit([...Map.groupBy(keys, ({ institution }) => institution)], CONCURRENCY, async ([lane, own]) => {
    for (const [number, payment] of await readLane(store, lane, own)) found.set(number, payment);
  });
  return found;
}

async function readLane(store: LedgerStore, lane: Lane, keys: readonly Numbered[]): Promise<[string, KnownPayment][]> {
  const newest = await store.newestPage(lane);
  if (newest === undefined) return [];
  const view = new LaneView(lane, decodePage(newest));
  for (;;) {
    const batch = new Batch(view);
    const found = keys.flatMap((key) => lookUp(batch, key));
    const missing = view.takeMissing();
    if (missing === undefined) return found;
    await learnMissing(store, view, missing);
  }
}

function lookUp(batch: Batch, { number, month, county, fund, paidBefore }: Numbered): [string, KnownPayment][] {
  const account = batch.month(month, county);
  const entry = batch.taken(indexKey("disbursement", number))?.entry();
  if (account === undefined || account === null) return [];
  const { disbursed, setOff } = account.funds[fund] ?? NO_TOTALS;
  // What disbursements paid never falls: nobody was ever told that more had been paid than now.
  if (paidBefore > subtractFen(disbursed, setOff)) return [];
  return [[number, { posted: entry?.kind === "disbursement" ? { amount: entry.amount, time: entry.time } : undefined }]];
}
