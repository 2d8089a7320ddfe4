import { isDeepStrictEqual } from "node:util";
import { accountKeyText, emptyAccount, keyOf, type Account } from "../lane/account.ts";
import { LaneWalk, type Finding, type LaneExpectation } from "../lane/walk.ts";
import type { LedgerStore, OnDamaged } from "./ledger-store.ts";

/** What verify walked and what it found; no findings means every fen is where the journal says. */
export interface Verification {
  readonly lanes: number;
  readonly pages: number;
  readonly entries: number;
  readonly indexEntries: number;
  readonly accounts: number;
  readonly findings: readonly Finding[];
}

/**
 * Walks every journal and compares index and accounts with it to the fen. Reads everything and changes nothing. A newest page that its
 * writer did not live to apply is no fault: its index entries may be missing and its accounts may be as they were before. An item that can't be
 * read at all is a finding, of the lane "?", and what it should say is found missing besides.
 */
export async function verifyLedger(store: LedgerStore, onPage: (pages: number) => void = () => undefined): Promise<Verification> {
  const findings: Finding[] = [];
  const lanes = new Map<string, LaneExpectation>();
  let [pages, entries] = [0, 0];
  let walk: LaneWalk | undefined;
  const finish = (): void => {
    if (walk === undefined) return;
    lanes.set(walk.lane, walk.expectation());
    findings.push(...walk.findings);
    entries += walk.entries;
  };
  const damaged = (what: string): void => {
    findings.push({ lane: "?", what });
  };
  for await (const page of store.allPages(damaged)) {
    if (walk?.lane !== page.lane) {
      finish();
      walk = new LaneWalk(page.lane);
    }
    walk.take(page);
    onPage((pages += 1));
  }
  finish();
  const accounts = await compareAccounts(store, lanes, findings, damaged);
  const indexEntries = await compareIndex(store, lanes, accounts.pending, findings, damaged);
  return { lanes: lanes.size, pages, entries, indexEntries, accounts: accounts.count, findings };
}

/** Compares stored accounts with the fold; `pending` are the lanes whose newest page is not applied yet. */
async function compareAccounts(
  store: LedgerStore,
  lanes: ReadonlyMap<string, LaneExpectation>,
  findings: Finding[],
  damaged: OnDamaged,
): Promise<{ count: number; pending: Set<string> }> {
  const stored = new Map<string, Account>();
  for await (const account of store.allAccounts(damaged)) stored.set(accountKeyText(keyOf(account)), account);
  const pending = new Set<string>();
  for (const { lane, version, lastAccount } of lanes.values()) {
    if (lastAccount !== undefined && (stored.get(lastAccount)?.version ?? 0) < version) pending.add(lane);
  }
  for (const expectation of lanes.values()) {
    for (const [key, account] of expectation.accounts) {
      const found = stored.get(key);
      const was = expectation.before.get(key) ?? emptyAccount(keyOf(account));
      const accepted = isDeepStrictEqual(found, account) || (pending.has(expectation.lane) && expectation.before.has(key) && isAsBefore(found, was));
      if (!accepted)
        findings.push({
          lane: expectation.lane,
          what: found === undefined ? `account ${key} is missing` : `account ${key} differs from the journal`,
        });
    }
  }
  for (const [key, account] of stored) {
    const known = lanes.get(account.institution)?.accounts.has(key) ?? false;
    if (!known && !isDeepStrictEqual(account, emptyAccount(keyOf(account))))
      findings.push({ lane: account.institution, what: `account ${key} stands in no page of the journal` });
  }
  return { count: stored.size, pending };
}

/** A prepaid account is not stored before its first page is applied, a month account is born empty. */
function isAsBefore(found: Account | undefined, was: Account): boolean {
  return found === undefined ? was.type === "prepaid" && was.version === 0 : isDeepStrictEqual(found, was);
}

async function compareIndex(
  store: LedgerStore,
  lanes: ReadonlyMap<string, LaneExpectation>,
  pending: ReadonlySet<string>,
  findings: Finding[],
  damaged: OnDamaged,
): Promise<number> {
  const seen = new Map<string, Set<string>>();
  let count = 0;
  for await (const { lane, key, page, hash } of store.allIndexEntries(damaged)) {
    count += 1;
    const expected = lanes.get(lane)?.index.get(key);
    if (expected === undefined) findings.push({ lane, page, what: `index entry ${key} names an id that stands in no page` });
    else if (expected.page !== page || expected.hash !== hash)
      findings.push({ lane, page: expected.page, what: `index entry ${key} differs from the journal` });
    const keys = seen.get(lane) ?? new Set();
    seen.set(lane, keys.add(key));
  }
  for (const { lane, version, index } of lanes.values()) {
    for (const [key, { page }] of index) {
      const mayBeMissing = page === version && pending.has(lane);
      if (!mayBeMissing && seen.get(lane)?.has(key) !== true) findings.push({ lane, page, what: `index entry ${key} is missing` });
    }
  }
  return count;
}
