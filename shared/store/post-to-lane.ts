import { accountKeyText, emptyAccount, keyOf, type MonthAccount } from "../lane/account.ts";
import { decideBatch, type Decided, type Decision } from "../lane/decide.ts";
import { assertPage } from "../lane/invariants.ts";
import { judge, type JudgeOptions } from "../lane/judge.ts";
import { indexEntriesOf, LaneView, StaleViewError, type Missing } from "../lane/lane-view.ts";
import { decodePage, encodePage, type Page, type StoredPage } from "../lane/page.ts";
import type { LaneRecord } from "../lane/record.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** The lane moved on under a posting this often in a row; the message comes back and is tried again. */
export class LaneContentionFault extends Error {
  override readonly name = "LaneContentionFault";
  readonly code = "lane_contention";
}

/** FIFO groups leave one writer per lane but for zombies, so that a lost race is rare and ten in a row mean something is wrong. */
const MAX_ATTEMPTS = 10;

/**
 * Posts a batch of records to their lane and says what became of each. The append of one page is the only commit point: a worker that
 * vanishes leaves either nothing, or a page that the next touch of the lane applies. Safe to call again, any number of times, with the same
 * or overlapping records. The protocol and its guards are design.md's; each guard's loss is found by the simulation.
 */
export async function postToLane(
  store: LedgerStore,
  lane: string,
  records: readonly LaneRecord[],
  options: JudgeOptions,
): Promise<readonly Decision[]> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const decisions = await tryPosting(store, lane, records, options);
    if (decisions !== undefined) return decisions;
  }
  throw new LaneContentionFault(`lane ${lane} moved on ${MAX_ATTEMPTS} times while ${records.length} records were posted`);
}

async function tryPosting(
  store: LedgerStore,
  lane: string,
  records: readonly LaneRecord[],
  options: JudgeOptions,
): Promise<readonly Decision[] | undefined> {
  const stored = await store.newestPage(lane);
  const newest = stored === undefined ? undefined : decodePage(stored);
  const view = new LaneView(lane, newest);
  const decided = await decideWithEverythingLoaded(store, view, newest, records, options);
  if (decided === undefined) return undefined;
  if (decided.entries.length === 0) return (await movedOn(store, view, decided)) ? undefined : decided.decisions;
  assertPage(decided.entries, decided.accounts, (account) => view.account(keyOf(account)) ?? emptyAccount(keyOf(account)));
  const page: Page = { lane, version: view.version + 1, previous: stored?.hash ?? "", entries: decided.entries, accounts: decided.accounts };
  if (!(await store.append(encodePage(page)))) return undefined;
  await applyPage(store, page);
  return decided.decisions;
}

/**
 * Whether another worker appended a page while a rejection was decided. What was read then mixes states: a record may be missing from the
 * index as it was before its page and be refused for what that page itself has done. An append would notice; where nothing is appended the
 * newest page is looked up once more. What is posted stays posted, so without a rejection there is nothing to look up.
 */
async function movedOn(store: LedgerStore, view: LaneView, { decisions }: Decided): Promise<boolean> {
  if (decisions.every(({ outcome }) => outcome !== "rejected")) return false;
  const newest = await store.newestPage(view.lane);
  return (newest?.version ?? 0) > view.version;
}

/** Decides again and again until the decision asks for nothing that is not loaded. Undefined where the lane moved on meanwhile. */
async function decideWithEverythingLoaded(
  store: LedgerStore,
  view: LaneView,
  newest: Page | undefined,
  records: readonly LaneRecord[],
  options: JudgeOptions,
): Promise<Decided | undefined> {
  try {
    let healed = newest === undefined;
    for (;;) {
      const decided = decideBatch(view, records, (batch, record) => judge(batch, record, options));
      const missing = view.takeMissing();
      if (missing === undefined && healed) return decided;
      await learn(store, view, missing, healed ? undefined : newest);
      healed = true;
    }
  } catch (error) {
    if (error instanceof StaleViewError) return undefined;
    throw error;
  }
}

/** Loads what is missing in one go and, on the first call, applies the newest page where its writer vanished before it did. */
async function learn(store: LedgerStore, view: LaneView, missing: Missing | undefined, unhealed: Page | undefined): Promise<void> {
  const { index = [], accounts = [], calendars = [], pages = [], unborn = [] } = missing ?? {};
  for (const key of unborn) {
    await store.bear(emptyAccount(key) as MonthAccount);
    view.learnBirth(key);
  }
  // A close that began before the birth may not have seen the account: the calendar, which moves first, tells.
  const again = [...new Set([...calendars, ...unborn.map((key) => key.county)])];
  const last = unhealed?.accounts.at(-1);
  const lastKey = last === undefined ? [] : [keyOf(last)];
  if (index.length + accounts.length + again.length + lastKey.length > 0) {
    const found = await store.load(view.lane, { index, accounts: [...accounts, ...lastKey], calendars: again });
    view.learnIndex(index, found.index);
    view.learnAccounts(accounts, found.accounts);
    view.learnCalendars(again, found.calendars);
    if (unhealed !== undefined && last !== undefined) {
      const stored = found.accounts.find((account) => accountKeyText(keyOf(account)) === accountKeyText(keyOf(last)));
      if ((stored?.version ?? 0) < unhealed.version) await applyPage(store, unhealed);
    }
  }
  for (const version of pages) view.learnPage(decodePage(await existing(store, view.lane, version)));
}

/** Brings index and accounts up to a page that was appended. The last account is written last: its version tells that all is applied. */
async function applyPage(store: LedgerStore, page: Page): Promise<void> {
  await store.putIndex(page.lane, indexEntriesOf(page));
  for (const account of page.accounts) await store.putAccount(account);
}

async function existing(store: LedgerStore, lane: string, version: number): Promise<StoredPage> {
  const page = await store.page(lane, version);
  if (page === undefined) throw new Error(`the index of lane ${lane} names page ${version}, which does not exist`);
  return page;
}
